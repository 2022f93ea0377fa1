"""`word/styles.xml`: every named style, computed from the stylesheet; nothing of anyone's default look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.house_style.formats import Block, Letters, block, letters
from pipeline.house_style.ooxml import Xml, el, q, root
from pipeline.house_style.word_formats import paragraph_properties, run_properties, switch
from pipeline.house_style.word_map import (
    CHARACTER,
    CHARACTERS,
    LIST_STYLES,
    NOTE_STYLES,
    PARAGRAPHS,
    TITLE_BLOCK,
    NamedStyle,
    at,
)
from pipeline.weasy.computed import Computed, Style


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style worked out: its letters and its shape."""

    letters: Letters
    block: Block

    @property
    def contextual(self) -> bool:
        """Whether only the container has space: then Word may leave it out between equals."""
        return not (self.block.before or self.block.after) and bool(
            self.block.edge_before or self.block.edge_after
        )

    @property
    def shape(self) -> Block:
        """The shape as the style writes it, for a paragraph that stands alone."""
        if not self.contextual:
            return self.block
        return replace(self.block, before=self.block.edge_before, after=self.block.edge_after)


def looks(computed: Computed) -> Mapping[str, Look]:
    """Every paragraph style's look, by style id."""
    return {style.id: _mended(style.id, _look(computed, style), computed) for style in PARAGRAPHS}


def _look(computed: Computed, style: NamedStyle) -> Look:
    element = computed.element(style.path)
    own = computed.style(element)
    if style.id in NOTE_STYLES and own is not None and own.words("display")[0] == "inline":
        element = next(computed.ancestors(element))
        own = computed.style(element)
    if own is None:
        raise KeyError(style.path)
    container = computed.element(style.container) if style.container else None
    shape = Block() if style.id == "Normal" else block(computed, element, container)
    if style.id == "Normal":
        plain = block(computed, computed.element(at("next")))
        shape = replace(
            block(computed, element),
            left=0.0,
            right=0.0,
            before=0.0,
            after=0.0,
            rules=(),
            widows=plain.widows,
        )
    look = letters(own)
    # A cell's own letters stand on its baseline; its vertical-align is the cell's.
    return Look(replace(look, raised="baseline"), shape)


def _mended(identifier: str, look: Look, computed: Computed) -> Look:
    """The look where a construct is one paragraph or more in Word and something else in HTML."""
    shape = look.block
    if identifier in ("Compact", "ListParagraph", "ListParagraphNext"):
        # The list's level has the indent, so that it grows with depth.
        shape = replace(shape, left=0.0, right=0.0)
    elif identifier == "Title":
        # Above the title stands the title block's own space; `Mending.title_after` is the space below it.
        above = max(_number(computed, TITLE_BLOCK, "margin-top"), shape.before)
        shape = replace(shape, before=above + _number(computed, TITLE_BLOCK, "padding-top"))
    elif identifier in ("Figure", "CaptionedFigure"):
        # An exact leading would clip the picture.
        shape = replace(shape, leading=None, first=0.0)
        if identifier == "CaptionedFigure":
            shape = replace(shape, keep_next=True, after=0.0)
    elif identifier in ("Epigraph", "EpigraphSource"):
        # Word keeps paragraphs together, not what they stand in.
        whole = computed.style(at("epigraph"))
        shape = replace(shape, keep_next=whole is not None and whole.word("break-after").startswith("avoid"))
    elif identifier in LIST_STYLES:
        # The entry is its link, whose indents are those of a title that turns over.
        item = computed.element(next(one.path for one in PARAGRAPHS if one.id == identifier))
        link = computed.style(item[0])
        if link is not None:
            rtl = link.word("direction") == "rtl"  # Word's left is where lines start (17.3.1.12)
            left = (shape.right if rtl else shape.left) + link.number("padding-left")
            shape = replace(shape, left=left, right=0.0, first=link.number("text-indent"))
        if identifier == "TOCUnnumbered":  # the space is above the first of them
            shape = replace(shape, before=0.0, edge_before=shape.before)
    elif identifier == "ImageCaption":
        shape = replace(shape, after=_number(computed, "figure", "margin-bottom"))
    elif identifier == "TableCaption":
        above = max(shape.before, _number(computed, "table", "margin-top"))
        shape = replace(shape, keep_next=True, before=above, left=0.0, right=0.0)
    elif identifier in ("TableText", "TableHeading"):
        cell = "head" if identifier == "TableHeading" else "cell"
        shape = Block(
            align=shape.align, leading=shape.leading, widows=shape.widows, hyphenate=shape.hyphenate,
            before=_number(computed, cell, "padding-top"), after=_number(computed, cell, "padding-bottom"),
        )  # fmt: skip
    elif identifier == "Caption":
        shape = replace(shape, left=0.0, right=0.0)
    return replace(look, block=shape)


