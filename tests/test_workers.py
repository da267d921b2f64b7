"""Workers: real processes, supervised; whatever a plugin does to one costs its own layer."""

import json
import os
import signal
from itertools import count
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from plugin_files import PluginFiles, all_ends

from copydesk.errors import ConfigError, GivenUp, ManifestMismatch, PlanError, SettingsError, WorkerError
from copydesk.handout import react
from copydesk.model import Failure
from copydesk.records.write import record_bytes
from copydesk.seam import Reaction, Work
from copydesk.workers.crew import Crew, Finished, Lost
from copydesk.workers.pool import Pool
from copydesk.workers.process import _relay
from copydesk.workers.wire import Setup

GOOD = """
import locale, signal
@subscribe("document_read", produces="before")
def before(document: Document):
    yield Annotation(start=0, end=5, label="x")
@subscribe("document_read", produces="late", requires=["before"])
def late(document: Document):
    print("said by the good one")
    here = [os.getcwd(), os.environ.get("BAD", ""), locale.setlocale(locale.LC_ALL), oct(os.umask(0o022)),
            signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, signal.getitimer(signal.ITIMER_REAL)[0],
            sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())), "PATH" in os.environ]
    yield Annotation(start=0, end=5, label=repr(here))
"""
BAD = """
import ctypes, faulthandler, locale, signal, socket, subprocess, tempfile, threading
@subscribe("document_read", produces="bad", requires=["before"])
def bad(document: Document):
    exec(document.text)
    yield Annotation(start=0, end=1, label="fine")
"""
"""Does what the document says: it comes after ``before`` and, by its name, before ``late``."""


@pytest.fixture
def crew_of(plugin_files: PluginFiles):
    """Start crews that are stopped, with nothing left of them."""
    crews = []

    def start(**options) -> Crew:
        only = options.pop("only", None)
        crew = Crew(plugin_files.settings(**options), only=only)
        crews.append(crew)
        crew.start()
        return crew

    yield start
    for crew in crews:
        pids = [
            process.process.pid
            for pool in crew._pools.values()
            for process in getattr(pool, "_processes", ())
        ]
        crew.stop()
        assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()], "a process is left"


def record_of(end: Finished) -> dict:
    """The record it ended with."""
    assert isinstance(end, Finished), end
    return json.loads(end.record)


def layers_of(end: Finished) -> dict:
    """All its layers but the bad plugin's."""
    return {name: layer for name, layer in record_of(end)["layers"].items() if name != "bad"}


def failure_of(end: Finished) -> Failure:
    """Its only failure."""
    (failure,) = end.result.failures
    return failure


