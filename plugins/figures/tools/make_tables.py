"""Write the tables that are generated: SI units with bases, and one file a language.

Run it in an environment of its own that has babel, pint, ucumvert and num2words; the plugin needs none of them. The
versions used stand in the first line of every file written.
"""

import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from babel import Locale
from num2words import num2words
from ucumvert import PintUcumRegistry

DATA = Path(__file__).parents[1] / "src" / "copydesk_figures" / "data"
PACKAGES = ("babel", "pint", "ucumvert", "num2words")
PREFIXES = {
    "T": "tera", "G": "giga", "M": "mega", "k": "kilo", "h": "hecto", "c": "centi", "m": "milli", "u": "micro",
    "n": "nano", "p": "pico",
}  # fmt: skip
BASES = {
    "m": ("metre meter", "m"), "g": ("gram gramme", "g"), "s": ("second", ""), "A": ("ampere amp", "A"),
    "K": ("kelvin", "K"), "mol": ("mole", "mol"), "cd": ("candela", "cd"), "Hz": ("hertz", "Hz"), "N": ("newton", "N"),
    "Pa": ("pascal", "Pa"), "J": ("joule", "J"), "W": ("watt", "W"), "C": ("coulomb", "C"), "V": ("volt", "V"),
    "F": ("farad", "F"), "Ohm": ("ohm", "Ω"), "S": ("siemens", "S"), "Wb": ("weber", "Wb"), "T": ("tesla", "T"),
    "H": ("henry henries", "H"), "lm": ("lumen", "lm"), "lx": ("lux", "lx"), "Bq": ("becquerel", "Bq"),
    "Gy": ("gray", "Gy"), "Sv": ("sievert", "Sv"), "kat": ("katal", "kat"), "L": ("litre liter", "L"),
    "eV": ("electronvolt", "eV"), "bar": ("bar", "bar"), "pc": ("parsec", ""), "t": ("tonne", "t"),
    "cal": ("calorie", "cal"),
    "W.h": ("watt-hour", "Wh"),
}  # fmt: skip
NO_SYMBOLS = {
    "cd",
    "pt",
    "hT",
    "mt",
    "as",
    "nt",
    "pT",
    "ha",
    "cS",
    "hC",
    "nC",
    "pC",
    "mC",
    "cC",
    "cF",
    "hF",
    "hS",
    "mol",
    "ct",
    "ut",
    "ht",
    "Tt",
}
UNITS = {
    "length-kilometer": "km", "length-meter": "m", "length-centimeter": "cm", "length-millimeter": "mm",
    "length-mile": "[mi_i]", "length-foot": "[ft_i]", "length-inch": "[in_i]", "length-yard": "[yd_i]",
    "mass-kilogram": "kg", "mass-gram": "g", "mass-milligram": "mg", "mass-tonne": "t", "mass-pound": "[lb_av]",
    "mass-ounce": "[oz_av]", "volume-liter": "L", "volume-milliliter": "mL", "volume-gallon": "[gal_us]",
    "area-square-kilometer": "km2", "area-square-meter": "m2", "area-hectare": "har", "area-acre": "[acr_us]",
    "duration-second": "s", "duration-minute": "min", "duration-hour": "h", "duration-day": "d", "duration-week": "wk",
    "duration-month": "mo", "duration-year": "a", "duration-decade": "10.a", "duration-century": "100.a",
    "temperature-celsius": "Cel", "temperature-fahrenheit": "[degF]", "temperature-kelvin": "K",
    "speed-kilometer-per-hour": "km/h", "power-watt": "W", "power-kilowatt": "kW", "power-megawatt": "MW",
    "power-gigawatt": "GW", "energy-kilowatt-hour": "kW.h", "energy-joule": "J", "energy-kilocalorie": "kcal",
    "frequency-hertz": "Hz", "frequency-gigahertz": "GHz", "digital-byte": "By", "digital-megabyte": "MBy",
    "digital-gigabyte": "GBy", "digital-terabyte": "TBy", "concentr-percent": "%",
}  # fmt: skip
CURRENCIES = [
    "EUR",
    "USD",
    "GBP",
    "JPY",
    "CHF",
    "CNY",
    "INR",
    "RUB",
    "CAD",
    "AUD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "TRY",
    "BRL",
    "MXN",
    "KRW",
]
WORDS = {
    "de": "tausend=thousand million=million millionen=million mio=million mrd=billion milliarde=billion"
    " milliarden=billion billion=trillion billionen=trillion dutzend=dozen und=and bis=to"
    " zwischen=between über=over unter=under etwa=about rund=about ungefähr=about fast=nearly"
    " knapp=nearly mehr=more als=than minus=minus komma=point halb=half",
    "fr": "mille=thousand millier=thousand milliers=thousands million=million millions=million"
    " milliard=billion milliards=billion billion=trillion billions=trillion douzaine=dozen et=and à=to"
    " entre=between environ=about presque=nearly moins=minus plus=more virgule=point demi=half",
    "es": "mil=thousand millón=million millones=million millardo=billion billón=trillion billones=trillion"
    " docena=dozen y=and a=to entre=between sobre=over casi=nearly menos=minus más=more coma=point"
    " medio=half unos=about",
    "pt": "mil=thousand milhão=million milhões=million bilhão=billion bilhões=billion trilhão=trillion"
    " trilhões=trillion dúzia=dozen e=and a=to entre=between quase=nearly menos=minus mais=more"
    " vírgula=point meio=half cerca=about",
    "it": "mila=thousand mille=thousand milione=million milioni=million miliardo=billion miliardi=billion"
    " dozzina=dozen e=and a=to tra=between fra=between circa=about quasi=nearly meno=minus più=more"
    " virgola=point mezzo=half",
    "nl": "duizend=thousand miljoen=million miljoenen=million miljard=billion miljarden=billion"
    " biljoen=trillion dozijn=dozen en=and tot=to tussen=between ongeveer=about bijna=nearly meer=more"
    " dan=than min=minus komma=point half=half",
}  # fmt: skip
NUMBERS = 1000  # spelled numbers below it
ARTICLES = {"un", "une", "uno", "una", "um", "uma", "ein", "eine", "einen", "een", "eins"}