def _number(computed: Computed, identifier: str, name: str) -> float:
    style = computed.style(at(identifier))
    return style.number(name) if style else 0.0


def styles_part(computed: Computed, all_looks: Mapping[str, Look], lang: str, direction: str,
                table: Xml) -> Xml:  # fmt: skip
    """`w:styles`: defaults, paragraph and character styles, the table style and the empty ones Word wants."""
    normal = all_looks["Normal"]
    styles = [_paragraph_style(style, all_looks, direction) for style in PARAGRAPHS]
    return root(
        "w:styles",
        _defaults(normal, lang, direction),
        *styles,
        _plain("character", "DefaultParagraphFont", "Default Paragraph Font"),
        *_character_styles(computed, all_looks),
        _table_normal(),
        table,
        _figure_table(),
        _plain("numbering", "NoList", "No List"),
    )


def _defaults(normal: Look, lang: str, direction: str) -> Xml:
    run = run_properties(normal.letters)
    assert run is not None
    language = el("w:lang", {"val": lang, "eastAsia": lang, "bidi": lang if direction == "rtl" else "ar-SA"})
    extensions = [child for child in run if "2010" in str(child.tag)]
    for child in extensions:
        run.remove(child)
    run.append(language)
    run.extend(extensions)
    return el(
        "w:docDefaults",
        None,
        el("w:rPrDefault", None, run),
        el("w:pPrDefault", None, el("w:pPr", None, *_both_ways(direction))),
    )


def _both_ways(direction: str) -> Iterator[Xml]:
    if direction == "rtl":
        yield el("w:bidi")


def _paragraph_style(style: NamedStyle, all_looks: Mapping[str, Look], direction: str) -> Xml:
    look = all_looks[style.id]
    base = all_looks.get(style.based_on)
    element = _head(style)
    shape = paragraph_properties(
        look.shape,
        base.shape if base else None,
        contextual=look.contextual and not (base and base.contextual),
        outline=style.outline,
    )
    if shape is not None and base is not None and base.contextual and not look.contextual:
        _insert_contextual_off(shape)
    run = run_properties(look.letters, base.letters if base else all_looks["Normal"].letters)
    element.extend(child for child in (shape, run) if child is not None)
    return element


def _insert_contextual_off(shape: Xml) -> None:
    for at_index, child in enumerate(shape):
        if str(child.tag).rpartition("}")[2] in ("jc", "outlineLvl"):
            shape.insert(at_index, switch("w:contextualSpacing", False))
            return
    shape.append(switch("w:contextualSpacing", False))


def _head(style: NamedStyle) -> Xml:
    attributes = {"type": style.kind, "styleId": style.id}
    if style.id == "Normal":
        attributes["default"] = "1"
    elif not style.built_in:
        attributes["customStyle"] = "1"
    children = [el("w:name", {"val": style.name})]
    if style.kind == CHARACTER:
        children.append(el("w:basedOn", {"val": "DefaultParagraphFont"}))
    elif style.based_on:
        children.append(el("w:basedOn", {"val": style.based_on}))
    if style.next:
        children.append(el("w:next", {"val": style.next}))
    children.append(el("w:qFormat"))
    return el("w:style", attributes, *children)


