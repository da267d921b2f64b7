"""The desk as a whole, in this process: the state table of a document's life, step for step."""

import json
import os
import sqlite3
from pathlib import Path

import pytest
from desks import WORDS, Notes, Scratch

from copydesk.desk import Desk
from copydesk.errors import ConfigError, DeskRunning, InboxMissing, JournalDamaged, PlanError, WorkerError

LATER = """
from copydesk import Annotation, Document, TryLater, subscribe
from pathlib import Path

@subscribe("document_read", produces="later")
def later(document: Document):
    if not Path({flag!r}).exists():
        raise TryLater("the service is away", after=0.1)
    return [Annotation(start=0, end=1, label="first")]

@subscribe("document_read", produces="reads-later", requires=["later?", "words?"])
def reads_later(document: Document):
    if document.has("later"):
        return [Annotation(start=0, end=1, label="saw it")]
    return []
"""


def test_a_dropped_document_becomes_a_record(tmp_path):
    """I1: bytes kept, record written, the inbox empty, and the journal says done."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt", "SOME loud WORDS")
    desk.drop("news/deep/b.txt", "quiet")
    summary, notes = desk.once()
    assert {"complete": 2} == summary.ended
    assert ["a.txt.json", "news/deep/b.txt.json"] == desk.records()
    assert ["a.txt", "news/deep/b.txt"] == desk.originals()
    assert [] == [path for path in desk.inbox.rglob("*") if path.is_file()]
    record = desk.record("a.txt")
    assert ["SOME", "WORDS"] == [mark["quote"] for mark in record["layers"]["words"]["annotations"]]
    assert ("complete", 1, 1) == (record["status"], record["run"]["attempt"], record["run"]["generation"])
    assert {"a.txt", "news/deep/b.txt"} == {line.path for line in notes.lines}


def test_two_runs_over_the_same_bytes_differ_only_under_run(tmp_path):
    """I17: everything that differs between two runs lives under ``run``."""
    records = []
    for name in ("one", "two"):
        desk = Scratch(tmp_path / name)
        desk.drop("a.txt", "SOME loud WORDS")
        desk.once()
        record = desk.record("a.txt")
        del record["run"]
        records.append(json.dumps(record))
    assert records[0] == records[1]


def test_an_empty_file_gives_a_record_with_empty_text(tmp_path):
    """An empty file is a document like any other."""
    desk = Scratch(tmp_path)
    desk.drop("empty.txt", "")
    desk.once()
    assert "" == desk.record("empty.txt")["text"]


def test_a_binary_file_fails_with_its_reason_beside_it(tmp_path):
    """A file no reader knows ends as failed, says which readers there are, and stops nothing else."""
    desk = Scratch(tmp_path)
    desk.drop("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    desk.drop("a.txt")
    summary, _notes = desk.once()
    assert {"complete": 1, "failed": 1} == summary.ended
    error = json.loads((desk.failed / "picture.png.error.json").read_bytes())
    assert "no-reader" == error["code"]
    assert "text/*" in error["message"]
    assert (desk.failed / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_failed_bytes_again_are_a_retry(tmp_path):
    """Dropping a failed file once more is how people say: try again."""
    desk = Scratch(tmp_path)
    content = b"\x00\x01binary\x00"
    desk.drop("a.bin", content)
    desk.once()
    desk.drop("a.bin", content)
    desk.plugin(
        bin="""
        from copydesk import reader
        @reader("application/octet-stream")
        def read(data: bytes) -> str:
            return "READ it"
        """
    )
    summary, _notes = desk.once()
    assert {"complete": 1} == summary.ended
    assert "READ it" == desk.record("a.bin")["text"]
    assert [] == [path for path in desk.failed.rglob("*") if path.is_file()]


def test_the_same_bytes_again_are_a_duplicate(tmp_path):
    """Done and the same bytes under the same name: taken, noted, not worked on again."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt")
    desk.once()
    before = (desk.out / "a.txt.json").read_bytes()
    desk.drop("a.txt")
    summary, _notes = desk.once()
    assert {"duplicate": 1} == summary.ended
    assert before == (desk.out / "a.txt.json").read_bytes()
    assert not (desk.inbox / "a.txt").exists()


