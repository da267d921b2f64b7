"""Logs: one event a line, nothing raw in it, silent until configured."""

import io
import json
import subprocess
import sys

import pytest

from copydesk.logs import configure, get_logger, silence
from copydesk.names import display_name
from copydesk.settings import LogSettings

NASTY = "a\x1b[31m\u202e\nb\udc80"


@pytest.fixture(autouse=True)
def _silent_again():
    yield
    silence()


def said(settings: LogSettings, *, stream: io.StringIO | None = None, **bound) -> io.StringIO:
    """Configure, and return where it is written to."""
    stream = stream or io.StringIO()
    configure(settings, stream=stream, **bound)
    return stream


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


def test_a_line_for_a_program_is_one_json_object_with_what_is_bound():
    """Run, document and plugin stand on every line."""
    stream = said(LogSettings(), run="r1")
    get_logger(document="d1").bind(plugin="ads").info("layer made", ms=12.5)
    line = json.loads(stream.getvalue())
    assert {
        "level": "info",
        "event": "layer made",
        "run": "r1",
        "document": "d1",
        "plugin": "ads",
        "ms": 12.5,
    } == {key: value for key, value in line.items() if key != "time"}


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_name_cannot_act_on_the_terminal_or_break_the_line(form):
    """Controls, bidi marks, line breaks and lone bytes are escaped (I19)."""
    stream = said(LogSettings(format=form))
    get_logger().warning("seen", path=NASTY, names=[NASTY], by={NASTY: NASTY})
    text = stream.getvalue()
    assert (1, True) == (text.count("\n"), text.removesuffix("\n").isprintable())
    text.encode("utf-8")


def test_people_get_a_short_line():
    """The clock, what happened, the facts; a level only when it matters."""
    stream = said(LogSettings(format="console"))
    get_logger(path="my file.txt").info("accepted", size=12)
    assert 'accepted  path="my file.txt" size=12' == stream.getvalue().split("  ", 1)[1].strip()


def test_auto_means_lines_on_a_terminal_and_json_elsewhere():
    """What stderr is decides."""
    terminal, pipe = said(LogSettings(), stream=Terminal()), io.StringIO()
    get_logger().info("seen")
    said(LogSettings(), stream=pipe)
    get_logger().info("seen")
    assert (False, True) == (terminal.getvalue().startswith("{"), pipe.getvalue().startswith("{"))


def test_the_level_holds():
    """What is below the level is not said."""
    stream = said(LogSettings(level="warning"))
    get_logger().info("quiet")
    get_logger().error("loud")
    assert ["loud"] == [json.loads(line)["event"] for line in stream.getvalue().splitlines()]


def test_a_traceback_stays_inside_its_json_line():
    """An exception is one line for programs."""
    stream = said(LogSettings())
    try:
        int("\x1b[2J")
    except ValueError:
        get_logger().exception("failed")
    (line,) = stream.getvalue().splitlines()
    assert "\\x1b[2J" in json.loads(line)["exception"]


def test_a_closed_stderr_stops_the_log_and_not_the_work():
    """Logging never raises."""
    stream = said(LogSettings())
    stream.close()
    get_logger().info("nobody listens")
    get_logger().info("still nobody")


def test_nothing_is_said_and_structlog_not_loaded_before_it_is_configured():
    """A library that logs costs its user nothing."""
    code = (
        "import sys; from copydesk.logs import get_logger; get_logger(a=1).error('x'); "
        "sys.exit('structlog' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (0, b"", b"") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain name.txt", "plain name.txt"),
        ("Zürich 東京.txt", "Zürich 東京.txt"),
        (NASTY, r"a\x1b[31m\u202e\nb\udc80"),
    ],
)
def test_names_are_shown_as_they_are_where_they_can_be_printed(name, shown):
    """Only what cannot be printed is escaped."""
    assert shown == display_name(name)
