"""Guess the media type of bytes: what they are first, what they are called second."""

import mimetypes
import re

from copydesk.reading.decode import encoding_by_zeros

__all__ = ["media_type"]

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"\x7fELF", "application/x-executable"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
"""First bytes that never begin a text, from the formats' own specifications."""

_ZIPPED = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".epub": "application/epub+zip",
}
_TEXT = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".log": "text/plain",
    ".rst": "text/plain",
    ".text": "text/plain",
}
_TYPES = mimetypes.MimeTypes()
"""Python's own table; the system's would give other media types on other machines."""

_CONTROLS = bytes(set(range(32)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B})
_WIDE_CONTROLS = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_SAMPLE = 8192
_MOST_CONTROLS = 0.02
_UTF_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def media_type(path: str, data: bytes) -> str:
    """Return the media type of ``data``, found at ``path``.

    Text of a kind the name does not tell is ``text/plain``; bytes that are no text ``application/octet-stream``.
    """
    suffix = path[path.rfind(".") :].lower() if "." in path.rpartition("/")[2] else ""
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            return _ZIPPED.get(suffix, found)
    if not _looks_like_text(data[:_SAMPLE]):
        return "application/octet-stream"
    named = _TEXT.get(suffix) or _TYPES.guess_type(f"file{suffix}")[0]
    return named if named and _carries_text(named) else "text/plain"


def _carries_text(named: str) -> bool:
    return named.startswith("text/") or named.endswith(("+xml", "+json")) or named in {
        "application/json", "application/xml", "application/xhtml+xml", "message/rfc822",
    }  # fmt: skip


def _looks_like_text(sample: bytes) -> bool:
    """Text has hardly any controls; zeros only as the other half of wide characters, which are judged decoded."""
    if sample.startswith(_UTF_BOMS):
        return True
    if b"\0" in sample:
        encoding = encoding_by_zeros(sample)
        text = sample.decode(encoding, "replace") if encoding else ""
        return bool(text) and len(_WIDE_CONTROLS.findall(text)) <= len(text) * _MOST_CONTROLS
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls <= len(sample) * _MOST_CONTROLS