@pytest.mark.parametrize(
    ("setting", "records"),
    [
        ("reference", ["a.txt.json", "b.txt.json"]),
        ("skip", ["a.txt.json"]),
        ("process", ["a.txt.json", "b.txt.json"]),
    ],
)
def test_the_same_bytes_under_another_name(tmp_path, setting, records):
    """``duplicates`` decides: a record that points to the first, none, or a record of its own."""
    desk = Scratch(tmp_path, inbox={"duplicates": setting})
    desk.drop("a.txt")
    desk.once()
    desk.drop("b.txt")
    desk.once()
    assert records == desk.records()
    if setting == "reference":
        record = desk.record("b.txt")
        assert ("duplicate", None, "a.txt") == (
            record["status"],
            record["text"],
            record["duplicate_of"]["path"],
        )
    if setting == "process":
        assert "complete" == desk.record("b.txt")["status"]


def test_other_bytes_under_the_same_name_are_a_new_version(tmp_path):
    """Both versions keep their original and their record."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt", "FIRST")
    desk.once()
    desk.drop("a.txt", "SECOND")
    desk.once()
    first, second = desk.records()
    assert "a.txt.json" == first
    assert second.startswith("a.txt~")
    assert 2 == json.loads((desk.out / second).read_bytes())["run"]["version"]
    assert 2 == len(desk.originals())


def test_keep_leaves_the_inbox_untouched(tmp_path):
    """With originals = "keep" nothing in the inbox changes, and what is there is not taken again."""
    desk = Scratch(tmp_path, inbox={"originals": "keep"})
    path = desk.drop("a.txt")
    os.chmod(desk.inbox, 0o500)
    try:
        assert {"complete": 1} == desk.once()[0].ended
        assert {} == desk.once()[0].ended
    finally:
        os.chmod(desk.inbox, 0o700)
    assert path.exists()
    assert ["a.txt"] == [entry.name for entry in desk.inbox.iterdir()]


def test_delete_removes_the_original_once_its_record_is_safe(tmp_path):
    """originals = "delete": the record stays, the bytes go."""
    desk = Scratch(tmp_path, inbox={"originals": "delete"})
    desk.drop("a.txt")
    desk.once()
    assert ["a.txt.json"] == desk.records()
    assert [] == desk.originals()


def test_a_failing_plugin_costs_its_own_layer_only(tmp_path):
    """I7: the record is partial, says which plugin and what, and the good layer is there."""
    bad = """
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="bad")
    def bad(document: Document):
        if "BAD" in document.text:
            raise ValueError("cannot do this one")
        return []
    """
    desk = Scratch(tmp_path, {"words": WORDS, "bad": bad})
    desk.drop("a.txt", "BAD")
    desk.drop("b.txt", "GOOD")
    summary, _notes = desk.once()
    assert {"partial": 1, "complete": 1} == summary.ended
    record = desk.record("a.txt")
    [error] = record["errors"]
    assert ("bad", "bad", "error", False) == (
        error["plugin"],
        error["layer"],
        error["code"],
        error["retryable"],
    )
    assert "cannot do this one" in error["message"]
    assert ["BAD"] == [mark["quote"] for mark in record["layers"]["words"]["annotations"]]


def test_a_crashing_plugin_costs_its_own_layer_only(tmp_path):
    """I7: a worker that dies in a plugin is replaced; the document goes on without that plugin."""
    crash = """
    import os
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="crash", requires=["words?"])
    def crash(document: Document):
        os._exit(3)
    """
    desk = Scratch(tmp_path, {"words": WORDS, "crash": crash})
    for number in range(4):
        desk.drop(f"{number}.txt", f"LOUD {number}")
    summary, _notes = desk.once()
    assert {"partial": 4} == summary.ended
    [error] = desk.record("2.txt")["errors"]
    assert ("crash", "crash") == (error["plugin"], error["code"])
    assert "exited with code 3" in error["message"]
    assert 1 == len(desk.record("2.txt")["layers"]["words"]["annotations"])


def test_a_layer_that_failed_for_a_passing_reason_is_made_later_alone(tmp_path):
    """The missing layer and what reads it are run again; the other layers stay byte for byte."""
    flag = tmp_path / "service-is-up"
    plugins = {"words": WORDS, "later": LATER.format(flag=str(flag))}
    desk = Scratch(tmp_path, plugins, workers={"retry_after": 0.0})
    desk.drop("a.txt", "LOUD")
    desk.sections["workers"]["retries"] = 0
    desk.once()
    first = desk.record("a.txt")
    assert ("partial", "later", True) == (
        first["status"],
        first["errors"][0]["code"],
        first["errors"][0]["retryable"],
    )
    assert [] == first["layers"]["reads-later"]["annotations"]
    flag.touch()
    desk.sections["workers"]["retries"] = 3
    with sqlite3.connect(desk.state / "journal.db") as journal:
        journal.execute("UPDATE documents SET retry_at = 1")
    desk.once()
    second = desk.record("a.txt")
    assert ("complete", 2) == (second["status"], second["run"]["generation"])
    assert first["layers"]["words"] == second["layers"]["words"]
    assert ["saw it"] == [mark["label"] for mark in second["layers"]["reads-later"]["annotations"]]


def test_a_plugin_with_workers_of_its_own(tmp_path):
    """The plan is cut at the border, and the record is the same as without."""
    reads = """
    from copydesk import Annotation, Document, subscribe
    @subscribe("document_read", produces="reads", requires=["words"])
    def reads(document: Document):
        return [Annotation(start=m.start, end=m.end, label="seen") for m in document.layer("words").annotations]
    """
    shared = Scratch(tmp_path / "shared", {"words": WORDS, "reads": reads})
    own = Scratch(tmp_path / "own", {"words": WORDS, "reads": reads}, plugins={"reads": {"workers": 1}})
    for desk in (shared, own):
        desk.drop("a.txt", "LOUD and LOUDER")
        desk.once()
    assert shared.record("a.txt")["layers"] == own.record("a.txt")["layers"]
    assert 2 == len(own.record("a.txt")["layers"]["reads"]["annotations"])


def test_reactions_are_delivered_after_the_record_is_safe(tmp_path):
    """A subscriber to document_enriched sees the record; a plugin's own event reaches its subscriber, once each."""
    told = tmp_path / "told.txt"
    react = f"""
    from pathlib import Path
    from copydesk import Annotation, Context, Document, Event, Record, subscribe

    class WordFound(Event):
        word: str

    @subscribe("document_read", produces="found")
    def found(document: Document, context: Context):
        context.publish(WordFound(word=document.text[:4]))
        return []

    @subscribe(WordFound)
    def heard(event: WordFound, context: Context) -> None:
        with Path({str(told)!r}).open("a") as file:
            file.write(f"heard {{event.word}}\\n")

    @subscribe("document_enriched")
    def push(event, record: Record, context: Context) -> None:
        with Path({str(told)!r}).open("a") as file:
            file.write(f"{{record.source.path}} {{event.status}} {{bool(context.key)}}\\n")
    """
    desk = Scratch(tmp_path, {"react": react})
    desk.drop("a.txt", "LOUD")
    desk.once()
    assert ["a.txt complete True", "heard LOUD"] == sorted(told.read_text().splitlines())


