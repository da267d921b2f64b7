"""run, status, events, explain, failed, retry and show: one desk that has worked, asked by every command."""

import io
import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from copydesk.cli import main
from copydesk.cli.report import LiveReport, OnceReport, summary_line
from copydesk.desk import DocumentLine, Summary
from copydesk.folders import lock_folder

LOUD = """
import re
from copydesk import Annotation, Document, TryLater, subscribe

@subscribe("document_read", produces="loud")
def loud(document: Document):
    if "FAIL" in document.text:
        raise ValueError("no luck")
    if "LATER" in document.text:
        raise TryLater("not now")
    for word in re.finditer(r"[A-Z]{2,}", document.text):
        yield Annotation(start=word.start(), end=word.end(), label="loud")
"""
CONFIG = """
[inbox]
quiet = 0.05
[workers]
count = 0
retries = 0
[plugins]
enable = ["loud"]
folder = "plugins"
"""
NASTY = "na\x1b[31m\u202esty.txt"


def make_desk(root):
    """A desk with one plugin, run in this process."""
    (root / "plugins").mkdir(mode=0o700)
    (root / "plugins" / "loud.py").write_text(LOUD)
    (root / "copydesk.toml").write_text(CONFIG)
    (root / "inbox" / "sub").mkdir(parents=True)
    return root


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """A desk that has run once over good, partial, failed, refused, duplicate and ignored files, and what it said."""
    root = make_desk(tmp_path_factory.mktemp("desk"))
    (root / "inbox" / "sub" / "good.txt").write_text("a LOUD word")
    (root / "inbox" / "partial.txt").write_text("this will FAIL")
    (root / "inbox" / "bad.pdf").write_bytes(b"%PDF-1.4\0\xff")
    (root / "inbox" / NASTY).write_text("X")
    (root / "inbox" / ".hidden").write_text("X")
    (root / "inbox" / "link.txt").symlink_to("sub/good.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        code = main(["run", "--once"])
    assert 1 == code
    return root


@pytest.fixture
def here(worked, monkeypatch):
    """The same desk, with the current folder in it."""
    monkeypatch.chdir(worked)
    return worked


def as_json(capsys, *arguments: str):
    """What a command says to programs."""
    capsys.readouterr()
    main([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def test_run_once_prints_a_table_a_summary_and_what_to_do_next(tmp_path, monkeypatch, capsys):
    """Each document, its status, a column a layer, its record; then what a person would type."""
    root = make_desk(tmp_path)
    monkeypatch.chdir(root)
    (root / "inbox" / "a.txt").write_text("a LOUD AND CLEAR word")
    (root / "inbox" / "b.txt").write_text("FAIL")
    assert 0 == main(["run", "--once"])
    out = capsys.readouterr().out
    for part in ("document", "loud", "a.txt", "complete", "out/a.txt.json", "partial", "no luck"):
        assert part in out
    assert (True, True) == ("2 documents: 1 complete, 1 partial; " in out, "next: copydesk show out/" in out)


def test_an_empty_inbox_is_said_to_be_empty(tmp_path, monkeypatch, capsys):
    """Nothing to do is no silence."""
    monkeypatch.chdir(make_desk(tmp_path))
    assert 0 == main(["run", "--once"])
    assert "the inbox holds nothing that is ready" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_once_that_was_stopped_is_not_taken_for_a_finished_one(here, monkeypatch, number):
    """Work may be left, whoever stopped it."""

    def run(_desk, *, once):
        os.kill(os.getpid(), number)
        return Summary(layers=("loud",)) if once else None

    monkeypatch.setattr("copydesk.desk.Desk.run", run)
    assert 130 == main(["run", "--once"])


def test_a_second_desk_is_refused_with_its_own_exit_code(here, capsys):
    """Code 3, naming the process that runs (I13)."""
    with lock_folder(here / "state"):
        assert 3 == main(["run", "--once"])
    assert f"process {os.getpid()}" in capsys.readouterr().err


def test_status_counts_every_document_and_names_what_needs_a_person(here, capsys):
    """And --check makes an exit code of it."""
    facts = as_json(capsys, "status")
    assert (None, 3, 1, 1, 1) == (
        facts["running"],
        *(facts["documents"][state] for state in ("done", "partial", "failed", "refused")),
    )
    assert ["1 document failed: copydesk failed", "1 file refused: copydesk failed"] == facts["needs"]
    assert (0, 1) == (main(["status"]), main(["status", "--check"]))


def test_status_of_a_desk_that_ran_and_is_stopped_needs_nobody(tmp_path, monkeypatch, capsys):
    """A desk run from time to time is well between the runs, until something is dropped."""
    root = make_desk(tmp_path)
    monkeypatch.chdir(root)
    main(["run", "--once"])
    assert 0 == main(["status", "--check"])
    (root / "inbox" / "a.txt").write_text("x")
    assert 1 == main(["status", "--check"])
    assert "documents wait and no desk is running" in capsys.readouterr().out


def test_events_come_in_order_and_as_cloudevents(here, capsys):
    """One JSON object a line, with an increasing sequence."""
    main(["events", "--since", "0", "--json"])
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [event["type"] for event in events]
    assert ("copydesk.desk_started", "copydesk.desk_stopped", 4) == (
        kinds[0],
        kinds[-1],
        kinds.count("copydesk.document_accepted"),
    )
    assert sorted(event["sequence"] for event in events) == [event["sequence"] for event in events]
    assert {"specversion", "id", "source", "type", "time", "data"} <= set(events[0])


def test_events_can_be_narrowed(here, capsys):
    """By type, and to the latest."""
    main(["events", "--type", "document_failed"])
    main(["events", "--limit", "1"])
    assert (["document_failed"], ["desk_stopped"]) == tuple(
        [line.split()[1]] for line in capsys.readouterr().out.splitlines()
    )


def test_failed_lists_failures_and_refusals_with_their_reasons(here, capsys):
    """A refused link stands beside a document that could not be read."""
    rows = {row["path"]: row for row in as_json(capsys, "failed")}
    assert {"bad.pdf": "failed", "link.txt": "refused"} == {path: row["state"] for path, row in rows.items()}
    assert (True, True) == ("no reader" in rows["bad.pdf"]["reason"], bool(rows["link.txt"]["reason"]))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("sub/good.txt", "done, complete"),
        ("inbox/sub/good.txt", "out/sub/good.txt.json"),
        ("partial.txt", "missing   loud: error: ValueError: no luck"),
        ("bad.pdf", "no reader for application/pdf"),
        ("link.txt", "links are not followed"),
        (".hidden", 'it fits ".*" of inbox.ignore'),
        (NASTY, r"na\x1b[31m\u202esty.txt"),
    ],
)
def test_explain_says_why_a_path_is_where_it_is(here, capsys, path, said):
    """Done, partial, failed, refused and ignored alike (I12)."""
    assert 0 == main(["explain", path])
    out = capsys.readouterr().out
    assert (True, False) == (said in out, "\x1b[31m" in out)


def test_explain_of_a_path_nobody_knows(here, capsys):
    """Exit code 1."""
    assert 1 == main(["explain", "nothing.txt"])
    assert "the desk knows nothing of it" in capsys.readouterr().out


def test_explain_works_by_id_and_tells_what_happened(here, capsys):
    """The id of a record leads to its history."""
    known = as_json(capsys, "explain", "bad.pdf")
    by_id = as_json(capsys, "explain", known["documents"][0]["id"])
    assert ["document_accepted", "document_failed"] == [event["event"] for event in by_id["events"]]


def test_explain_sees_that_a_file_is_still_being_written(here, capsys):
    """The lease tells, with or without a running desk."""
    with (here / "inbox" / "open.txt").open("w"):
        main(["explain", "open.txt"])
    (here / "inbox" / "open.txt").unlink()
    assert "a program has it open for writing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "what", ["sub/good.txt", "inbox/sub/good.txt", "out/sub/good.txt.json", "sub/good.txt.json"]
)
def test_show_finds_a_record_by_any_of_its_names(here, capsys, what):
    """The document's path or the record's, from the inbox or from here."""
    assert 0 == main(["show", what, "--json"])
    assert "sub/good.txt" == json.loads(capsys.readouterr().out)["source"]["path"]


