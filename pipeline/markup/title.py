"""Metadata -> the title block: title, subtitle, authors, date, abstract, and the notes called in them."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from pipeline import frontmatter, tree
from pipeline.cache import Kept
from pipeline.frontmatter import blocks as _blocks
from pipeline.frontmatter import line as _inlines
from pipeline.markup import front as fronts
from pipeline.markup.kept import Written
from pipeline.markup.terms import term
from pipeline.markup.write import Writer, plain_text, write
from pipeline.model import NO_FRONT_MATTER, Block, Chapter, Finding, FrontMatter, Inline, Metadata

# CMOS 18, 14.53: the order of signs for notes without numbers.
SIGNS = ("*", "†", "‡", "§", "‖", "¶")
_TAGS = {"title": "h1", "subtitle": "p", "author": "p", "date": "p", "abstract": "div", "thanks": "p"}
_APART = "front-"


def book(
    metadata: Metadata,
    chapters: Sequence[Chapter],
    writer: Writer,
    front: FrontMatter = NO_FRONT_MATTER,
    kept: Kept | None = None,
) -> tuple[Written, tuple[Written, ...], tuple[Finding, ...]]:
    """The title block and the chapters as HTML, and what cannot be printed of them; pandoc runs once.

    Around the title block stand the pages before the text that the style asks for.
    """
    written, findings = write([title_page(metadata, front), *chapters], writer, kept)
    return title_block(written[0], metadata, front), written[1:], findings


def title_page(metadata: Metadata, front: FrontMatter = NO_FRONT_MATTER) -> Chapter:
    """The title page as a chapter: a division for each line of it, its notes wrapped like any other.

    A page of its own before the text is a division too, its class `front-` and the part's name.
    """
    meta = metadata.meta
    lines = [
        *_lines("title", [_inlines(meta.get("title"))]),
        *_lines("subtitle", [_inlines(meta.get("subtitle"))]),
        *_lines("author", list(_people(meta.get("author") or meta.get("authors")))),
        *_lines("date", [_inlines(meta.get("date"))]),
    ]
    if abstract := _blocks(meta.get("abstract")):
        lines.append(tree.div(abstract, "", ["abstract"]))
    if thanks := _blocks(meta.get("thanks")):
        note = tree.span([tree.note(thanks)], "fnref-thanks", ["note-call"])
        if lines and tree.has_class(lines[0], "title"):
            content = lines[0]["c"][1][0]["c"]
            lines[0] = tree.div([tree.plain([*content, note])], "", ["title"])
        else:
            lines.insert(0, tree.div([tree.plain([note])], "", ["thanks"]))
    pages = frontmatter.pages(metadata, front.parts)
    lines += [
        tree.div(page.blocks, "", [_APART + page.name])
        for page in pages
        if page.blocks and page.name != "abstract"
    ]
    return Chapter("title-page", metadata.title, tuple(_signed(lines)), "")


def _signed(lines: list[Block]) -> list[Block]:
    """The lines with a sign in place of a number for each note, in the order of the page."""
    count = 0

    def sign(element: dict[str, Any]) -> dict[str, Any] | None:
        nonlocal count
        wrapped = element["t"] == "Span" and tree.has_class(element, "note-call")
        if not wrapped and element["t"] != "Note":
            return None
        label = SIGNS[count % len(SIGNS)] * (count // len(SIGNS) + 1)
        count += 1
        name = tree.identifier(element) if wrapped else f"fnref-title-{count}"
        return tree.span(element["c"][1] if wrapped else [element], name, ["note-call"], {"number": label})

    signed: list[Block] = tree.walk(sign, lines)
    return signed


def title_block(page: Written, metadata: Metadata, front: FrontMatter = NO_FRONT_MATTER) -> Written:
    """The written title page as `header#title-block-header`, with the words of the running heads."""
    apart: dict[str, etree._Element] = {}
    header = etree.Element("header", {"id": "title-block-header"})
    authors, title = frontmatter.running(metadata)
    header.set("data-verso", authors)
    header.set("data-recto", title)
    for line in copy.deepcopy(page.body):
        name = (line.get("class") or "").partition(" ")[0]
        _trim(line)
        line.tag = _TAGS.get(name, "div")
        if name == "title":
            line.set("data-title", plain_text(line))
        elif name == "abstract":
            word = etree.Element("div", {"class": "abstract-title"})
            word.text = tree.stringify(metadata.meta.get("abstract-title") or []) or term(
                "abstract", metadata.lang
            )
            line.insert(0, word)
        if name.startswith(_APART):
            apart[name.removeprefix(_APART)] = line
        elif name in front.parts:
            apart[name] = line
        else:
            header.append(line)
    body = etree.Element("div")
    long = frontmatter.is_long(metadata)
    body.extend(fronts.sections(header, apart, front, metadata.lang, long=long))
    return replace(page, body=body)


def _trim(line: etree._Element) -> None:
    """Take away the line ends that pandoc writes around a division's content."""
    line.tail = None
    line.text = (line.text or "").lstrip() or None
    if len(line):
        line[-1].tail = (line[-1].tail or "").rstrip() or None
    elif line.text:
        line.text = line.text.rstrip()


def _lines(name: str, lines: Sequence[list[Inline]]) -> list[Block]:
    return [tree.div([tree.plain(line)], "", [name]) for line in lines if tree.stringify(line).strip()]


def _people(value: Any) -> Iterator[list[Inline]]:
    """Each author's name as typed, with its markup and notes."""
    if value is None:
        return
    if value["t"] == "MetaList":
        for one in value["c"]:
            yield from _people(one)
    elif value["t"] == "MetaMap":
        name = value["c"].get("name") or value["c"].get("literal")
        if name is not None:
            yield from _people(name)
        else:
            parts = [_inlines(value["c"].get(key)) for key in ("given", "family")]
            yield tree.inlines(" ".join(tree.stringify(part) for part in parts if part))
    else:
        yield _inlines(value)
