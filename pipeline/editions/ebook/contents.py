"""The navigation document: contents, landmarks, the pages of the printed edition (EPUB 3.3, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.editions.ebook.page import Page, document, headings
from pipeline.markup import term
from pipeline.markup.notes import EPUB_TYPE


@dataclass(slots=True)
class _Entry:
    words: str
    href: str
    below: list[_Entry] = field(default_factory=list)


def contents(pages: Sequence[Page], lang: str, most: int | None = None) -> list[_Entry]:
    """The headings of the book, each below the one that it belongs to; chapters below their part.

    `most` is the deepest level to list, all where it is None.
    """
    top: list[_Entry] = []
    path: list[tuple[int, _Entry]] = []
    in_part = False
    for page in pages:
        found = headings(page) if page.matter != "frontmatter" else []
        is_part = page.body.find("section[@role='doc-part']") is not None
        if page.matter != "bodymatter":
            in_part = False
        if not found:
            words = term("title-page", lang) if page is pages[0] else page.title
            path = [(1, _Entry(words, page.name))]
            top.append(path[0][1])
            continue
        for position, (level, words, target) in enumerate(found):
            if position and most and level > most:
                continue
            depth = level + (1 if in_part and not is_part else 0)
            # The chapter's own heading leads to its file; so the reader starts at the top of it.
            entry = _Entry(words, page.name if position == 0 and level == 1 else f"{page.name}#{target}")
            while path and path[-1][0] >= depth:
                path.pop()
            (path[-1][1].below if path else top).append(entry)
            path.append((depth, entry))
        in_part = in_part or is_part
    return top


def landmarks(pages: Sequence[Page], lang: str) -> list[tuple[str, str, str]]:
    """What reading systems offer to go to: (kind, words, href)."""
    body = next((page for page in pages if page.matter == "bodymatter"), pages[-1])
    marks = [
        ("titlepage", term("title-page", lang), pages[0].name),
        *(
            (kind, page.title, page.name)
            for page in pages[1:]
            if page.matter == "frontmatter" and (kind := page.body[0].get(EPUB_TYPE))
        ),
        ("toc", term("contents", lang), "nav.xhtml"),
        ("bodymatter", term("text", lang), body.name),
    ]
    for page in pages:
        for section in page.body.iter("section"):
            kind = section.get(EPUB_TYPE)
            if kind in ("bibliography", "endnotes"):
                name = section.get("id")
                marks.append((kind, page.title, f"{page.name}#{name}" if name else page.name))
    return marks


def navigation(
    pages: Sequence[Page],
    lang: str,
    direction: str,
    printed: Mapping[str, str] | None = None,
    most: int | None = None,
) -> bytes:
    """The file `nav.xhtml`; `printed` has for each page of the printed edition the place where it begins.

    The contents go down to level `most`.
    """
    body = etree.Element("body", {EPUB_TYPE: "frontmatter"})
    word = term("contents", lang)
    toc = _nav(body, "toc", "doc-toc", word)
    etree.SubElement(toc, "h1").text = word
    _list(toc, contents(pages, lang, most))
    marks = _nav(body, "landmarks", "", term("text", lang))
    marks.set("hidden", "hidden")
    items = etree.SubElement(marks, "ol")
    for kind, words, href in landmarks(pages, lang):
        link = etree.SubElement(etree.SubElement(items, "li"), "a", {EPUB_TYPE: kind, "href": href})
        link.text = words
    if printed:
        page_list = _nav(body, "page-list", "doc-pagelist", term("pages", lang))
        page_list.set("hidden", "hidden")
        _list(page_list, [_Entry(label, href) for label, href in printed.items()])
    return document(body, word, lang, direction, "../styles/stylesheet.css")


def _nav(body: etree._Element, kind: str, role: str, label: str) -> etree._Element:
    nav = etree.SubElement(body, "nav", {EPUB_TYPE: kind, "aria-label": label, "id": kind})
    if role:
        nav.set("role", role)
    return nav


def _list(parent: etree._Element, entries: Sequence[_Entry]) -> None:
    items = etree.SubElement(parent, "ol")
    for entry in entries:
        item = etree.SubElement(items, "li")
        etree.SubElement(item, "a", {"href": entry.href}).text = entry.words
        if entry.below:
            _list(item, entry.below)
