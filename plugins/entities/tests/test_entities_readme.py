"""The README shows what the code does."""

import contextlib
import io
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_example_prints_what_the_readme_says() -> None:
    """Running the README's Python block prints its text block."""
    text = README.read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(python|text)\n(.*?)```", text, re.DOTALL))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(blocks["python"], {})
    assert _lines(blocks["text"]) == _lines(printed.getvalue())


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]
