"""The example of the README runs and prints what it says."""

import contextlib
import io
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_readme_example():
    """The first Python block prints the comment it ends with."""
    block = re.search(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(block[1], str(README), "exec"), {})
    assert block[1].rstrip().splitlines()[-1] == f"# {printed.getvalue().rstrip()}"
