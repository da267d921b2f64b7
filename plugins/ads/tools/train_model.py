"""Train the linear model on labelled lines, say how good it is, and write it.

    python plugins/ads/tools/train_model.py DOCUMENTS.jsonl [--write]

Needs scikit-learn beside the plugin. The documents have the form that ``benchmarks/ads.py`` reads. Documents under a
licence that weights must not carry are left out of all training. Every figure is out of fold: a document is judged by
models that saw neither it nor any other of its site.
"""

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlparse

import numpy as np
from scipy.sparse import csr_matrix
from sklearn import __version__ as sklearn_version
from sklearn.linear_model import LogisticRegression

from copydesk_ads import Ad, AdsSettings
from copydesk_ads.blocks import judge
from copydesk_ads.finder import find_by
from copydesk_ads.knowledge import Knowledge
from copydesk_ads.linear import Linear
from copydesk_ads.lines import split
from copydesk_ads.rules import Books, load
from copydesk_ads.signs import signs
from copydesk_ads.topic import Topic

FOLDS = 5
SEED = 7
LEAST_DOCUMENTS = 3  # a word or sign that fewer documents show says more about them than about promotion
LINES_C, CONTEXT_C, CATEGORY_C = 0.2, 1.0, 0.3
UNKNOWN = (
    0.3  # the share of rule blocks that is hidden in training: on unseen text the rules know so much less
)
COPIES = 6
NOTHING, CLIPPED, STRONG = -4.0, 4.0, 0.7
SCALE = ((0.3, 0.5), (1.9, 0.7), (6.0, 0.95))
MOST, FLOOR = 0.3, 0.0
TARGET = Path(__file__).parents[1] / "src" / "copydesk_ads" / "data" / "model.json"
FORBIDDEN = "GPL"


class Example(NamedTuple):
    """One document: its text, and for each line its signs, label, category and whether a rule is sure of it."""

    id: str
    site: str
    forbidden: bool
    text: str
    spans: list[tuple[int, int]]
    names: list[list[str] | None]
    labels: list[str]
    categories: list[str | None]
    ruled: list[bool]


def read(path: Path, books: Books) -> list[Example]:
    """Return the labelled documents of a file."""
    return [example(json.loads(line), books) for line in path.read_text(encoding="utf-8").splitlines()]


def example(document: dict[str, Any], books: Books) -> Example:
    """Return a labelled document with the signs of its lines; raise ValueError where lines and labels do not agree."""
    pieces = [" ".join(line["text"].split()) for line in document["lines"]]
    text, spans, at = "\n\n".join(pieces), [], 0
    for piece in pieces:
        spans.append((at, at + len(piece)))
        at += len(piece) + 2
    lines = split(text)
    if len(lines) != len(pieces):
        raise ValueError(f"{document['id']}: {len(pieces)} labelled lines read as {len(lines)}")
    seen = signs(lines, Topic(lines))
    return Example(
        id=document["id"],
        site=urlparse(document["source_address"]).netloc or document["source_address"].split("/")[0],
        forbidden=FORBIDDEN in document["licence_note"],
        text=text,
        spans=spans,
        names=[
            None if names is None else [*(f"word: {word}" for word in sorted(line.words)), *names]
            for line, names in zip(lines, seen, strict=True)
        ],
        labels=[line["label"] for line in document["lines"]],
        categories=[line["category"] for line in document["lines"]],
        ruled=[verdict is not None and verdict.confidence >= STRONG for verdict in judge(lines, books)],
    )


def fold(one: Example) -> int:
    """Return the part that a document belongs to: one for each site."""
    return int(hashlib.sha256(one.site.encode()).hexdigest(), 16) % FOLDS


