"""Who a document is, what it is called, whether it was here before."""

import hashlib
import os

import pytest
from drops import Place, names_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk import journal as j
from copydesk.dropped import StatKey, stat_key
from copydesk.inbox.values import Staged
from copydesk.journal.naming import candidates, name_key
from copydesk.model import document_id


@pytest.fixture
def place(tmp_path):
    """A desk's folders."""
    return Place(tmp_path)


@pytest.fixture
def journal(place):
    """A new journal."""
    with place.journal() as opened:
        yield opened


def row(journal, wanted):
    """The newest document with this path."""
    with journal.reader() as reader:
        return reader.ask(j.find, wanted)[0]


def finish(journal, now=1):
    """Claim everything that waits and call it done."""
    claimed = journal.do(j.claim, 100, now)
    return journal.do(
        j.done, [j.Done(one.id, one.attempt, "complete", one.generation + 1) for one in claimed], now
    )


def give_up(journal):
    """Claim everything that waits and call it failed."""
    for one in journal.do(j.claim, 100, 1):
        journal.do(j.fail, one.id, one.attempt, {"message": "poison"}, 1)


def test_a_new_document_waits_with_its_facts_and_its_event(place, journal):
    """I2: after accepting, row and event are there, the original is in place and the inbox is empty."""
    place.drop("news/a.txt", b"one")
    outcome, drop = place.accept(journal, "news/a.txt")
    found = row(journal, "news/a.txt")
    assert ("accepted", "news/a.txt", 1, None) == (outcome.kind, outcome.name, outcome.version, drop)
    assert ("waiting", "gone", "kept", None) == (found.state, found.inbox, found.original, found.staged)
    assert b"one" == (place.originals / "news/a.txt").read_bytes()
    assert [] == names_in(place.inbox / "news")
    with journal.reader() as reader:
        [event] = reader.ask(j.events)
    facts = {"path": "news/a.txt", "size": 3, "sha256": found.sha256, "version": 1}
    assert ("document_accepted", outcome.id, facts) == (event.type, event.subject, event.data)


def test_other_bytes_at_the_path_are_a_new_version(place, journal):
    """A version has a name and an original of its own; the first keeps its."""
    for data in (b"one", b"two"):
        place.drop("a.txt", data)
        outcome, _ = place.accept(journal, "a.txt")
    assert ("version", 2, f"a.txt~{outcome.id[:8]}") == (outcome.kind, outcome.version, outcome.name)
    assert {b"one", b"two"} == {path.read_bytes() for path in place.originals.iterdir()}


@pytest.mark.parametrize("state", ["waiting", "claimed", "done"])
def test_the_same_bytes_again_are_a_duplicate_whatever_the_state(place, journal, state):
    """I4: a file dropped twice is taken and counted; nothing runs again."""
    place.drop("a", b"one")
    place.accept(journal, "a")
    if state == "claimed":
        journal.do(j.claim, 1, 1)
    if state == "done":
        finish(journal)
    place.drop("a", b"one")
    outcome, _ = place.accept(journal, "a")
    found = row(journal, "a")
    assert ("duplicate", state, "gone", 1) == (outcome.kind, found.state, found.inbox, found.repeats)


def test_a_duplicate_mends_a_lost_original(place, journal):
    """I1: dropping a file again brings back an original that was deleted by accident."""
    place.drop("a", b"one")
    place.accept(journal, "a")
    (place.originals / "a").unlink()
    place.drop("a", b"one")
    place.accept(journal, "a")
    assert b"one" == (place.originals / "a").read_bytes()


def test_a_failed_document_dropped_again_starts_over(place, journal):
    """Dropping a failed file again is how people say: try again."""
    place.drop("a", b"one")
    place.accept(journal, "a")
    give_up(journal)
    place.drop("a", b"one")
    outcome, _ = place.accept(journal, "a")
    found = row(journal, "a")
    assert ("retry", "waiting", 0, 1) == (outcome.kind, found.state, found.charged, found.attempt)


