"""Pure: the lists before the text filled from the text: contents, figures, tables, each entry a link."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.markup.write import HEADINGS

_OUTSIDE = ("aside", "blockquote", "header", "figure", "td", "th", "li", "nav")
_CAPTIONS = {"figures": ("figure", "figcaption"), "tables": ("table", "caption")}


def fill_lists(front: etree._Element, chapters: Sequence[etree._Element]) -> None:
    """Fill every list among the pages before the text; one without entries goes.

    A number is the stylesheet's: `target-counter(attr(href), page)` on the link.
    """
    for nav in list(front.iter("nav")):
        kind, depth = nav.get("data-of") or "", int(nav.get("data-depth") or 1)
        entries = contents(chapters, depth) if kind == "contents" else captions(chapters, kind)
        if len(entries):
            nav.append(entries)
        else:
            front.remove(nav)


def contents(chapters: Sequence[etree._Element], depth: int) -> etree._Element:
    """The headings down to the depth, each below the one that it belongs to; chapters stand in their part."""
    top = etree.Element("ol")
    path: list[tuple[int, etree._Element]] = []
    for number, (section, heading) in enumerate(_headings(chapters), 1):
        level = int(heading.tag[1])
        if level > depth or (_has(section, "endnotes") and level > 1):
            continue
        while path and path[-1][0] >= level:
            path.pop()
        item = etree.SubElement(_list_in(path[-1][1]) if path else top, "li")
        name = next((one for one in ("part", "unnumbered") if _has(section, one) or _has(heading, one)), "")
        if name:
            item.set("class", name)
        link = etree.SubElement(item, "a", {"href": f"#{_id(section, heading, number)}"})
        _copy_words(heading, link)
        path.append((level, item))
    return top


def captions(chapters: Sequence[etree._Element], kind: str) -> etree._Element:
    """The captions of all figures, or of all tables."""
    tag, caption_tag = _CAPTIONS[kind]
    top = etree.Element("ol")
    for one in [one for chapter in chapters for one in chapter.iter(tag)]:
        caption = one.find(caption_tag)
        if caption is None or not "".join(map(str, caption.itertext())).strip():
            continue
        mark = etree.Element("span", {"id": f"octavo-{tag}-{len(top) + 1}"})
        mark.tail, caption.text = caption.text, None
        caption.insert(0, mark)
        link = etree.SubElement(etree.SubElement(top, "li"), "a", {"href": f"#{mark.get('id')}"})
        paragraph = caption.find("p")
        _copy_words(caption if paragraph is None else paragraph, link)
    return top


def _headings(chapters: Sequence[etree._Element]) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Every heading that is a part of the book, with the section that it opens (or itself)."""
    for chapter in chapters:
        for heading in chapter.iter(*HEADINGS):
            if not heading.get("data-title") or next(heading.iterancestors(*_OUTSIDE), None) is not None:
                continue
            section = heading.getparent()
            opens = section is not None and section.tag == "section" and section[0] is heading
            yield (section if opens and section is not None else heading), heading


def _id(section: etree._Element, heading: etree._Element, number: int) -> str:
    """The id that leads to the heading; it gets one where there is none."""
    name = heading.get("id") or section.get("id") or f"octavo-heading-{number}"
    if not section.get("id"):
        heading.set("id", name)
    return name


def _list_in(item: etree._Element) -> etree._Element:
    below = item.find("ol")
    return etree.SubElement(item, "ol") if below is None else below


def _has(element: etree._Element, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _copy_words(source: etree._Element, link: etree._Element) -> None:
    """The words with their markup: italics stay; notes, links, anchors and line breaks go."""
    words = copy.deepcopy(source)
    for one in list(words.iter()):
        if one is words or not isinstance(one.tag, str):
            continue
        if "id" in one.attrib:
            del one.attrib["id"]
        names = (one.get("class") or "").split()
        if {"footnote", "note-call", "note-again", "footnote-ref"} & set(names):
            _drop(one, "")
        elif one.tag == "br":
            _drop(one, " ")
        elif one.tag == "a":
            one.tag = "span"
            one.attrib.clear()
    link.text = (words.text or "").lstrip()
    link.extend(list(words))
    if len(link):
        link[-1].tail = (link[-1].tail or "").rstrip() or None
    else:
        link.text = link.text.rstrip()


def _drop(element: etree._Element, instead: str) -> None:
    """Take the element out; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), instead + (element.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)
