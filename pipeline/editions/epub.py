"""Manuscript -> EPUB 3.3, packaged here: valid by construction, the same bytes for the same book."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.editions.ebook.container import zipped
from pipeline.editions.ebook.contents import navigation
from pipeline.editions.ebook.links import linked, used
from pipeline.editions.ebook.package import Access, Item, package
from pipeline.editions.ebook.page import Page, pages, xhtml
from pipeline.fonts import Face, families
from pipeline.frontmatter import isbn_for_screen
from pipeline.house_style.ebook import ebook_css
from pipeline.markup import Written
from pipeline.model import Edition, Image, Manuscript, Metadata


def epub(
    manuscript: Manuscript,
    title: Written,
    chapters: Sequence[Written],
    stylesheet: str,
    fonts: Sequence[Face],
    *,
    created: datetime | None,
    printed: Mapping[str, str] | None = None,
) -> Edition:
    """The e-book of the written title page and chapters (`markup.book`).

    `stylesheet` is the text of the house style; `fonts` are the faces to embed, cut down to what
    `lettering.worn` says; `printed` has for each page of the printed edition, in order, the id at its head.
    """
    metadata = _sound(manuscript.metadata)
    made, findings = linked(
        pages(title, chapters, manuscript.settings.notes, metadata.lang), manuscript.images
    )
    places = _places(made, printed or {})
    images = used(made, manuscript.images)
    nav = navigation(made, metadata.lang, metadata.direction, places, manuscript.settings.toc_depth)
    before = sum(page.matter == "frontmatter" for page in made)
    items = [
        *(_text(page, metadata) for page in made[:before]),
        Item("text/nav.xhtml", "application/xhtml+xml", nav, "nav", in_spine=True),
        *(_text(page, metadata) for page in made[before:]),
        Item("styles/stylesheet.css", "text/css", _css(stylesheet, fonts).encode()),
        *(Item(f"fonts/{face.file_name}", "font/ttf", face.data) for face in fonts),
        *(Item(image.target, image.media_type, image.data) for image in images),
    ]
    data = zipped(package(metadata, items, _access(made, images, bool(places)), created), items)
    return Edition("epub", data, tuple(dict.fromkeys(findings)))


def _sound(metadata: Metadata) -> Metadata:
    """The metadata with the e-book's own ISBN, if it has one, and a language tag of BCP 47."""
    sound = re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", metadata.lang)
    identifier = isbn_for_screen(metadata.meta) or metadata.identifier
    return replace(metadata, lang=metadata.lang if sound else "und", identifier=identifier)


def _text(page: Page, metadata: Metadata) -> Item:
    has_maths = next(page.body.iter("math"), None) is not None
    data = xhtml(page, metadata.lang, metadata.direction)
    return Item(
        f"text/{page.name}", "application/xhtml+xml", data, "mathml" if has_maths else "", in_spine=True
    )


def _css(stylesheet: str, fonts: Sequence[Face]) -> str:
    """The e-book's stylesheet: its faces, then the house style."""
    faces = (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("../fonts/{face.file_name}") }}\n'
        for face in fonts
    )
    return "".join(faces) + ebook_css(
        stylesheet, families(face for face in fonts if face.family not in stylesheet)
    )


def _places(made: Sequence[Page], printed: Mapping[str, str]) -> dict[str, str]:
    """The printed pages whose beginning is a place in the e-book."""
    where = {name: page.name for page in made for one in page.body.iter() if (name := one.get("id"))}
    return {label: f"{where[name]}#{name}" for label, name in printed.items() if name in where}


def _access(made: Sequence[Page], images: Sequence[Image], has_pages: bool) -> Access:
    shown = [one for page in made for one in page.body.iter("img")]
    maths = any(next(page.body.iter("math"), None) is not None for page in made)
    return Access(bool(images), all(one.get("alt") for one in shown), maths, has_pages)
