"""What was found in a text and why, and what the clean view leaves of it, for a person at a terminal."""

from collections.abc import Iterator
from difflib import unified_diff

from copydesk_ads.finder import find, strip
from copydesk_ads.model import Ad, AdsSettings

__all__ = ["report"]

_SHOWN = 60


def report(text: str, settings: AdsSettings, path: str) -> Iterator[str]:
    """Yield lines: each block with its reasons, then a unified diff from the text to its clean view.

    Control characters of the text are shown as escapes.
    """
    for ad in find(text, settings, path=path):
        yield _told(ad, text)
        yield from (f"    {_plain(reason)}" for reason in ad.reasons)
    clean = strip(text, settings, path=path)
    before, after = f"{path} (document)", f"{path} (clean)"
    for line in unified_diff(text.splitlines(), clean.splitlines(), before, after, lineterm="", n=1):
        yield _plain(line)


def _told(ad: Ad, text: str) -> str:
    line = text.count("\n", 0, ad.start) + 1
    quote = " ".join(text[ad.start : ad.end].split())
    shown = quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN].rstrip()}…"
    sponsor = f", paid by {ad.sponsor}" if ad.sponsor else ""
    return _plain(f"line {line}: {ad.action} {ad.label} ({ad.confidence:.2f}{sponsor}): {shown}")


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
