"""Lines are filled as far as they go: before elements, with hyphens or without."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.weasy import internals, render

from .numbered import resources

STYLE = """
@font-face { font-family: Test; src: url(octavo:fonts/EBGaramond-Regular.ttf) }
@page { size: 600pt 14000pt; margin: 0 }
html { font: 10pt/14pt Test; font-kerning: none; font-variant-ligatures: none; hyphenate-character: "-" }
body, p { margin: 0 } p { margin-bottom: 28pt; break-inside: avoid }
"""
SOURCE = (
    "Central Intelligence Agency. Soviet Bloc Campaign in Latin America. NSC briefing. "
    "November 30, 1959. CIA RDP79R00890A001100110009. "
)
Line = list[tuple[str, float, float]]  # its words: text, left and right in points


font = cache(resources)


def printed(paragraphs: list[tuple[str, float]], css: str = "", spacing: float = 0) -> list[list[Line]]:
    """The lines of every paragraph, which is its content and its width in points."""
    body = "".join(f'<p style="width: {width}pt">{content}</p>' for content, width in paragraphs)
    html = ElementTree.fromstring(
        f'<html lang="en"><head><title>Test</title></head><body>{body}</body></html>'
    )
    result = render(html, stylesheets=[STYLE, css], resources=font(), tagged=False)
    found: list[list[Line]] = []
    for page in pypdfium2.PdfDocument(result.pdf):
        found += _paragraphs(page, spacing + 1)
    assert len(found) == len(paragraphs)
    return found


def _paragraphs(page, gap: float) -> list[list[Line]]:
    """Characters by the height of their baseline; paragraphs stand two lines apart."""
    text = page.get_textpage()
    rows: dict[int, list[tuple[float, float, str]]] = {}
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        left, low, right, _ = text.get_charbox(index, loose=True)
        if char.strip() and right > left:
            rows.setdefault(round(low), []).append((left, right, char))
    paragraphs: list[list[Line]] = []
    last = 0
    for low in sorted(rows, reverse=True):
        if not paragraphs or last - low > 20:
            paragraphs.append([])
        paragraphs[-1].append(_words(sorted(rows[low]), gap))
        last = low
    return paragraphs


def _words(chars: list[tuple[float, float, str]], gap: float) -> Line:
    words: Line = []
    for left, right, char in chars:
        if words and left - words[-1][2] < gap:
            words[-1] = words[-1][0] + char, words[-1][1], right
        else:
            words.append((char, left, right))
    return words


def texts(lines: list[Line]) -> list[str]:
    return [" ".join(word for word, _, _ in line) for line in lines]


def too_short(lines: list[Line], width: float) -> list[str]:
    """The lines that had room for the first word of the next."""
    return [
        texts([line])[0]
        for line, (following, *_) in pairwise(lines)
        if line[-1][2] + 2 + following[2] - following[1] < width - 0.1
    ]


@pytest.mark.parametrize("after", ["<a>x</a>", "<em>Everywhere,</em> And more words."])
def test_text_before_an_element_fills_its_line_though_its_last_space_does_not_fit(after: str):
    widths = [150 + step * 1.5 for step in range(150)]
    for lines, width in zip(printed([(SOURCE + after, width) for width in widths]), widths, strict=True):
        assert not too_short(lines, width), width


def test_no_word_is_hyphenated_on_a_line_that_has_room_for_all():
    content = "Presidential commemorations of republican governments <em>understood</em>"
    widths = [190 + step * 1.0 for step in range(100)]
    plain = content.replace("<em>", "").replace("</em>", "")
    css = "p { hyphens: auto } em { font-style: normal }"
    both = printed([(each, width) for width in widths for each in (content, plain)], css)
    assert [texts(lines) for lines in both[::2]] == [texts(lines) for lines in both[1::2]]


def test_narrow_word_in_an_element_keeps_the_space_before_it():
    widths = [20 + step * 0.1 for step in range(100)]
    for lines in printed([("Words <a>i</a>", width) for width in widths]):
        assert texts(lines) in (["Words i"], ["Words", "i"])


words = st.sampled_from("a to the Latin America republican NSC briefing. 1959, Soviet commemorations".split())
pieces = st.lists(st.tuples(st.lists(words, min_size=1, max_size=8), st.booleans()), min_size=2, max_size=6)


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(pieces, st.floats(60, 300), st.sampled_from(["", "p { hyphens: auto }", "p { letter-spacing: .4pt }"]))
def test_elements_do_not_change_where_lines_break(
    parts: list[tuple[list[str], bool]], width: float, css: str
):
    plain = " ".join(" ".join(part) for part, _ in parts)
    marked = " ".join(f"<b>{' '.join(part)}</b>" if inside else " ".join(part) for part, inside in parts)
    paragraphs = [(each, width + step * 3.7) for step in range(12) for each in (plain, marked)]
    spacing = 0.4 if "spacing" in css else 0
    both = printed(paragraphs, css + "b { font-weight: inherit }", spacing)
    assert [texts(lines) for lines in both[::2]] == [texts(lines) for lines in both[1::2]]


def test_line_with_holes_between_its_words_stays_ragged():
    mark = "RDP79R00890A001100110009"
    loose, tight = f"Two words {mark} and on", f"Words that nearly fill the line but for {mark} and on"
    css = "p { text-align: justify }"
    (first, *_), (full, *_) = printed([(loose, 130), (tight, 180)], css)
    assert [word for word, _, _ in first] == ["Two", "words"]
    assert first[-1][2] < 60
    assert full[-1][2] == pytest.approx(180, abs=1)
    (wanted, *_), *_ = printed([(loose, 130)], css + " p { text-align-last: justify }")
    assert wanted[-1][2] == pytest.approx(130, abs=1)


def test_plain_weasyprint_is_as_it_was_after_a_run():
    before, stretched = internals.inline.split_first_line, internals.inline.justify_line
    printed([("Words <a>i</a>", 100)])
    assert internals.inline.split_first_line is before is internals.line_break.split_first_line
    assert internals.inline.justify_line is stretched
