"""When a file is ready: the rules, without a file system."""

import stat

import pytest

from copydesk.dropped import Unopened
from copydesk.inbox.ready import Facts, Is, Marker, decide, ignored_by
from copydesk.settings import InboxSettings

SETTINGS = InboxSettings(settle=0.02, quiet=1.0, max_bytes=100, marker=".done")


def look(*, writer=False, mode=stat.S_IFREG, size=10, still=1.0, closed=False, **more):
    """Decide about a file that is ready but for what is given."""
    facts = Facts("news/a.txt", mode, size, still, closed, **({"marker": Marker.THERE} | more))
    return decide(facts, SETTINGS, lambda: writer)


@pytest.mark.parametrize(
    ("still", "closed", "found"),
    [(0.0, True, Is.WAITING), (0.02, True, Is.READY), (0.02, False, Is.WAITING), (1.0, False, Is.READY)],
)
def test_settle_after_a_close_else_quiet(still, closed, found):
    """A close or rename makes 20 ms enough; without one the quiet time decides."""
    assert found == look(still=still, closed=closed).found


def test_a_waiting_file_says_when_to_look_again():
    """The next look is when the wait could be over, and no sooner."""
    decision = look(still=0.4)
    assert (0.6, True) == (pytest.approx(decision.seconds), decision.soon)


@pytest.mark.parametrize(("still", "closed"), [(0.02, True), (60.0, False)])
def test_a_writer_keeps_a_file_waiting_however_still_it_is(still, closed):
    """I6: as long as the system knows of a writer the file is not ready, and not expected to be."""
    decision = look(still=still, closed=closed, writer=True)
    assert (Is.WAITING, False) == (decision.found, decision.soon)


def test_an_unknown_writer_asks_for_the_quiet_time():
    """Where the system does not say, a close alone is not enough."""
    found = [look(still=still, closed=True, writer=None).found for still in (0.02, 1.0)]
    assert [Is.WAITING, Is.READY] == found


def test_an_unknown_writer_without_a_close_asks_for_much_longer():
    """I6: with neither a close seen nor a lease, nothing but time tells the end of a file from a pause."""
    found = [look(still=still, writer=None) for still in (1.0, 4.9, 5.0)]
    assert [Is.WAITING, Is.WAITING, Is.READY] == [decision.found for decision in found]
    assert (4.0, True) == (found[0].seconds, found[0].soon)


def test_nothing_is_opened_before_everything_else_is_right():
    """The question for a writer opens the file, so it is the last."""
    facts = Facts("a", stat.S_IFREG, 10, 0.0, True)
    assert Is.WAITING == decide(facts, SETTINGS, lambda: pytest.fail("opened too soon")).found


@pytest.mark.parametrize(("marker", "word"), [(Marker.MISSING, "missing"), (Marker.OLD, "older")])
def test_a_marker_is_waited_for_by_name(marker, word):
    """Where markers are demanded, the reason names the one that is missing or too old."""
    decision = look(marker=marker)
    assert (Is.WAITING, False) == (decision.found, decision.soon)
    assert "a.txt.done" in decision.reason
    assert word in decision.reason


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"mode": stat.S_IFLNK, "still": 0.0}, "link"),
        ({"mode": stat.S_IFIFO, "still": 0.0}, "not-regular"),
        ({"size": 101}, "too-big"),
        ({"removable": False}, "permission"),
        ({"writer": Unopened.PERMISSION}, "permission"),
        ({"writer": Unopened.LINK}, "link"),
    ],
)
def test_refusals_say_why_by_code(facts, code):
    """What can never be accepted as it is, is refused with the reason."""
    decision = look(**facts)
    assert (Is.REFUSED, code) == (decision.found, decision.code)
    assert decision.reason


def test_a_big_file_is_refused_once_it_rests():
    """A file that still grows is not refused again with every piece."""
    assert Is.WAITING == look(size=101, still=0.5).found


@pytest.mark.parametrize("facts", [{"mode": None}, {"writer": Unopened.GONE}])
def test_what_is_gone_is_gone(facts):
    """A file that its owner took back is no error."""
    assert Is.GONE == look(**facts).found


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("a.txt", None),
        ("news/a.txt", None),
        (".hidden", ".*"),
        ("news/.hidden/a.txt", ".*"),
        ("a.part", "*.part"),
        ("big.crdownload", "*.crdownload"),
        ("~$report.docx", "~$*"),
        ("a.txt.done", "*.done"),
        (".copydesk/abc", ".copydesk"),
        ("bad\udcff.tmp", "*.tmp"),
    ],
)
def test_rules_by_which_files_are_left_alone(path, rule):
    """I12: whatever is left alone is so by a rule that can be named."""
    assert rule == ignored_by(path, SETTINGS)


def test_a_rule_may_fit_the_whole_path():
    """A glob with a slash is about the path."""
    settings = InboxSettings(ignore=("drafts/*.txt",))
    assert ["drafts/*.txt", None] == [ignored_by(path, settings) for path in ("drafts/a.txt", "a.txt")]


def test_the_taking_folder_is_left_alone_whatever_the_rules():
    """The desk never takes its own work for a drop."""
    assert ".copydesk" == ignored_by(".copydesk/x", InboxSettings(ignore=()))
