"""Names of months and weekdays, with the abbreviations that newspapers use."""

from typing import Final

_MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun",
    "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
_WEEKDAYS = (
    "monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thu", "friday fri", "saturday", "sunday",
)  # fmt: skip

MONTHS: Final[dict[str, int]] = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
WEEKDAYS: Final[dict[str, int]] = {name: n for n, names in enumerate(_WEEKDAYS, 1) for name in names.split()}
ALSO_WORDS: Final = frozenset({"may", "march", "mar", "jan", "mon", "wed", "sun"})
"""Names that are also common words or names of people: on their own they need a capital and a preposition."""