def test_bytes_of_a_done_document_under_another_name_refer_to_it(place, journal):
    """A copy is finished by a reference and keeps no bytes of its own."""
    place.drop("a", b"one")
    place.accept(journal, "a")
    finish(journal)
    place.drop("b", b"one")
    outcome, _ = place.accept(journal, "b")
    first = row(journal, "a").id
    assert ("copy", first, None) == (outcome.kind, outcome.duplicate_of, outcome.staged)
    [copy] = journal.do(j.claim, 10, 2)
    assert ("claimed", 1, first) == (copy.state, copy.attempt, copy.duplicate_of)
    assert {copy.id} == journal.do(j.done, [j.Done(copy.id, copy.attempt, "duplicate", 1)], 2)
    assert ("done", "shared", first) == (row(journal, "b").state, row(journal, "b").original, first)
    assert ["a"] == names_in(place.originals)
    assert [] == names_in(place.staging)


def test_a_copy_dropped_again_is_handed_out_once(place, journal):
    """One document never stands twice among those whose records are written, however often it is dropped."""
    place.drop("a", b"one")
    place.accept(journal, "a")
    finish(journal)
    claimed = []
    for _ in range(2):
        place.drop("b", b"one")
        outcome, _ = place.accept(journal, "b")
        claimed += [one.path for one in journal.do(j.claim, 10, 2)]
    assert (["b"], "duplicate", 1) == (claimed, outcome.kind, row(journal, "b").repeats)


@pytest.mark.parametrize(
    ("rule", "kind", "state"), [("skip", "copy", "done"), ("process", "accepted", "waiting")]
)
def test_copies_are_skipped_or_processed_by_setting(place, journal, rule, kind, state):
    """What happens to known bytes under another name is the user's choice."""
    place.settings = place.settings.model_copy(update={"duplicates": rule})
    for path in ("a", "b"):
        place.drop(path, b"one")
        outcome, _ = place.accept(journal, path)
        if path == "a":
            finish(journal)
    assert (kind, state) == (outcome.kind, row(journal, "b").state)


def test_the_same_bytes_are_processed_again_if_that_is_the_setting(place, journal):
    """With ``process`` a done document dropped again runs again, under its own name."""
    place.settings = place.settings.model_copy(update={"duplicates": "process"})
    for _ in range(2):
        place.drop("a", b"one")
        outcome, _ = place.accept(journal, "a")
        finish(journal)
    assert ("again", "a", 2) == (outcome.kind, outcome.name, row(journal, "a").generation)


def test_a_kept_file_is_known_by_its_state(place, journal):
    """With ``keep`` a file that stays is known until it changes; a touch alone makes nothing run again."""
    place.settings = place.settings.model_copy(update={"originals": "keep"})
    dest = place.drop("a", b"one")
    place.accept(journal, "a")
    with journal.reader() as reader:
        before = row(journal, "a").key
        assert reader.ask(j.known, "a", before)
        os.utime(dest)
        outcome, _ = place.accept(journal, "a")
        after = row(journal, "a").key
        assert ("duplicate", True, False) == (
            outcome.kind, reader.ask(j.known, "a", after), reader.ask(j.known, "a", before)
        )  # fmt: skip


def test_a_file_that_is_gone_is_not_known(place, journal):
    """A new file that happens to get an old one's inode and times is looked at."""
    place.drop("a", b"one")
    place.accept(journal, "a")
    with journal.reader() as reader:
        assert not reader.ask(j.known, "a", row(journal, "a").key)


def test_a_refusal_is_written_once_and_ends_with_acceptance(place, journal):
    """I12: a refused file is counted with its reason until it is accepted."""
    dest = place.drop("a", b"one")
    key = stat_key(dest.stat())
    told = [journal.do(j.refuse, "a", key, 1, code="too-big", message="too big") for _ in range(2)]
    with journal.reader() as reader:
        refused = [(one.path, one.code) for one in reader.ask(j.refusals)]
        assert ([True, False], [("a", "too-big")]) == (told, refused)
        assert reader.ask(j.known, "a", key)
        place.accept(journal, "a")
        assert [] == reader.ask(j.refusals)