def parts(examples: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    """Yield what to learn from and what to judge, for each part."""
    for number in range(FOLDS):
        yield (
            [one for one in examples if fold(one) != number],
            [one for one in examples if fold(one) == number],
        )


class Weights(NamedTuple):
    """A logistic regression as a table."""

    bias: float
    of: dict[str, float]

    def score(self, names: list[str] | None) -> float:
        """Return the sum for a line's words and signs."""
        return NOTHING if names is None else self.bias + sum(self.of.get(name, 0.0) for name in names)


def vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    """Return the words and signs that enough documents share, numbered."""
    counts: Counter[str] = Counter()
    for one in examples:
        counts.update({name for names in one.names if names for name in names})
    return {
        name: at for at, name in enumerate(sorted(name for name, n in counts.items() if n >= LEAST_DOCUMENTS))
    }


def fit(rows: Sequence[list[str]], wanted: Sequence[bool], known: dict[str, int], c: float) -> Weights:
    """Fit a logistic regression with a squared penalty of strength 1 / c."""
    columns, ends = [], [0]
    for names in rows:
        columns += sorted({known[name] for name in names if name in known})
        ends.append(len(columns))
    table = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(known)))
    fitted = LogisticRegression(C=c, max_iter=1000, solver="liblinear", random_state=SEED).fit(table, wanted)
    weights = {name: round(float(fitted.coef_[0][at]), 3) for name, at in known.items()}
    return Weights(round(float(fitted.intercept_[0]), 3), {name: w for name, w in weights.items() if w})


def lines_model(examples: Sequence[Example]) -> Weights:
    """Fit what a line alone says; rules have no part in it, they know these documents too well."""
    rows = [
        (names, label == "promo")
        for one in examples
        for names, label in zip(one.names, one.labels, strict=True)
        if names is not None and label != "neutral"
    ]
    return fit([names for names, _ in rows], [promo for _, promo in rows], vocabulary(examples), LINES_C)


def hidden(ruled: Sequence[bool], dice: random.Random) -> list[bool]:
    """Forget some blocks of what rules know, so that the context learns what unseen text looks like."""
    kept, forget = [], False
    for at, held in enumerate(ruled):
        if held and (at == 0 or not ruled[at - 1]):
            forget = dice.random() < UNKNOWN
        kept.append(held and not forget)
    return kept


def surroundings(scores: Sequence[float], ruled: Sequence[bool]) -> list[tuple[float, float, float]]:
    """Return own score, the better neighbour's, and the rules' share, for each line."""
    clipped = [min(max(score, NOTHING), CLIPPED) for score in scores]
    around = [NOTHING, *clipped, NOTHING]
    share = min(sum(ruled) / max(1, len(ruled)), MOST)
    return [(own, max(around[at], around[at + 2]), share) for at, own in enumerate(clipped)]


def context_model(examples: Sequence[Example]) -> dict[str, float]:
    """Fit the context on scores from models that did not see the document."""
    dice, rows, wanted = random.Random(SEED), [], []
    for train, test in parts(examples):
        weights = lines_model(train)
        for one in test:
            scores = [weights.score(names) for names in one.names]
            for _ in range(COPIES):
                ruled = hidden(one.ruled, dice)
                for row, label, held in zip(surroundings(scores, ruled), one.labels, ruled, strict=True):
                    if label != "neutral" and not held:
                        rows.append(row)
                        wanted.append(label == "promo")
    fitted = LogisticRegression(C=CONTEXT_C, max_iter=1000).fit(np.array(rows), wanted)
    own, near, rules = (round(float(weight), 3) for weight in fitted.coef_[0])
    return {
        "bias": round(float(fitted.intercept_[0]), 3),
        "own": own,
        "near": near,
        "rules": rules,
        "most": MOST,
        "floor": FLOOR,
    }


def category_model(examples: Sequence[Example], known: dict[str, int]) -> dict[str, dict[str, float]]:
    """Fit, on promotional lines alone, each category against the others."""
    rows = [
        (names, (category or "").replace("/", "-"))
        for one in examples
        for names, label, category in zip(one.names, one.labels, one.categories, strict=True)
        if names is not None and label == "promo"
    ]
    tables = {}
    for category, count in sorted(Counter(name for _, name in rows).items()):
        if count >= LEAST_DOCUMENTS:
            found = fit(
                [names for names, _ in rows], [name == category for _, name in rows], known, CATEGORY_C
            )
            strong = {name: round(w, 2) for name, w in found.of.items() if abs(w) >= 0.1}
            tables[category] = {"": found.bias, **strong}
    return tables