DEADLY = {
    "hangs": ("while True: signal.pause()", "timeout", "no answer within 0.3 s"),
    "hangs and will not be told": (
        "[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]; threading.Event().wait()",
        "timeout",
        "no answer",
    ),
    "ends with 0": ("os._exit(0)", "crash", "the worker exited with code 0"),
    "ends with 3": ("os._exit(3)", "crash", "the worker exited with code 3"),
    "segfaults": ("faulthandler.disable(); ctypes.string_at(0)", "crash", "the worker was killed by SIGSEGV"),
    "kills itself": ("os.kill(os.getpid(), signal.SIGKILL)", "crash", "the worker was killed by SIGKILL"),
    "closes every descriptor": ("os.closerange(3, 1000)", "crash", "the worker exited"),
    "speaks nonsense on the wire": (
        "for n in range(3, 40):\n try: socket.socket(fileno=n).send(b'x' * 99)\n except OSError: pass",
        "crash",
        "the worker",
    ),
    "leaves by its own alarm": (
        "signal.setitimer(signal.ITIMER_REAL, 0.01); threading.Event().wait(5)",
        "crash",
        "killed by SIGALRM",
    ),
}
HARMLESS = {
    "raises": ("1 / 0", "error", "ZeroDivisionError: division by zero (bad.py:"),
    "exits": ("sys.exit(3)", "error", "SystemExit: 3"),
    "takes too much memory": ("x = bytearray(8 << 30)", "memory", "ran out of memory; raise memory_mb"),
}
UNTIDY = {
    "changes the folder": "os.chdir('/')",
    "lives in a folder that is gone": "d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)",
    "changes the environment": "os.environ['BAD'] = 'x'; os.environ.pop('PATH', None)",
    "changes the locale": "locale.setlocale(locale.LC_ALL, 'C')",
    "changes the umask": "os.umask(0)",
    "takes a signal": "signal.signal(15, lambda *_: None); signal.pthread_sigmask(signal.SIG_BLOCK, [10])",
    "leaves an alarm behind": "signal.signal(14, lambda *_: None); signal.setitimer(signal.ITIMER_REAL, 60)",
    "closes stdout": "sys.stdout.close(); sys.stderr.close()",
    "takes stdout away": "sys.stdout = None",
    "closes the descriptors of output": "os.close(1); os.close(2)",
    "is loud": "os.write(1, b'x' * 300_000)",
    "speaks as a log": 'os.write(2, b\'{"event": "e", "self": 1, "exc_info": true, "level": []}\\n[1]\\n\\xff\\n{\')',
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A crew with the bad plugin and one without; gives a document to both and returns both ends."""
    files = PluginFiles(tmp_path_factory.mktemp("pair"))
    files.write("good", GOOD)
    files.write("bad", BAD)
    workers = {"seconds": 0.3, "memory_mb": 1024}
    crews = [
        Crew(files.settings(plugins={"enable": names}, workers=workers))
        for names in (["good", "bad"], ["good"])
    ]
    for crew in crews:
        crew.start()
    tickets = count(1)

    def give(text):
        work = files.work(next(tickets), text)
        return [all_ends(crew, [work])[work.ticket] for crew in crews]

    yield give
    for crew in crews:
        crew.stop()


@pytest.mark.parametrize("fault", [*DEADLY, *HARMLESS])
def test_what_a_plugin_does_to_its_process_costs_its_own_layer(pair, fault):
    """I7: the culprit is named; the other layers are byte-equal to a run without it; the next document is whole."""
    body, code, message = {**DEADLY, **HARMLESS}[fault]

    with_it, without_it = pair(body)
    following, _ = pair("pass  # the next document")

    failure = failure_of(with_it)
    assert ("bad", "bad", code) == (failure.plugin, failure.layer, failure.code)
    assert message in failure.message
    assert layers_of(without_it) == layers_of(with_it)
    assert ("partial", "complete") == (record_of(with_it)["status"], record_of(following)["status"])


@pytest.mark.parametrize("habit", UNTIDY)
def test_what_a_plugin_changes_around_it_is_put_back(pair, habit):
    """I7: folder, environment, locale, umask, signals and output are the next one's own."""
    with_it, without_it = pair(UNTIDY[habit])

    assert "complete" == with_it.result.status, with_it.result.failures
    assert layers_of(without_it) == layers_of(with_it)


def test_what_an_import_changes_is_put_back_too(plugin_files, crew_of, pair):
    """Before the first document."""
    plugin_files.write("good", GOOD)
    plugin_files.write(
        "bad", "os.chdir('/'); os.environ['BAD'] = 'x'; os.environ.pop('PATH'); print('imported')\n" + BAD
    )
    _, alone = pair("pass  # nothing")

    layers = layers_of(all_ends(crew_of(), [plugin_files.work(1, "pass  # nothing")])[1])

    assert layers_of(alone)["late"]["annotations"] == layers["late"]["annotations"]


def test_children_of_a_hanging_plugin_end_with_it(plugin_files, crew_of, tmp_path: Path):
    """The whole group is killed."""
    note = tmp_path / "pid"
    body = f"p = subprocess.Popen(['sleep', '600']); open({str(note)!r}, 'w').write(str(p.pid)); p.wait()"
    plugin_files.write("good", GOOD)
    plugin_files.write("bad", BAD)

    end = all_ends(crew_of(workers={"seconds": 0.5}), [plugin_files.work(1, body)])[1]

    assert "timeout" == failure_of(end).code
    state = Path(f"/proc/{note.read_text()}/stat")
    assert not state.exists() or " Z " in state.read_text()


def test_costly_layers_survive_a_later_crash(plugin_files, crew_of, tmp_path: Path):
    """With their views and events; they are not made a second time."""
    made = tmp_path / "made"
    plugin_files.write(
        "costly",
        f"""
        import time
        class Made(Event):
            number: int
        @subscribe("document_read", produces="costly", views=["first"])
        def costly(document: Document, context: Context) -> Layer[Annotation, NoSummary]:
            with open({str(made)!r}, "a") as notes: notes.write("x")
            time.sleep(0.06)
            context.publish(Made(number=7))
            return Layer([Annotation(start=0, end=1, label="x")], views={{"first": [(0, 1, None)]}})
        """,
    )
    plugin_files.write(
        "crash",
        '@subscribe("document_read", produces="crash", requires=["costly"])\ndef crash(document): os._exit(3)',
    )
    plugin_files.write(
        "reads",
        """
        @subscribe("document_read", produces="reads", requires=["costly", "crash?"])
        def reads(document: Document): yield Annotation(start=0, end=1, label=document.view("first").text)
        """,
    )

    end = all_ends(crew_of(), [plugin_files.work(1, "HELLO")])[1]

    record = record_of(end)
    assert "x" == made.read_text()
    assert ("H", "H") == (
        record["layers"]["reads"]["annotations"][0]["label"],
        record["views"]["first"]["text"],
    )
    assert [{"number": 7}] == [event.data for event in end.result.events]
    assert {"costly", "reads"} <= record["run"]["ms"].keys()
    assert "crash" == failure_of(end).layer


def test_an_unblamed_death_loses_the_document_and_nothing_else(plugin_files, crew_of):
    """While reading, no plugin was being called; the next document is done."""
    plugin_files.write(
        "web",
        '@reader("text/*")\ndef web(data):\n    if b"BAD" in data: os._exit(7)\n    return data.decode()',
    )

    ends = all_ends(crew_of(), [plugin_files.work(1, "BAD"), plugin_files.work(2, "fine")])

    assert isinstance(ends[1], Lost)
    assert "the worker exited with code 7" == ends[1].message
    assert "fine" == record_of(ends[2])["text"]


def test_a_document_that_cannot_be_read_is_trouble(plugin_files, crew_of):
    """With its code and path; a name that is no UTF-8 comes through."""
    crew = crew_of()
    gone = plugin_files.work(1).model_copy(update={"original": str(plugin_files.root / "caf\udce9.txt")})
    binary = plugin_files.work(2, b"%PDF-1.7")
    odd = plugin_files.work(3).model_copy(update={"path": "caf\udce9.txt"})

    ends = all_ends(crew, [gone, binary, odd])

    assert ["unreadable", "no-reader"] == [ends[ticket].result.trouble.code for ticket in (1, 2)]
    assert b"" == ends[1].record
    assert "Y2Fm6S50eHQ=" == record_of(ends[3])["source"]["path_base64"]


def killed(crew):
    """Kill the only worker and wait until it is dead."""
    (process,) = crew._pools[""]._processes
    os.kill(process.process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, process.process.pid, os.WEXITED | os.WNOWAIT)
    return process


def test_a_worker_killed_while_idle_is_replaced(plugin_files, crew_of):
    """Nothing is lost."""
    plugin_files.write("good", GOOD)
    crew = crew_of()
    process = killed(crew)

    end = all_ends(crew, [plugin_files.work(1)])[1]

    assert "complete" == end.result.status
    assert process is not crew._pools[""]._processes[0]


def test_the_task_behind_a_crash_is_done_as_if_never_given(plugin_files, crew_of):
    """A process holds two tasks; the second is not to blame."""
    plugin_files.write("good", GOOD)
    plugin_files.write("bad", BAD)
    crew = crew_of()
    assert 2 == crew.room

    ends = all_ends(crew, [plugin_files.work(1, "os._exit(3)"), plugin_files.work(2, "pass  # fine")])

    assert ["partial", "complete"] == [ends[ticket].result.status for ticket in (1, 2)]


OWN = """
@subscribe("document_read", produces="{name}", requires={requires}, views=["v-{name}"])
def {name}(document: Document) -> Layer[Annotation, NoSummary]:
    seen = [f"{{layer}}:{{document.view('v-' + layer).text}}" for layer in document.layers]
    mark = Annotation(start=0, end=1, label=" ".join([*seen, str(os.getpid())]))
    return Layer([mark], views={{"v-{name}": [(0, 1, None)]}})
"""


def own(name, *requires):
    """The source of a plugin that says what it sees, and in which process."""
    return OWN.format(name=name, requires=list(requires))


def test_a_plugin_with_workers_of_its_own(plugin_files, crew_of):
    """The plan is cut at its border; layers and views travel; the record is as from one pool."""
    plugin_files.write("a", own("a"))
    plugin_files.write("b_b", own("b", "a"))
    plugin_files.write("c", own("c", "a", "b"))
    crew = crew_of(plugins={"b_b": {"workers": 1}})

    end = all_ends(crew, [plugin_files.work(1, "HELLO")])[1]

    record = record_of(end)
    *_, first = record["layers"]["a"]["annotations"][0]["label"].split()
    second = record["layers"]["b"]["annotations"][0]["label"].split()
    third = record["layers"]["c"]["annotations"][0]["label"].split()
    assert (["a:H"], ["a:H", "b:H"]) == (second[:-1], third[:-1])
    assert first == third[-1] != second[-1]
    assert {"v-a", "v-b", "v-c"} == record["views"].keys()
    assert {"a", "b", "c"} == end.result.counts.keys() == record["run"]["ms"].keys()
    plain = json.loads(all_ends(crew_of(), [plugin_files.work(1, "HELLO")])[1].record)
    assert {name: layer["key"] for name, layer in plain["layers"].items()} == {
        name: layer["key"] for name, layer in record["layers"].items()
    }


def test_own_workers_have_limits_of_their_own_and_crash_alone(plugin_files, crew_of):
    """Their plugin is blamed; what runs elsewhere is not."""
    plugin_files.write("good", GOOD)
    plugin_files.write("bad", BAD)
    crew = crew_of(plugins={"bad": {"workers": 1, "seconds": 0.3}}, workers={"seconds": 60.0})

    end = all_ends(crew, [plugin_files.work(1, "threading.Event().wait()")])[1]

    assert ("bad", "timeout", "no answer within 0.3 s", True) == tuple(
        getattr(failure_of(end), name) for name in ("layer", "code", "message", "retryable")
    )
    assert {"before", "late"} == layers_of(end).keys()


def test_a_reader_has_no_workers_of_its_own(plugin_files, crew_of):
    """Reading is the first thing shared workers do; the message names the key to drop, and no process is left."""
    plugin_files.write("web", '@reader("text/html")\ndef web(data): ...')

    with pytest.raises(ConfigError, match=r"\[plugins.web\] workers: it reads documents"):
        crew_of(plugins={"web": {"workers": 1}})


def test_what_no_single_pool_can_see_is_still_an_error(plugin_files, crew_of):
    """A misspelt event, a missing producer and a choice of nobody."""
    plugin_files.write("a", own("a"))
    plugin_files.write("b", own("b", "a") + '@subscribe("document_enrichd")\ndef f(event): ...')

    with pytest.raises(
        PlanError, match=r"b\.f subscribes to 'document_enrichd', which no one publishes, did you mean"
    ):
        crew_of(plugins={"a": {"workers": 1}})
    with pytest.raises(ConfigError, match='"text/html" = "a"'):
        crew_of(readers={"text/html": "a"})


def test_a_plugin_may_listen_to_one_that_lives_elsewhere(plugin_files, crew_of):
    """Its event is known by the whole manifest."""
    plugin_files.write("a", "class Seen(Event): ...\n" + own("a"))
    plugin_files.write("b", own("b") + '@subscribe("a_seen")\ndef f(event): ...')

    assert {"b.f": "a_seen"} == crew_of(plugins={"a": {"workers": 1}}).manifest.plugins["b"].subscribes


def test_settings_that_do_not_fit_end_the_start(plugin_files, crew_of):
    """In the desk's process, by their own error."""
    plugin_files.write("a", own("a"))

    with pytest.raises(SettingsError, match=r"plugins\.a\.wrong: there is no such key"):
        crew_of(plugins={"a": {"wrong": 1}})


def test_a_worker_that_cannot_start_ends_the_start(plugin_files, crew_of, monkeypatch):
    """After a few attempts, with how it ended."""
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(WorkerError, match="end before they are ready: the last one exited with code 1"):
        crew_of()


def test_a_worker_that_loads_something_else_is_refused(plugin_files, crew_of):
    """Something was installed while the desk runs: its layers would not be the manifest's."""
    plugin_files.write("a", own("a"))
    crew = crew_of()
    plugin_files.write("a", own("a") + "# another version")
    killed(crew)

    with pytest.raises(ManifestMismatch, match="a worker loaded other plugins, versions or settings"):
        all_ends(crew, [plugin_files.work(1)])


def test_no_workers_do_the_same_in_this_process(plugin_files, crew_of):
    """``count = 0``: the same record, byte for byte but for the run."""
    plugin_files.write("good", own("good"))

    def record(workers):
        end = all_ends(
            crew_of(workers={"count": workers}), [plugin_files.work(1, "HELLO"), plugin_files.work(2, "x")]
        )[1]
        data = record_of(end)
        data["layers"]["good"]["annotations"][0]["label"] = "pid"
        return {**data, "run": None}

    assert record(1) == record(0)


def test_only_some_layers_are_made_again(plugin_files, crew_of):
    """A hand-out with steps, layers and failures: the rest travels through untouched."""
    plugin_files.write("a", own("a"))
    plugin_files.write("b", own("b", "a?"))
    crew = crew_of()
    first = record_of(all_ends(crew, [plugin_files.work(1, "HELLO")])[1])
    document = crew._pools[""].manifest and plugin_files.enricher().read(b"HELLO", "1.txt")
    kept = plugin_files.enricher().enrich_bytes(b"HELLO", path="1.txt")
    failure = Failure(plugin="c", layer="c", code="error", message="m")

    work = plugin_files.work(2).model_copy(
        update={
            "document": document, "layers": {"a": kept.layers["a"]}, "views": {"v-a": kept.views["v-a"]},
            "steps": ("b",), "failures": (failure,),
        }
    )  # fmt: skip
    end = all_ends(crew, [work])[2]

    again = record_of(end)
    assert kept.layers["a"].model_dump(mode="json") == again["layers"]["a"]
    assert first["layers"]["b"]["key"] == again["layers"]["b"]["key"]
    assert again["layers"]["b"]["annotations"][0]["label"].startswith("a:H ")
    assert (failure,) == end.result.failures


def test_what_a_plugin_asks_for_comes_home(plugin_files, crew_of):
    """The longest wait of all legs, and the events of all."""
    plugin_files.write(
        "a", '@subscribe("document_read", produces="a")\ndef a(document): raise TryLater("x", after=7)'
    )
    plugin_files.write(
        "b", '@subscribe("document_read", produces="b")\ndef b(document): raise TryLater("y", after=3)'
    )
    plugin_files.write(
        "c",
        "class Seen(Event): ...\n"
        '@subscribe("document_read", produces="c")\ndef c(document, context): context.publish(Seen())',
    )

    result = all_ends(crew_of(plugins={"b": {"workers": 1}}), [plugin_files.work(1)])[1].result

    assert (7.0, ["c_seen"]) == (result.retry_after, [event.name for event in result.events])
    assert {"later"} == {failure.code for failure in result.failures}


def test_heavy_tasks_wait_for_an_idle_process(plugin_files, monkeypatch):
    """A busy one may not read its wire; it must neither block the desk nor be taken for dead."""
    pool = Pool(Setup(settings=plugin_files.settings()), 1, lambda _plugin: 60.0)
    pool.start()
    try:
        light = plugin_files.work(1, "HELLO", steps=())
        document = plugin_files.enricher().read(b"x" * 3_000_000, "a.txt")
        heavy = plugin_files.work(2, steps=()).model_copy(update={"document": document})
        pool.give(light)
        pool.give(heavy)
        assert [light] == list(pool._processes[0].tasks)
        done = []
        while len(done) < 2:
            done += pool.collect(wait(pool.waitables(), 10.0))
        assert [1, 2] == [outcome.task.ticket for outcome in done]
    finally:
        pool.stop()


REACTIONS = """
class Seen(Event): ...
@subscribe("document_enriched")
def told(event, record, context, settings) -> None:
    if event.path == "raise": 1 / 0
    if event.path == "later": raise TryLater("away")
    if event.path == "publish": context.publish(Seen())
    if event.path == "key": raise ValueError(context.key)
    if event.path == "record": raise ValueError(record.text if record else "taken")
"""


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("fine", None, ""), ("raise", "error", "ZeroDivisionError"), ("later", "later", "away"),
        ("publish", "error", "plugin r: published a Seen in a reaction; publish it while a document is read"),
        ("key", "error", "ValueError: e/1"), ("record", "error", "ValueError: HELLO"),
    ],
)  # fmt: skip
def test_a_reaction_is_one_call_with_a_key(plugin_files, path, code, message):
    """Its failure is a value, so that it is tried again."""
    plugin_files.write("r", REACTIONS)
    enricher = plugin_files.enricher()
    file = plugin_files.file("a.json", record_bytes(enricher.enrich("HELLO")))
    data = {"path": path, "record": "a.json", "status": "complete", "generation": 1}
    reaction = Reaction(
        ticket=1, key="e/1", subscriber="r.told", event="document_enriched", data=data, record=str(file)
    )

    failures = react(enricher, reaction).failures

    assert [code] if code else [] == [failure.code for failure in failures]
    assert all(message in failure.message and failure.retryable for failure in failures)