def test_show_finds_a_record_by_id(here, capsys):
    """The first digits are enough."""
    ident = as_json(capsys, "explain", "sub/good.txt")["documents"][0]["id"]
    assert 0 == main(["show", ident[:10], "--json"])
    assert ident == json.loads(capsys.readouterr().out)["id"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the documents to try again, or give --all"),
        (["bad.pfd"], "the desk knows no document 'bad.pfd', did you mean 'bad.pdf'?"),
        (["sub/good.txt"], "'sub/good.txt' is done, so it is not tried again"),
    ],
)
def test_retry_refuses_what_cannot_be_retried(here, capsys, arguments, said):
    """With what would be right."""
    assert 2 == main(["retry", *arguments])
    assert said in capsys.readouterr().err


def test_what_is_retried_is_done_by_the_desk(tmp_path, monkeypatch, capsys):
    """The command leaves a request; the next run sees to it, and the cause is mended by then."""
    root = make_desk(tmp_path)
    monkeypatch.chdir(root)
    (root / "inbox" / "a.txt").write_text("LATER LOUD")
    main(["run", "--once"])
    (root / "plugins" / "loud.py").write_text(LOUD.replace('"LATER" in', '"NOTHING" in'))
    assert 0 == main(["retry", "a.txt"])
    assert "1 document will be tried again; once the desk runs" in capsys.readouterr().out
    main(["run", "--once"])
    record = json.loads((root / "out" / "a.txt.json").read_text())
    assert ("complete", 2) == (record["status"], record["run"]["generation"])


