"""Claims, ends and retries."""

import pytest
from drops import Place

from copydesk import journal as j

REASON = {"message": "why"}


@pytest.fixture
def place(tmp_path):
    """A desk's folders."""
    return Place(tmp_path)


@pytest.fixture
def journal(place):
    """A new journal."""
    with place.journal() as opened:
        yield opened


@pytest.fixture
def waiting(place, journal):
    """Three documents that wait; returns their ids in order."""
    ids = []
    for path in "abc":
        place.drop(path, path.encode())
        ids.append(place.accept(journal, path)[0].id)
    return ids


def row(journal, id_):
    """The document with this id."""
    with journal.reader() as reader:
        return reader.ask(j.find, id_)[0]


def test_claims_are_in_the_order_of_acceptance_and_counted_first(journal, waiting):
    """I8: an attempt is durable before it begins."""
    claimed = journal.do(j.claim, 2, 1)
    assert waiting[:2] == [one.id for one in claimed]
    assert [("claimed", 1), ("claimed", 1)] == [
        (row(journal, id_).state, one.attempt) for id_, one in zip(waiting, claimed, strict=False)
    ]
    assert waiting[2:] == [one.id for one in journal.do(j.claim, 2, 1)]
    assert [] == journal.do(j.claim, 2, 1)


def test_only_the_present_attempt_ends_a_claim(journal, waiting):
    """I4: a late answer of an earlier attempt changes nothing and writes no event."""
    [old] = journal.do(j.claim, 1, 1)
    journal.do(j.release, old.id, old.attempt, charged=True, reason=REASON)
    [new] = journal.do(j.claim, 1, 1)
    event = j.NewEvent("document_enriched", old.id, {})
    assert set() == journal.do(j.done, [j.Done(old.id, old.attempt, "complete", 1, events=[event])], 1)
    assert journal.do(j.fail, old.id, old.attempt, REASON, 1, events=[event]) is None
    assert not journal.do(j.release, old.id, old.attempt, charged=True, reason=REASON)
    assert {new.id} == journal.do(j.done, [j.Done(new.id, new.attempt, "complete", 1, events=[event])], 1)
    with journal.reader() as reader:
        assert 1 == len(reader.ask(j.events, types=["document_enriched"]))


def test_done_with_events_and_reactions_is_one_transaction(journal, waiting):
    """I4: when a document is done its reactions are pending, exactly one for each subscriber."""
    [one] = journal.do(j.claim, 1, 1)
    event = j.NewEvent("document_enriched", one.id, {"path": "a"}, reactions=["webhook", "index"])
    journal.do(j.done, [j.Done(one.id, one.attempt, "complete", 1, "f" * 64, 12, events=[event])], 99)
    found = row(journal, one.id)
    assert ("done", "complete", 1, 12, 99) == (
        found.state,
        found.status,
        found.generation,
        found.ms,
        found.finished_at,
    )
    due = journal.do(j.due_reactions, 10, 100)
    assert [("webhook", "document_enriched"), ("index", "document_enriched")] == [
        (reaction.subscriber, reaction.event.type) for reaction in due
    ]


def test_a_release_says_why_and_what_counts(journal, waiting):
    """I8: every hand-out is an attempt, only charged ones count against the limit."""
    for charged in (False, True, True):
        [one] = journal.do(j.claim, 1, 1)
        journal.do(j.release, one.id, one.attempt, charged=charged, reason=REASON)
    found = row(journal, waiting[0])
    assert (2, 3, REASON) == (found.charged, found.attempt, found.reason)


def test_a_document_that_has_to_wait_delays_no_other(journal, waiting):
    """A set time keeps one document back and the next goes first."""
    [one] = journal.do(j.claim, 1, 1)
    journal.do(j.release, one.id, one.attempt, charged=True, reason=REASON, retry_at=50)
    assert [waiting[1], waiting[2]] == [other.id for other in journal.do(j.claim, 5, 49)]
    assert [one.id] == [other.id for other in journal.do(j.claim, 5, 50)]


