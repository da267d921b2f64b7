"""Read a document: find the reader that answers for its media type and make sure its text can be trusted."""

import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from copydesk.errors import NoReader, ReadError, describe, one_line
from copydesk.model import Document, Metadata, Producer, Source, document_id
from copydesk.plugin import Reading
from copydesk.reading.decode import decode
from copydesk.reading.sniff import media_type

__all__ = ["TEXT_READER", "ReaderOf", "path_facts", "read", "read_text"]

TEXT_READER = Producer(plugin="text", version="1.0.0", settings="44136fa3")
"""The core's own reader, for text no plugin answers for; the hash is that of no settings."""

ReaderOf = Callable[[str], tuple[Producer, Callable[..., Any]] | None]
"""Gives the producer and function of the plugin that reads a media type."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def path_facts(path: str) -> dict[str, str | None]:
    """``path`` and ``path_base64`` of a `Source`: bytes that are no UTF-8 are escaped in one, whole in the other."""
    raw = os.fsencode(path)
    printable = raw.decode("utf-8", "backslashreplace")
    return {"path": printable, "path_base64": b64encode(raw).decode() if printable.encode() != raw else None}


def read(
    data: bytes,
    path: str,
    readers: ReaderOf,
    *,
    sha256: str | None = None,
    known: Mapping[str, str] | None = None,
) -> Document:
    """Make a document of ``data``, found at ``path`` in the inbox.

    Args:
        data: the bytes.
        path: their name, which may tell the media type.
        readers: who answers for a media type.
        sha256: of the bytes, where it is known.
        known: plugin by media type, for the message when nobody answers.

    Raises:
        NoReader: the bytes are no text and no plugin reads their media type.
        Undecodable: no encoding fits.
        ReadError: the plugin's reader failed.
    """
    digest = sha256 or hashlib.sha256(data).hexdigest()
    kind = media_type(path, data)
    source = Source(**path_facts(path), size=len(data), sha256=digest, media_type=kind)
    answer = readers(kind)
    if answer:
        return _document(path, source, answer[0], _ask(answer, data, source))
    return _document(path, source, TEXT_READER, _text(data, kind, known or {}))


def read_text(text: str, path: str) -> Document:
    """Make a document of a text: no reader is asked and nothing is left out, so that its offsets are the caller's.

    Size and hash are those of its UTF-8.
    """
    data = _SURROGATE.sub("\ufffd", text).encode()
    source = Source(**path_facts(path), size=len(data), sha256=hashlib.sha256(data).hexdigest())
    return _document(path, source, TEXT_READER, Reading(text))


def _document(path: str, source: Source, producer: Producer, reading: Reading) -> Document:
    """Lone surrogates cannot be written as UTF-8: each becomes U+FFFD, so that offsets stay."""
    text, count = _SURROGATE.subn("\ufffd", reading.text)
    mended = (f"{count} lone surrogates replaced by U+FFFD",) if count else ()
    facts = {
        "encoding": reading.encoding,
        "reader": producer,
        "warnings": (*map(one_line, reading.warnings), *mended),
    }
    said = {name: _SURROGATE.sub("\ufffd", value) for name, value in reading.metadata if value is not None}
    return Document(
        id=document_id(path, source.sha256),
        text=text,
        source=source.model_copy(update=facts),
        metadata=Metadata(**said),
    )


def _text(data: bytes, kind: str, known: Mapping[str, str]) -> Reading:
    if kind != "text/plain" and not kind.startswith("text/") and not kind.endswith(("json", "xml", "rfc822")):
        plugins = ", ".join(f"{media} (plugin {name})" for media, name in sorted(known.items()))
        raise NoReader(
            f"no reader for {kind}; there are: text/* (built in){', ' if plugins else ''}{plugins}"
        )
    text, encoding, warnings = decode(data)
    return Reading(text, encoding=encoding, warnings=warnings)


def _ask(answer: tuple[Producer, Callable[..., Any]], data: bytes, source: Source) -> Reading:
    producer, function = answer
    try:
        given = function(data=data, source=source)
    except ReadError:
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ReadError(f"reader {producer.plugin}: {describe(error)}") from error
    reading = Reading(given) if isinstance(given, str) else given
    if problem := _misfit(reading):
        raise ReadError(f"reader {producer.plugin} returned {problem}; a reader returns text or a Reading")
    return reading


def _misfit(given: object) -> str:
    if not isinstance(given, Reading):
        return f"a {type(given).__name__}"
    if not isinstance(given.text, str):
        return f"a Reading with {type(given.text).__name__} for text"
    if not isinstance(given.metadata, Metadata) or given.metadata.model_extra:
        return f"the metadata {given.metadata!r}, not a Metadata of {' and '.join(Metadata.model_fields)}"
    return ""
