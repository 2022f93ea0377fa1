"""Mends `word/numbering.xml`: indents and marks of lists, as the stylesheet has them."""

from __future__ import annotations

from pipeline.house_style.ooxml import Xml, el, q
from pipeline.house_style.word_formats import twips
from pipeline.house_style.word_mending import Mending

# Between a list's mark and its words, in ems: about a word space.
GAP = 0.25


def mend_numbering(numbering: Xml, mending: Mending) -> None:
    """Each level a step further in; the mark stands right before its words, as CSS has it."""
    gap = twips(mending.looks["Compact"].letters.size * GAP)
    for level in numbering.iter(q("w:lvl")):
        depth = int(level.get(q("w:ilvl")) or 0)
        indent = level.find(f"{q('w:pPr')}/{q('w:ind')}")
        if indent is None:
            continue
        indent.attrib.clear()
        indent.set(q("w:left"), str(twips(mending.list_step * (depth + 1))))
        text, kind = level.find(q("w:lvlText")), level.find(q("w:numFmt"))
        blank = text is None or not (text.get(q("w:val")) or "").strip()
        indent.set(q("w:firstLine" if blank else "w:hanging"), "0" if blank else str(gap))
        if text is None or kind is None:
            continue
        if blank:
            # A later paragraph of an item has no mark, so nothing stands between the mark and it.
            text.set(q("w:val"), "")
            text.addprevious(el("w:suff", {"val": "nothing"}))
            continue
        justification = level.find(q("w:lvlJc"))
        if justification is not None:
            justification.set(q("w:val"), "right")
        if kind.get(q("w:val")) == "bullet":
            _bullet(level, text, mending.bullets[depth])


def _bullet(level: Xml, text: Xml, mark: str) -> None:
    """The mark in the text's own font: pandoc's are in Symbol and Wingdings."""
    text.set(q("w:val"), mark)
    properties = level.find(q("w:rPr"))
    if properties is not None:
        level.remove(properties)
    level.append(el("w:rPr", None, el("w:b", {"val": "0"}), el("w:i", {"val": "0"})))
