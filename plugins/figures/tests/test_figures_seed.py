"""The seed article and the hard cases, where the shared data stands beside the repository."""

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk_figures import Figure, extract

DATA = Path(__file__).parents[4] / "shared" / "data" / "figures"

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the shared data does not stand beside the repository"
)


def same(found: str | None, wanted: Any) -> bool:
    """Whether a value is what the gold says; numbers to six digits."""
    if isinstance(wanted, int | float) and found is not None:
        return float(found) == pytest.approx(wanted, rel=1e-6)
    return wanted is None or found == wanted


def seed() -> tuple[str, list[dict[str, Any]], list[Figure]]:
    """The seed's text, its core gold, and what is found."""
    text = (DATA / "seed-article.txt").read_bytes().decode("utf-8")
    gold = json.loads((DATA / "seed-article.gold.json").read_text("utf-8"))
    return text, [figure for figure in gold["figures"] if figure["tier"] == "core"], extract(text)


def test_seed_has_every_core_figure_and_no_other():
    """All 18 core figures come out with span, kind, value and comparator, and nothing else does."""
    _, gold, found = seed()
    wanted = [(g["start"], g["end"], g["kind"], g["comparator"]["op"]) for g in gold]
    got = [(f.start, f.end, f.label, f.comparator.op if f.comparator else "=") for f in found]
    assert wanted == got
    values = [
        same(f.value, g["value"]) and same(f.lo, g.get("lo")) and same(f.hi, g.get("hi"))
        for g, f in zip(gold, found, strict=True)
    ]
    assert all(values)


def test_seed_names_what_is_counted_and_who_said_it():
    """Counted things, their heads, sources and messengers are those of the gold."""
    _, gold, found = seed()
    for wanted, figure in zip(gold, found, strict=True):
        counted, source = wanted.get("counted") or wanted.get("of"), wanted["source"]
        got = (figure.counted.start, figure.counted.end, figure.counted.head) if figure.counted else None
        assert ((counted["start"], counted["end"], counted["head"]) if counted else None) == got
        said = (
            (figure.source.start, figure.source.via.start if figure.source.via else None)
            if figure.source
            else None
        )
        assert ((source["start"], source.get("via", {}).get("start")) if source else None) == said


def hard_cases() -> list[dict[str, Any]]:
    """The hard cases; none without the data."""
    path = DATA / "dev" / "hard-cases.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@pytest.mark.parametrize("record", hard_cases(), ids=lambda record: record["id"])
def test_hard_case(record):
    """Each hard case gives exactly the wanted figures: span, kind, value, unit, comparator, counted thing."""
    found = extract(record["text"], calendar=True, language=record["lang"])
    wanted = [figure for figure in record["figures"] if figure["kind"] not in {"idiom", "name"}]
    assert [(g["start"], g["end"], g["kind"]) for g in wanted] == [(f.start, f.end, f.label) for f in found]
    for gold, figure in zip(wanted, found, strict=True):
        assert all(
            same(getattr(figure, name), gold.get(name))
            for name in ("value", "lo", "hi", "timex", "per", "change")
        )
        assert gold.get("unit") in {None, figure.unit, figure.currency}
        assert "counted" not in gold or (figure.counted and figure.counted.text == gold["counted"])
        op = (figure.comparator.side or "") + figure.comparator.op if figure.comparator else None
        assert gold.get("comparator") in {None, op}
