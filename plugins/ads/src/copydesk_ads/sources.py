"""Where a document comes from, and the rules that hold for that source alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from copydesk_ads.evidence import Verdict, Verdicts
from copydesk_ads.lines import Line
from copydesk_ads.rulesfile import SourceRules, Stretch, matcher

__all__ = ["Origin", "Sourced"]

_HEAD = 20
_SENDER = re.compile(r"(?:from|sender): .*?\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
_ADDRESS = re.compile(r"(?:url|source|link|permalink): ?(https?://\S+)")


@dataclass(frozen=True)
class Origin:
    """Where a document comes from, as far as its path and its first lines say.

    Attributes:
        folder: the folder of its path.
        senders: mail addresses.
        domains: of those, and of the addresses that it names as its own.
    """

    folder: PurePosixPath
    senders: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    @classmethod
    def of(cls, path: str, lines: Sequence[Line]) -> "Origin":
        """Return the origin of a document with this path and these lines."""
        head = [line.folded for line in lines[:_HEAD]]
        senders = {found[1] for text in head if (found := _SENDER.match(text))}
        hosts = {_host(found[1]) for text in head if (found := _ADDRESS.match(text))}
        domains = {sender.partition("@")[2] for sender in senders} | (hosts - {""})
        return cls(PurePosixPath(path).parent, frozenset(senders), frozenset(domains))

    def fits(self, rules: SourceRules) -> bool:
        """Whether all that the rules say of their source is true of this origin."""
        folder, sender, domain = rules.folder, rules.sender, rules.domain
        if folder and not self.folder.is_relative_to(folder.strip("/")):
            return False
        if sender and sender.lower() not in self.senders:
            return False
        return not domain or any(
            known == domain.lower() or known.endswith(f".{domain.lower()}") for known in self.domains
        )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


@dataclass(frozen=True)
class Sourced:
    """The rules of one source, ready to be used."""

    rules: SourceRules
    name: str

    @cached_property
    def _strip(self) -> list[re.Pattern[str]]:
        return [matcher(line) for line in self.rules.strip_lines]

    @cached_property
    def _keep(self) -> list[re.Pattern[str]]:
        return [matcher(line) for line in self.rules.keep]

    def apply(self, lines: Sequence[Line], verdicts: Verdicts) -> frozenset[int]:
        """Strip what the source's rules strip, and keep what they keep; keeping wins. Return the indices kept."""
        for line in lines:
            if _meets(line, self._strip):
                verdicts[line.index] = self._verdict("a line that is stripped")
        for stretch in self.rules.strip_from:
            for start, end in _stretches(lines, stretch):
                verdicts[start:end] = [self._verdict(f"from “{stretch.start}” on")] * (end - start)
        kept = frozenset(line.index for line in lines if _meets(line, self._keep))
        for index in kept:
            verdicts[index] = None
        return kept

    def _verdict(self, what: str) -> Verdict:
        return Verdict(self.rules.category, 1.0, reasons=((1.0, f"{self.name}: {what}"),))


def _meets(line: Line, patterns: Sequence[re.Pattern[str]]) -> bool:
    return any(pattern.search(line.core) or pattern.search(line.folded) for pattern in patterns)


def _stretches(lines: Sequence[Line], stretch: Stretch) -> list[tuple[int, int]]:
    """Return the lines of each stretch, first and after the last; one whose end is not there goes nowhere."""
    start, until = [matcher(stretch.start)], [matcher(stretch.until)] if stretch.until else []
    found: list[tuple[int, int]] = []
    at = None
    for index, line in zip(count(), lines, strict=False):
        if at is None:
            at = index if _meets(line, start) else None
        elif until and _meets(line, until):
            found.append((at, index))
            at = None
    if at is not None and not until:
        found.append((at, len(lines)))
    return found
