"""What the plugin says: one `Figure` per numeric quantity, and a summary of the document."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from copydesk import Annotation

Kind = Literal[
    "count", "percent", "money", "measure", "temperature", "duration", "age", "date", "time", "date-range", "ordinal",
    "fraction", "ratio", "multiplier", "score", "range", "identifier", "idiom", "vague",
]  # fmt: skip
Operator = Literal["=", ">", ">=", "<", "<=", "~"]


class _Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Value):
    """Code points ``[start, end)`` of the document's text."""

    start: int
    end: int


class NumberSpan(Span):
    """A bare number inside a figure, with its exact value."""

    value: str


class Base(_Value):
    """A value in base units: its size, and the unit's symbols as pint writes them."""

    value: str
    unit: str


class Part(NumberSpan):
    """One addend of a sum written in parts, such as 6 ft of "6 ft 2 in"; unit as in `Figure`."""

    unit: str


class Comparator(Span):
    """What compares: op, and for "nearly" the side the truth lies on."""

    op: Operator
    side: Literal["<", ">"] | None = None


class Counted(Span):
    """What is counted, or what a share or rank is of; head is its chief noun."""

    text: str
    head: str


class Qualifier(Span):
    """A word that qualifies a figure: additional, total, definite, estimate, record, before-now, after-now."""

    type: str


class Messenger(Span):
    """Who passed a statement on, and by which verb."""

    text: str
    cue: str


class SaidBy(Messenger):
    """Who stated a figure, by which verb, and through whom."""

    via: Messenger | None = None


class Figure(Annotation):
    """A numeric figure. The span is the figure itself: number, scale, sign, unit; the label is its kind.

    Attributes:
        value: exact decimal as a string; an ISO date or year for dates; absent for ranges.
        lo: lower end of a range, first side of a ratio or score.
        hi: upper end of a range, second side of a ratio or score.
        lo_incl: whether lo itself belongs to the range.
        hi_incl: whether hi itself belongs to the range.
        numbers: the bare numbers inside the figure, where they are not the figure itself.
        parts: the addends of a sum such as "6 ft 2 in".
        comparator: at least, over, nearly, ...
        unit: UCUM code.
        base: the value in base units, where the unit is more than a name.
        currency: ISO 4217 code; value is always in its major unit.
        ambiguous: True where the spelling fits several currencies, as a bare $ does.
        minor: True where the text names the hundredth part (pence, cents).
        per: what a sum of money is per: a UCUM code of time, or a noun.
        uncertainty: half-width behind a plus-minus sign.
        counted: what is counted.
        qualifiers: what else the words beside it say.
        change: whether it tells a rise or a fall.
        timex: TIMEX3 value of dates and times.
        phrase: comparator, figure and counted thing together, where that is more than the figure.
        source: who said it.
        rule: the rule that read it.
    """

    value: str | None = None
    lo: str | None = None
    hi: str | None = None
    lo_incl: bool | None = None
    hi_incl: bool | None = None
    numbers: tuple[NumberSpan, ...] | None = None
    parts: tuple[Part, ...] | None = None
    comparator: Comparator | None = None
    unit: str | None = None
    base: Base | None = None
    currency: str | None = None
    ambiguous: bool | None = None
    minor: bool | None = None
    per: str | None = None
    uncertainty: str | None = None
    counted: Counted | None = None
    qualifiers: tuple[Qualifier, ...] | None = None
    change: Literal["up", "down"] | None = None
    timex: str | None = None
    phrase: Span | None = None
    source: SaidBy | None = None
    rule: str


class FiguresSummary(_Value):
    """How many figures a document holds, and the largest value of each kind that has comparable ones.

    Attributes:
        count: figures in all.
        kinds: figures by kind.
        sources: figures by who said them.
        largest: the largest value by kind; counts, percentages and sums of money of one currency only.
    """

    count: int = 0
    kinds: dict[str, int] = {}
    largest: dict[str, str] = {}
    sources: dict[str, int] = {}
