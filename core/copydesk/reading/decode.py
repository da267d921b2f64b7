"""Bytes to text: strict where the encoding is known, by detection where it is not, never silently wrong."""

import codecs

from copydesk.errors import Undecodable

__all__ = ["Decoded", "decode", "encoding_by_zeros"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the little-endian mark of the first begins with that of the second."""

_WIDE: dict[tuple[bool, ...], str] = {
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
"""Encodings by which of four bytes are zero."""
_WESTERN = "cp1252"
"""What most files of no stated encoding are: it wins against others that look no better."""
_SAMPLE = 8192
_MOSTLY = 0.7

Decoded = tuple[str, str, tuple[str, ...]]
"""Text, encoding, warnings."""


def decode(data: bytes) -> Decoded:
    """Decode ``data``: by its byte order mark, which is left out, by its zeros, as UTF-8, or by detection.

    Raises:
        Undecodable: nothing fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _by_mark(data[len(mark) :], encoding)
    if encoding := encoding_by_zeros(data[:_SAMPLE]):
        return (
            data.decode(encoding, "replace"),
            encoding,
            (f"no byte order mark: read as {encoding} by its zeros",),
        )
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        return _detected(data, error)


def encoding_by_zeros(sample: bytes) -> str:
    """The wide encoding of Western text without a mark: every other byte is zero, or three of four. Else empty."""
    zeros = tuple(sample[at::4].count(0) * 4 > len(sample) * _MOSTLY for at in range(4))
    return _WIDE.get(zeros, "")


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

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise Undecodable(
            f"no encoding fits these bytes; not UTF-8 from byte {error.start}; save the file as UTF-8"
        )
    western = any(
        match.chaos <= best.chaos and _WESTERN in (match.encoding, *match.could_be_from_charset)
        for match in matches
    )
    name = codecs.lookup(_WESTERN if western else best.encoding).name
    text = data.decode(name, "replace")
    return (
        text.removeprefix("\ufeff"),
        name,
        (f"not UTF-8 (byte {error.start}): read as {name} by detection",),
    )