def _character_styles(computed: Computed, all_looks: Mapping[str, Look]) -> Iterator[Xml]:
    text = all_looks["BodyText"].letters
    for style in CHARACTERS:
        own = computed.style(style.path)
        around = all_looks["Heading1"].letters if style.id == "SectionNumber" else text
        yield _character_style(style, letters(own) if own else around, around)
    code = computed.style(at("next") + "/code")
    if code is not None and text.size:
        # An em is as large as the text around it; Word's styles know no em, so notes have their own.
        note = all_looks["FootnoteText"].letters
        small = replace(letters(code), size=letters(code).size / text.size * note.size)
        style = NamedStyle("FootnoteVerbatimChar", "Footnote Verbatim Char", "", kind=CHARACTER)
        yield _character_style(style, small, note)
    again = NamedStyle("NoteAgain", "Note Again", "", kind=CHARACTER)
    yield _character_style(again, *call_letters(computed))
    for kind in ("footnote", "endnote"):
        reference = NamedStyle(
            f"{kind.title()}Reference", f"{kind} reference", "", kind=CHARACTER, built_in=True
        )
        yield _character_style(reference, *call_letters(computed))
        # By this name LibreOffice knows it for the number before the note; it raises it in any other.
        number = NamedStyle(f"{kind.title()}Number", f"{kind.title()} Characters", "", kind=CHARACTER)
        yield _character_style(number, *marker_letters(computed, all_looks))


def _character_style(style: NamedStyle, look: Letters, around: Letters) -> Xml:
    element = _head(style)
    run = run_properties(look, around)
    if style.id in ("FootnoteNumber", "EndnoteNumber") and look.raised == "baseline":
        run = el("w:rPr") if run is None else run
        place = sum(1 for child in run if str(child.tag).rpartition("}")[2] not in ("numForm", "numSpacing"))
        if run.find(q("w:vertAlign")) is None:
            run.insert(place, el("w:vertAlign", {"val": "baseline"}))
    if run is not None:
        element.append(run)
    return element


def call_letters(computed: Computed) -> tuple[Letters, Letters]:
    """The letters of a note's call, and those of the text around it."""
    paragraph = computed.style(at("next"))
    call = computed.style(at("next") + "/span[@class='footnote']", "footnote-call")
    assert paragraph is not None
    around = letters(paragraph)
    return _raised(call, around, raise_by_default=True), around


def marker_letters(computed: Computed, all_looks: Mapping[str, Look]) -> tuple[Letters, Letters]:
    """The letters of the number before a note, and those of the note."""
    marker = computed.style(at("next") + "/span[@class='footnote']", "footnote-marker")
    around = all_looks["FootnoteText"].letters
    return _raised(marker, around, raise_by_default=False), around


def _raised(style: Style | None, around: Letters, *, raise_by_default: bool) -> Letters:
    """A raised number keeps the size around it: Word makes superscripts smaller by itself."""
    if style is None:
        return replace(around, raised="superscript" if raise_by_default else "baseline")
    look = letters(style)
    if style.word("font-variant-position") == "super":
        look = replace(look, raised="superscript")
    # The link's look is the call's in print, where the note is on the same page.
    return replace(look, size=around.size) if look.raised != "baseline" else look


def _plain(kind: str, identifier: str, name: str) -> Xml:
    return el(
        "w:style",
        {"type": kind, "default": "1", "styleId": identifier},
        el("w:name", {"val": name}),
        el("w:uiPriority", {"val": "99" if kind == "numbering" else "1"}),
        el("w:semiHidden"),
        el("w:unhideWhenUsed"),
    )


def _figure_table() -> Xml:
    """pandoc's style for figures of several blocks: a table without rules."""
    names = el("w:name", {"val": "Figure Table"}), el("w:basedOn", {"val": "TableNormal"})
    return el("w:style", {"type": "table", "customStyle": "1", "styleId": "FigureTable"}, *names)


def _table_normal() -> Xml:
    style = _plain("table", "TableNormal", "Normal Table")
    margins = [
        el(f"w:{side}", {"w": width, "type": "dxa"})
        for side, width in (("top", 0), ("left", 108), ("bottom", 0), ("right", 108))
    ]
    properties = el("w:tblPr", None, el("w:tblInd", {"w": "0", "type": "dxa"}))
    properties.append(el("w:tblCellMar", None, *margins))
    style.append(properties)
    return style
