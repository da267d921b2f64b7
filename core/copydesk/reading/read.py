"""Read a document: find the reader that answers for its media type and make sure its text can be trusted."""

import hashlib
import os
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from copydesk.errors import NoReader, ReadError
from copydesk.model import Document, Producer, Source, document_id
from copydesk.plugin import Reading
from copydesk.reading.decode import decode
from copydesk.reading.sniff import media_type

__all__ = ["TEXT_READER", "ReaderOf", "path_facts", "read"]

TEXT_READER = Producer(plugin="text", version="1.0.0", settings="44136fa3")
"""The core's own reader, for text no plugin answers for; the hash is that of no settings."""

ReaderOf = Callable[[str], tuple[Producer, Callable[..., Any]] | None]
"""Gives the producer and function of the plugin that reads a media type."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def path_facts(path: str) -> dict[str, str | None]:
    """``path`` and ``path_base64`` of a `Source`: bytes that are not UTF-8 are escaped in one and whole in the other."""
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

    Raises:
        NoReader: the bytes are no text and no plugin reads their media type.
        Undecodable: no encoding fits.
        ReadError: the plugin's reader failed.
    """
    digest = sha256 or hashlib.sha256(data).hexdigest()
    kind = media_type(path, data)
    source = Source(**path_facts(path), size=len(data), sha256=digest, media_type=kind)
    answer = readers(kind)
    producer, reading = (
        (answer[0], _ask(answer, data, source)) if answer else (TEXT_READER, _text(data, kind, known or {}))
    )
    text, mended = _mend(reading.text)
    warnings = (*source.warnings, *reading.warnings, *mended)
    facts = source.model_copy(update={"encoding": reading.encoding, "reader": producer, "warnings": warnings})
    return Document(id=document_id(path, digest), text=text, source=facts, metadata=reading.metadata)


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
        raise ReadError(
            f"reader {producer.plugin}: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
        ) from error
    if isinstance(given, str):
        return Reading(given)
    if isinstance(given, Reading):
        return given
    raise ReadError(
        f"reader {producer.plugin} returned {type(given).__name__}; a reader returns text or a Reading"
    )


def _mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Lone surrogates cannot be written as UTF-8: each becomes U+FFFD, so that offsets stay."""
    mended, count = _SURROGATE.subn("\ufffd", text)
    return mended, (f"{count} lone surrogates replaced by U+FFFD",) if count else ()
