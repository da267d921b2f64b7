"""Find the numeric figures of a text: fold, scan for triggers, veto identifiers, read dates, read figures."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from copydesk_figures.build import build
from copydesk_figures.counted import read_counted
from copydesk_figures.custom import with_patterns, with_units
from copydesk_figures.dates import Dated, read_date
from copydesk_figures.grammar import read_figure
from copydesk_figures.identifiers import address_spans, identifier_at
from copydesk_figures.languages import Language
from copydesk_figures.languages import language as language_of
from copydesk_figures.model import Figure
from copydesk_figures.normalize import fold
from copydesk_figures.reading import Mark, Reading
from copydesk_figures.tokens import Window
from copydesk_figures.triggers import scanner
from copydesk_figures.units import table

_STRONGER = frozenset({"money", "percent", "age", "score", "idiom"})
_QUIET = frozenset({"identifier", "idiom", "vague"})
_DATE_LEADS = {"since": ">=", "by": "<=", "before": "<", "after": ">", "until": "<=", "till": "<="}
_LISTING = frozenset({" and ", ", ", " or ", ", and ", ", or "})
_BARE = frozenset({"count", "ordinal", "fraction"})
_LOWER, _UPPER = frozenset({">", ">="}), frozenset({"<", "<="})


@dataclass(frozen=True, slots=True)
class _Way:
    """How a text is to be read: the settings of `extract` that its readers need."""

    also: frozenset[str]
    articles: bool
    day_first: bool
    foreign: Language | None

    @property
    def code(self) -> str:
        """The language's code."""
        return self.foreign.code if self.foreign else "en"


def extract(
    text: str,
    *,
    also: frozenset[str] = frozenset(),
    calendar: bool = False,
    reference: datetime | None = None,
    articles: bool = False,
    day_first: bool = False,
    language: str = "en",
    units: Mapping[str, str] | None = None,
    patterns: Mapping[str, str] | None = None,
    attribution: bool = True,
) -> list[Figure]:
    """Return the figures of a text in order, none overlapping another.

    Args:
        text: any text; offsets in the result are code points of it.
        also: kinds that are recognised but kept back otherwise: ``identifier``, ``idiom``, ``vague``.
        calendar: read every phrase of time, those without a digit and relative ones too: "next week", "2 days ago".
        reference: when the text was written; phrases such as "next week" stay open without it.
        articles: read "a litre" and "an hour" as one of it.
        language: ISO 639 code; ``de``, ``es``, ``fr``, ``it``, ``nl`` and ``pt`` have number words and separators of
            their own, any other but ``en`` has free separators.
        units: units of your own, spelling to code.
        patterns: figures of your own, kind to regular expression; its group ``value`` is the value.
        day_first: read 03/04/2024 as the third of April.
        attribution: look for who said each figure.
    """
    folded = fold(text)
    foreign = None if language == "en" else language_of(language)
    way = _Way(also=also, articles=articles, day_first=day_first, foreign=foreign)
    readings = _shared(folded, _merged(folded, _readings(text, folded, way)))
    if units:
        readings = with_units(folded, readings, units)
    if patterns:
        readings = with_patterns(text, readings, patterns)
    if "identifier" in also:
        readings = _with_addresses(folded, readings)
    if calendar:
        from copydesk_figures.when import find_times  # noqa: PLC0415 -- an optional pass

        settled = [(one.start, one.end) for one in readings if one.kind in _STRONGER or one.rule == "years"]
        readings = _over(readings, find_times(text, folded, reference, settled))
    shown = [reading for reading in readings if reading.kind not in _QUIET or reading.kind in also]
    if attribution and shown:
        from copydesk_figures.attribution import attribute  # noqa: PLC0415 -- an optional pass

        attribute(text, folded, shown)
    return [build(reading, text) for reading in shown]


def _readings(text: str, folded: str, way: _Way) -> Iterator[Reading]:
    scan = scanner(vague="vague" in way.also, articles=way.articles, code=way.code)
    addresses = deque(address_spans(folded))
    at = floor = 0
    while match := scan.search(folded, at):
        at = match.start()
        while addresses and addresses[0][1] <= at:
            addresses.popleft()
        if addresses and addresses[0][0] <= at:
            reading: Reading | None = Reading(
                max(floor, addresses[0][0]), addresses[0][1], "identifier", "address"
            )
        else:
            reading = _read_at(text, folded, at, floor, way)
        if reading is None:
            at = _behind(folded, match.end())
            continue
        at = floor = max(reading.end, match.end())
        if reading.rule != "calendar-word":
            yield reading


def _with_addresses(folded: str, readings: list[Reading]) -> list[Reading]:
    """Add the addresses that hold no trigger."""
    both, read = list[Reading](), deque(readings)
    for start, end in address_spans(folded):
        while read and read[0].end <= start:
            both.append(read.popleft())
        if not read or end <= read[0].start:
            both.append(Reading(start, end, "identifier", "address"))
    return [*both, *read]


