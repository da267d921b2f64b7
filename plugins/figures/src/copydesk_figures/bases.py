"""Values in base units, from the generated table of factors."""

from decimal import Decimal
from functools import cache
from typing import Final

from copydesk_figures.sums import EXACT
from copydesk_figures.units import read_table

_ZERO_CELSIUS: Final = Decimal("273.15")
_FIVE_NINTHS: Final = EXACT.divide(Decimal(5), Decimal(9))
_ZERO_FAHRENHEIT: Final = Decimal("459.67")
_DIGITS: Final = 12


@cache
def _factors() -> dict[str, tuple[Decimal, str]]:
    return {code: (Decimal(factor), base) for code, base, factor in read_table("unit-bases.txt") if base}


def in_base(code: str, value: Decimal) -> tuple[Decimal, str] | None:
    """Return a value in base units and their symbols, or None for units that are only names."""
    if code == "Cel":
        return value + _ZERO_CELSIUS, "K"
    if code == "[degF]":
        return round((value + _ZERO_FAHRENHEIT) * _FIVE_NINTHS, _DIGITS).normalize(), "K"
    found = _factors().get(code)
    return None if found is None else (EXACT.multiply(value, found[0]), found[1])
