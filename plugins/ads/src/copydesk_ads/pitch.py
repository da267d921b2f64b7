"""A paid message that no label announces: it is known by its end, a code to claim, and by a name all its own."""

import re
from collections.abc import Sequence

from copydesk_ads.evidence import WEAK, Verdict, Verdicts, is_sure
from copydesk_ads.lines import Line
from copydesk_ads.topic import Topic

__all__ = ["spread_pitches"]

_MOST_ABOVE = 4
_LONGEST = 600
_PITCHED = 0.72
_LEAST_NAMED = 2
_CODE = re.compile(r"^(?:just |then )?(?:use|enter|apply) (?:the |our |promo |discount |coupon )*code:? ")
_NAME = re.compile(r"\b[A-Z][\w&'-]{2,}")


def spread_pitches(lines: Sequence[Line], topic: Topic, verdicts: Verdicts) -> None:
    """Let each line that gives a code take the lines above it that share a name found nowhere else."""
    for line in lines:
        if line.folded.startswith(("use", "enter", "apply", "just", "then")) and _CODE.match(line.core):
            start = _start(lines, topic, line.index)
            if start == line.index:
                continue
            reason = "pitch: speaks of a name that stands nowhere else, above a code to claim"
            for index in range(start, line.index + 1):
                if not is_sure(verdicts[index]):
                    verdicts[index] = Verdict("sponsored", _PITCHED, reasons=((WEAK, reason),))


def _start(lines: Sequence[Line], topic: Topic, end: int) -> int:
    """Return the first of the lines above ``end`` that share a name; ``end`` when there is none."""
    window = [line for line in lines[max(0, end - _MOST_ABOVE) : end] if line.size <= _LONGEST]
    if not window:
        return end
    first = window[0].index
    named = [
        {name.lower() for name in _NAME.findall(line.cased) if topic.only_in(name.lower(), first, end)}
        for line in window
    ]
    holders = (
        [line.index for line, names in zip(window, named, strict=True) if name in names]
        for name in frozenset[str]().union(*named)
    )
    return min((held[0] for held in holders if len(held) >= _LEAST_NAMED), default=end)
