"""The finished text, dressed for pandoc's Word writer: every paragraph in its Word style.

pandoc knows a paragraph's style by `custom-style` on the Div around it (User's Guide, "Custom styles").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import tree
from pipeline.house_style.word_mending import Mending
from pipeline.model import Block, Inline

SILENT = frozenset({"RawBlock", "Null"})


@dataclass(frozen=True, slots=True)
class Within:
    """Where blocks stand: `kind` is text, quote, epigraph, list or note; paragraphs take these styles."""

    kind: str
    first: str
    later: str
    plain: str = ""


TEXT = Within("text", "First Paragraph", "Body Text")
QUOTE = Within("quote", "", "Block Text Next")
EPIGRAPH = Within("epigraph", "Epigraph", "Epigraph", "Epigraph")
LIST = Within("list", "List Paragraph", "List Paragraph Next", "Compact")
NOTE = Within("note", "", "Footnote Text Next")
NOTE_LIST = Within("note-list", "Footnote Text", "Footnote Text", "Footnote Text")
ENTRY = Within("entry", "Bibliography", "Bibliography", "Bibliography")


def dressed(blocks: Sequence[Block], mending: Mending) -> list[Block]:
    """The blocks of a chapter, dressed."""
    worded = tree.walk(lambda element: _words(element, mending), list(blocks))
    return _blocks(worded, TEXT, mending, "Header")[0]


def worded(blocks: Sequence[Block], mending: Mending) -> list[Block]:
    """The blocks with their words dressed, their paragraphs as they are."""
    made: list[Block] = tree.walk(lambda element: _words(element, mending), list(blocks))
    return made


def note(blocks: Sequence[Block], mending: Mending) -> list[Block]:
    """The blocks of a note, dressed; the first paragraph is left for pandoc to put the number in."""
    worded = tree.walk(lambda element: _words(element, mending), list(blocks))
    return _blocks(worded, NOTE, mending, "")[0]


def styled(name: str, blocks: Sequence[Block]) -> Block:
    """The blocks in a Word style."""
    return tree.div(blocks, pairs={"custom-style": name})


def anchor(serial: str) -> str:
    """The bookmark at a note's call; Word wants letters, digits and underscores."""
    return f"fnref_{serial}"


# ---- words


def _words(element: dict[str, Any], mending: Mending) -> dict[str, Any] | list[Inline] | None:
    """Notes, small caps, pointers and code, as Word has them; None to go on inside."""
    kind = element["t"]
    if kind == "Note":
        return tree.note(note(element["c"], mending))
    if kind == "SmallCaps":
        return _small_caps(element["c"], mending)
    if kind == "CodeBlock":
        # Classes would have pandoc colour the code after its own taste.
        return {**element, "c": [tree.attr(tree.identifier(element)), element["c"][1]]}
    if kind == "Link":
        return _link(element, mending)
    if kind == "Span":
        return _span(element, mending)
    return None


def _inside(inlines: list[Inline], mending: Mending) -> list[Inline]:
    inner: list[Inline] = tree.walk(lambda element: _words(element, mending), inlines)
    return inner


def _small_caps(inlines: list[Inline], mending: Mending) -> Inline:
    return tree.span(_inside(inlines, mending), pairs={"custom-style": "Small Caps"})


def _span(span: Inline, mending: Mending) -> Inline | None:
    if tree.has_class(span, "note-call"):
        serial = tree.identifier(span).rpartition("-")[2]
        return tree.span(_inside(span["c"][1], mending), anchor(serial) if serial else "")
    if tree.has_class(span, "note-again"):
        serial, number = tree.attribute(span, "note") or "", tree.attribute(span, "number") or ""
        return note_reference(serial, number, raised=True)
    if tree.has_class(span, "smallcaps"):
        return _small_caps(span["c"][1], mending)
    return None


def _link(link: Inline, mending: Mending) -> Inline | None:
    target = str(link["c"][2][0])
    if not target.startswith("#fn-"):
        return None
    serial = target.removeprefix("#fn-")
    if tree.has_class(link, "note-pointer"):
        return note_reference(serial, tree.stringify(link["c"][1]), raised=False)
    return {**link, "c": [link["c"][0], _inside(link["c"][1], mending), [f"#{anchor(serial)}", ""]]}


def note_reference(serial: str, number: str, *, raised: bool) -> Inline:
    """A field that shows a note's number and follows it when notes move (NOTEREF, ECMA-376, 17.16.5.40)."""
    # LibreOffice raises nothing in the style of a call but a call.
    look = '<w:rPr><w:rStyle w:val="NoteAgain"/></w:rPr>' if raised else ""
    instruction = f" NOTEREF {anchor(serial)} \\h "
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve">{instruction}</w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{number}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return {"t": "RawInline", "c": ["openxml", "".join(f"<w:r>{look}{part}</w:r>" for part in parts)]}


