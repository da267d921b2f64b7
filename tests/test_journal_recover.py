"""I14: a crash at any point of accepting, with or without loss of power, reaches the same end after a restart."""

import os

import pytest
from drops import Place, names_in
from faults import Died, Dying

from copydesk import files
from copydesk import journal as j


@pytest.fixture
def place(tmp_path):
    """A desk's folders."""
    return Place(tmp_path)


def use(monkeypatch, system):
    """Put another system below everything."""
    monkeypatch.setattr(files, "system", system)


def accept_everything(place, journal):
    """Accept what is in the inbox, one by one."""
    for path in ("a", "x/b"):
        if (place.inbox / path).exists():
            place.accept(journal, path)


def state_of(place, journal):
    """What the journal and the originals hold, by path."""
    with journal.reader() as reader:
        rows = reader.ask(j.rows)
    assert 0 == sum(row.repeats for row in rows), "a drop was seen twice"
    return {row.path: (row.state, row.inbox, (place.originals / row.name).read_bytes()) for row in rows}


def crash(place, monkeypatch, calls, *, forgetful):
    """Run until the given call kills the desk; return whether it did."""
    system = Dying(calls, forgetful=forgetful)
    use(monkeypatch, system)
    with place.journal() as journal:
        try:
            accept_everything(place, journal)
            died = False
        except Died:
            died = True
    use(monkeypatch, files.System())
    system.lose_power(place.root)
    return died


@pytest.mark.parametrize("forgetful", [False, True], ids=["killed", "power lost"])
@pytest.mark.parametrize("replaced", [False, True], ids=["left alone", "replaced"])
def test_every_crash_point_reaches_the_same_end(tmp_path, monkeypatch, forgetful, replaced):
    """I1, I2, I14: both documents wait, whole, once; the inbox is empty; nothing is left in staging."""
    calls, died = 0, True
    while died:
        place = Place(tmp_path / f"{calls}")
        place.journal().close()
        place.drop("a", b"one")
        place.drop("x/b", b"two")
        died = crash(place, monkeypatch, calls, forgetful=forgetful)
        if replaced:
            place.drop("a", b"three")
        with place.journal() as journal:
            place.recover(journal)
            accept_everything(place, journal)
            found = state_of(place, journal)
            assert {"a", "x/b"} == set(found), calls
            newest = b"three" if replaced else b"one"
            assert ("waiting", "gone", newest) == found["a"], calls
            assert ("waiting", "gone", b"two") == found["x/b"], calls
        files_left = [name for _, _, names in os.walk(place.inbox) for name in names]
        assert ([], []) == (files_left, names_in(place.staging)), calls
        calls += 1
    assert calls > 15


def test_nothing_leaves_the_inbox_before_it_is_safe(tmp_path, monkeypatch):
    """I2: at every crash point the bytes are in the inbox, or in originals or staging with a row that says so."""
    calls, died = 0, True
    while died:
        place = Place(tmp_path / f"{calls}")
        place.journal().close()
        place.drop("a", b"one")
        place.drop("x/b", b"two")
        died = crash(place, monkeypatch, calls, forgetful=True)
        for path, data in (("a", b"one"), ("x/b", b"two")):
            held = place.inbox / path
            if held.exists():
                assert data == held.read_bytes()
                continue
            with j.Reader.open(place.file) as reader:
                [row] = reader.ask(j.find, path)
            assert data == (place.originals / row.name).read_bytes(), calls
        calls += 1


def test_interrupted_claims_wait_again_and_are_not_charged(place):
    """I8: a desk that ended in the middle costs no attempt, only an interruption."""
    place.drop("a", b"one")
    with place.journal() as journal:
        place.accept(journal, "a")
        journal.do(j.claim, 1, 1)
    with place.journal() as journal:
        left = journal.do(j.leftovers)
        assert ["a"] == [row.path for row in left.claimed]
        place.recover(journal)
        [again] = journal.do(j.claim, 1, 1)
        assert (2, 0, 1) == (again.attempt, again.charged, again.interrupted)


def test_a_published_record_is_adopted(place):
    """I14: a record that was published before the crash is noted as done by the attempt that made it."""
    place.drop("a", b"one")
    with place.journal() as journal:
        place.accept(journal, "a")
        journal.do(j.claim, 1, 1)
    with place.journal() as journal:
        [row] = journal.do(j.leftovers).claimed
        assert {row.id} == journal.do(j.done, [j.Done(row.id, row.attempt, "complete", 1)], 2)
        assert [] == journal.do(j.leftovers).claimed


def test_times_of_a_clock_that_ran_ahead_are_cut(place):
    """I20: a wait set while the clock was wrong does not last for years."""
    place.drop("a", b"one")
    with place.journal() as journal:
        place.accept(journal, "a")
        [one] = journal.do(j.claim, 1, 1)
        journal.do(j.release, one.id, one.attempt, charged=False, reason={}, retry_at=10**15)
        journal.do(j.settle_clock, 100, 50)
        assert [one.id] == [again.id for again in journal.do(j.claim, 1, 150)]


def test_a_new_desk_has_nothing_left(place):
    """An empty journal asks for nothing."""
    with place.journal() as journal:
        assert ([], [], [], [], [], []) == tuple(journal.do(j.leftovers))