def test_missing_layers_are_due_later_while_the_document_is_done(journal, waiting):
    """A partial document is done, and claimed once more when its time has come."""
    journal.do(j.done, [j.Done(one.id, 1, "complete", 1) for one in journal.do(j.claim, 3, 1)[1:]], 1)
    partial = j.Done(waiting[0], 1, "partial", 1, layers_missing=["entities"], retry_at=50)
    journal.do(j.done, [partial], 1)
    found = row(journal, waiting[0])
    assert ("done", "partial", 1, ("entities",)) == (
        found.state,
        found.status,
        found.retries,
        found.layers_missing,
    )
    with journal.reader() as reader:
        assert not reader.ask(j.pending_work)
    assert [] == journal.do(j.claim, 5, 49)
    [again] = journal.do(j.claim, 5, 50)
    assert (2, 1, ("entities",)) == (again.attempt, again.generation, again.layers_missing)


def test_failure_keeps_an_earlier_record(journal, waiting):
    """A run again that fails leaves the document done with the record it has."""
    [one] = journal.do(j.claim, 1, 1)
    journal.do(j.done, [j.Done(one.id, one.attempt, "complete", 1)], 1)
    assert [one.id] == journal.do(j.reprocess, [one.id])
    [again] = journal.do(j.claim, 1, 1)
    event = j.NewEvent("document_failed", one.id, {})
    assert "done" == journal.do(j.fail, again.id, again.attempt, REASON, 1, events=[event])
    assert ("done", REASON) == (row(journal, one.id).state, row(journal, one.id).reason)
    with journal.reader() as reader:
        assert [] == reader.ask(j.events, types=["document_failed"])


def test_failed_documents_are_shown_and_cleared_after_a_retry(journal, waiting):
    """What ``failed/`` shows follows the journal: pending after a failure, to be cleared once done."""
    [one] = journal.do(j.claim, 1, 1)
    assert "failed" == journal.do(j.fail, one.id, one.attempt, REASON, 1)
    assert [one.id] == [shown.id for shown in journal.do(j.leftovers).to_show]
    journal.do(j.failed_shown, [one.id])
    assert [] == journal.do(j.leftovers).to_show
    assert [one.id] == journal.do(j.retry, None, 1)
    [again] = journal.do(j.claim, 1, 1)
    assert 0 == again.charged
    journal.do(j.done, [j.Done(one.id, again.attempt, "complete", 1)], 1)
    assert [one.id] == [shown.id for shown in journal.do(j.leftovers).to_clear]
    journal.do(j.failed_cleared, [one.id])
    assert [] == journal.do(j.leftovers).to_clear


def test_a_retry_may_name_documents_and_runs_missing_layers_now(journal, waiting):
    """A person's word gives back every attempt, for the documents that are named."""
    first, second, third = journal.do(j.claim, 3, 1)
    journal.do(j.fail, first.id, 1, REASON, 1)
    journal.do(j.fail, second.id, 1, REASON, 1)
    journal.do(j.done, [j.Done(third.id, 1, "partial", 1, layers_missing=["ads"])], 1)
    assert {second.id, third.id} == set(journal.do(j.retry, [second.id, third.id], 7))
    assert {second.id, third.id} == {one.id for one in journal.do(j.claim, 5, 7)}


def test_an_original_is_deleted_by_rule_only_after_done(journal, waiting):
    """I1: the intention is durable with done; until it is carried out, a restart finds it."""
    [one] = journal.do(j.claim, 1, 1)
    journal.do(j.done, [j.Done(one.id, one.attempt, "complete", 1, delete_original=True)], 1)
    assert [one.id] == [left.id for left in journal.do(j.leftovers).to_delete]
    assert [] == journal.do(j.reprocess, [one.id])
    journal.do(j.original_deleted, [one.id])
    assert ([], "deleted") == (journal.do(j.leftovers).to_delete, row(journal, one.id).original)


def test_reactions_come_again_until_they_are_answered(journal):
    """I4: at least once: an answer that never comes, or a failure, brings the reaction back; a dead one stays."""
    journal.do(j.write_event, j.NewEvent("desk_started", "", {}, ["hook"]), 1)
    taken = [journal.do(j.due_reactions, 10, 1)[0] for _ in range(2)]
    journal.do(j.reaction_failed, taken[-1].id, "refused", 500)
    assert [] == journal.do(j.due_reactions, 10, 499)
    taken += journal.do(j.due_reactions, 10, 500)
    assert [(taken[0].id, 1), (taken[0].id, 2), (taken[0].id, 3)] == [(one.id, one.attempts) for one in taken]
    journal.do(j.reaction_failed, taken[0].id, "gone for good", None)
    assert [] == journal.do(j.due_reactions, 10, 10**12)
    with journal.reader() as reader:
        assert ["gone for good"] == [dead.reason for dead in reader.ask(j.reactions, "dead")]
    journal.do(j.write_event, j.NewEvent("desk_started", "", {}, ["hook"]), 1)
    [other] = journal.do(j.due_reactions, 10, 1)
    journal.do(j.reactions_succeeded, [other.id])
    assert [] == journal.do(j.due_reactions, 10, 10**12)