# ---- blocks


def _blocks(
    blocks: Sequence[Block], within: Within, mending: Mending, previous: str
) -> tuple[list[Block], str]:
    """The blocks dressed, and the kind of the last one: what the next paragraph stands after."""
    out: list[Block] = []
    for block in blocks:
        new, previous = _block(block, within, mending, previous)
        out += new
    return out, previous


def _block(block: Block, within: Within, mending: Mending, previous: str) -> tuple[list[Block], str]:
    kind = block["t"]
    if kind in ("Para", "Plain"):
        return [_paragraph(block, within, mending, previous)], kind
    if kind == "Div":
        return _div(block, within, mending, previous)
    if kind == "BlockQuote":
        inner, _ = _blocks(block["c"], EPIGRAPH if within is EPIGRAPH else QUOTE, mending, "")
        return (inner if within is EPIGRAPH else [{**block, "c": inner}]), kind
    if kind == "Header" and tree.has_class(block, "part"):
        return [_part(block)], kind
    if kind == "HorizontalRule":
        style = "Scene Break" if within.kind in ("text", "quote", "epigraph") else within.later
        return [styled(style, [tree.para([tree.string(mending.scene_break)])])], kind
    if kind == "LineBlock":
        return [_verse(block, within)], kind
    if kind in ("BulletList", "OrderedList"):
        return [_list(block, within, mending)], kind
    return [block], previous if kind in SILENT else kind


def _paragraph(block: Block, within: Within, mending: Mending, previous: str) -> Block:
    if block["c"] and all(inline["t"] in ("Image", *tree.SPACES) for inline in block["c"]):
        return styled("Figure", [tree.para(block["c"])])
    if block["t"] == "Plain" and within.kind != "text":
        # pandoc makes every Plain of a list Compact; in a note it has to look like the note.
        return styled(within.plain, [tree.para(block["c"])]) if within.plain else block
    flush = _flush(within, mending, previous)
    style = within.first if flush else within.later
    return styled(style, [tree.para(block["c"])]) if style else block


def _flush(within: Within, mending: Mending, previous: str) -> bool:
    if within is NOTE and previous == "BlockQuote":
        return mending.unindented_after_note_quote
    return previous in mending.unindented_after if within is TEXT else previous == ""


def _part(heading: Block) -> Block:
    """A part's title in its own style: pandoc has one style for each level of headings."""
    return tree.div([styled("Part", [tree.para(heading["c"][2])])], tree.identifier(heading))


def _div(div: Block, within: Within, mending: Mending, previous: str) -> tuple[list[Block], str]:
    """A Div is seen through, but for epigraphs, verse, entries of the bibliography and custom styles."""
    triple, inner = div["c"]
    if tree.attribute(div, "custom-style"):
        return [div], "Para"
    if tree.has_class(div, "epigraph"):
        blocks, _ = _blocks(inner, EPIGRAPH, mending, "")
        if len(inner) > 1 and inner[-1]["t"] == "Para":
            blocks[-1] = styled("Epigraph Source", [inner[-1]])
        return [tree.div(blocks, triple[0])], "Epigraph"
    if tree.has_class(div, "csl-entry"):
        blocks, _ = _blocks(inner, ENTRY, mending, "")
        return [tree.div(blocks, triple[0])], "Para"
    if tree.has_class(div, "line-block"):
        blocks, _ = _blocks(inner, Within("verse", "Verse", "Verse", "Verse"), mending, "")
        return [tree.div(blocks, triple[0])], "LineBlock"
    blocks, previous = _blocks(inner, within, mending, previous)
    # pandoc has a style of its own for #refs; the entries have theirs already.
    return [tree.div(blocks, triple[0], [name for name in triple[1] if name != "hanging-indent"])], previous


def _verse(block: Block, within: Within) -> Block:
    """One paragraph of lines, so that space shows above and below the poem only."""
    lines: list[Inline] = []
    for number, line in enumerate(block["c"]):
        lines += [{"t": "LineBreak"}, *line] if number else line
    style = {"note": "Footnote Block Text", "epigraph": "Epigraph"}.get(within.kind, "Verse")
    return styled(style, [tree.para(lines)])


def _list(block: Block, within: Within, mending: Mending) -> Block:
    inside = NOTE_LIST if within.kind.startswith("note") else LIST

    def items(content: list[list[Block]]) -> list[list[Block]]:
        return [_blocks(item, inside, mending, "")[0] for item in content]

    if block["t"] == "BulletList":
        return {**block, "c": items(block["c"])}
    return {**block, "c": [block["c"][0], items(block["c"][1])]}
