"""Which name a document gets below ``out/``, ``originals/`` and ``failed/``. Pure functions."""

import os
import unicodedata
from collections.abc import Iterator
from itertools import count

__all__ = ["RECORD", "SHOWN", "candidates", "name_key", "owners_of_folders"]

LONGEST_NAME = 240
"""Bytes of the last component; leaves room for `SHOWN` within the 255 that file systems allow."""

LONGEST_PATH = 3000
"""Bytes of a whole name; leaves room for the desk's own folders within the system's 4,096."""

RECORD = ".json"
"""Ends the names of records."""

SHOWN = ".error.json"
"""Ends the names of reasons in ``failed/``; no document may be called so there."""


def name_key(name: str) -> str:
    """Return what two names share that some file system would take for one: case, composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def candidates(path: str, id_: str) -> Iterator[str]:
    """Yield the names a document may have, the best first, without end.

    The path itself where it fits; then with the first 8 digits of the id; then in a top folder of its own,
    for where a folder's name is another document's; then the id, numbered.
    """
    mark = f"~{id_[:8]}"
    if _cut(path) == path and not name_key(path).endswith(SHOWN):
        yield path
    yield _cut(path, mark)
    top, slash, rest = path.partition("/")
    if slash:
        yield _cut(f"{_cut(top, mark)}/{rest}")
    yield from (f"{id_}~{number}" for number in count(1))


def _cut(path: str, ending: str = "") -> str:
    """Cut the last component between code points; a path too long as a whole loses its folders."""
    folders, slash, name = path.rpartition("/")
    room = LONGEST_NAME - len(ending)
    while len(os.fsencode(name)) > room:
        name = name[:-1]
    if len(os.fsencode(folders)) + LONGEST_NAME > LONGEST_PATH:
        folders = slash = ""
    return f"{folders}{slash}{name}{ending}"


def owners_of_folders(key: str) -> list[str]:
    """Return the keys of documents that would own a file where a name with this key needs a folder.

    A document called ``a`` owns the files ``a``, ``a.json`` and ``a.error.json``.
    """
    parts = key.split("/")[:-1]
    folders = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    endings = (RECORD, SHOWN)
    return folders + [
        folder.removesuffix(end) for folder in folders for end in endings if folder.endswith(end)
    ]
