"""Where in the document its words occur: what tells a paid message from the text it interrupts."""

from collections.abc import Sequence

from copydesk_ads.lines import Line

__all__ = ["Topic"]

_SHORTEST = 4
_FUNCTION_WORDS = """
about above after again against also although always among another anything around away back because become
been before being below best better between both cannot come could days does doing done down during each early
either enough even ever every everything find first from gets give given goes going good great hard have
having help here home however into just keep kind know last later least less like little long look made make
makes making many maybe might more most much must need never next nothing only other others over people place
possible rather really right said same says several should show since some something soon start state still
such sure take than that their them then there these they thing things think this those though three through
time today together told took toward under until upon used using very want wants ways week well were what when
where whether which while will with within without work world would year years your
"""
_COMMON = frozenset(_FUNCTION_WORDS.split())


class Topic:
    """The first and the last line on which each word stands. Built once, in time linear in the text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}
        for line in lines:
            for word in line.words:
                self._first.setdefault(word, line.index)
                self._last[word] = line.index

    @staticmethod
    def telling(line: Line) -> frozenset[str]:
        """Return the words of a line that carry its subject."""
        return frozenset([word for word in line.words - _COMMON if len(word) >= _SHORTEST])

    def shared(self, line: Line, before: int, after: int) -> tuple[float, float]:
        """Return the share of a line's telling words that stand above ``before``, and of those below ``after``.

        A line without telling words shares nothing.
        """
        return self.around(self.telling(line), before, after)

    def around(self, telling: frozenset[str], before: int, after: int) -> tuple[float, float]:
        """Return what `shared` does, for words that are known already."""
        if not telling:
            return 0.0, 0.0
        above = sum([self._first[word] < before for word in telling])
        below = sum([self._last[word] > after for word in telling])
        return above / len(telling), below / len(telling)

    def only_in(self, word: str, first: int, last: int) -> bool:
        """Whether a word stands on the lines from ``first`` to ``last`` and on no other."""
        return word in self._first and first <= self._first[word] and self._last[word] <= last
