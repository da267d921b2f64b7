"""Bytes to text: strict where the encoding is known, by detection where it is not, never silently wrong."""

import codecs

from copydesk.errors import Undecodable

__all__ = ["Decoded", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the little-endian mark of the first begins with that of the second."""

Decoded = tuple[str, str, tuple[str, ...]]
"""Text, encoding, warnings."""


def decode(data: bytes) -> Decoded:
    """Decode ``data``; a byte order mark decides and is left out, else UTF-8 is tried, else the encoding is detected.

    Raises:
        Undecodable: nothing fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _by_mark(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        return _detected(data, error)


def _by_mark(data: bytes, encoding: str) -> Decoded:
    try:
        return data.decode(encoding), encoding, ()
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        return (
            text,
            encoding,
            (f"{encoding} by its mark, but damaged from byte {error.start}: replaced by U+FFFD",),
        )


def _detected(data: bytes, error: UnicodeDecodeError) -> Decoded:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, rarely needed

    best = from_bytes(data).best()
    if best is None:
        raise Undecodable(
            f"no encoding fits these bytes; not UTF-8 from byte {error.start}; save the file as UTF-8"
        )
    name = codecs.lookup(best.encoding).name
    text = data.decode(name, "replace")
    return (
        text.removeprefix("\ufeff"),
        name,
        (f"not UTF-8 (byte {error.start}): read as {name} by detection",),
    )
