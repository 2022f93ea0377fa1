"""Running heads that say their section's chapter, in words that need no program to work them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.editions.word.paragraphs import style_of
from pipeline.house_style.ooxml import Xml, parse, q, relationship, relationships, serialize
from pipeline.house_style.word_page import KINDS, part_id

_STYLEREF = re.compile(r"\s*STYLEREF (\d)\b")
_LINKS = "word/_rels/document.xml.rels"


def of_sections(document: Xml) -> Iterator[tuple[Xml, list[Xml]]]:
    """Each section's properties and the paragraphs between the one before and it."""
    body = document.find(q("w:body"))
    assert body is not None
    paragraphs: list[Xml] = []
    for paragraph in body.iter(q("w:p")):
        paragraphs.append(paragraph)
        section = paragraph.find(f"{q('w:pPr')}/{q('w:sectPr')}")
        if section is not None:
            yield section, paragraphs
            paragraphs = []
    last = body.find(q("w:sectPr"))
    assert last is not None
    yield last, paragraphs


def with_own_words(document: Xml, links: Xml, reference: Mapping[str, bytes]) -> tuple[Xml, dict[str, bytes]]:
    """The text's links and the house style's parts, with a running head for each section whose chapter it
    has to say.

    A field is worked out by Word; LibreOffice and others show the words that were written into it.
    """
    heads = [one for one in parse(reference[_LINKS]) if str(one.get("Type")).endswith(("/header", "/footer"))]
    links, parts = relationships([*links, *heads]), dict(reference)
    titles: dict[str, str] = {}
    for number, (section, paragraphs) in enumerate(of_sections(document)):
        said = titles
        titles = _titles(paragraphs, titles)
        if number == 0 or titles == said:
            continue
        for kind, _ in KINDS:
            for one in section.findall(q(f"w:{kind}Reference")):
                name = str(one.get(q("w:type")))
                if one.get(q("r:id")) != part_id(kind, name):
                    continue  # a page before the text
                head = parse(reference[f"word/{kind}-{name}.xml"])
                if _say(head, titles):
                    own = f"{name}{number}"
                    parts[f"word/{kind}-{own}.xml"] = serialize(head)
                    links.append(relationship(part_id(kind, own), kind, f"{kind}-{own}.xml"))
                    one.set(q("r:id"), part_id(kind, own))
    return links, parts


def _titles(paragraphs: list[Xml], before: Mapping[str, str]) -> dict[str, str]:
    """The first heading of each level, or the last one before."""
    found: dict[str, str] = {}
    for paragraph in paragraphs:
        style = style_of(paragraph)
        if style.startswith("Heading"):
            # A call's mark is no word of the title.
            runs = (run for run in paragraph.iter(q("w:r")) if run.find(q("w:footnoteReference")) is None)
            words = "".join(text.text or "" for run in runs for text in run.iter(q("w:t")))
            found.setdefault(style.removeprefix("Heading"), words)
    return {**before, **found}


def _say(head: Xml, titles: Mapping[str, str]) -> bool:
    """Write each heading into the field that asks for it; whether any words have changed."""
    level, shown, changed = "", False, False
    for node in head.iter(q("w:fldChar"), q("w:instrText"), q("w:t")):
        if node.tag == q("w:instrText"):
            asked = _STYLEREF.match(node.text or "")
            level = asked[1] if asked else ""
        elif node.tag == q("w:fldChar"):
            shown = node.get(q("w:fldCharType")) == "separate"
        elif shown and level in titles and node.text != titles[level]:
            node.text, changed = titles[level], True
    return changed