def _over(readings: list[Reading], times: Iterable[Reading]) -> list[Reading]:
    """Return the readings with the phrases of time put in place of what they overlap, identifiers excepted."""
    kept, read = list[Reading](), deque(readings)
    for time in times:
        while read and read[0].end <= time.start:
            kept.append(read.popleft())
        if read and read[0].start < time.end and read[0].kind == "identifier" and not _holds(time, read[0]):
            continue
        if read and _says_as_much(read[0], time):
            continue
        while read and read[0].start < time.end:
            read.popleft()
        kept.append(time)
    return [*kept, *read]


def _says_as_much(reading: Reading, time: Reading) -> bool:
    """Whether a date read without the phrase round it is all there is to say."""
    same = (reading.start, reading.end) == (time.start, time.end) and reading.kind in {
        "date",
        "time",
        "date-range",
    }
    settled = reading.value or reading.lo or not (time.value or time.lo)
    return same and bool(settled)


def _holds(time: Reading, code: Reading) -> bool:
    """Whether a phrase of time holds the whole of what looks like a code, as Dec31 does."""
    return time.start <= code.start and code.end <= time.end


def _behind(folded: str, at: int) -> int:
    """Return where the scan goes on behind a trigger that made no figure: digits are skipped as a whole."""
    if folded[at - 1].isdigit():
        while at < len(folded) and folded[at].isalnum():
            at += 1
    return at


def _read_at(text: str, folded: str, at: int, floor: int, way: _Way) -> Reading | None:
    if dated := read_date(text, folded, at, floor=floor, day_first=way.day_first, code=way.code):
        return _of_date(text, folded, dated, floor)
    if folded[at].isdigit() and (span := identifier_at(text, folded, at, floor)):
        return Reading(max(span[0], floor), span[1], "identifier", "identifier")
    if (
        at > floor
        and folded[at - 1] == "."
        and folded[at].isdigit()
        and not folded[at - 2 : at - 1].isalnum()
    ):
        at -= 1
    return read_figure(Window(text, folded, at, floor, way.foreign))


def _of_date(text: str, folded: str, dated: Dated, floor: int) -> Reading:
    """Make a reading of a date; "since" and "by" before it compare."""
    reading = Reading(dated.start, dated.end, dated.kind, dated.rule, timex=dated.timex or None)
    reading.value, reading.lo, reading.hi = dated.value, dated.lo, dated.hi
    if dated.kind == "age":
        reading.unit, reading.flags = table().folded["year"], ("vague",)
    lead = folded[max(floor, dated.start - 8) : dated.start].split(" ")
    if len(lead) > 1 and not lead[-1] and (op := _DATE_LEADS.get(lead[-2])):
        end = dated.start - 1
        reading.comparator = Mark(end - len(lead[-2]), end, op)
    if dated.rule in {"years", "decade"}:
        window = Window(text, folded, dated.end, floor)
        if text[window.at(0).start : window.at(0).end].istitle() and (
            found := read_counted(window, 0, one=True)
        ):
            reading.counted = found[0]
    return reading


def _merged(folded: str, readings: Iterator[Reading]) -> list[Reading]:
    """Join "above 1000 and below 1500" into one range."""
    merged: list[Reading] = []
    for reading in readings:
        last = merged[-1] if merged else None
        if last and (joined := _joined(folded, last, reading)):
            merged[-1] = joined
        elif (
            last
            and last.kind == "score"
            and reading.rule == "range"
            and folded[last.end : reading.start] == ", "
        ):
            merged.append(_next_set(reading))
        else:
            merged.append(reading)
    return merged


def _shared(folded: str, readings: list[Reading]) -> list[Reading]:
    """Give the numbers of a list the unit that its last one names: 45 and 50 mg, 5, 10 or 20 percent."""
    for reading, following in zip(readings[-2::-1], readings[:0:-1], strict=True):
        between = folded[reading.end : following.start]
        alone = (
            reading.kind == "count"
            and reading.counted is None
            and not reading.per
            and reading.rule == "number"
        )
        if alone and between in _LISTING and following.rule == "number" and following.unit:
            reading.kind, reading.unit = following.kind, following.unit
    return readings


def _next_set(reading: Reading) -> Reading:
    """Return a range that goes on with a list of scores as a score."""
    ours, theirs = (number.value for number in reading.numbers)
    return replace(
        reading, kind="score", rule="score", lo=ours, hi=theirs, lo_incl=None, hi_incl=None, numbers=[]
    )


def _joined(folded: str, low: Reading, high: Reading) -> Reading | None:
    first, second = low.comparator, high.comparator
    if (
        first is None
        or second is None
        or low.kind != high.kind
        or len(low.numbers) != 1
        or len(high.numbers) != 1
    ):
        return None
    if first.end > low.start or folded[low.end : second.start].strip() not in {"and", "but"}:
        return None
    lower, upper = (first, second) if first.what in _LOWER else (second, first)
    lo, hi = (low, high) if lower is first else (high, low)
    least, most = lo.numbers[0].value, hi.numbers[0].value
    if lower.what not in _LOWER or upper.what not in _UPPER or least >= most:
        return None
    kind = "range" if low.kind in _BARE else low.kind
    joined = replace(high, start=first.start, kind=kind, rule="two-sided", value=None, comparator=None)
    joined.lo, joined.hi, joined.numbers = least, most, [*low.numbers, *high.numbers]
    joined.lo_incl, joined.hi_incl = lower.what == ">=", upper.what == "<="
    return joined
