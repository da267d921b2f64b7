"""Times of day: 8:30 pm, half past seven, noon, 9 in the evening, this morning."""

from datetime import datetime, timedelta
from typing import Final

from copydesk_figures.moments import PARTS, Moment, clock_stamp, midnight
from copydesk_figures.phrase import ZONES, Phrase

_NAMED: Final = {"noon": 12, "midday": 12, "noontime": 12, "midnight": 0}
_FRACTIONS: Final = {"half": 30, "quarter": 15}
_HOURS, _MINUTES, _NOON = 24, 60, 12
_CLOCK_DIGITS = frozenset({3, 4})


def read_clock(phrase: Phrase, index: int, *, bare: bool = False) -> Moment | None:
    """Read a time of day; a ``bare`` hour counts where words before it promise one."""
    at = index
    if phrase.word(at) in {"at", "@"}:
        at, index, bare = at + 1, index + 1, True
    at = phrase.skip(at, "around", "about")
    found = _named(phrase, at) or _past(phrase, at) or _digits(phrase, at, bare=bare)
    if found is None:
        return None
    found = _zoned(phrase, _in_part(phrase, found))
    found.start = index
    return found


def read_part(phrase: Phrase, index: int) -> Moment | None:
    """Read a part of a day: "in the morning", "evening", "early afternoon"."""
    at = phrase.skip(index, "in", "during", "at", "the")
    mod = phrase.word(at) if phrase.word(at) in {"early", "late", "mid"} else ""
    at = phrase.skip(at + bool(mod), "in", "the", "-")
    part = PARTS.get(phrase.word(at))
    if part is None or phrase.before(index).endswith("good "):
        return None
    code, first, last = part
    if mod:
        first, last = (first, first + 2) if mod == "early" else (last - 2, last)
    day = midnight(phrase.reference)
    hour = timedelta(hours=1)
    found = Moment(day + first * hour, day + last * hour, "part", f"T{code}", dated=False, clocked=True)
    found.start, found.end = index, at + 1
    return found


def _moment(
    phrase: Phrase, hour: int, minute: int, end: int, *, twelve: bool, second: int = 0
) -> Moment | None:
    if hour > _HOURS or minute >= _MINUTES or second >= _MINUTES:
        return None
    lo = midnight(phrase.reference) + timedelta(hours=hour, minutes=minute, seconds=second)
    stamp = clock_stamp(lo, with_date=False)
    return Moment(
        lo, lo + timedelta(minutes=1), "minute", stamp, dated=False, clocked=True, twelve=twelve, end=end
    )


def _named(phrase: Phrase, index: int) -> Moment | None:
    at = phrase.skip(index, "the", "12")
    hour = _NAMED.get(phrase.word(at))
    return None if hour is None else _moment(phrase, hour, 0, at + 1, twelve=False)


def _past(phrase: Phrase, index: int) -> Moment | None:
    """Read "half past seven", "a quarter to 8", "10 minutes after 3 pm"."""
    at = phrase.skip(index, "a")
    if phrase.word(at) in _FRACTIONS:
        minutes, at = _FRACTIONS[phrase.word(at)], at + 1
    elif (read := phrase.number(at)) and read[0] in range(1, 60):
        minutes, at = int(read[0]), read[1]
        at += phrase.word(at) in {"min", "mins", "minute", "minutes"}
    else:
        return None
    joiner = phrase.word(at)
    if joiner not in {"past", "to", "after", "before", "till", "from"}:
        return None
    hour = _named(phrase, at + 1) or _digits(phrase, at + 1, bare=True)
    if hour is None or hour.lo is None or hour.lo.minute:
        return None
    if joiner in {"to", "after", "before", "from"} and minutes not in range(5, 60, 5):
        return None
    sign = -1 if joiner in {"to", "before", "till"} else 1
    lo = hour.lo + timedelta(minutes=sign * minutes)
    return Moment(
        lo, lo + timedelta(minutes=1), "minute", clock_stamp(lo, with_date=False), dated=False, clocked=True,
        twelve=hour.twelve, end=hour.end,
    )  # fmt: skip


def _digits(phrase: Phrase, index: int, *, bare: bool) -> Moment | None:
    """Read 8:30, 8.30 pm, 3h18, 0730, "seven thirty", "8 o'clock", "7 pm"; a bare hour where asked for."""
    read = phrase.number(index)
    if read is None or read[0] != int(read[0]) or phrase.word(index) in {"a", "an", "couple", "few"}:
        read = _dotted(phrase, index)
        if read is None:
            return None
    hour, at, minute, second, told = int(read[0]), read[1], 0, 0, False
    digits = phrase.word(index).isdecimal()
    if digits and len(phrase.word(index)) in _CLOCK_DIGITS and (bare or _half(phrase, at)[0]):
        hour, minute, told = int(phrase.word(index)[:-2]), int(phrase.word(index)[-2:]), True
    elif digits and phrase.word(at) in {":", "h", "."} and _two(phrase, at + 1):
        if phrase.word(at) == "." and not (bare or phrase.word(at + 2)[:1] in {"a", "p"}):
            return None
        minute, told, at = int(phrase.word(at + 1)), True, at + 2
        if phrase.word(at) == ":" and _two(phrase, at + 1):
            second, at = int(phrase.word(at + 1)), at + 2
    elif digits and phrase.word(at) == "h" and phrase.glued(at):
        told, at = True, at + 1
    elif (spoken := _spoken(phrase, at)) and (not digits or bare):
        minute, at, told = spoken[0], spoken[1], bare or phrase.word(spoken[1])[:1] in {"a", "p"}
    return _with_half(phrase, index, at, (hour, minute, second), told=told, bare=bare)