def test_a_desk_that_has_not_run_yet_says_so(tmp_path, monkeypatch, capsys):
    """No journal is no error for those who only look."""
    monkeypatch.chdir(make_desk(tmp_path))
    for command in ("status", "events", "failed"):
        assert 0 == main([command])
        assert "has not run yet" in capsys.readouterr().err
    assert 2 == main(["retry", "--all"])


def test_a_damaged_journal_is_storage_trouble(tmp_path, monkeypatch, capsys):
    """Exit code 4, never a new journal (I15)."""
    monkeypatch.chdir(make_desk(tmp_path))
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "journal.db").write_bytes(b"no database" * 100)
    assert 4 == main(["status"])
    assert "journal" in capsys.readouterr().err


def test_the_table_never_leaves_out_trouble_and_counts_what_it_does_leave_out(capsys):
    """Ten thousand documents do not flood the terminal, and the failed one is seen."""
    report = OnceReport()
    for number in range(1000):
        report.document(DocumentLine(f"{number}.txt", "complete", record=f"/o/{number}.txt.json"))
    report.document(DocumentLine("last.txt", "failed", reason="broken"))
    report.print_summary(Summary(ended={"complete": 1000, "failed": 1}, seconds=1.0))
    out = capsys.readouterr().out
    assert (True, True, True) == (
        "\nlast.txt  failed" in out,
        "… and 801 more" in out,
        "broken" in out,
    )


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        (Summary(seconds=0.04), "0 documents; 0.0 s"),
        (Summary(ended={"complete": 1}, seconds=1), "1 document: 1 complete; 1.0 s"),
        (
            Summary(ended={"failed": 1, "complete": 1200}, waiting=[("a", "x")], refused=2, seconds=61.25),
            "1,201 documents: 1,200 complete, 1 failed; 1 waiting; 2 refused; 61.2 s",
        ),
    ],
)
def test_a_run_is_summed_up_in_one_line(summary, line):
    """Kinds in a fixed order, only those there are."""
    assert line == summary_line(summary)


def test_a_live_run_tells_each_document_and_stops_at_a_signal(tmp_path):
    """A line for each document as it ends; the first SIGTERM drains and ends with 0."""
    root = make_desk(tmp_path)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": "1"}
    code = "import sys; from copydesk.cli import main; sys.exit(main(['run']))"
    desk = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=root,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(60, desk.kill)
    watchdog.start()
    try:
        assert "watching inbox for loud" in desk.stdout.readline()
        (root / "inbox" / "a.txt").write_text("LOUD")
        assert ["complete", "a.txt", "loud", "1"] == desk.stdout.readline().split()[:4]
        desk.terminate()
        assert (0, True) == (desk.wait(), "stopped; 1 document: 1 complete" in desk.stdout.read())
    finally:
        watchdog.cancel()
        desk.kill()
        desk.communicate()


def test_a_desk_goes_on_when_nobody_reads_its_lines(monkeypatch):
    """A closed pipe is the reader's choice; the desk's work is not to please it."""

    class Closed(io.StringIO):
        def write(self, _text):
            raise BrokenPipeError

    report = LiveReport(no_plugins=lambda: None)
    monkeypatch.setattr("sys.stdout", Closed())
    report.started("inbox", ("loud",), {})
    report.document(DocumentLine("a.txt", "complete"))
    report.note("paused")
