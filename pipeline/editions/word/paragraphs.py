"""Mends pandoc's paragraphs: space round containers and tables, room for pictures and formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.house_style.ooxml import Xml, el, q
from pipeline.house_style.word_formats import twips
from pipeline.house_style.word_mending import Mending
from pipeline.house_style.word_styles import Look

# Styles whose paragraphs stand in one container, so that its margins show round the whole run of them.
GROUPS = {
    "BlockText": "quote", "BlockTextNext": "quote", "Epigraph": "epigraph", "EpigraphSource": "epigraph",
    "Compact": "list", "ListParagraph": "list", "ListParagraphNext": "list",
    "DefinitionTerm": "definitions", "Definition": "definitions", "DefinitionNext": "definitions",
    "AbstractTitle": "abstract", "Abstract": "abstract", "AbstractNext": "abstract",
    "Bibliography": "bibliography", "Dedication": "dedication", "DedicationNext": "dedication",
    "FrontEpigraph": "front-epigraph", "FrontEpigraphSource": "front-epigraph",
    "FrontAbstractTitle": "front-abstract", "FrontAbstract": "front-abstract",
    "FrontAbstractNext": "front-abstract",
    "FootnoteBlockText": "note-quote", "EndnoteBlockText": "note-quote",
}  # fmt: skip
TITLE_BLOCK = (
    "Title", "TitleLong", "Subtitle", "SubtitleLong", "Author", "AuthorNext", "Date", "AbstractTitle",
    "Abstract", "AbstractNext",
)  # fmt: skip
# A second paragraph of the first style right after one of the second is of the third.
FOLLOWED = {
    "Author": (("Author", "AuthorNext"), "AuthorNext"),
    "Abstract": (("Abstract", "AbstractNext"), "AbstractNext"),
    "Definition": (("Definition", "DefinitionNext"), "DefinitionNext"),
    "Dedication": (("Dedication", "DedicationNext"), "DedicationNext"),
    "FrontAbstract": (("FrontAbstract", "FrontAbstractNext"), "FrontAbstractNext"),
}
# What must come before w:spacing in w:pPr (ECMA-376, part 1, 17.3.1.26).
BEFORE_SPACING = frozenset(
    f"w:{name}"
    for name in [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "framePr",
        "widowControl",
        "numPr",
        "suppressLineNumbers",
        "pBdr",
        "shd",
        "tabs",
        "suppressAutoHyphens",
        "kinsoku",
        "wordWrap",
        "overflowPunct",
        "topLinePunct",
        "autoSpaceDE",
        "autoSpaceDN",
        "bidi",
        "adjustRightInd",
        "snapToGrid",
    ]
)
BEFORE_SPACING_TAGS = frozenset(q(name) for name in BEFORE_SPACING)
BEFORE_INDENT_TAGS = BEFORE_SPACING_TAGS | {q("w:spacing")}


_STYLE, _VALUE = f"{q('w:pPr')}/{q('w:pStyle')}", q("w:val")


def style_of(paragraph: Xml) -> str:
    """The paragraph's style id; `Normal` where it names none."""
    style = paragraph.find(_STYLE)
    return str(style.get(_VALUE)) if style is not None else "Normal"


def set_style(paragraph: Xml, identifier: str) -> None:
    """Give the paragraph a style."""
    properties = properties_of(paragraph)
    style = properties.find(q("w:pStyle"))
    if style is None:
        style = el("w:pStyle")
        properties.insert(0, style)
    style.set(q("w:val"), identifier)


def properties_of(paragraph: Xml) -> Xml:
    """The paragraph's `w:pPr`, made where there is none."""
    properties = paragraph.find(q("w:pPr"))
    if properties is None:
        properties = el("w:pPr")
        paragraph.insert(0, properties)
    return properties


def set_spacing(paragraph: Xml, **values: object) -> None:
    """Spacing of its own for one paragraph, where no style can say it."""
    properties = properties_of(paragraph)
    spacing = properties.find(q("w:spacing"))
    if spacing is None:
        spacing = el("w:spacing")
        at = sum(1 for child in properties if child.tag in BEFORE_SPACING_TAGS)
        properties.insert(at, spacing)
    for name, value in values.items():
        spacing.set(q(f"w:{name}"), str(value))


def mend_paragraphs(container: Xml, mending: Mending) -> None:
    """All of it, for the body of the document or for one note."""
    _anchor(container)
    _give_room(container)
    _plain_code(container)
    _follow(container)
    _indent_in_lists(container, mending)
    children = [child for child in container if child.tag in (q("w:p"), q("w:tbl"))]
    for run in _runs(children):
        _space_run(run, mending.looks)
    _space_title_block(children, mending)
    _space_tables(children, mending)


