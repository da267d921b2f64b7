"""Reading: bytes become text whose offsets can be trusted, or a reason why not."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plugin_files import PluginFiles

from copydesk.errors import NoReader, ReadError, Undecodable
from copydesk.reading.decode import decode
from copydesk.reading.read import read, read_text
from copydesk.reading.sniff import media_type
from copydesk.records.write import record_bytes

WORDS = "Grüße aus Köln, naïve café — 3 000 €"


def no_readers(_media_type):
    """Nobody answers."""
    return


def text_of(data, path="a.txt"):
    """The text the built-in reader makes."""
    return read(data, path, no_readers).text


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE), ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)  # fmt: skip
def test_a_byte_order_mark_decides_and_is_no_text(encoding, mark):
    """The first offset is that of the first letter."""
    document = read(mark + WORDS.encode(encoding), "a.txt", no_readers)

    assert (WORDS, encoding, ()) == (document.text, document.source.encoding, document.source.warnings)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_told_by_its_zeros(encoding):
    """It would be valid UTF-8 full of NULs; there is a warning."""
    document = read(("Dock workers went home. " * 20).encode(encoding), "a.txt", no_readers)

    assert document.text.startswith("Dock workers")
    assert encoding == document.source.encoding
    assert (f"no byte order mark: read as {encoding} by its zeros",) == document.source.warnings


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_dashes_and_quotes_do_not_make_wide_text_binary(encoding):
    """Half of U+2014 is the byte 14, a control by itself: wide text is judged by its characters."""
    text = "Caf\u00e9 na\u00efve \u2014 \u201cquotes\u201d\r\n" * 20

    assert text == text_of(text.encode(encoding))


@pytest.mark.parametrize(
    "data",
    [b"few words" + bytes(99), bytes([7, 0, 1, 0] * 99), bytes([7, 0, 0, 0] * 99), b"a\0b\0\x90\0" * 99],
    ids=["padded", "16 bits", "32 bits", "controls"],
)
def test_zeros_alone_do_not_make_bytes_wide_text(data):
    """Small numbers and padding have them too."""
    assert "application/octet-stream" == media_type("a.txt", data)


def test_a_mark_over_damaged_bytes_is_a_warning():
    """What can be read is, and a person is told from where on it cannot."""
    text, encoding, warnings = decode(codecs.BOM_UTF8 + b"good \xff bad")

    assert ("good \ufffd bad", "utf-8") == (text, encoding)
    assert ("utf-8 by its mark, but damaged from byte 5: replaced by U+FFFD",) == warnings


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("latin-1", "Les élèves sont déjà là."),
        ("cp1252", "The café\u2019s \u201cnaïve\u201d price."),
        ("cp1252", "El niño comió piñas en la montaña, ¿verdad?"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
        ("cp1251", "Съешь ещё этих мягких французских булок."),
        ("cp1253", "αλεπού πηδάει πάνω από τον σκύλο."),
    ],
)
def test_an_older_encoding_is_detected_with_a_warning(encoding, words):
    """Never in silence; of two that look alike the commoner one."""
    data = words.encode(encoding)

    document = read(data, "a.txt", no_readers)

    assert data.decode(encoding) == document.text
    assert "by detection" in document.source.warnings[0]


def test_text_no_encoding_fits_is_said_to_be_so(monkeypatch):
    """With the first byte that is no UTF-8, and what would be right."""
    monkeypatch.setattr(
        "charset_normalizer.from_bytes", lambda _data: type("None", (), {"best": lambda _self: None})()
    )

    with pytest.raises(Undecodable, match="not UTF-8 from byte 3; save the file as UTF-8"):
        decode(b"abc\xff")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_valid_utf8_comes_through_unchanged(text):
    """Whatever its characters: emoji, combining marks, right to left."""
    assert text.removeprefix("\ufeff") == text_of(text.encode())


@pytest.mark.parametrize(
    "text", ["a\r\nb\rc\n", "👩‍👩‍👧 x", "e\u0301x", "שלום עולם", "\u202eabc", "\n", " \t "]
)
def test_offsets_count_code_points_of_what_was_there(text):
    """Line ends are kept as they are, nothing is normalised."""
    assert text == text_of(text.encode())


def test_an_empty_file_is_a_document():
    """Of no text, and without a warning."""
    document = read(b"", "a.txt", no_readers)

    assert ("", 0, "text/plain", ()) == (
        document.text, document.source.size, document.source.media_type, document.source.warnings,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("a.txt", b"plain", "text/plain"), ("a", b"plain", "text/plain"), ("a.MD", b"# x", "text/markdown"),
        ("a.html", b"<p>", "text/html"), ("a.json", b"{}", "application/json"), ("b.d/a", b"x", "text/plain"),
        ("a.png", b"only text", "text/plain"), ("a.txt", b"%PDF-1.7", "application/pdf"),
        ("a.docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.txt", b"PK\x03\x04", "application/zip"), ("a.rtf", b"{\\rtf1", "application/rtf"),
        ("a.txt", bytes(range(256)) * 4, "application/octet-stream"), ("a.txt", b"\0" * 99, "application/octet-stream"),
        ("a.txt", b"GIF8 is no picture", "text/plain"), ("a.txt", b"one\x0ctwo\x1b[0m", "text/plain"),
    ],
)  # fmt: skip
def test_what_bytes_are_counts_more_than_what_they_are_called(path, data, expected):
    """A name can only refine a text."""
    assert expected == media_type(path, data)


def test_bytes_no_one_reads_list_those_who_do():
    """The built-in reader and the plugins', with what they read."""
    with pytest.raises(
        NoReader,
        match=r"^no reader for application/pdf; there are: text/\* \(built in\), text/html \(plugin web\)$",
    ):
        read(b"%PDF-1.7", "a.pdf", no_readers, known={"text/html": "web"})


