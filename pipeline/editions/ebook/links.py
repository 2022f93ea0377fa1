"""Pure: links between the chapters as links between files; pictures as files of the e-book."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from pipeline.editions.ebook.page import Page
from pipeline.model import WARNING, Finding, Image, Place

_OUTWARD = frozenset(("http", "https", "mailto", "ftp", "tel"))
_HOSTED = frozenset(("http", "https", "ftp"))
_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|[0-9a-f:.]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# RFC 3986: what a URL may hold as it is, percent signs included.
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def linked(pages: Sequence[Page], images: Mapping[str, Image]) -> tuple[list[Page], list[Finding]]:
    """The pages with every link leading somewhere and every picture a file; findings for those that don't."""
    where: dict[str, str] = {}
    for page in pages:
        for element in page.body.iter():
            if name := element.get("id"):
                where.setdefault(name, page.name)
    files = {page.source.rpartition("/")[2]: page.name for page in reversed(pages) if page.source}
    findings: list[Finding] = []
    out = []
    for page in pages:
        body = copy.deepcopy(page.body)
        findings += _links(body, page, where, files)
        findings += _pictures(body, page, images)
        out.append(replace(page, body=body))
    return out, findings


def _links(
    body: etree._Element, page: Page, where: Mapping[str, str], files: Mapping[str, str]
) -> Iterator[Finding]:
    own = {name for one in body.iter() if (name := one.get("id"))}
    for link in body.iter("a"):
        href = link.get("href")
        if href is None:
            continue
        target = _target(href, page.name, own, where, files)
        if target is None:
            del link.attrib["href"]
            words = " ".join("".join(map(str, link.itertext())).split())[:40]
            code, what = (
                ("link-unknown", "leads nowhere")
                if href[:1] == "#"
                else ("link-outside", "leads out of the book")
            )
            yield Finding(code, WARNING, f"the link “{words}” {what}: {href[:80]}", _place(page))
        else:
            link.set("href", target)


def _target(
    href: str, name: str, own: set[str], where: Mapping[str, str], files: Mapping[str, str]
) -> str | None:
    """The link as it reads in the e-book; None where it can lead nowhere."""
    if _SCHEME.match(href) or href.startswith("//"):
        return _outward(href)
    path, _, fragment = href.partition("#")
    fragment = unquote(fragment)
    if not path:
        return f"#{fragment}" if fragment in own else _inward(where.get(fragment), fragment)
    file = files.get(unquote(path).rpartition("/")[2])
    if file is None or not fragment:
        return file
    return _inward(where.get(fragment), fragment) or file


def _inward(file: str | None, fragment: str) -> str | None:
    return f"{file}#{fragment}" if file else None


def _outward(href: str) -> str | None:
    """A link to the net, each character of it allowed in a URL; None for what no reader should follow."""
    href = f"https:{href}" if href.startswith("//") else href.strip()
    try:
        parts = urlsplit(href)
        host = unquote(parts.hostname or "").encode("idna").decode()
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in _OUTWARD or (parts.scheme in _HOSTED and not _HOST.fullmatch(host)):
        return None
    clean = quote(href, safe=_SAFE)
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", clean)


def _pictures(body: etree._Element, page: Page, images: Mapping[str, Image]) -> Iterator[Finding]:
    """Point every picture to its file; one that is not there leaves its alternative text."""
    for picture in list(body.iter("img")):
        source = unquote(picture.get("src") or "")
        image = images.get(source) or images.get(picture.get("src") or "")
        if image is None:
            alt = picture.get("alt") or ""
            picture.tag = "span"
            picture.attrib.clear()
            picture.set("class", "missing-image")
            picture.text = alt
            yield Finding("image-missing", WARNING, f"there is no picture {source[:80]}", _place(page))
            continue
        picture.set("src", f"../{image.target}")
        picture.set("alt", picture.get("alt") or "")


def _place(page: Page) -> Place | None:
    return Place(page.source) if page.source else None


def used(pages: Sequence[Page], images: Mapping[str, Image]) -> list[Image]:
    """The pictures that the pages show, in the order of their names."""
    shown = {one.get("src") for page in pages for one in page.body.iter("img")}
    return sorted(
        (image for image in images.values() if f"../{image.target}" in shown), key=lambda one: one.target
    )