def _anchor(container: Xml) -> None:
    """Bookmarks that pandoc sets round a whole section go round its first paragraph, as Word sets them."""
    ends = {end.get(q("w:id")): end for end in container.findall(q("w:bookmarkEnd"))}
    for start in container.findall(q("w:bookmarkStart")):
        paragraph = next((one for one in start.itersiblings() if one.tag in (q("w:p"), q("w:tbl"))), None)
        paragraph = next(paragraph.iter(q("w:p")), None) if paragraph is not None else None
        end = ends.get(start.get(q("w:id")))
        if paragraph is None or end is None:
            continue
        properties = paragraph.find(q("w:pPr"))
        paragraph.insert(0 if properties is None else 1, start)
        paragraph.append(end)


def _give_room(container: Xml) -> None:
    """An exact leading clips what is taller than a line; `atLeast` keeps it otherwise.

    Where a picture does not say that no space is round it, LibreOffice gives it an eighth of an inch.
    """
    for picture in container.iter(q("wp:inline")):
        for side in ("distT", "distB", "distL", "distR"):
            picture.set(side, "0")
    for paragraph in container.iter(q("w:p")):
        tall = any(True for _ in paragraph.iter(q("w:drawing"), q("m:oMath"), q("m:oMathPara")))
        if tall and style_of(paragraph) not in ("Figure", "CaptionedFigure"):
            set_spacing(paragraph, lineRule="atLeast")


def _follow(container: Xml) -> None:
    """pandoc gives every author and every paragraph of the abstract one style; those after the first have
    one of their own."""
    before = ""
    for child in container:
        style = style_of(child) if child.tag == q("w:p") else ""
        after, following = FOLLOWED.get(style, ((), ""))
        if before in after:
            set_style(child, following)
            style = following
        before = style if style or child.tag == q("w:tbl") else before


def _indent_in_lists(container: Xml, mending: Mending) -> None:
    """A later paragraph of an item: the list's level has its indents, which win over those of its style."""
    first = twips(mending.looks["ListParagraphNext"].block.first)
    for paragraph in container.iter(q("w:p")) if first else ():
        if style_of(paragraph) == "ListParagraphNext":
            properties = properties_of(paragraph)
            at = sum(1 for child in properties if child.tag in BEFORE_INDENT_TAGS)
            properties.insert(at, el("w:ind", {"hanging" if first < 0 else "firstLine": abs(first)}))


def _plain_code(container: Xml) -> None:
    """A block of code has its letters from its paragraph; those of code in a line are of another size."""
    for paragraph in container.iter(q("w:p")):
        for style in list(paragraph.iter(q("w:rStyle"))) if style_of(paragraph) == "SourceCode" else ():
            properties = style.getparent()
            if style.get(q("w:val")) == "VerbatimChar" and properties is not None:
                properties.remove(style)


def _runs(children: list[Xml]) -> Iterator[list[Xml]]:
    """Neighbours that stand in the same container."""
    run: list[Xml] = []
    group = ""
    for child in children:
        here = GROUPS.get(style_of(child), "") if child.tag == q("w:p") else ""
        if run and here != group:
            yield run
            run = []
        group = here
        if here:
            run.append(child)
    if run:
        yield run


def _space_run(run: list[Xml], looks: Mapping[str, Look]) -> None:
    styles = [style_of(paragraph) for paragraph in run]
    last = len(run) - 1
    for at, (paragraph, style) in enumerate(zip(run, styles, strict=True)):
        look = looks[style]
        before = max(look.block.before, look.block.edge_before) if at == 0 else look.block.before
        after = max(look.block.after, look.block.edge_after) if at == last else look.block.after
        same_above = look.contextual and at > 0 and styles[at - 1] == style
        same_below = look.contextual and at < last and styles[at + 1] == style
        if twips(before) != (0 if same_above else twips(look.shape.before)):
            set_spacing(paragraph, before=twips(before))
        if twips(after) != (0 if same_below else twips(look.shape.after)):
            set_spacing(paragraph, after=twips(after))


def _space_title_block(children: list[Xml], mending: Mending) -> None:
    """The last paragraph of the title block keeps the text away, whichever it is."""
    block: list[Xml] = []
    for child in children:
        if child.tag != q("w:p") or style_of(child) not in TITLE_BLOCK:
            break
        block.append(child)
    if block and mending.title_after > mending.looks[style_of(block[-1])].shape.after:
        set_spacing(block[-1], after=twips(mending.title_after))


def _space_tables(children: list[Xml], mending: Mending) -> None:
    """Word's tables have no space of their own; their neighbours keep it."""
    for at, child in enumerate(children):
        if child.tag != q("w:tbl"):
            continue
        above = children[at - 1] if at else None
        below = children[at + 1] if at + 1 < len(children) else None
        if above is not None and above.tag == q("w:p") and style_of(above) != "TableCaption":
            _keep_away(above, "after", mending.table_before, mending.looks)
        if below is not None and below.tag == q("w:p"):
            _keep_away(below, "before", mending.table_after, mending.looks)


def _keep_away(paragraph: Xml, side: str, space: float, looks: Mapping[str, Look]) -> None:
    look = looks.get(style_of(paragraph))
    if look is None or getattr(look.shape, side) < space:
        set_spacing(paragraph, **{side: twips(space)})
