"""How far a paid message reaches from the line that announces it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from copydesk_ads.evidence import is_prose
from copydesk_ads.lines import Line
from copydesk_ads.rules import Books
from copydesk_ads.topic import Topic

__all__ = ["Message", "Messages"]

_MOST_LINES = 14
_MOST_CHARS = 2500
_BRIDGE = 160
_NAMED_BRIDGE = 600
_OFF_TOPIC = 0.35
_PROVES = 5
_CHATTY = 0.3
_READER = re.compile(r"\b(?:you|your|yours)\b")
_US = re.compile(r"\b(?:we|our|us)\b")
_AUTHOR = re.compile(r"\b(?:i|me|my)\b")
_ADDRESS = "address"
_HEADING = "heading: repeated around the label"


@dataclass
class Message:
    """A paid message as it grows.

    Attributes:
        label: the index of the line that announces it.
        sponsor: who pays, where known.
        first: the index of its first line.
        last: the index of its last line.
        reasons: why each line beyond the label belongs to it, by index.
    """

    label: int
    sponsor: str | None
    first: int
    last: int
    reasons: dict[int, str] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether its last line gives an address: most messages end there."""
        return self.reasons.get(self.last, "").startswith(_ADDRESS)


class Messages:
    """Finds how far the paid messages of one document reach. Built once per document.

    Args:
        lines: of the document.
        stops: indices of lines that belong to something else.
        topic: of the same lines.
        books: the rules.
    """

    def __init__(self, lines: Sequence[Line], stops: frozenset[int], topic: Topic, books: Books) -> None:
        self._lines = lines
        self._stops = stops
        self._topic = topic
        self._books = books
        spoken = sum(1 for line in lines if _READER.search(line.folded))
        self._chatty = spoken > _CHATTY * len(lines)

    def around(self, label: int, sponsor: str | None) -> Message:
        """Return the message around the line ``label``.

        It reaches back over a heading that is repeated below the label, and forward while a line names the
        sponsor, appeals, or speaks to the reader away from the topic. Lines between that prove nothing are
        bridged: a few towards a sign of the message, more towards its sponsor's name.
        """
        message = self._start(label, sponsor)
        size = doubt = 0
        for line in self._lines[label + 1 : label + 1 + _MOST_LINES]:
            size += line.size
            if line.index in self._stops or size > _MOST_CHARS or self._goes_on(line, message):
                break
            reason = self._reason(line, message)
            if doubt > (_NAMED_BRIDGE if _names(line, sponsor) or not reason else _BRIDGE):
                break
            if reason:
                message.reasons[line.index] = reason
                message.last, doubt = line.index, 0
            elif message.closed:
                break
            else:
                doubt += line.size
        for index in range(label + 1, message.last):
            message.reasons.setdefault(index, "bridge: nothing to the topic, between lines of the message")
        return message

    def _start(self, label: int, sponsor: str | None) -> Message:
        """Return the label alone, or with the headings around it where they are the same."""
        lines = self._lines
        if 0 < label < len(lines) - 1 and lines[label - 1].core == lines[label + 1].core != "":
            reasons = {label - 1: _HEADING, label + 1: _HEADING}
            return Message(label, sponsor, label - 1, label + 1, reasons)
        return Message(label, sponsor, label, label)

    def _goes_on(self, line: Line, message: Message) -> bool:
        """Whether the document goes on with this line: somebody is quoted, or its topic is back."""
        if line.index <= message.last or _names(line, message.sponsor):
            return False
        if line.folded[:1] == '"' or self._books.guards.meets(line):
            return True
        if len(Topic.telling(line)) < _PROVES:
            return False
        above, below = self._topic.shared(line, message.first, line.index)
        return above > _OFF_TOPIC or (below > _OFF_TOPIC and not self._books.appeals.meets(line))

    def _reason(self, line: Line, message: Message) -> str:
        """Return why a line belongs to the message, nothing when it gives no sign."""
        if line.index <= message.last:
            return message.reasons[line.index]
        met = self._books.appeals.reasons(line)
        if _ADDRESS in met:
            return met[_ADDRESS]
        if _names(line, message.sponsor):
            return "sponsor: is named"
        if message.closed:
            return ""
        if met:
            return next(iter(met.values()))
        return "reader: speaks to the reader, away from the topic" if self._speaks(line) else ""

    def _speaks(self, line: Line) -> bool:
        """Whether a line speaks to the reader as sponsors do, in a document that else does not; authors say "I"."""
        if self._chatty or _AUTHOR.search(line.folded):
            return False
        return bool(_READER.search(line.folded) or (_US.search(line.folded) and not is_prose(line)))


def _names(line: Line, sponsor: str | None) -> bool:
    return sponsor is not None and sponsor.lower() in line.folded
