"""Pure: the pages before the text as sections, in the order of the style; the text's beginning marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from pipeline.markup.terms import term
from pipeline.model import FrontMatter

# EPUB Structural Semantics Vocabulary, and DPUB-ARIA's roles.
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_TYPES = {"half-title": "halftitlepage", "copyright-page": "copyright-page", "dedication": "dedication",
          "epigraph": "epigraph", "series": "seriespage"}  # fmt: skip
_ROLES = {"dedication": "doc-dedication", "epigraph": "doc-epigraph", "abstract": "doc-abstract"}
_LISTS = ("contents", "figures", "tables")
# The class of a page's section; the class of what stands in it.
_CLASSES = {"series": "series-page", "epigraph": "epigraph-page", "abstract": "abstract-page",
            "dedication": "dedication-page"}  # fmt: skip
PREFIX = "octavo-"


def identifier(part: str) -> str:
    """The id of a part's section, which no heading of an author has by chance."""
    return PREFIX + part


def sections(
    header: etree._Element, apart: Mapping[str, etree._Element], front: FrontMatter, lang: str, *, long: bool
) -> Iterator[etree._Element]:
    """The pages; without a title page of its own the title block comes last, right before the text."""
    for name in front.parts:
        if name in _LISTS:
            nav = etree.Element("nav", {"class": " ".join(dict.fromkeys(("contents", name)))})
            nav.set("id", identifier(name))
            nav.set("data-of", name)
            nav.set("data-depth", str(front.depth))
            heading = etree.SubElement(nav, "h1", {"data-title": term(name, lang)})
            heading.text = term(name, lang)
            yield nav
        elif name == "title-page":
            page = _section(name)
            if long:
                page.set("class", f"{name} long")
            page.append(header)
            if name in apart:
                page.append(_named(apart[name], "p", "publisher"))
            yield page
        elif name in apart:
            page = _section(name)
            page.append(_content(name, apart[name]))
            yield page
    if "title-page" not in front.parts:
        yield header


def _section(name: str) -> etree._Element:
    page = etree.Element("section", {"class": _CLASSES.get(name, name), "id": identifier(name)})
    if name in _TYPES:
        page.set(EPUB_TYPE, _TYPES[name])
    if name in _ROLES:
        page.set("role", _ROLES[name])
    return page


def _content(name: str, words: etree._Element) -> etree._Element:
    if name in ("half-title", "series"):
        return _named(words, "p", "title" if name == "half-title" else name)
    return _named(words, "div", {"copyright-page": "imprint"}.get(name, name))


def _named(element: etree._Element, tag: str, name: str) -> etree._Element:
    element.tag = tag
    element.set("class", name)
    return element


def opened(parts: Sequence[etree._Element]) -> None:
    """Mark where the text begins (class `opening`), if pages stand before it; what is loose is wrapped."""
    if not parts or not any(one.tag in ("section", "nav") for one in parts[0]):
        return
    first = next((part for part in parts[1:] if len(part)), None)
    if first is None:
        return
    header = parts[0].find("header")
    if header is None and first[0].tag == "section" and not (first.text or "").strip():
        first[0].set("class", f"{first[0].get('class') or ''} opening".strip())
        return
    wrapper = etree.Element("div", {"class": "opening"})
    wrapper.text, first.text = first.text, None
    wrapper.extend([*([header] if header is not None else []), *first])
    first.append(wrapper)
