"""Ad stripping: the plugin beside its peers, on documents in which every line is labelled.

    python benchmarks/ads.py DIR

reads every ``*.jsonl`` in DIR, one document an object: ``{id, selection, lines: [{text, label, category}]}``, with
``label`` one of content, promo and neutral. For each file it prints a table of all documents and one of those whose
``selection`` starts with ``random``: chosen by no wording, the fairest part for methods that look for words.

Harm is content lines lost for each 1,000. A block is a run of promotional lines, found when it shares half of the
characters with the gold one; neutral lines are never scored and part no block. MB/s is text over the time of this
process, reading and scoring left out. jusText has to be installed to be measured.
"""

import argparse
import html
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from copydesk_ads import AdsSettings, find

Texts = list[str]
Judge = Callable[[Texts], set[int]]
"""From the lines of a document to the numbers of those held for promotion."""

_OVERLAP = 0.5


class Document(NamedTuple):
    """A labelled document."""

    selection: str
    texts: Texts
    labels: list[str]
    categories: list[str | None]


class Scores(NamedTuple):
    """What a judge comes to on some documents."""

    counts: Counter[str]
    categories: dict[str, tuple[int, int]]


def plugin(actions: frozenset[str], **settings: Any) -> Judge:
    """Return the plugin as a judge of blocks with these actions; a line counts when they cover most of it."""
    chosen = AdsSettings(**settings)

    def judge(texts: Texts) -> set[int]:
        ads = [ad for ad in find("\n\n".join(texts), chosen) if ad.action in actions]
        held, at = set(), 0
        for number, text in enumerate(texts):
            covered = sum(max(0, min(ad.end, at + len(text)) - max(ad.start, at)) for ad in ads)
            if 2 * covered > len(text):
                held.add(number)
            at += len(text) + 2
        return held

    return judge


_MARKER = re.compile(
    r"^\W*(?:advertisement|advertising|sponsored(?: content| post| by\b.*)?|promoted|paid (?:content|partnership)"
    r"|(?:story|article) continues\b.*|(?:see|read|watch|listen) (?:also|more|next)\b.*|read also\b.*"
    r"|related(?: \w+)?|more (?:from|on|like)\b.*|you (?:may|might) also like\b.*|recommended(?: for you)?"
    r"|(?:sign up|subscribe|join)\b.*\b(?:newsletters?|inbox|mailing list|e-?mails?)\b.*|subscribe(?: now)?"
    r"|(?:follow|find|like) us on\b.*|share (?:this|on)\b.*|leave a comment.*|donate(?: now)?|support us\b.*"
    r"|download (?:the|our) app.*|shop now|buy (?:now|on amazon)|.*\baffiliate links?\b.*|.*\bearn a commission\b.*"
    r"|.*\ball rights reserved\b.*|brought to you by\b.*)\W*$",
    re.IGNORECASE,
)
_C4_POLICY = re.compile(
    r"javascript|lorem ipsum|terms of use|privacy policy|cookie policy|uses cookies|use (?:of )?cookies",
    re.IGNORECASE,
)
_C4_WORDS = 3


def markers(texts: Texts) -> set[int]:
    """A careful expression for announcements, tied to the whole line."""
    return {at for at, text in enumerate(texts) if _MARKER.match(text)}


def c4(texts: Texts) -> set[int]:
    """The line rules of the C4 corpus (Raffel et al. 2020): final punctuation, three words, no policy phrase."""
    return {
        at
        for at, text in enumerate(texts)
        if not text.endswith((".", "!", "?", '"', "”"))
        or len(text.split()) < _C4_WORDS
        or _C4_POLICY.search(text)
    }


def justext(texts: Texts) -> set[int]:
    """Ask jusText, with its own settings; each line is a paragraph."""
    import justext as peer  # noqa: PLC0415  (may not be installed)

    page = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    kept = Counter(
        paragraph.text
        for paragraph in peer.justext(page.encode(), peer.get_stoplist("English"), encoding="utf-8")
        if not paragraph.is_boilerplate
    )
    held = set()
    for at, text in enumerate(texts):
        if kept[text] == 0:
            held.add(at)
        kept[text] -= 1
    return held


JUDGES: dict[str, Judge] = {
    "copydesk-ads, removed": plugin(frozenset({"remove"})),
    "copydesk-ads, found": plugin(frozenset({"remove", "mark"})),
    "  rules alone, removed": plugin(frozenset({"remove"}), model=False),
    "  rules alone, found": plugin(frozenset({"remove", "mark"}), model=False),
    "marker expression": markers,
    "jusText on paragraphs": justext,
    "C4 line rules": c4,
}


def read(path: Path) -> list[Document]:
    """Return the documents of a file, white space within lines made plain."""
    found = []
    for row in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(row)
        lines = [(" ".join(line["text"].split()), line["label"], line["category"]) for line in given["lines"]]
        lines = [line for line in lines if line[0]]
        texts, labels, categories = (list(column) for column in zip(*lines, strict=True))
        found.append(Document(given.get("selection", ""), texts, labels, categories))
    return found


