"""One rule of the stylesheet changed: the three editions change with it, by as much."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
import pytest
from lxml import etree

from pipeline import project
from pipeline.comparison.printed import Pages
from pipeline.comparison.probes import Measure, Probe
from pipeline.house_style import stylesheet, word_styles
from pipeline.house_style.ebook import ebook_css
from pipeline.house_style.ooxml import q, unpacked
from tests.style.small import printed

ESSAY = project.styles()["essay"].read_text("utf-8")
RUNNING = {"title": "Title", "author": "Author", "verso": "Author", "recto": "Title", "heading 1": "Chapter"}


def measured(css: str, words: str, heading: bool = False) -> Measure:
    found = Pages(printed(css).pdf).measure(Probe("", words, long=not heading, heading=heading))
    assert found
    return found


def word(css: str, style: str, path: str, attribute: str = "w:val") -> str | None:
    """An attribute in a Word style; "" for one that is on without a value."""
    made = word_styles(stylesheet(css, "styles/essay.css"), lang="en-GB", direction="ltr", running=RUNNING)
    part = unpacked(made.reference_docx)["word/styles.xml"]
    root = etree.fromstring(part)
    while True:
        own = next(one for one in root.iter(q("w:style")) if one.get(q("w:styleId")) == style)
        found = own.find("/".join(q(step) for step in path.split("/")))
        if found is not None:
            return str(found.get(q(attribute), ""))
        based = own.find(q("w:basedOn"))
        if based is None:
            return None
        style = str(based.get(q("w:val")))


def page_size(css: str) -> tuple[float, float]:
    page = pypdfium2.PdfDocument(printed(css).pdf)[0]
    return round(page.get_width(), 1), round(page.get_height(), 1)


@dataclass(frozen=True)
class Change:
    """A rule, what it does on paper (before, after), in Word, and what the e-book's CSS must say."""

    rule: str
    on_paper: Callable[[str], object]
    before: object
    after: object
    in_word: Callable[[str], object]
    word_after: object
    in_ebook: str


CHANGES = {
    "size": Change(
        "blockquote { font-size: 8.5pt }", lambda css: measured(css, "Quotation The").size, 10.0, 8.5,
        lambda css: word(css, "BlockText", "w:rPr/w:sz"), "17", r"blockquote \{ font-size: 0\.77\d*rem",
    ),
    "colour": Change(
        "h2 { color: #990000 }", lambda css: measured(css, "Section", True).colour, "1b1a19", "990000",
        lambda css: word(css, "Heading2", "w:rPr/w:color"), "990000", r"h2 \{ color: #990000",
    ),
    "italics": Change(
        "h3 { font-style: normal }", lambda css: measured(css, "Deeper", True).italic, True, False,
        lambda css: word(css, "Heading3", "w:rPr/w:i") in (None, "0"), True, r"h3 \{ font-style: normal",
    ),
    "weight": Change(
        "h1 { font-weight: 700 }", lambda css: measured(css, "Chapter", True).bold, False, True,
        lambda css: word(css, "Heading1", "w:rPr/w:b"), "", r"h1 \{ font-weight: 700",
    ),
    "family": Change(
        "blockquote { font-family: 'Source Code Pro' }", lambda css: measured(css, "Quotation The").family,
        "ebgaramond", "sourcecodepro",
        lambda css: word(css, "BlockText", "w:rPr/w:rFonts", "w:ascii"), "Source Code Pro",
        r"blockquote \{ font-family: ['\"]Source Code Pro",
    ),
    "leading": Change(
        "html { line-height: 18pt } p { line-height: 18pt }",
        lambda css: round(measured(css, "Second The").leading or 0, 1), 14.5, 18.0,
        lambda css: word(css, "BodyText", "w:pPr/w:spacing", "w:line"), "360", r"p \{ line-height: 1\.6\d*",
    ),
    "left indent": Change(
        "blockquote { margin-left: 40pt }",
        lambda css: round(measured(css, "Quotation The").indent or 0), 18, 40,
        lambda css: word(css, "BlockText", "w:pPr/w:ind", "w:left"), "800",
        r"blockquote \{ margin-left: 3\.63\d*rem",
    ),
    "first line": Change(
        "p + p { text-indent: 30pt }", lambda css: round(measured(css, "Second The").indent or 0), 14, 30,
        lambda css: word(css, "BodyText", "w:pPr/w:ind", "w:firstLine"), "600",
        r"p \+ p \{ text-indent: 2\.72\d*rem",
    ),
    "alignment": Change(
        "h1 { text-align: center }", lambda css: measured(css, "Chapter", True).align, "left", "center",
        lambda css: word(css, "Heading1", "w:pPr/w:jc"), "center", r"h1 \{ text-align: center",
    ),
    "space": Change(
        "h2 { margin-top: 50.75pt }", lambda css: round((measured(css, "Section", True).space or 0) - 14.5),
        22, 51, lambda css: word(css, "Heading2", "w:pPr/w:spacing", "w:before"), "1015",
        r"h2 \{ margin-top: 4\.61\d*rem",
    ),
    "notes": Change(
        ".footnote { font-size: 8pt }", lambda css: measured(css, "Note The").size, 9.0, 8.0,
        lambda css: word(css, "FootnoteText", "w:rPr/w:sz"), "16", r"\.footnote \{ font-size: 0\.72\d*rem",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_one_rule_changes_the_three_editions(name: str):
    change = CHANGES[name]
    changed = f"{ESSAY}\n{change.rule}\n"
    assert change.on_paper(ESSAY) == change.before
    assert change.on_paper(changed) == change.after
    assert change.in_word(ESSAY) != change.word_after
    assert change.in_word(changed) == change.word_after
    assert not re.search(change.in_ebook, ebook_css(ESSAY))
    assert re.search(change.in_ebook, ebook_css(changed))


def test_the_page_size_changes_paper_and_word():
    changed = f"{ESSAY}\n@page {{ size: 5in 8in }}\n"
    assert page_size(ESSAY) == (432.0, 648.0)
    assert page_size(changed) == (360.0, 576.0)
    made = word_styles(
        stylesheet(changed, "styles/essay.css"), lang="en-GB", direction="ltr", running=RUNNING
    )
    document = etree.fromstring(unpacked(made.reference_docx)["word/document.xml"])
    size = next(document.iter(q("w:pgSz")))
    assert (size.get(q("w:w")), size.get(q("w:h"))) == ("7200", "11520")
