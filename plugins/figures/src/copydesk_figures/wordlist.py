"""Lists of words as they are easiest to read and extend: one string, parted by blanks."""


def words(listed: str) -> frozenset[str]:
    """Return the words of a string."""
    return frozenset(listed.split())