def test_a_reaction_is_due_first_at_once_and_again_at_its_time(journal):
    """I4: whether one is due counts retries too, so that a desk that runs once does not pass one over for ever."""
    journal.do(j.write_event, j.NewEvent("desk_started", "", {}, ["hook"]), 1)
    with journal.reader() as reader:
        assert reader.ask(j.reactions_due, 1)
        [first] = journal.do(j.due_reactions, 10, 1)
        journal.do(j.reaction_failed, first.id, "refused", 500)
        assert [False, True] == [reader.ask(j.reactions_due, now) for now in (499, 500)]
        journal.do(j.reactions_succeeded, [first.id])
        assert not reader.ask(j.reactions_due, 500)


def test_old_events_go_unless_somebody_waits_for_them(journal):
    """Events are kept as long as the setting says, and longer while a reaction to them is pending."""
    for time, reactions in ((1, []), (2, ["hook"]), (9, [])):
        journal.do(j.write_event, j.NewEvent("desk_started", "", {}, reactions), time)
    assert 1 == journal.do(j.prune_events, 5)
    with journal.reader() as reader:
        assert [2, 9] == [event.time for event in reader.ask(j.events)]


def test_requests_of_other_processes_are_taken_once(place, journal):
    """Only the desk acts: another process leaves a request, in order, and it is taken once."""
    with journal.reader() as reader:
        before = reader.ask(j.has_requests)
        for number in range(2):
            j.send_request(place.file, "release", {"plugin": number}, 1)
        assert (False, True) == (before, reader.ask(j.has_requests))
    taken = journal.do(j.obey, 1)
    assert [("release", {"plugin": 0}), ("release", {"plugin": 1})] == [(one.verb, one.args) for one in taken]
    assert [] == journal.do(j.obey, 1)


def test_a_retry_is_taken_and_done_in_one_transaction(place, journal, waiting):
    """What a person asked for is not lost with a desk that ends between the taking and the doing."""
    [one] = journal.do(j.claim, 1, 1)
    journal.do(j.fail, one.id, one.attempt, REASON, 1)
    j.send_request(place.file, "retry", {"ids": [one.id, "unknown"]}, 1)
    assert [("retry", {"ids": [one.id]})] == [(each.verb, each.args) for each in journal.do(j.obey, 1)]
    assert "waiting" == row(journal, one.id).state


def test_an_id_is_never_taken_for_a_path(place, journal, waiting):
    """I19: a file named like another document's id is found by its name, and not by those who know an id."""
    place.drop(waiting[0], b"named like an id")
    outcome, _ = place.accept(journal, waiting[0])
    with journal.reader() as reader:
        assert [outcome.id] == [one.id for one in reader.ask(j.find, waiting[0])]
        found = [reader.ask(j.by_id, waiting[0]), reader.ask(j.by_id, waiting[0][:8])]
    assert [waiting[0], None] == [one and one.id for one in found]


def test_questions(journal, waiting):
    """What status, explain and listings ask is answered from what is committed."""
    journal.do(j.set_meta, "manifest", "x")
    with journal.reader() as reader:
        assert reader.ask(j.pending_work)
        assert 3 == reader.ask(j.counts)["waiting"]
        assert ["x", None] == [reader.ask(j.get_meta, key) for key in ("manifest", "none")]
        pages = [reader.ask(j.rows, "waiting", limit=2), reader.ask(j.rows, limit=2, after=2)]
        assert [waiting[:2], waiting[2:]] == [[one.id for one in page] for page in pages]
        assert [waiting[0]] == [one.id for one in reader.ask(j.find, waiting[0][:8])]
        assert [] == reader.ask(j.find, waiting[0][:7])
        events = reader.ask(j.events, since=1, types=["document_accepted"], limit=1)
        assert [waiting[1]] == [event.subject for event in events]
