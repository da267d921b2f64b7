"""When a file in the inbox becomes a document. Pure rules: facts in, a decision out."""

import re
import stat
from collections.abc import Callable
from enum import Enum
from fnmatch import fnmatchcase, translate
from functools import lru_cache
from typing import NamedTuple

from copydesk.dropped import Unopened
from copydesk.inbox.values import TAKING
from copydesk.settings import InboxSettings

__all__ = ["Decision", "Facts", "Is", "Marker", "decide", "ignored_by", "refused_unopened"]


class Marker(Enum):
    """What is known of a file's marker."""

    NOT_ASKED = "not asked for"
    MISSING = "missing"
    OLD = "older than its file"
    THERE = "there"


class Is(Enum):
    """What a file is found to be."""

    READY = "ready"
    WAITING = "waiting"
    REFUSED = "refused"
    GONE = "gone"


class Facts(NamedTuple):
    """What is known of a file.

    Attributes:
        path: its document's.
        mode: as ``lstat`` gives it; None where nothing is there any more.
        size: in bytes.
        still: seconds since the last change that was seen, or since it was first seen.
        closed: whether a close or a rename was seen since.
        marker: what is known of its marker.
        removable: whether the desk may remove it, where it has to.
    """

    path: str
    mode: int | None
    size: int
    still: float
    closed: bool
    marker: Marker = Marker.NOT_ASKED
    removable: bool = True


class Decision(NamedTuple):
    """What follows from the facts.

    Attributes:
        found: ready or not.
        reason: why not, for people.
        code: of a refusal.
        seconds: after which a waiting file is worth another look.
        soon: whether it becomes ready by waiting alone.
    """

    found: Is
    reason: str = ""
    code: str = ""
    seconds: float = 0.0
    soon: bool = False


READY = Decision(Is.READY)
GONE = Decision(Is.GONE)


def decide(
    facts: Facts, settings: InboxSettings, ask_writer: Callable[[], bool | Unopened | None]
) -> Decision:
    """Decide about one file.

    Args:
        facts: what is known.
        settings: the desk's for its inbox.
        ask_writer: says whether a writer holds the file, None for unknown, or why it cannot be opened; asked only
            when everything else is right, since it opens the file.
    """
    if facts.mode is None:
        return GONE
    refused = _refused(facts, facts.mode, settings)
    if refused and refused.code in AT_ONCE:
        return refused
    if facts.marker in {Marker.MISSING, Marker.OLD}:
        name = facts.path.rpartition("/")[2] + settings.marker
        return Decision(Is.WAITING, f"{name} is {facts.marker.value}", seconds=settings.quiet)
    wanted = settings.settle if facts.closed else settings.quiet
    if facts.still < wanted:
        return _wait("it may still be written", wanted - facts.still)
    return refused or _ask(facts, settings, ask_writer)


AT_ONCE = frozenset({"link", "not-regular"})
"""Refusals that no further writing can change."""


def _refused(facts: Facts, mode: int, settings: InboxSettings) -> Decision | None:
    if stat.S_ISLNK(mode):
        return refused_unopened(Unopened.LINK)
    if not stat.S_ISREG(mode):
        return refused_unopened(Unopened.NOT_REGULAR)
    if facts.size > settings.max_bytes:
        return Decision(Is.REFUSED, f"it is larger than inbox.max_bytes, {settings.max_bytes:,}", "too-big")
    if not facts.removable:
        return Decision(
            Is.REFUSED,
            "it may not be removed from its folder: grant write permission or set inbox.originals to keep",
            "permission",
        )
    return None


def refused_unopened(why: Unopened) -> Decision:
    """Return the decision about a file that cannot be opened."""
    match why:
        case Unopened.GONE:
            return GONE
        case Unopened.LINK:
            return Decision(Is.REFUSED, "links are not followed: drop the file itself", "link")
        case Unopened.NOT_REGULAR:
            return Decision(Is.REFUSED, "it is no regular file", "not-regular")
        case Unopened.PERMISSION:
            return Decision(Is.REFUSED, "it may not be read: grant read permission", "permission")


UNKNOWN_WRITER = 5
"""How many quiet times a file needs when no close was seen and the system does not say who writes it: nothing else
tells a pause from the end, and what a writer adds after its file was taken is lost."""


def _ask(facts: Facts, settings: InboxSettings, ask_writer: Callable[[], bool | Unopened | None]) -> Decision:
    writer = ask_writer()
    if isinstance(writer, Unopened):
        return refused_unopened(writer)
    if writer:
        return Decision(Is.WAITING, "a writer has it open", seconds=settings.quiet)
    wanted = settings.quiet if facts.closed else settings.quiet * UNKNOWN_WRITER
    if writer is None and facts.still < wanted:
        return _wait("nobody says whether a writer has it open", wanted - facts.still)
    return READY


def _wait(reason: str, seconds: float) -> Decision:
    return Decision(Is.WAITING, reason, seconds=seconds, soon=True)


def ignored_by(path: str, settings: InboxSettings) -> str | None:
    """Return the rule by which a file or folder is left alone, None if by none.

    A rule is a glob that fits a name on the way or the whole path, or the marker's ending.
    """
    names = path.split("/")
    if names[0] == TAKING:
        return TAKING
    fits = _any_of(settings.ignore)
    for name in (*names, path):
        if fits(name):
            return next(glob for glob in settings.ignore if fnmatchcase(name, glob))
    if settings.marker and path.endswith(settings.marker):
        return f"*{settings.marker}"
    return None


@lru_cache(maxsize=8)
def _any_of(globs: tuple[str, ...]) -> Callable[[str], object]:
    if not globs:
        return lambda _: None
    return re.compile("|".join(map(translate, globs))).match