def runs(labels: Sequence[str], held: set[int]) -> Iterator[set[int]]:
    """Yield the runs of lines held, looking through neutral ones."""
    run: set[int] = set()
    for at, label in enumerate(labels):
        if label == "neutral":
            continue
        if at in held:
            run.add(at)
        elif run:
            yield run
            run = set()
    if run:
        yield run


def score(documents: Sequence[Document], held: Sequence[set[int]]) -> Scores:
    """Count lines, characters, blocks and documents."""
    counts: Counter[str] = Counter()
    told: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for document, mine in zip(documents, held, strict=True):
        gold = {at for at, label in enumerate(document.labels) if label == "promo"}
        content = {at for at, label in enumerate(document.labels) if label == "content"}
        hurt = mine & content
        counts.update(
            true=len(mine & gold), false=len(hurt), missed=len(gold - mine), content=len(content),
            clean=not gold, touched=not gold and bool(hurt),
            characters=sum(len(document.texts[at]) for at in content),
            lost=sum(len(document.texts[at]) for at in hurt),
        )  # fmt: skip
        asked.update(str(document.categories[at]) for at in gold)
        told.update(str(document.categories[at]) for at in gold & mine)
        counts.update(blocks(document, gold, mine))
    return Scores(counts, {name: (told[name], asked[name]) for name in sorted(asked)})


def blocks(document: Document, gold: set[int], mine: set[int]) -> Counter[str]:
    """Count the blocks that are there, those found, and those of both that share half of their characters."""
    there, found = list(runs(document.labels, gold)), list(runs(document.labels, mine))
    counts = Counter(there=len(there), found=len(found))
    for block in there:
        for other in found:
            if _size(document, block & other) >= _OVERLAP * _size(document, block | other):
                counts["met"] += 1
                found.remove(other)
                break
    return counts


def _size(document: Document, lines: set[int]) -> int:
    return sum(len(document.texts[at]) + 1 for at in lines)


def f1(true: int, found: int, there: int) -> float:
    """Return the harmonic mean of precision and recall, 0 where there is nothing."""
    return 2 * true / (found + there) if found + there else 0.0


def show(name: str, scores: Scores, speed: float | None) -> None:
    """Print one row."""
    n = scores.counts
    print(
        f"{name:<24}{n['true'] / max(1, n['true'] + n['false']):>7.3f}"
        f"{n['true'] / max(1, n['true'] + n['missed']):>7.3f}"
        f"{f1(n['true'], n['true'] + n['false'], n['true'] + n['missed']):>8.3f}"
        f"{f1(n['met'], n['found'], n['there']):>9.3f}"
        f"{1000 * n['false'] / max(1, n['content']):>7.1f}{1000 * n['lost'] / max(1, n['characters']):>9.1f}"
        f"{n['touched']:>5}/{n['clean']:<3}{'' if speed is None else f'{speed:>7.1f}'}"
    )


def measure(path: Path) -> None:
    """Print the tables of one file."""
    documents = read(path)
    size = sum(len("\n\n".join(document.texts).encode()) for document in documents) / 1e6
    chance = [at for at, document in enumerate(documents) if document.selection.startswith("random")]
    print(f"\n{path.name}: {len(documents)} documents, {size:.2f} MB")
    print(
        f"{'':<24}{'prec':>7}{'recall':>7}{'line F1':>8}{'block F1':>9}{'harm':>7}{'harm/ch':>9}{'clean':>8}{'MB/s':>7}"
    )
    rows: list[tuple[str, list[set[int]]]] = []
    for name, judge in JUDGES.items():
        if judge is justext and find_spec("justext") is None:
            print(f"{name:<24} (not installed)")
            continue
        judge(documents[0].texts)
        start = time.process_time()
        held = [judge(document.texts) for document in documents]
        speed = size / (time.process_time() - start)
        rows.append((name, held))
        show(name, score(documents, held), speed)
    print(f"of these, {len(chance)} chosen at random:")
    for name, held in rows:
        show(name, score([documents[at] for at in chance], [held[at] for at in chance]), None)
    print("recall by category:")
    for name, held in rows:
        told = score(documents, held).categories.items()
        print(f"{name:<24} " + ", ".join(f"{category} {found}/{there}" for category, (found, there) in told))


def main() -> int:
    """Measure every file of a folder; return 1 when there is none."""
    parser = argparse.ArgumentParser(description="the ads plugin beside its peers, on labelled lines")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the *.jsonl files are")
    files = sorted(parser.parse_args().folder.glob("*.jsonl"))
    if not files:
        print(
            "no *.jsonl file there: one document on each line, in the form that --help of this file's text tells"
        )
        return 1
    for path in files:
        measure(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