@pytest.mark.parametrize("path", ["a.txt", "caf\udce9.txt", "é😀\n.txt"])
def test_any_path_travels(path):
    """Names are bytes: JSON carries those that are no UTF-8 too."""
    work = Work(ticket=1, path=path, original=f"/x/{path}", run={"copydesk": "0", "run_id": "r"})

    assert work == Work.model_validate_json(work.model_dump_json())


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b'{"event": 1, "self": 2}', b'{"event": "x", "level": []}', b"\xff", b'{"event": null}'],
)
def test_no_line_of_a_worker_troubles_its_desk(line):
    """It is said as a log line, or as noise."""
    assert _relay(line) is None


@pytest.mark.parametrize(
    "ends",
    [
        "import os; os._exit(5)",
        "import ctypes; ctypes.string_at(0)",
        "raise KeyboardInterrupt",
        "import os; os.closerange(3, 100)",
    ],
)
def test_a_plugin_that_ends_its_process_at_import_is_refused_by_name(plugin_files, crew_of, ends):
    """The others are used, and the manifest says which one is not and why."""
    plugin_files.write(
        "ends", f'{ends}\n@subscribe("document_read", produces="ends")\ndef ends(document): return []'
    )
    plugin_files.write("good", '@subscribe("document_read", produces="good")\ndef good(document): return []')
    crew = crew_of()
    assert ["good"] == [step.layer for step in crew.order]
    assert "its import" in crew.manifest.refusals["ends"]


