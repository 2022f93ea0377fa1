"""Mends pandoc's tables: the cells' paragraph styles, widths within the measure, rows that stay whole."""

from __future__ import annotations

import math

from pipeline.editions.word.paragraphs import properties_of, set_style, style_of
from pipeline.house_style.ooxml import Xml, el, q
from pipeline.house_style.word_formats import twips
from pipeline.house_style.word_mending import Mending

# The width of a letter in ems, on average, in a book face.
LETTER = 0.47
# A line of a table, with its row's space, in ems; how full of it a page may be, as all this is guessed.
LEADING = 1.6
_PAGE = 0.8
TEXT_STYLES = ("Compact", "BodyText", "FirstParagraph", "Normal", "FootnoteText")


def mend_tables(container: Xml, mending: Mending) -> None:
    """Every table of the body or of the notes; a figure that pandoc lays out as a table is left."""
    for table in container.iter(q("w:tbl")):
        style = table.find(f"{q('w:tblPr')}/{q('w:tblStyle')}")
        _widths(table, mending)
        if style is None or style.get(q("w:val")) != "Table":
            continue
        _centre(table, mending)
        _caption(table, mending)
        for row in table.findall(q("w:tr")):
            _row(row, mending)
        if mending.tables_whole and _height(table, mending) < _PAGE * _room(mending):
            _keep_whole(table)


def _keep_whole(table: Xml) -> None:
    """All rows on one page: each but the last stays with the next (17.3.1.15)."""
    for row in table.findall(q("w:tr"))[:-1]:
        for paragraph in row.iter(q("w:p")):
            properties = properties_of(paragraph)
            if properties.find(q("w:keepNext")) is None:
                properties.insert(int(properties.find(q("w:pStyle")) is not None), el("w:keepNext"))


def _room(mending: Mending) -> float:
    """The height of a page's text in points."""
    return mending.page.height - mending.page.top - mending.page.bottom


def _height(table: Xml, mending: Mending) -> float:
    """The table's height in points, by the letters of its fullest cells."""
    widths = [int(column.get(q("w:w")) or 0) / 20 for column in table.iter(q("w:gridCol"))]
    letter = mending.table_size * LETTER
    lines = 0
    for row in table.findall(q("w:tr")):
        cells = zip(row.findall(q("w:tc")), widths, strict=False)
        lines += max((_lines(cell, max(1, int(width / letter))) for cell, width in cells), default=1)
    return lines * mending.table_size * LEADING


def _lines(cell: Xml, letters: int) -> int:
    """Its lines, where one holds so many letters."""
    texts = ["".join(text.text or "" for text in one.iter(q("w:t"))) for one in cell.iter(q("w:p"))]
    return sum(max(1, math.ceil(len(text) / letters)) for text in texts)


def _centre(table: Xml, mending: Mending) -> None:
    """The style says so too, but LibreOffice reads it here only."""
    properties = table.find(q("w:tblPr"))
    width = table.find(f"{q('w:tblPr')}/{q('w:tblW')}")
    if (
        mending.table_centred
        and properties is not None
        and width is not None
        and properties.find(q("w:jc")) is None
    ):
        width.addnext(el("w:jc", {"val": "center"}))


def _caption(table: Xml, mending: Mending) -> None:
    """The caption stands over its table, not over the whole measure; no style knows how wide a table is."""
    caption = table.getprevious()
    while caption is not None and caption.tag in (q("w:bookmarkStart"), q("w:bookmarkEnd")):
        caption = caption.getprevious()
    width = sum(int(column.get(q("w:w")) or 0) for column in table.iter(q("w:gridCol")))
    side = (twips(mending.page.measure) - width) // 2
    if mending.table_centred and caption is not None and style_of(caption) == "TableCaption" and side > 0:
        properties_of(caption).append(el("w:ind", {"left": side, "right": side}))


def _row(row: Xml, mending: Mending) -> None:
    properties = row.find(q("w:trPr"))
    head = properties is not None and properties.find(q("w:tblHeader")) is not None
    if mending.rows_whole:
        if properties is None:
            properties = el("w:trPr")
            row.insert(0, properties)
        if properties.find(q("w:cantSplit")) is None:
            properties.insert(0, el("w:cantSplit"))
    for paragraph in row.iter(q("w:p")):
        if style_of(paragraph) in TEXT_STYLES:
            set_style(paragraph, "TableHeading" if head else "TableText")


def _widths(table: Xml, mending: Mending) -> None:
    """The grid in twentieths of a point. pandoc's own is made for a letter page; columns without a width
    of their own are as wide as their longest cell, together at most the measure."""
    columns = table.findall(f"{q('w:tblGrid')}/{q('w:gridCol')}")
    width = table.find(f"{q('w:tblPr')}/{q('w:tblW')}")
    if not columns or width is None:
        return
    measure = mending.page.measure
    if width.get(q("w:type")) == "auto":
        wanted = [_longest(table, at, mending) for at in range(len(columns))]
        scale = min(1.0, measure / sum(wanted))
    else:
        wanted = [float(column.get(q("w:w")) or 0) for column in columns]
        share = float(width.get(q("w:w")) or 5000) / 5000
        scale = measure * min(1.0, share) / sum(wanted) if sum(wanted) else 1.0
    for column, points in zip(columns, wanted, strict=True):
        column.set(q("w:w"), str(twips(points * scale)))


def _longest(table: Xml, at: int, mending: Mending) -> float:
    cells = [row.findall(q("w:tc"))[at : at + 1] for row in table.findall(q("w:tr"))]
    letters = [
        len("".join(text.text or "" for text in cell.iter(q("w:t")))) for found in cells for cell in found
    ]
    return max(letters, default=1) * mending.table_size * LETTER + mending.table_padding + 2
