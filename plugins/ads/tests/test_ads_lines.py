"""Text to lines and back."""

import sys
import unicodedata

from copydesk_ads.lines import LOOK, fold, split


def test_folding_keeps_every_offset():
    """Every code point folds to exactly one, so that offsets of the folded text are offsets of the text."""
    every = "".join(
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) != "Cs"
    )
    assert not [one for one in every if len(fold(one)) != 1]
    assert len(every) == len(fold(every))


def test_every_line_end_ends_a_line():
    """CR, LF, CRLF, form feed, NEL and the Unicode separators all part lines."""
    text = "a\nb\r\nc\rd\fe\x85f\u2028g\u2029h"
    assert list("abcdefgh") == [text[line.start : line.end] for line in split(text)]


def test_a_line_is_trimmed_of_blanks_and_marks():
    """Spaces, byte order marks and direction marks around a line do not belong to it."""
    text = "\ufeff  \u200fship ahoy\u00a0\u200b \r\n"
    (line,) = split(text)
    assert "ship ahoy" == text[line.start : line.end]


def test_blank_lines_are_counted_not_kept():
    """A gap of one line end joins lines, a gap of two or more parts them; a line of marks alone is blank."""
    assert [0, 1, 2, 3] == [line.gap for line in split("a\nb\r\n\r\nc\n\ufeff\n\nd")]


def test_decoration_is_no_part_of_the_core():
    """Patterns see a line without bullets, dashes, arrows and brackets around it, but with its quotation marks."""
    assert ["advertisement", "read on", '"read on"'] == [
        line.core for line in split("--- ADVERTISEMENT ---\n\U0001f449 [Read on →\n“Read on”")
    ]


def test_no_more_than_a_bounded_part_of_a_line_is_looked_at():
    """Of a long line only the first part is kept for rules; its span is whole."""
    (line,) = split("ab " * LOOK)
    assert (LOOK, 3 * LOOK - 1) == (len(line.folded), line.end)