def train(examples: Sequence[Example], card: dict[str, object]) -> Linear:
    """Return the model of some documents."""
    allowed = [one for one in examples if not one.forbidden]
    weights = lines_model(allowed)
    return Linear(
        card=card,
        bias=weights.bias,
        words={name.removeprefix("word: "): w for name, w in weights.of.items() if name.startswith("word: ")},
        signs={name: w for name, w in weights.of.items() if not name.startswith("word: ")},
        context=context_model(allowed),
        scale=SCALE,
        categories=category_model(allowed, vocabulary(allowed)),
    )


def predictions(examples: Sequence[Example], books: Books, folds: bool) -> dict[str, dict[str, set[int]]]:
    """Return for each document the lines removed and the lines found, by the model of its fold or by rules alone."""
    found: dict[str, dict[str, set[int]]] = {}
    for learn, test in parts(examples):
        model = train(learn, {}) if folds else None
        for one in test:
            ads = find_by(Knowledge(books, model), one.text, AdsSettings())
            found[one.id] = {
                "removed": touched(one, [ad for ad in ads if ad.action == "remove"]),
                "found": touched(one, ads),
            }
    return found


def touched(one: Example, ads: Sequence[Ad]) -> set[int]:
    """Return the lines of which blocks cover most."""
    return {
        at
        for at, (start, end) in enumerate(one.spans)
        if 2 * sum(max(0, min(ad.end, end) - max(ad.start, start)) for ad in ads) > end - start
    }


def figures(examples: Sequence[Example], lines: dict[str, set[int]]) -> dict[str, float]:
    """Return precision, recall, F1 and harm over lines."""
    true = false = missed = content = clean = 0
    for one in examples:
        hurt = 0
        for at, label in enumerate(one.labels):
            if label == "neutral":
                continue
            hit = at in lines[one.id]
            true += hit and label == "promo"
            missed += label == "promo" and not hit
            hurt += hit and label == "content"
            content += label == "content"
        false += hurt
        clean += hurt > 0 and "promo" not in one.labels
    f1 = 2 * true / (2 * true + false + missed)
    return {
        "precision": round(true / (true + false), 3),
        "recall": round(true / (true + missed), 3),
        "line_f1": round(f1, 3),
        "harm_per_1000_lines": round(1000 * false / content, 1),
        "clean_documents_touched": clean,
    }


def main() -> None:
    """Measure, and write the model where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("documents", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    options = parser.parse_args()
    books = Books(load())
    examples = read(options.documents, books)
    measured = {}
    for name, folds in (("rules alone", False), ("rules and model, out of fold", True)):
        lines = predictions(examples, books, folds)
        for action in ("removed", "found"):
            measured[f"{name}, {action}"] = figures(
                examples, {one: sets[action] for one, sets in lines.items()}
            )
    used = [one for one in examples if not one.forbidden]
    card = {
        "what": "logistic regressions over words and signs of lines, for evidence that a line is promotion",
        "data": f"{len(used)} labelled documents, {sum(len(one.labels) for one in used)} lines; see DATA.md",
        "data_sha256": hashlib.sha256(options.documents.read_bytes()).hexdigest(),
        "left_out": sorted(one.id for one in examples if one.forbidden),
        "trained_with": f"scikit-learn {sklearn_version}, seed {SEED}, {FOLDS} folds by site",
        "figures": measured,
        "licence": "MIT for the weights; no line of the documents is in them, words that fewer than "
        f"{LEAST_DOCUMENTS} documents share are not either",
    }
    print(json.dumps(card, indent=1))
    if options.write:
        model = train(examples, card)
        TARGET.parent.mkdir(exist_ok=True)
        data = json.dumps(model.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, indent=0)
        TARGET.write_text(data + "\n", encoding="utf-8")
        print(
            f"{TARGET.name}: {TARGET.stat().st_size} bytes, {len(model.words)} words, {len(model.signs)} signs"
        )


if __name__ == "__main__":
    main()
