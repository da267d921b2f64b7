"""Show a name, or any foreign text on one line, so that it cannot act on a terminal, a log or a page."""

__all__ = ["display_name"]


def display_name(name: str) -> str:
    r"""Return the name with what cannot be printed escaped: controls, line breaks, bidi marks, lone bytes.

    Only the ASCII space is kept of the spaces. The result can always be encoded as UTF-8.

    >>> display_name("a\x1b[31m\u202eb")
    'a\\x1b[31m\\u202eb'
    """
    if name.isprintable():
        return name
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)