def test_a_failing_reaction_changes_no_record(tmp_path):
    """It stays pending with its reason; the document is done."""
    react = """
    from copydesk import subscribe
    @subscribe("document_enriched")
    def push(event) -> None:
        raise OSError("nobody listens")
    """
    desk = Scratch(tmp_path, {"words": WORDS, "react": react})
    desk.drop("a.txt")
    assert {"complete": 1} == desk.once()[0].ended
    with sqlite3.connect(desk.state / "journal.db") as journal:
        [(state, attempts, reason)] = journal.execute(
            "SELECT state, attempts, reason FROM reactions"
        ).fetchall()
    assert ("pending", 1) == (state, attempts)
    assert "nobody listens" in reason


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    """It stays where it is, is named once, and nothing of it is stored."""
    desk = Scratch(tmp_path, inbox={"max_bytes": 10})
    path = desk.drop("big.txt", "x" * 11)
    summary, notes = desk.once()
    assert (1, {}) == (summary.refused, summary.ended)
    assert path.exists()
    assert any("big.txt" in note for note in notes.notes)
    assert 0 == desk.once()[0].refused


def test_links_and_pipes_are_refused(tmp_path):
    """I11: links are not followed, only regular files are opened."""
    desk = Scratch(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    (desk.inbox / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(desk.inbox / "pipe.txt")
    (desk.inbox / "folder.txt").mkdir()
    desk.drop("a.txt")
    summary, notes = desk.once()
    assert (2, {"complete": 1}) == (summary.refused, summary.ended)
    assert 2 == sum("link.txt" in note or "pipe.txt" in note for note in notes.notes)


NAMES = [
    b"two words.txt", b"line\nbreak.txt", b"bad\xff\xfebytes.txt", b"esc\x1b[31m.txt", b"-dash.txt",
    "umläut\u202e.txt".encode(), b"x" * 251 + b".txt", b"a.json", "e\u0301.txt".encode(), "\u00e9.txt".encode(),
    b"A.TXT",
]  # fmt: skip


def test_any_legal_name_round_trips(tmp_path):
    """I19: every name gives one record, and its raw bytes can be told from it."""
    import base64

    desk = Scratch(tmp_path, inbox={"duplicates": "process"})
    for number, name in enumerate([*NAMES, b"a.txt"]):
        desk.drop(name, f"LOUD {number}")
    summary, _notes = desk.once()
    assert {"complete": len(NAMES) + 1} == summary.ended
    seen = set()
    for path in desk.out.rglob("*.json"):
        source = json.loads(path.read_bytes())["source"]
        seen.add(
            base64.b64decode(source["path_base64"]) if source["path_base64"] else source["path"].encode()
        )
    assert {*NAMES, b"a.txt"} == seen


def test_a_missing_inbox_is_one_clear_error(tmp_path):
    """The desk names the folder and what to do."""
    desk = Scratch(tmp_path)
    desk.inbox.rmdir()
    with pytest.raises(InboxMissing, match="inbox.*no folder"):
        desk.once()


def test_plugins_without_a_valid_order_stop_the_desk_before_the_first_document(tmp_path):
    """A missing producer is an error with names; nothing was accepted."""
    needs = """
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="needs", requires=["wordz"])
    def needs(document: Document):
        return []
    """
    desk = Scratch(tmp_path, {"words": WORDS, "needs": needs})
    desk.drop("a.txt")
    with pytest.raises((PlanError, WorkerError), match="wordz.*'words'"):
        desk.once()
    assert (desk.inbox / "a.txt").exists()


def test_a_desk_with_no_plugin_still_writes_records(tmp_path):
    """No layers, but text and facts."""
    desk = Scratch(tmp_path, {})
    desk.drop("a.txt")
    assert {"complete": 1} == desk.once()[0].ended
    assert {} == desk.record("a.txt")["layers"]


def test_in_process_for_debugging(tmp_path):
    """workers.count = 0 gives the same record without any process."""
    desk = Scratch(tmp_path, workers={"count": 0})
    desk.drop("a.txt", "LOUD")
    assert {"complete": 1} == desk.once()[0].ended


def test_one_desk_per_inbox(tmp_path):
    """I13: a second desk on the same inbox or state names the first one's process."""
    from copydesk.folders import lock_folder

    desk = Scratch(tmp_path)
    with lock_folder(desk.inbox), pytest.raises(DeskRunning, match=str(os.getpid())):
        desk.once()


def test_no_desk_inside_anothers_inbox(tmp_path):
    """I13: nested inboxes would feed each other."""
    from copydesk.folders import lock_folder

    with lock_folder(tmp_path), pytest.raises(DeskRunning, match="inside"):
        Scratch(tmp_path).once()


def test_a_consumer_may_take_records_away(tmp_path):
    """A record that is gone from out/ is taken, not missing: nothing is written again."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt")
    desk.once()
    Path(desk.out / "a.txt.json").unlink()
    desk.drop("b.txt", "OTHER")
    desk.once()
    assert ["b.txt.json"] == desk.records()


def test_a_plugin_that_keeps_ending_its_workers_is_quarantined(tmp_path):
    """It is not called any more, records say why, and only a new version or a person's word ends it."""
    crash = """
    import os
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="crash")
    def crash(document: Document):
        os._exit(3)
    """
    desk = Scratch(tmp_path, {"words": WORDS, "crash": crash}, workers={"quarantine_after": 2})
    for number in range(2):
        desk.drop(f"{number}.txt", f"LOUD {number}")
    _summary, notes = desk.once()
    assert any("crash is quarantined" in note for note in notes.notes)
    desk.drop("next.txt", "LOUD next")
    desk.once()
    [error] = desk.record("next.txt")["errors"]
    assert ("crash", "quarantined") == (error["plugin"], error["code"])
    assert "exited with code 3" in error["message"]
    assert 1 == len(desk.record("next.txt")["layers"]["words"]["annotations"])
    desk.plugin(crash=crash.replace("os._exit(3)", "return []"))
    desk.drop("last.txt", "LOUD last")
    desk.once()
    assert "complete" == desk.record("last.txt")["status"]


def test_a_person_ends_a_quarantine(tmp_path):
    """``plugins enable`` leaves the desk a request; the plugin is called again, also for the records that miss it."""
    from copydesk.journal import send_request

    ill = tmp_path / "ill"
    ill.touch()
    crash = f"""
    import os
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="crash")
    def crash(document: Document):
        if os.path.exists({str(ill)!r}):
            os._exit(3)
        return []
    """
    desk = Scratch(tmp_path, {"crash": crash}, workers={"quarantine_after": 1})
    desk.drop("a.txt", "LOUD a")
    desk.once()
    ill.unlink()
    send_request(desk.state / "journal.db", "release", {"plugin": "crash"}, 1)
    for name in ("b", "c"):  # the second run begins with what the first one's release has asked for
        desk.drop(f"{name}.txt", f"LOUD {name}")
        desk.once()
    assert ["complete"] * 3 == [desk.record(f"{name}.txt")["status"] for name in "abc"]


def test_a_desk_that_is_stopped_while_its_workers_start_ends(tmp_path):
    """An import that takes for ever does not hold it, and the next start finds all as it was."""
    desk = Scratch(tmp_path, {"hangs": "import threading; threading.Event().wait()"})
    desk.drop("a.txt")
    notes = Notes()
    running = Desk(desk.settings, reporter=notes)
    running.stop()
    assert {} == running.run().ended
    assert (desk.inbox / "a.txt").exists()


def test_what_stands_in_the_way_of_one_record_stops_no_other(tmp_path):
    """A folder where a record should be fails that document alone, by its real name."""
    desk = Scratch(tmp_path)
    (desk.out / "a.txt.json").mkdir(parents=True)
    (desk.out / "news").touch()
    (desk.failed / "bad.bin").mkdir(parents=True)
    desk.drop("a.txt", "LOUD a")
    desk.drop("news/n.txt", "LOUD n")
    desk.drop("bad.bin", b"\x00\x01\x02")
    desk.drop("b.txt", "LOUD b")
    summary, _notes = desk.once()
    assert {"failed": 3, "complete": 1} == summary.ended
    assert "a.txt.json" in json.loads((desk.failed / "a.txt.error.json").read_bytes())["message"]
    desk.drop("c.txt", "LOUD c")
    assert {"complete": 1} == desk.once()[0].ended


def test_the_folder_a_desk_was_started_in_may_go_away(tmp_path, monkeypatch):
    """Workers do not depend on it, whether it goes before or after they start."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt", "LOUD")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert {"complete": 1} == desk.once()[0].ended


def test_a_plugin_that_eats_descriptors_fails_no_other_document(tmp_path):
    """I7: a worker that can open nothing more is ended, and its documents are tried in another."""
    greedy = """
    import resource
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="greedy")
    def greedy(document: Document):
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
        return []
    """
    desk = Scratch(tmp_path, {"words": WORDS, "greedy": greedy})
    for number in range(3):
        desk.drop(f"{number}.txt", f"LOUD {number}")
    summary, _notes = desk.once()
    assert 0 == summary.ended.get("failed", 0)
    assert 3 == len(desk.records())


def test_a_fork_that_holds_the_wire_does_not_hide_its_parents_end(tmp_path):
    """A worker that ends is noticed at once, by itself and not by its wire."""
    fork = """
    import os, time
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="fork")
    def fork(document: Document):
        if os.fork() == 0:
            time.sleep(8)
            os._exit(0)
        os._exit(7)
    """
    desk = Scratch(tmp_path, {"words": WORDS, "fork": fork}, workers={"seconds": 60.0})
    desk.drop("a.txt", "LOUD")
    desk.once()
    [error] = desk.record("a.txt")["errors"]
    assert ("fork", "crash") == (error["plugin"], error["code"])
    assert "exited with code 7" in error["message"]


def test_a_journal_that_lost_its_documents_is_noticed(tmp_path):
    """I15: an empty journal beside originals is never taken for a new one."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt")
    desk.once()
    assert ["journal.db"] == sorted(path.name for path in desk.state.glob("journal.db*"))
    with sqlite3.connect(desk.state / "journal.db") as journal:
        journal.execute("DELETE FROM documents")
    with pytest.raises(JournalDamaged, match="knows no document"):
        desk.once()
    (desk.state / "journal.db").unlink()
    with pytest.raises(JournalDamaged, match="missing"):
        desk.once()


def test_a_record_that_was_there_before_is_not_written_over(tmp_path):
    """A file of somebody else's in out/ stays; the document fails with the reason and can be retried."""
    desk = Scratch(tmp_path)
    desk.out.mkdir()
    (desk.out / "a.txt.json").write_text('{"precious": true}')
    desk.drop("a.txt")
    assert {"failed": 1} == desk.once()[0].ended
    assert '{"precious": true}' == (desk.out / "a.txt.json").read_text()
    (desk.out / "a.txt.json").unlink()
    desk.drop("a.txt")
    assert {"complete": 1} == desk.once()[0].ended


def test_no_desk_inside_this_ones_inbox(tmp_path):
    """I13: an inbox that holds another desk would take its journal for a document."""
    inner = Scratch(tmp_path / "outer" / "inbox" / "inner")
    inner.write_config()
    with pytest.raises(ConfigError, match="another desk"):
        Scratch(tmp_path / "outer").once()