def test_a_text_given_as_text_is_taken_as_it_is():
    """A mark, a NUL, or the beginning of a PDF is text too; its offsets are the caller's."""
    for text in ("\ufeffBOM", "%PDF-", "\0" * 9, "a\r\n"):
        document = read_text(text, "text.txt")
        assert (text, None, len(text.encode())) == (
            document.text,
            document.source.encoding,
            document.source.size,
        )


def test_lone_surrogates_are_replaced_one_for_one():
    """The offsets stay, and a person is told."""
    document = read_text("a\ud83d\ude00b\udfffc", "text.txt")

    assert "a\ufffd\ufffdb\ufffdc" == document.text
    assert ("3 lone surrogates replaced by U+FFFD",) == document.source.warnings


def test_a_path_that_is_not_utf8_is_kept_whole():
    """Escaped for people, its bytes for machines."""
    source = read(b"x", "caf\udce9.txt", no_readers).source

    assert ("caf\\xe9.txt", "Y2Fm6S50eHQ=") == (source.path, source.path_base64)
    assert read(b"x", "café.txt", no_readers).source.path_base64 is None


READERS = {
    "text": ('return "TITLE\\n" + data.decode()', "TITLE\n<p>x</p>"),
    "a reading": (
        'return Reading(data.decode().upper(), metadata=Metadata(title="T\\ud800"), warnings=("w\\n",))',
        "<P>X</P>",
    ),
}


@pytest.mark.parametrize("kind", READERS)
def test_a_plugins_reader_answers_for_its_media_type(plugin_files: PluginFiles, kind):
    """Its name and version stand in the record; what it returns can be written."""
    body, expected = READERS[kind]
    plugin_files.write("web", f'@reader("text/html")\ndef web(data: bytes, source: Source):\n    {body}')
    enricher = plugin_files.enricher()

    record = enricher.enrich_bytes(b"<p>x</p>", path="a.html")

    assert (expected, "web") == (record.text, record.source.reader.plugin)
    assert record.metadata.title in {None, "T\ufffd"}
    assert "text" == enricher.enrich_bytes(b"<p>x</p>", path="a.txt").source.reader.plugin
    json.loads(record_bytes(record))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1 / 0", r"reader web: ZeroDivisionError: division by zero \(web.py:"),
        ("sys.exit(3)", r"reader web: SystemExit: 3"),
        ("return None", "reader web returned a NoneType; a reader returns text or a Reading"),
        ("return Reading(b'x')", "reader web returned a Reading with bytes for text"),
        ("return Reading('x', metadata=Metadata(titel='x'))", "not a Metadata of language and title"),
        ("raise copydesk.ReadError('page is empty')", "^page is empty$"),
    ],
)
def test_a_reader_that_fails_is_a_reason(plugin_files: PluginFiles, body, reason):
    """The document cannot be read, and the plugin is named unless it speaks for itself."""
    plugin_files.write("web", f'@reader("text/html")\ndef web(data):\n    {body}')

    with pytest.raises(ReadError, match=reason):
        plugin_files.enricher().enrich_bytes(b"<p>x</p>", path="a.html")


def test_a_reader_may_answer_for_a_family(plugin_files: PluginFiles):
    """``text/*`` reads what nobody else does more precisely."""
    plugin_files.write("every", '@reader("text/*")\ndef every(data): return "any"')
    plugin_files.write("web", '@reader("text/html")\ndef web(data): return "web"')
    enricher = plugin_files.enricher()

    assert ["web", "any"] == [enricher.enrich_bytes(b"<p>", path=path).text for path in ("a.html", "a.csv")]
