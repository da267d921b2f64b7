"""The contract: what pluggy would accept in silence is a clear error that names the plugin and what would be right."""

import re
import sys
from pathlib import Path

import pytest
from plugin_files import HEADER, PluginFiles

import copydesk
from copydesk.bus.discover import discover
from copydesk.errors import ConfigError, PlanError, SettingsError

GOOD = """
@subscribe("document_read", produces="good")
def good(document: Document) -> Iterator[Annotation]:
    yield Annotation(start=0, end=1, label="x")
"""

TRAPS = {
    "misspelt event": (
        """
        @subscribe("document_enrichd")
        def f(event): ...
        """,
        "bad.f subscribes to 'document_enrichd', which no one publishes, did you mean 'document_enriched'?",
    ),
    "misspelt argument": (
        """
        @subscribe("document_read", produces="x")
        def f(documnt): ...
        """,
        "f asks for 'documnt', did you mean 'document'?; offered are document, settings, context",
    ),
    "argument of another event": (
        """
        @subscribe("document_enriched")
        def f(document): ...
        """,
        "f asks for 'document'; offered are event, record, settings, context",
    ),
    "keyword-only": (
        """
        @subscribe("document_read", produces="x")
        def f(*, document): ...
        """,
        "f has keyword-only arguments, which are never filled; drop the `*`",
    ),
    "positional-only": (
        """
        @subscribe("document_read", produces="x")
        def f(document, /): ...
        """,
        "f has positional-only arguments, but they are given by name; drop the `/`",
    ),
    "async": (
        """
        @subscribe("document_read", produces="x")
        async def f(document): ...
        """,
        "f is async: the bus calls plain functions, write `def`",
    ),
    "hidden arguments": (
        """
        def loud(g):
            def inner(*a, **k): return g(*a, **k)
            return inner
        @subscribe("document_read", produces="x")
        @loud
        def f(document): ...
        """,
        "f is a wrapped function that hides its arguments",
    ),
    "wrapper above, with functools.wraps": (
        """
        import functools
        def loud(g):
            @functools.wraps(g)
            def inner(*a, **k): return g(*a, **k)
            return inner
        @loud
        @subscribe("document_read", produces="x")
        def f(document): ...
        """,
        "f is a wrapped function that hides its arguments; put the copydesk decorator outermost",
    ),
    "wrapper above, without functools.wraps": (
        """
        def loud(g):
            def inner(*a, **k): return g(*a, **k)
            return inner
        @loud
        @subscribe("document_read", produces="x")
        def f(document): ...
        """,
        "f is a wrapped function that hides its arguments; put the copydesk decorator outermost",
    ),
    "same function twice": (
        """
        @subscribe("document_read", produces="x")
        def f(document): ...
        g = f
        """,
        "f and g are the same function; keep one name",
    ),
    "declared twice": (
        """
        @subscribe("document_enriched")
        @subscribe("document_read", produces="x")
        def f(document): ...
        """,
        "f is declared twice: write a second function",
    ),
    "two of one name": (
        """
        def made(layer):
            @subscribe("document_read", produces=layer)
            def inner(document): ...
            return inner
        a, b = made("a"), made("b")
        """,
        "2 subscribers are called bad.inner; give each function its own name",
    ),
    "partial of a declared function": (
        """
        from functools import partial
        @subscribe("document_read", produces="x")
        def f(document): ...
        g = partial(f, document=None)
        """,
        "g is a partial of a declared function; declare a plain function",
    ),
    "declared partial": (
        """
        from functools import partial
        def f(document): ...
        g = subscribe("document_read", produces="x")(partial(f))
        """,
        "only a plain function can be declared, not functools.partial",
    ),
    "method": (
        """
        class Shouter:
            @subscribe("document_read", produces="x")
            def f(self, document): ...
        """,
        "Shouter.f is a method; declare a plain function of the module",
    ),
    "bare pluggy mark": (
        """
        import pluggy
        @pluggy.HookimplMarker("copydesk")
        def document_read(document): ...
        """,
        "document_read carries a bare pluggy mark; use copydesk.subscribe",
    ),
    "nothing declared": (
        "def f(document): ...",
        "declares nothing; decorate a function with copydesk.subscribe",
    ),
    "no layer": (
        """
        @subscribe("document_read")
        def f(document): ...
        """,
        'a subscriber to document_read makes a layer: add produces="NAME"',
    ),
    "layer elsewhere": (
        """
        @subscribe("document_enriched", produces="x")
        def f(event): ...
        """,
        "layers come from document_read only: drop produces, views and requires, or subscribe to document_read",
    ),
    "requires as text": (
        """
        @subscribe("document_read", produces="x", requires="ads")
        def f(document): ...
        """,
        'requires is a list: requires=["ads"]',
    ),
    "layer name": (
        """
        @subscribe("document_read", produces="a/b")
        def f(document): ...
        """,
        "'a/b' cannot name a layer or view",
    ),
    "listener that returns": (
        """
        @subscribe("document_enriched")
        def f(event) -> int: return 1
        """,
        "f: a subscriber to document_enriched returns nothing",
    ),
    "listener that yields": (
        """
        @subscribe("document_enriched")
        def f(event): yield 1
        """,
        "f: a subscriber to document_enriched returns nothing",
    ),
    "returns text": (
        """
        @subscribe("document_read", produces="x")
        def f(document) -> str: ...
        """,
        "return Iterator[M] or Layer[M, S], M a subclass of Annotation and S a pydantic model",
    ),
    "returns one annotation": (
        """
        @subscribe("document_read", produces="x")
        def f(document) -> Annotation: ...
        """,
        "return Iterator[M] or Layer[M, S]",
    ),
    "returns others": (
        """
        @subscribe("document_read", produces="x")
        def f(document) -> list[int]: ...
        """,
        "returns list[int]; return Iterator[M]",
    ),
    "summary is no model": (
        """
        @subscribe("document_read", produces="x")
        def f(document) -> Layer[Annotation, dict]: ...
        """,
        "S a pydantic model",
    ),
    "type-checking import": (
        """
        from __future__ import annotations
        from typing import TYPE_CHECKING
        from copydesk import subscribe
        if TYPE_CHECKING:
            from copydesk import Document
        @subscribe("document_read", produces="x")
        def f(document: Document): ...
        """,
        "f: the annotation 'Document' cannot be resolved; import it at run time, not under TYPE_CHECKING",
    ),
    "annotation that raises": (
        """
        @subscribe("document_read", produces="x")
        def f(document: "copydesk.Documnt"): ...
        """,
        "what it declares cannot be used: AttributeError",
    ),
    "two settings classes": (
        """
        class A(Settings): ...
        class B(Settings): ...
        @subscribe("document_read", produces="x")
        def f(settings: A): ...
        @subscribe("document_read", produces="y")
        def g(settings: B): ...
        """,
        "has two settings classes, A, B; a plugin has at most one",
    ),
    "settings of another kind": (
        """
        @subscribe("document_read", produces="x")
        def f(settings: dict): ...
        """,
        "settings are annotated with dict; it must be a class derived from copydesk.Settings",
    ),
    "optional settings": (
        """
        class A(Settings): ...
        @subscribe("document_read", produces="x")
        def f(settings: A | None): ...
        """,
        "it must be a class derived from copydesk.Settings",
    ),
    "reserved setting": (
        """
        class A(Settings):
            workers: int = 1
        @subscribe("document_read", produces="x")
        def f(settings: A): ...
        """,
        "the setting 'workers' belongs to the desk; give it another name",
    ),
    "model without a schema": (
        """
        class Odd(Annotation):
            model_config = {"arbitrary_types_allowed": True}
            odd: os._Environ = None
        @subscribe("document_read", produces="x")
        def f(document) -> Iterator[Odd]: ...
        """,
        "its models have no JSON Schema: PydanticInvalidForJsonSchema",
    ),
    "two answers": (
        """
        @reader("text/html")
        def f(data): ...
        @reader("text/html")
        def g(data): ...
        """,
        "two functions answer for 'text/html'; keep one",
    ),
    "reader of nothing": (
        """
        @reader()
        def f(data): ...
        """,
        '@reader names what it answers for: @reader("...")',
    ),
    "bare reader": (
        """
        @reader
        def f(data): ...
        """,
        '@reader names what it answers for: @reader("...")',
    ),
    "raises in import": (
        "1 / 0",
        "import of ",
    ),
    "exits in import": (
        "sys.exit(3)",
        "failed: SystemExit: 3 (bad.py:",
    ),
    "absent import": (
        "import copydesk_absent",
        "failed: ModuleNotFoundError: No module named 'copydesk_absent' (bad.py:",
    ),
    "syntax": (
        "def f(:",
        "failed: SyntaxError: ",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_a_refusal_that_says_what_would_be_right(plugin_files: PluginFiles, trap: str):
    """The plugin is refused whole, by name; the one beside it works."""
    source, reason = TRAPS[trap]
    plugin_files.write("bad", source, header="" if "__future__" in source else HEADER)
    plugin_files.write("good", GOOD)

    assert reason in plugin_files.refusal("bad")
    assert ["good"] == list(plugin_files.enricher().enrich("HELLO").layers)


def test_half_a_good_plugin_leaves_nothing_registered(plugin_files: PluginFiles):
    """Its first subscriber is fine, its second is not: neither is there, nor are its events."""
    plugin_files.write(
        "half",
        """
        class Seen(Event): ...

        @subscribe("document_read", produces="first")
        def first(document): ...

        @subscribe("no_such_thing")
        def second(event): ...
        """,
    )
    plugin_files.write("good", GOOD)

    registry = plugin_files.load()

    assert "half.second subscribes to 'no_such_thing'" in registry.refusals["half"]
    assert ["good.good"] == [subscriber.name for subscriber in registry.subscribers("document_read")]
    assert "half_seen" not in registry.events
    assert not hasattr(registry.manager.hook, "half_seen")


def test_whoever_needs_a_refused_plugin_is_told(plugin_files: PluginFiles):
    """A broken producer does not silently leave its readers behind."""
    plugin_files.write("ads", "1 / 0")
    plugin_files.write(
        "clean", '@subscribe("document_read", produces="clean", requires=["ads"])\ndef f(document): ...'
    )

    with pytest.raises(
        PlanError, match="plugin 'clean' requires the layer 'ads', which no enabled plugin produces"
    ):
        plugin_files.enricher()


def test_a_function_of_another_plugin_is_not_ones_own(plugin_files: PluginFiles):
    """Imported and still declared, it would be called twice under two names."""
    plugin_files.write("a", GOOD)
    plugin_files.write("b", "from copydesk_file_a import good\n")

    assert (
        "good belongs to copydesk_file_a; a plugin declares only its own functions"
        in plugin_files.refusal("b")
    )


def test_an_event_of_ones_own_and_one_of_anothers(plugin_files: PluginFiles):
    """By class or by name; it does not matter whose name sorts first."""
    plugin_files.write("a", '@subscribe("z_headline_found")\ndef other(event): ...')
    plugin_files.write(
        "z",
        """
        class HeadlineFound(Event):
            headline: str

        @subscribe(HeadlineFound)
        def own(event: HeadlineFound) -> None: ...
        """,
    )

    registry = plugin_files.load()

    assert {} == registry.refusals
    assert ["a.other", "z.own"] == [
        subscriber.name for subscriber in registry.subscribers("z_headline_found")
    ]
    assert "headline" in registry.facts["z"].events["z_headline_found"]["properties"]


def test_two_plugins_cannot_publish_under_one_name(plugin_files: PluginFiles):
    """Plugin ``a-b`` with ``Seen`` and plugin ``a`` with ``BSeen`` would; nor can one take a name of the core's."""
    plugin_files.write("a", "class BSeen(Event): ...\n" + GOOD)
    plugin_files.write("a_b", "class Seen(Event): ...\n" + GOOD.replace("good", "other"))
    plugin_files.write("document", "class Read(Event): ...\n" + GOOD.replace("good", "third"))

    registry = plugin_files.load()

    assert "its event BSeen is called a_b_seen, as another plugin's is; rename it" == registry.refusals["a"]
    assert (
        "its event Read would be called document_read, as one of the core's is"
        == registry.refusals["document"]
    )
    assert ["a-b"] == list(registry.plugins)


def test_models_are_read_from_the_annotations(plugin_files: PluginFiles):
    """An author says them once, in the signature."""
    plugin_files.write(
        "shout",
        """
        class ShoutSettings(Settings):
            minimum: int = 4
        class Shout(Annotation):
            loud: bool = False
        class Count(BaseModel):
            count: int

        @subscribe("document_read", produces="shout", requires=["ads?"], views=["loud"])
        def shout(document: Document, settings: ShoutSettings) -> Layer[Shout, Count]: ...
        """,
    )

    registry = plugin_files.load(shout={"minimum": 7, "seconds": 3})
    plugin, facts = registry.plugins["shout"], registry.facts["shout"]

    assert 7 == plugin.settings.minimum
    assert {"minimum"} == facts.settings_schema["properties"].keys()
    assert "loud" in facts.schemas["shout"]["annotation"]["properties"]
    assert "count" in facts.schemas["shout"]["summary"]["properties"]
    assert ("shout", (), ("ads",), ("loud",)) == (
        facts.steps[0].layer, facts.steps[0].requires, facts.steps[0].optional, facts.steps[0].views,
    )  # fmt: skip


def test_two_plugins_that_only_answer_are_two(plugin_files: PluginFiles):
    """Pluggy takes equal objects for one, and what has no subscribers is equal soon."""
    plugin_files.write("one", '@reader("text/html")\ndef f(data): ...')
    plugin_files.write("two", '@exporter("csv")\ndef f(record): ...')

    registry = plugin_files.load()

    assert (["one", "two"], {}) == (list(registry.plugins), registry.refusals)


SETTINGS = """
from pydantic import SecretStr, model_validator
class Own(Settings):
    minimum: int = 4
    words: frozenset[str] = frozenset()
    token: SecretStr | None = None
    wait: float = operational(1.0)
    @model_validator(mode="after")
    def check(self):
        if self.minimum == 13: raise ValueError("not thirteen")
        return self
@subscribe("document_read", produces="x")
def f(settings: Own): ...
"""


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (
            {"minimun": 3},
            "plugins.own.minimun: there is no such key, did you mean 'minimum'?; there are: minimum, words",
        ),
        ({"minimum": "x"}, "plugins.own.minimum: it should be a valid integer"),
        ({"minimum": 13, "token": "s3cret"}, "plugins.own: not thirteen"),
        ({"token": ["s3cret"]}, "plugins.own.token: it should be a valid string"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(plugin_files: PluginFiles, given, reason):
    """Key and plugin, the nearest right name, and never a secret; nothing is made with settings nobody meant."""
    plugin_files.write("own", SETTINGS)

    with pytest.raises(SettingsError) as raised:
        plugin_files.load(own=given)

    assert reason in str(raised.value)
    assert raised.value.key == reason.partition(":")[0]
    assert "s3cret" not in str(raised.value)


def test_a_setting_without_a_default_has_to_be_set(plugin_files: PluginFiles):
    """The message is the key that is missing."""
    plugin_files.write(
        "own",
        'class Own(Settings):\n    url: str\n@subscribe("document_read", produces="x")\ndef f(settings: Own): ...',
    )

    with pytest.raises(SettingsError, match=r"plugin own: plugins\.own\.url: it has to be set"):
        plugin_files.load()


def settings_hash(plugin_files: PluginFiles, **given) -> str:
    """The hash these settings give."""
    return plugin_files.load(own=given).plugins["own"].producer.settings


def test_the_settings_hash_holds_what_can_shape_a_layer(plugin_files: PluginFiles):
    """Neither secrets nor operational settings count, nor does the order of a set."""
    plugin_files.write("own", SETTINGS)
    plain = settings_hash(plugin_files)

    assert plain == settings_hash(plugin_files, token="s3cret", wait=9.0)
    assert plain != settings_hash(plugin_files, minimum=5)
    assert settings_hash(plugin_files, words=["a", "b", "c"]) == settings_hash(
        plugin_files, words=["c", "a", "b"]
    )
    assert plain != settings_hash(plugin_files, words=["a"])


@pytest.mark.parametrize(
    ("plugins", "reason"),
    [
        (
            {"enable": ["goud"]},
            r"\[plugins\] enable names 'goud', which is not installed, did you mean 'good'\?",
        ),
        (
            {"disable": ["goud"]},
            r"\[plugins\] disable names 'goud', which is not installed, did you mean 'good'\?",
        ),
        ({"goud": {}}, r"\[plugins.goud\]: no such plugin is installed, did you mean 'good'\?"),
        ({"folder": Path("/nowhere/at/all")}, r"\[plugins\] folder /nowhere/at/all is no folder"),
    ],
)
def test_settings_for_a_plugin_that_is_not_there(plugin_files: PluginFiles, plugins, reason):
    """A misspelt name must not leave a plugin on, off or without its settings."""
    plugin_files.write("good", GOOD)

    with pytest.raises(ConfigError, match=reason):
        plugin_files.load(**plugins)


def test_a_table_may_spell_a_dash_as_the_environment_must(plugin_files: PluginFiles):
    """``[plugins.word_count]`` is the table of plugin ``word-count``."""
    plugin_files.write("word_count", SETTINGS)

    assert 9 == plugin_files.load(word_count={"minimum": 9}).plugins["word-count"].settings.minimum


def test_one_that_was_uninstalled_may_keep_its_table(plugin_files: PluginFiles):
    """Its name is like no other."""
    plugin_files.write("good", GOOD)

    assert ["good"] == list(plugin_files.load(entities={"minimum": 1}).plugins)


def test_a_disabled_plugin_is_neither_imported_nor_judged(plugin_files: PluginFiles):
    """Off is off."""
    plugin_files.write("bad", "1 / 0")
    plugin_files.write("good", GOOD)

    registry = plugin_files.load(enable=None, disable=["bad"])

    assert "good" in registry.plugins
    assert "bad" not in {**registry.plugins, **registry.refusals}


# single files


@pytest.mark.parametrize("open_to_others", ["file", "folder", "target"])
def test_a_single_file_others_may_write_is_refused(
    plugin_files: PluginFiles, tmp_path: Path, open_to_others: str
):
    """Also through its folder, or the target of a link: whoever can change it runs code as the desk."""
    file = plugin_files.write("shout", GOOD)
    if open_to_others == "file":
        file.chmod(0o620)
    elif open_to_others == "folder":
        plugin_files.folder.chmod(0o777)
    else:
        (elsewhere := tmp_path / "elsewhere").mkdir(mode=0o777)
        elsewhere.chmod(0o777)
        file.symlink_to(file.rename(elsewhere / "shout.py"))

    assert "others may write this file or its folder" in plugin_files.refusal("shout")


def test_single_files_that_are_none_are_left_alone_or_named(plugin_files: PluginFiles):
    """Helpers and editors' leftovers are skipped; a bad name and a dangling link are refused."""
    for name in ("_helper", ".hidden"):
        plugin_files.write(name, "1 / 0")
    plugin_files.write("Shout", GOOD)
    (plugin_files.folder / "gone.py").symlink_to("nowhere.py")

    found, refused = discover(plugin_files.folder)

    assert {"gone"} == {each.name for each in found if each.distribution == "file"}
    assert [("Shout", True)] == [(each.name, "lower-case letters" in each.reason) for each in refused]
    assert "FileNotFoundError" in plugin_files.load(enable=["gone"]).refusals["gone"]


def test_a_single_files_version_follows_its_bytes(plugin_files: PluginFiles):
    """Another text is another version, so that its layers count as stale."""
    plugin_files.write("good", GOOD)
    first = plugin_files.load().plugins["good"].producer.version
    plugin_files.write("good", GOOD + "# changed")

    assert re.fullmatch(r"0\+[0-9a-f]{8}", first)
    assert first != plugin_files.load().plugins["good"].producer.version


# distributions


def install(folder: Path, distribution: str, name: str, module: str, *, metadata: bool = True) -> None:
    """Put a distribution's metadata and module on a path, as an installer would."""
    info = folder / f"{distribution.replace('-', '_')}-1.2.dist-info"
    info.mkdir(parents=True)
    if metadata:
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(f"[copydesk]\n{name} = {module}\n")
    (folder / f"{module}.py").write_text(HEADER + GOOD)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed distributions, on the path for one test."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return folder


def test_an_installed_plugin_is_known_by_its_entry_point(site: Path, plugin_files: PluginFiles):
    """Name from the entry point, version from the distribution; listing imports nothing."""
    install(site, "copydesk-shout", "shout", "copydesk_shout_one")

    listed = {found.name: found for found in discover()[0]}["shout"]

    assert ("copydesk-shout", "1.2", "copydesk_shout_one") == (
        listed.distribution,
        listed.version,
        listed.origin,
    )
    assert "copydesk_shout_one" not in sys.modules
    assert "1.2" == plugin_files.load(enable=["shout"]).plugins["shout"].producer.version


def test_two_distributions_with_one_plugin_name_are_both_refused(site: Path, plugin_files: PluginFiles):
    """Which one pluggy would load depends on the search path; the message names both."""
    install(site, "copydesk-shout", "shout", "copydesk_shout_a")
    install(site, "acme-shout", "shout", "copydesk_shout_b")

    reason = plugin_files.load(enable=["shout"]).refusals["shout"]

    assert (
        "acme-shout 1.2 (copydesk_shout_b) and copydesk-shout 1.2 (copydesk_shout_a) both call a plugin 'shout': "
        "uninstall one of them"
    ) == reason


def test_names_that_differ_only_in_dashes_are_one(site: Path, plugin_files: PluginFiles):
    """They would share their settings table and their events."""
    install(site, "a", "word-count", "copydesk_word_a")
    install(site, "b", "word_count", "copydesk_word_b")

    refused = {each.name: each.reason for each in discover()[1]}

    assert "both call a plugin" in (refused.get("word-count") or refused["word_count"])


def test_one_distribution_twice_on_the_path_is_one(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Python takes the first; so does discovery."""
    monkeypatch.syspath_prepend(str(tmp_path / "other"))
    for folder in (site, tmp_path / "other"):
        install(folder, "copydesk-shout", "shout", "copydesk_shout_twice")

    assert ["shout"] == [found.name for found in discover()[0] if found.name == "shout"]


def test_a_distribution_without_metadata_harms_no_one(site: Path, plugin_files: PluginFiles):
    """A half-removed installation is still listed, and what can be loaded of it is."""
    install(site, "broken", "shout", "copydesk_shout_broken", metadata=False)
    plugin_files.write("good", GOOD)

    registry = plugin_files.load(enable=["good", "shout"])

    assert "good" in registry.plugins
    assert "?" == registry.plugins["shout"].producer.version


def test_every_trap_has_a_public_name():
    """Whatever an author needs to get out of one is imported from ``copydesk``."""
    assert {"subscribe", "reader", "exporter", "command", "Settings", "Annotation", "Layer"} <= set(
        copydesk.__all__
    )
