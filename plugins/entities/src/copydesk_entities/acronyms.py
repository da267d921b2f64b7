"""Which acronyms of a document stand for which of its organisations."""

from copydesk_entities.mentions import Mention

SHORTEST_INITIALS = 3
LONGEST_ACRONYM = 10


def acronym_table(text: str, mentions: list[Mention]) -> dict[str, Mention]:
    """Map acronyms to organisations: "Name (ABC)" where the text says so, else the initials of several words."""
    table: dict[str, Mention] = {}
    for mention in mentions:
        words = mention.text.split()
        if mention.label != "ORG" or len(words) == 1:
            continue
        initials = "".join(word[0] for word in words if word[0].isupper())
        if len(initials) >= SHORTEST_INITIALS:
            table.setdefault(initials, mention)
        bracketed = _in_brackets(text, mention.end)
        if bracketed:
            table[bracketed] = mention
    return table


def _in_brackets(text: str, end: int) -> str:
    """Return the acronym in brackets right after a name, or ''."""
    if text[end : end + 2] != " (":
        return ""
    inside, bracket, _ = text[end + 2 : end + 3 + LONGEST_ACRONYM].partition(")")
    return inside if bracket and len(inside) > 1 and inside.replace(".", "").isupper() else ""
