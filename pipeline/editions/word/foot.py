"""Space above what stands at the foot of a page before the text: Word has no place there for words."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from pipeline.editions.word.paragraphs import set_spacing, style_of
from pipeline.editions.word.tables import LETTER
from pipeline.house_style.ooxml import Xml, q
from pipeline.house_style.word_formats import twips
from pipeline.house_style.word_mending import Mending

# The first paragraph of these stands as low as all of them together need.
_AT_FOOT = {"Publisher": ("Publisher", "PublisherPlace"), "PublisherPlace": ("PublisherPlace",),
            "Copyright": ("Copyright",)}  # fmt: skip


def space_front(body: Xml, footnotes: Xml, mending: Mending) -> None:
    """The title on its page at the height of its page; the publisher and the copyright at the foot."""
    for page in _pages(body):
        styles = [style_of(paragraph) for paragraph in page]
        for paragraph, style in zip(page, styles, strict=True):
            if style in mending.front.title_before:
                set_spacing(paragraph, before=twips(mending.front.title_before[style]))
        first = next((number for number, style in enumerate(styles) if style in _AT_FOOT), None)
        if first is None or (first and styles[first] == "Copyright"):
            continue
        above = _height(page[:first], mending) - (_space(page[first - 1], mending)[1] if first else 0.0)
        below = _height(page[first:], mending) - _space(page[-1], mending)[1]
        below -= _space(page[first], mending)[0]
        page_height = mending.page.height - mending.page.top - mending.page.bottom
        room = page_height - above - below - _notes(page, footnotes, mending)
        if room > _space(page[first], mending)[0]:
            set_spacing(page[first], before=twips(room))


def _pages(body: Xml) -> Sequence[list[Xml]]:
    """The paragraphs of each section before the text."""
    pages: list[list[Xml]] = []
    page: list[Xml] = []
    for child in body:
        if child.tag != q("w:p"):
            page = []
            continue
        page.append(child)
        section = child.find(f"{q('w:pPr')}/{q('w:sectPr')}")
        if section is not None:
            if section.find(q("w:titlePg")) is None and page:
                pages.append(page)
            page = []
    return pages


def _height(paragraphs: Sequence[Xml], mending: Mending) -> float:
    """About how high the paragraphs are; of the spaces between two the larger one counts, as in Word."""
    height = after = 0.0
    for paragraph in paragraphs:
        before, own_after = _space(paragraph, mending)
        height += max(before, after) + _lines(paragraph, mending)
        after = own_after
    return height + after


def _space(paragraph: Xml, mending: Mending) -> tuple[float, float]:
    look = mending.looks.get(style_of(paragraph)) or mending.looks["Normal"]
    spacing = paragraph.find(f"{q('w:pPr')}/{q('w:spacing')}")
    before, after = look.shape.before, look.shape.after
    if spacing is not None:
        before = float(spacing.get(q("w:before")) or before * 20) / 20
        after = float(spacing.get(q("w:after")) or after * 20) / 20
    return before, after


def _lines(paragraph: Xml, mending: Mending) -> float:
    """About how high the lines are; rather too many are counted than too few."""
    look = mending.looks.get(style_of(paragraph)) or mending.looks["Normal"]
    width = max(20.0, mending.page.measure - look.shape.left - look.shape.right)
    letters = [0]
    for one in paragraph.iter(q("w:t"), q("w:br")):
        if one.tag == q("w:br"):
            letters.append(0)
        else:
            letters[-1] += len(one.text or "")
    lines = sum(max(1, ceil(count * look.letters.size * LETTER / width)) for count in letters)
    return lines * (look.shape.leading or look.letters.size * 1.2)


def _notes(page: Sequence[Xml], footnotes: Xml, mending: Mending) -> float:
    """About how high the notes at the foot of the page are."""
    called = {one.get(q("w:id")) for paragraph in page for one in paragraph.iter(q("w:footnoteReference"))}
    notes = [note for note in footnotes if note.get(q("w:id")) in called]
    paragraphs = [paragraph for note in notes for paragraph in note.iter(q("w:p"))]
    return (
        _height(paragraphs, mending) + (mending.looks["FootnoteText"].shape.leading or 12.0) * 2
        if paragraphs
        else 0.0
    )