def test_a_refusal_for_another_state_of_the_file_is_no_news(place, journal):
    """A log that outgrew the limit is refused once, not with every line that is added."""
    dest = place.drop("a", b"one")
    told = []
    for data in (b"one", b"one two"):
        dest.write_bytes(data)
        key = stat_key(dest.stat())
        told.append(journal.do(j.refuse, "a", key, 1, code="too-big", message="too big"))
    with journal.reader() as reader:
        assert ([True, False], True) == (told, reader.ask(j.known, "a", key))


def test_a_refusal_for_want_of_permission_is_looked_at_again(place, journal):
    """Permission may be granted to the folder without touching the file, so the file is not known for good."""
    dest = place.drop("a", b"one")
    key = stat_key(dest.stat())
    journal.do(j.refuse, "a", key, 1, code="permission", message="may not be removed")
    with journal.reader() as reader:
        assert not reader.ask(j.known, "a", key)


def test_names_are_unique_whatever_the_file_system(place, journal):
    """Case twins, composed and decomposed twins, and names too long get names of their own."""
    paths = ["A.txt", "a.txt", "caf\u00e9", "cafe\u0301", "x" * 255, "x" * 254 + "y", "a.error.json"]
    outcomes = []
    for path in paths:
        place.drop(path, path.encode())
        outcomes.append(place.accept(journal, path)[0])
    names = [outcome.name for outcome in outcomes]
    assert len(paths) == len({name_key(name) for name in names})
    assert ["A.txt", "caf\u00e9"] == [names[0], names[2]]
    assert 240 >= max(len(os.fsencode(name)) for name in names)
    assert [path.encode() for path in paths] == [(place.originals / name).read_bytes() for name in names]


def test_a_document_and_a_folder_of_one_name_live_side_by_side(place, journal):
    """A path that was a file and became a folder, or whose record has a folder's name, clashes with nothing."""
    names = []
    for path in ("a", "a/b", "c.json/d", "c", "e.error.json/f", "e", "g/h", "g"):
        place.drop(path, path.encode())
        name = place.accept(journal, path)[0].name
        names.append(name)
        if "/" in path:
            (place.inbox / path.split("/")[0]).rmdir()
    files = {part for name in names for part in (name, f"{name}.json", f"{name}.error.json")}
    folders = {name.split("/")[0] for name in names if "/" in name}
    assert set() == files & folders


def staged(path, data):
    """A copy whose bytes nobody needs."""
    sha256 = hashlib.sha256(f"{data}".encode("utf-8", "surrogatepass")).hexdigest()
    return Staged(document_id(path, sha256), path, path, StatKey(1, 2**63 + 5, 3, 4, 5), "0" * 32, 3, sha256)


names = st.lists(
    st.text(
        st.characters(codec=None, exclude_characters="/\0", categories=("L", "N", "P", "Cc")), min_size=1
    ),
    min_size=1,
    max_size=3,
).map("/".join)


@given(st.lists(st.tuples(names, st.integers(0, 2)), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_no_two_documents_share_a_name(tmp_path_factory, dropped):
    """I4, I19: whatever is dropped in whatever order, names are unique keys and paths come back as they were."""
    place = Place(tmp_path_factory.mktemp("names"))
    with place.journal() as journal:
        copies = [staged(path, (path, data)) for path, data in dropped]
        outcomes = journal.do(j.accept, copies, 1)
        with journal.reader() as reader:
            rows = reader.ask(j.rows)
    assert len({copy.id for copy in copies}) == len(rows) == len({name_key(one.name) for one in rows})
    assert [copy.path for copy in copies] == [outcome.path for outcome in outcomes]
    assert {copy.path for copy in copies} == {one.path for one in rows}


def test_candidates_never_end():
    """However many names are taken, there is another."""
    offered = candidates("a/b", "12345678" * 4)
    assert ["a/b", "a/b~12345678", "a~12345678/b"] == [next(offered) for _ in range(3)]
    assert 10 == len({next(offered) for _ in range(10)})


def test_a_path_longer_than_the_system_allows_elsewhere_loses_its_folders():
    """out/ may lie deeper than the inbox, so a very deep path is cut to its name."""
    deep = "/".join(["folder"] * 600) + "/a.txt"
    assert "a.txt~12345678" == next(candidates(deep, "12345678" * 4))