HANGS = """
import threading; threading.Event().wait()
@subscribe("document_read", produces="hangs")
def hangs(document): return []
"""


def test_a_plugin_that_hangs_at_import_is_refused_by_name(plugin_files, crew_of, monkeypatch):
    """Each import has its own limit; the others are used."""
    monkeypatch.setattr("copydesk.workers.pool._IMPORT_SECONDS", 1.0)
    plugin_files.write("hangs", HANGS)
    plugin_files.write("good", '@subscribe("document_read", produces="good")\ndef good(document): return []')

    crew = crew_of()

    assert ["good"] == [step.layer for step in crew.order]
    assert "its import did not end within 1 s" == crew.manifest.refusals["hangs"]


def test_starting_workers_can_be_given_up(plugin_files):
    """Whoever has to stop does not wait for an import, and nothing is left running."""
    plugin_files.write("hangs", HANGS)
    crew = Crew(plugin_files.settings())
    pids = []

    def give_up() -> bool:
        pids.extend(process.process.pid for pool in crew._pools.values() for process in pool._processes)
        return True

    with pytest.raises(GivenUp):
        crew.start(give_up)

    assert pids
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_worker_that_keeps_ending_with_nothing_to_do_is_started_ever_more_rarely(plugin_files, monkeypatch):
    """Else the desk would do nothing but start processes; an answer shows that they are of use again."""
    now = [0.0]
    monkeypatch.setattr("copydesk.workers.pool.monotonic", lambda: now[0])
    pool = Pool(Setup(settings=plugin_files.settings()), 1, lambda _plugin: 60.0)

    def wait_after_an_end() -> float:
        while not pool.room:
            pool.collect(wait(pool.waitables(), 10.0))
        pool._processes[0].kill()
        while pool._processes:
            pool.collect(wait(pool.waitables(), 10.0))
        seconds = pool.next_deadline() - now[0]
        now[0] += seconds
        pool.collect([])
        return seconds

    try:
        pool.start()
        assert [1.0, 2.0, 4.0] == [wait_after_an_end() for _ in range(3)]
        pool.give(plugin_files.work(1))
        while not pool.collect(wait(pool.waitables(), 10.0)):
            pass
        assert 1.0 == wait_after_an_end()
    finally:
        pool.stop()
