"""Lines that stand in several documents of one source: offered as rules, for a person to look at and keep."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from copydesk_ads.lines import Line, split
from copydesk_ads.sources import Origin

__all__ = ["Offer", "as_yaml", "documents", "offers"]

_LEAST = 3
_LONGEST = 240
_LETTERS = 3

Source = tuple[str, str]
"""``domain`` or ``folder``, and its name."""


@dataclass(frozen=True)
class Offer:
    """A line that could be stripped.

    Attributes:
        source: where it repeats: kind and name.
        line: as it stands in the first document.
        documents: in how many documents of the source it stands.
        of: how many documents of the source there are.
    """

    source: Source
    line: str
    documents: int
    of: int


def offers(texts: Iterable[tuple[str, str]], least: int = _LEAST) -> list[Offer]:
    """Return the lines that stand in ``least`` or more documents of one source, the most frequent first.

    A source is a domain where the text names one at its head, else the folder of its path. Nothing is applied.

    Args:
        texts: paths, relative to the inbox, and texts.
        least: fewer documents are no sign.
    """
    sizes: dict[Source, int] = {}
    counts: dict[tuple[Source, str], int] = {}
    first: dict[str, str] = {}
    for path, text in texts:
        lines = split(text)
        told = {line.core: text[line.start : line.end] for line in lines if _can_be_told(line)}
        for source in _sources(path, lines):
            sizes[source] = sizes.get(source, 0) + 1
            for core, shown in told.items():
                counts[source, core] = counts.get((source, core), 0) + 1
                first.setdefault(core, shown)
    found = [
        Offer(source, first[core], count, sizes[source])
        for (source, core), count in counts.items()
        if count >= least
    ]
    return sorted(found, key=lambda offer: (offer.source, -offer.documents, offer.line))


def as_yaml(found: Iterable[Offer]) -> str:
    """Return offers as the ``sources`` of a rules file, with the counts as comments above."""
    by_source: dict[Source, list[Offer]] = {}
    for offer in found:
        by_source.setdefault(offer.source, []).append(offer)
    comments = [
        f"# {kind} {name}: in {offer.documents} of {offer.of} documents: {_one_line(offer.line)}\n"
        for (kind, name), group in by_source.items()
        for offer in group
    ]
    sources = [
        {kind: name, "strip_lines": [offer.line for offer in group]}
        for (kind, name), group in by_source.items()
    ]
    text = yaml.safe_dump({"sources": sources}, allow_unicode=True, sort_keys=False, width=_LONGEST)
    return "".join(comments) + text


def documents(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield path and text of records (``*.json``) and of text files, in folders and below.

    Raises:
        ValueError: a file cannot be read as what its name says.
    """
    for path in paths:
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for file in files:
            shown = file.relative_to(path) if path.is_dir() else file
            yield _document(file, shown.as_posix())


def _document(file: Path, shown: str) -> tuple[str, str]:
    try:
        text = file.read_text(encoding="utf-8", errors="strict")
        if file.suffix != ".json":
            return shown, text
        record = json.loads(text)
        return str(record["source"]["path"]), str(record["text"])
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        kind = "a record" if file.suffix == ".json" else "a text in UTF-8"
        raise ValueError(f"{file} cannot be read as {kind}: {error!r}") from error


def _can_be_told(line: Line) -> bool:
    """Whether a line could be told from others: not too long, some letters, and not the form of a pattern."""
    slashes = line.folded.startswith("/") and line.folded.endswith("/")
    return line.size <= _LONGEST and sum(map(str.isalpha, line.core)) >= _LETTERS and not slashes


def _sources(path: str, lines: list[Line]) -> list[Source]:
    origin = Origin.of(path, lines)
    if origin.domains:
        return [("domain", name) for name in sorted(origin.domains)]
    return [("folder", PurePosixPath(path).parent.as_posix())]


def _one_line(text: str) -> str:
    return " ".join(text.split())
