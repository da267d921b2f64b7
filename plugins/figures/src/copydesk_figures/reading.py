"""What the grammar knows about one figure while it is being read; the last step turns it into a model."""

from dataclasses import dataclass, field
from decimal import Decimal

from copydesk_figures.numbers import Number
from copydesk_figures.units import Unit

_DIGITS = 20  # significant digits kept of a value that no decimal can hold, such as a third


@dataclass(slots=True)
class Mark:
    """A span with what it says: a comparator's operator, a qualifier's type, a counted thing's head."""

    start: int
    end: int
    what: str
    side: str | None = None


@dataclass(slots=True)
class Part:
    """One addend of a sum written in parts: 6 ft of "6 ft 2 in"."""

    start: int
    end: int
    value: Decimal
    unit: str


@dataclass(slots=True)
class Attribution:
    """Who said it: the subject's span, the saying verb, and the person who passed it on."""

    start: int
    end: int
    cue: str
    via: "Attribution | None" = None


@dataclass(slots=True)
class Reading:
    """One figure as read; fields as in `copydesk_figures.model.Figure`, numbers still exact decimals.

    Attributes:
        next: index of the token behind it.
        left: how many tokens to the left of the trigger it has taken.
    """

    start: int
    end: int
    kind: str
    rule: str
    next: int = 0
    left: int = 0
    confidence: float = 0.9
    value: Decimal | str | None = None
    lo: Decimal | str | None = None
    hi: Decimal | str | None = None
    lo_incl: bool | None = None
    hi_incl: bool | None = None
    numbers: list[Number] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    unit: Unit | None = None
    currency: str | None = None
    ambiguous: bool = False
    minor: bool = False
    per: str | None = None
    uncertainty: Decimal | None = None
    comparator: Mark | None = None
    counted: Mark | None = None
    qualifiers: list[Mark] = field(default_factory=list)
    change: str | None = None
    timex: str | None = None
    source: Attribution | None = None
    flags: tuple[str, ...] = ()


def plain(value: Decimal | str | None) -> str | None:
    """Return a decimal as plain digits, without an exponent or idle zeros."""
    if value is None or isinstance(value, str):
        return value
    if len(value.as_tuple().digits) > _DIGITS * 2:
        value = round(value, _DIGITS - value.adjusted() - 1)
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