def _dotted(phrase: Phrase, index: int) -> tuple[float, int] | None:
    """Read the hour of "8.30", which looks like a decimal."""
    word = phrase.word(index)
    return (float(word), index + 1) if word.isdecimal() and phrase.word(index + 1) == "." else None


def _two(phrase: Phrase, index: int) -> bool:
    return phrase.word(index).isdecimal() and len(phrase.word(index)) == 2  # noqa: PLR2004 -- minutes have two digits


def _spoken(phrase: Phrase, index: int) -> tuple[int, int] | None:
    """Read the minutes of "seven thirty" and "at 3 15"."""
    read = phrase.number(index) if phrase.word(index) not in {"a", "an", "half", "couple", "few"} else None
    return (int(read[0]), read[1]) if read and 10 <= read[0] < _MINUTES else None  # noqa: PLR2004 -- "seven five" is none


def _with_half(
    phrase: Phrase, index: int, at: int, time: tuple[int, int, int], *, told: bool, bare: bool
) -> Moment | None:
    """Apply am and pm, "o'clock", "ish"; refuse what no word makes a time."""
    hour, minute, second = time
    at = phrase.skip(at, "-", "ish") if phrase.word(at + 1) == "ish" else phrase.skip(at, "ish")
    oclock = phrase.word(at) in {"o'clock", "oclock"}
    at += oclock
    half, behind = _half(phrase, at)
    if not (half or oclock or told or bare) or hour > _HOURS:
        return None
    if half and (hour > _NOON or hour == 0) and not told:
        return None
    if (
        not (half or oclock or told)
        and phrase.word(at) in {"/", "-", "%", "st", "nd", "rd", "th"}
        and phrase.glued(at)
    ):
        return None
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    twelve = not half and 0 < hour <= _NOON and not phrase.word(index).startswith("0")
    return _moment(phrase, hour, minute, behind if half else at, twelve=twelve, second=second)


def _half(phrase: Phrase, index: int) -> tuple[str, int]:
    """Return "a" or "p" with the index behind it: am, p.m., in the morning's own word excluded."""
    word = phrase.word(index)
    if word in {"am", "pm"}:
        return word[0], index + 1
    if word == "p" and phrase.glued(index) and phrase.word(index + 1) != "m" and not _dots(phrase, index + 1):
        return word, index + 1
    dotted = word in {"a", "p"} and phrase.word(index + 1) in {".", "m"}
    if not dotted:
        return "", index
    at = phrase.skip(index + 1, ".")
    if phrase.word(at) != "m":
        return "", index
    return word, at + 1 + (
        phrase.word(index + 1) == "."
        and phrase.word(at + 1) == "."
        and (phrase.glued(at + 1) or not phrase.glued(index + 1))
    )


def _dots(phrase: Phrase, index: int) -> bool:
    """Whether ". m" follows: the letter is half of p.m."""
    return phrase.word(index) == "." and phrase.word(index + 1) == "m"


def _in_part(phrase: Phrase, found: Moment) -> Moment:
    """Settle a bare hour by what follows: 9 in the evening, 3 this afternoon is read by days."""
    at = phrase.skip(found.end, "in", "at")
    at = phrase.skip(at, "the")
    part = PARTS.get(phrase.word(at))
    if part is None or found.lo is None:
        return found
    if (
        found.twelve
        and part[0] in {"AF", "EV", "NI"}
        and found.lo.hour < _NOON
        and found.lo.hour >= (1 if part[0] != "NI" else 5)
    ):
        found.lo += timedelta(hours=_NOON)
        found.hi = found.lo + timedelta(minutes=1)
        found.timex = clock_stamp(found.lo, with_date=False)
    found.twelve, found.end = False, at + 1
    return found


def _zoned(phrase: Phrase, found: Moment) -> Moment:
    """Step over a time zone behind a time of day; the time stays as written."""
    at = phrase.skip(found.end, "(")
    offset = ZONES.get(phrase.word(at))
    if offset is not None:
        found.end = phrase.skip(at + 1, ")") if at > found.end else at + 1
        hours, minutes = divmod(round(abs(offset) * 60), 60)
        found.timex += f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" if offset else "Z"
    return found


def at_noon_side(moment: datetime, part: str) -> datetime:
    """Return a bare hour moved behind noon where a part of the day asks for it."""
    late = part in {"TAF", "TEV", "TNI"} and moment.hour < _NOON
    return moment + timedelta(hours=_NOON) if late else moment
