"""The title block and the metadata that pandoc writes it from; the pages before the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline import frontmatter, tree
from pipeline.editions.word.dress import note, styled, worded
from pipeline.editions.word.sections import front_mark
from pipeline.frontmatter import FrontPage
from pipeline.house_style.word_mending import Mending
from pipeline.markup import term
from pipeline.model import Block, FrontMatter, Inline, Metadata

LIST_MARK = "OctavoList-"
LISTS = ("contents", "figures", "tables")
STYLES = {"half-title": "Half Title", "series": "Series", "copyright-page": "Copyright",
          "dedication": "Dedication", "epigraph": "Front Epigraph"}  # fmt: skip
SHOWN = ("subtitle", "abstract", "abstract-title", "date")


def front(metadata: Metadata, mending: Mending) -> dict[str, Any]:
    """pandoc's metadata for the title block: title with its note, subtitle, authors, date, abstract."""
    meta: dict[str, Any] = {"lang": _string(metadata.lang)}
    meta.update((name, metadata.meta[name]) for name in SHOWN if metadata.meta.get(name))
    if "abstract" in meta and "abstract-title" not in meta:  # pandoc's own word is in other languages
        meta["abstract-title"] = _string(term("abstract", metadata.lang))
    title = _inlines(metadata.meta.get("title")) or tree.inlines(metadata.title)
    thanks = thanked(metadata)
    if thanks:
        title = [*title, tree.note(note(thanks, mending))]
    if title:
        meta["title"] = {"t": "MetaInlines", "c": title}
    if metadata.subtitle and "subtitle" not in meta:
        meta["subtitle"] = _string(metadata.subtitle)
    if metadata.date and "date" not in meta:
        meta["date"] = _string(metadata.date)
    if metadata.authors:
        meta["author"] = {"t": "MetaList", "c": [_string(author) for author in metadata.authors]}
    return meta


def pages(metadata: Metadata, front: FrontMatter, mending: Mending) -> list[Block]:
    """The pages before the text, a sign after each for its section to end at; the title block among them."""
    made: list[Block] = []
    for page in frontmatter.pages(metadata, front.parts):
        if page.name == "title-page":
            made += title_block(metadata, mending, with_abstract="abstract" not in front.parts, apart=True)
            made += _publisher(page.blocks)
        elif page.name in LISTS:
            heading = tree.para(tree.inlines(term(page.name, metadata.lang)))
            made += [styled("TOC Heading", [heading]), list_mark(page.name)]
        else:
            made += _words(page, metadata, mending)
        made.append(front_mark(page.name))
    if made and "title-page" not in front.parts:
        made += title_block(metadata, mending, with_abstract="abstract" not in front.parts, apart=False)
    return made


def _words(page: FrontPage, metadata: Metadata, mending: Mending) -> list[Block]:
    """A page of words in its styles."""
    blocks = worded(page.blocks, mending)
    if page.name == "abstract":
        blocks = [styled("Front Abstract", blocks)]
        return [styled("Front Abstract Title", [tree.para(_abstract_word(metadata))]), *blocks]
    if page.name == "epigraph" and len(blocks) > 1 and blocks[-1]["t"] == "Para":
        return [styled("Front Epigraph", blocks[:-1]), styled("Front Epigraph Source", blocks[-1:])]
    return [styled(STYLES[page.name], [_paragraph(block) for block in blocks])]


def title_block(metadata: Metadata, mending: Mending, *, with_abstract: bool, apart: bool) -> list[Block]:
    """The title block as paragraphs in its styles, as pandoc would write it from metadata."""
    meta = front(metadata, mending)
    size = " Long" if frontmatter.is_long(metadata) and apart else ""
    lines = [(f"Title{size}", meta.get("title")), (f"Subtitle{size}", meta.get("subtitle"))]
    lines += [("Author", one) for one in meta.get("author", {}).get("c", ())]
    lines.append(("Date", meta.get("date")))
    made = [styled(name, [tree.para(words)]) for name, value in lines if (words := _inlines(value))]
    if with_abstract and (abstract := frontmatter.blocks(meta.get("abstract"))):
        made.append(styled("Abstract Title", [tree.para(_abstract_word(metadata))]))
        made.append(styled("Abstract", worded(abstract, mending)))
    return made


def _abstract_word(metadata: Metadata) -> list[Inline]:
    return tree.inlines(
        tree.stringify(metadata.meta.get("abstract-title") or []) or term("abstract", metadata.lang)
    )


def _publisher(blocks: Sequence[Block]) -> list[Block]:
    """The publisher, and the place in a paragraph of its own."""
    words = [inline for block in blocks for inline in tree.inlines_of(block) or []]
    at = next((n for n, one in enumerate(words) if tree.has_class(one, "place")), len(words))
    name, place = [one for one in words[:at] if one["t"] != "LineBreak"], words[at:]
    lines = (("Publisher", name), ("Publisher Place", place))
    return [styled(style, [tree.para(line)]) for style, line in lines if line]


def _paragraph(block: Block) -> Block:
    return tree.para(block["c"]) if block["t"] == "Plain" else block


def list_mark(name: str) -> Block:
    """A sign where a list of the text's headings, figures or tables will stand."""
    mark = f'<w:p><w:pPr><w:pStyle w:val="{LIST_MARK}{name}"/></w:pPr></w:p>'
    return {"t": "RawBlock", "c": ["openxml", mark]}


def thanked(metadata: Metadata) -> list[Block]:
    """The words of `thanks:`, as the blocks of a note."""
    value = metadata.meta.get("thanks")
    if not isinstance(value, dict):
        return []
    if value["t"] == "MetaBlocks":
        return list(value["c"])
    inlines = _inlines(value)
    return [tree.para(inlines)] if inlines else []


def _inlines(value: Any) -> list[Inline]:
    if not isinstance(value, dict):
        return []
    if value["t"] == "MetaInlines":
        return list(value["c"])
    if value["t"] == "MetaString":
        return tree.inlines(value["c"])
    if value["t"] == "MetaBlocks":
        return _first_lines(value["c"])
    return []


def _first_lines(blocks: Sequence[Block]) -> list[Inline]:
    return [inline for block in blocks for inline in tree.inlines_of(block) or []]


def _string(words: str) -> dict[str, Any]:
    return {"t": "MetaInlines", "c": tree.inlines(words)}