def main() -> None:
    """Write every generated table."""
    used = "# Generated by tools/make_tables.py with " + ", ".join(
        f"{name} {version(name)}" for name in PACKAGES
    )
    (DATA / "units-si.txt").write_text("\n".join([used, *si_units()]) + "\n", "utf-8")
    (DATA / "unit-bases.txt").write_text("\n".join([used, *unit_bases()]) + "\n", "utf-8")
    (DATA / "languages").mkdir(exist_ok=True)
    for code, words in WORDS.items():
        lines = [used, *language(code, words)]
        (DATA / "languages" / f"{code}.txt").write_text("\n".join(lines) + "\n", "utf-8")


def si_units() -> list[str]:
    """Return prefixed SI units as lines of the unit table, those left out that the curated table has."""
    curated = _curated()
    taken = {spelling for _, spellings in curated for spelling in spellings}
    codes = {code for code, _ in curated}
    lines = []
    for base, (names, symbol) in BASES.items():
        for prefix, long in {"": "", **PREFIXES}.items():
            spellings = [f"{long}{name}{ending}" for name in names.split() for ending in ("", "s")]
            written = f"{prefix}{symbol}" if len(prefix + symbol) > 1 and symbol else ""
            if written and prefix + symbol not in NO_SYMBOLS:
                spellings.append(written)
            fresh = [
                spelling for spelling in spellings if spelling not in taken and spelling.lower() not in taken
            ]
            code = f"{prefix}{base}"
            if fresh and not (code in codes and not prefix):
                lines.append(f"{code} | {'duration' if base == 's' else 'measure'} | | {', '.join(fresh)}")
                taken.update(fresh)
    return lines


def unit_bases() -> list[str]:
    """Return UCUM code, base unit and factor of every linear unit that pint can convert."""
    registry = PintUcumRegistry()
    lines = []
    codes = dict.fromkeys(code for code, _ in _curated()) | dict.fromkeys(
        line.split(" | ")[0] for line in si_units()
    )
    for code in codes:
        if "{" in code or code in {"Cel", "[degF]"}:
            continue
        try:
            quantity = registry.from_ucum(code).to_base_units()
        except Exception:  # noqa: BLE001 -- whatever pint raises, it does not know the code
            continue
        lines.append(f"{code} | {quantity.units:~C} | {quantity.magnitude:.12g}")
    return lines


def _curated() -> list[tuple[str, list[str]]]:
    rows = (DATA / "units.txt").read_text("utf-8").splitlines()
    fields = [row.split(" | ") for row in rows if row and not row.startswith("# ")]
    return [(field[0].strip(), field[-1].strip().split(", ")) for field in fields]


def language(code: str, words: str) -> list[str]:
    """Return the lines of one language: mark, words, numbers, months, units, currencies."""
    locale = Locale(code)
    lines = [f"decimal {locale.number_symbols['latn']['decimal']}"]
    lines += [f"word {pair}" for pair in words.split()]
    lines += _numbers(code)
    for width in ("wide", "abbreviated"):
        names = locale.months["format"][width]
        lines += [f"month {name.lower().rstrip('.')}={number}" for number, name in names.items()]
    lines += [
        f"unit {ucum}={'; '.join(found)}"
        for name, ucum in UNITS.items()
        if (found := _spellings(locale, name))
    ]
    for currency in CURRENCIES:
        plural = [str(name) for name in _cldr(locale)["currency_names_plural"].get(currency, {}).values()]
        names = {name.lower() for name in [str(locale.currencies[currency]), *plural]}
        lines.append(f"currency {currency}={'; '.join(sorted(names))}")
    return list(dict.fromkeys(lines))


def _cldr(locale: Locale) -> Any:
    return locale._data  # noqa: SLF001 -- babel shows its unit patterns in no other way


def _numbers(code: str) -> list[str]:
    lines = []
    for value in range(NUMBERS):
        spelled = num2words(value, lang=code).lower().replace("\u00ad", "")
        if spelled not in ARTICLES:
            lines.append(f"number {spelled}={value}")
            if "-" in spelled:
                lines.append(f"number {spelled.replace('-', ' ')}={value}")
    return lines


def _spellings(locale: Locale, name: str) -> list[str]:
    """Return what CLDR puts behind a number for a unit, long and short."""
    found: dict[str, None] = {}
    for width in ("long", "short"):
        for count, pattern in _cldr(locale)["unit_patterns"].get(name, {}).get(width, {}).items():
            if count != "per" and isinstance(pattern, str) and pattern.startswith("{0}"):
                found[re.sub(r"^\{0\}[\s\u00a0\u202f]*", "", pattern).lower()] = None
    return [spelling for spelling in found if len(spelling) > 2 or spelling == "%"]


if __name__ == "__main__":
    main()
