"""The files of text in an e-book, and their XHTML (EPUB 3.3, section 6.1)."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.markup import HEADINGS, Written, plain_text, term
from pipeline.markup.front import PREFIX as FRONT
from pipeline.markup.notes import EPUB_TYPE, end_notes, for_screen, last_of_text, with_calls
from pipeline.markup.parse import clean
from pipeline.model import NoteSettings

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
MATHML = "http://www.w3.org/1998/Math/MathML"
STYLESHEET = "../styles/stylesheet.css"
_ROLES = {"bibliography": "doc-bibliography", "part": "doc-part", "epigraph": "doc-epigraph"}


@dataclass(frozen=True, slots=True)
class Page:
    """One file of text: its name in `text/`, its title, front matter or body or back matter, its content."""

    name: str
    title: str
    matter: str  # "frontmatter", "bodymatter", "backmatter"
    body: etree._Element
    source: str = ""


def pages(title: Written, chapters: Sequence[Written], notes: NoteSettings, lang: str) -> list[Page]:
    """The title page, a file for each chapter, and one for the notes at the end of the book."""
    word = term("notes", lang)
    made = list(front_pages(title, lang))
    last = last_of_text(chapters)
    for number, chapter in enumerate(chapters, 1):
        body = with_calls(chapter) if notes.place == "book-end" else _with_notes(chapter, notes.place, word)
        _name_sections(body)
        matter = "backmatter" if _is_bibliography(body) else "bodymatter"
        name = chapter.title or title.title or str(number)
        made.append(Page(f"ch{number:03}.xhtml", name, matter, body, chapter.source))
        if notes.place == "book-end" and number == last + 1 and any(one.notes for one in chapters):
            end = etree.Element("div")
            groups = [(one.title if len(chapters) > 1 else "", one.notes) for one in chapters]
            end.append(end_notes(groups, word))
            made.append(Page("notes.xhtml", word, "backmatter", end))
    for page in made:
        _name_headings(page.body)
    return made


def front_pages(title: Written, lang: str) -> Iterator[Page]:
    """The title page, and a file for each other page before the text; no half-title, and no list by pages."""
    body, notes = for_screen(title)
    page, section = _title_page(lang, title)
    made = [page]
    for part in list(body):
        name = (part.get("id") or "").removeprefix(FRONT)
        if part.tag == "header":
            section.append(part)
        elif name == "title-page":
            section.set("class", (part.get("class") or "").replace("title-page", "titlepage"))
            section.extend(list(part))
        elif name == "series":
            page.body.append(part)
        elif part.tag != "nav" and name != "half-title":
            own = etree.Element("div")
            own.append(part)
            made.append(Page(f"{name.removesuffix('-page')}.xhtml", term(name, lang), "frontmatter", own))
    for one in made:
        called = {call.get("id") for call in one.body.iter("a") if call.get("class") == "footnote-ref"}
        one.body[0].extend([note for note in notes if f"fnref-{(note.get('id') or '')[3:]}" in called])
    yield from made


def _title_page(lang: str, title: Written) -> tuple[Page, etree._Element]:
    body = etree.Element("div")
    section = etree.SubElement(body, "section", {"class": "titlepage", EPUB_TYPE: "titlepage"})
    return Page("title.xhtml", title.title or term("title-page", lang), "frontmatter", body), section


def _with_notes(chapter: Written, place: str, word: str) -> etree._Element:
    body, asides = for_screen(chapter)
    if not asides:
        return body
    if place == "chapter-end":
        body.append(end_notes([("", chapter.notes)], word, 2))
        return body
    section = etree.SubElement(body, "section", {"class": "footnotes", "aria-label": word})
    section.extend(asides)
    return body


def _name_sections(body: etree._Element) -> None:
    """Say of each part of the book what it is, for those who find their way by ear (DPUB-ARIA 1.1)."""
    for section in body.iter("section", "div"):
        classes = (section.get("class") or "").split()
        kind = next((name for name in _ROLES if name in classes), "")
        if section.get("id") in ("refs", "bibliography") or "csl-bib-body" in classes:
            holder = next((one for one in section.iterancestors("section")), section)
            if holder.tag == "div":
                holder = _in_section(section)
            section, kind = holder, "bibliography"
        if kind and section.tag == "section" and section.get("role") is None:
            section.set("role", _ROLES[kind])
            section.set(EPUB_TYPE, kind)


def _in_section(list_: etree._Element) -> etree._Element:
    """Put a section around the list of works, whose own role says that it is a list."""
    section = etree.Element("section")
    list_.addprevious(section)
    section.tail, list_.tail = list_.tail, None
    section.append(list_)
    return section


def _is_bibliography(body: etree._Element) -> bool:
    return len(body) > 0 and body[0].get("role") == "doc-bibliography"


def headings(page: Page) -> list[tuple[int, str, str]]:
    """The page's headings as (level, words, id); those of notes and quotations are not parts of the book."""
    return [(int(one.tag[1]), words, _target(one)) for one, words in _headings(page.body)]


def _headings(body: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for heading in body.iter(*HEADINGS):
        if next(heading.iterancestors("aside", "blockquote", "header", "figure", "td", "li"), None) is None:
            words = heading.get("data-title") or plain_text(heading)
            if words:
                yield heading, words


def _name_headings(body: etree._Element) -> None:
    """Give an id to every heading that the contents could not lead to."""
    for number, (heading, _) in enumerate(_headings(body), 1):
        if not _target(heading):
            heading.set("id", f"heading-{number}")


def _target(heading: etree._Element) -> str:
    """The id that leads to the heading: its own, or that of the section that it opens."""
    section = heading.getparent()
    opened = section is not None and section.tag == "section" and section[0] is heading
    return heading.get("id") or (section.get("id") if opened and section is not None else "") or ""


def xhtml(page: Page, lang: str, direction: str) -> bytes:
    """The page as a file."""
    body = etree.Element("body", {EPUB_TYPE: page.matter})
    content = copy.deepcopy(page.body)
    body.text = content.text
    body.extend(list(content))
    return document(body, page.title, lang, direction, STYLESHEET)


def document(body: etree._Element, title: str, lang: str, direction: str, stylesheet: str) -> bytes:
    """An XHTML file around the body; namespaces are declared here, the trees have none."""
    root = etree.Element("html", {"lang": lang, "dir": direction}, nsmap={"epub": OPS})
    root.set("xmlns", XHTML)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", lang)
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = clean(title)
    etree.SubElement(head, "link", {"rel": "stylesheet", "type": "text/css", "href": stylesheet})
    root.append(body)
    for element in body.iter():
        if element.tag == "math":
            element.set("xmlns", MATHML)
        if element.get("lang") and element is not root:
            element.set("{http://www.w3.org/XML/1998/namespace}lang", element.get("lang") or "")
    etree.cleanup_namespaces(root, keep_ns_prefixes=["epub"])
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        + etree.tostring(root, encoding="UTF-8")
        + b"\n"
    )
