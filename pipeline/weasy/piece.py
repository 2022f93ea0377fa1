"""The pages of one unit as parts of a PDF: numbered among themselves, to be joined with those of the others.

WeasyPrint writes them as if they were a file of their own. In place of a number that only the whole book
knows stands a mark with a NUL in it, which no author's text can hold (XML 1.0, 2.2): `12 NUL R` refers to the
unit's object 12, `3 NUL P` is the place of the unit's page 3 in the book's table of marks, `7 NUL A` that of
its annotation 7, `12 NUL I` the number of object 12 where it makes a name.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import pydyf

from pipeline.weasy import internals, speed
from pipeline.weasy.labels import count

MARK = "\0"
_MARKED = re.compile(rb"\d+ \0 R")
_APART = b"\1\n"  # between two objects; no text can hold it either


@dataclass(frozen=True)
class Piece:
    """A unit's part of the file: what is told of it, and the bytes of its objects, packed."""

    head: Mapping[str, Any]
    body: bytes

    @classmethod
    def of(cls, objects: Sequence[bytes], head: Mapping[str, Any]) -> Piece:
        """The piece of these objects, by their numbers, streams among them."""
        streams = {number: one for number, one in enumerate(objects) if _is_stream(one)}
        plain = zlib.compress(_APART.join(b"" if n in streams else one for n, one in enumerate(objects)), 1)
        lengths = {str(number): len(one) for number, one in streams.items()}
        packed = {"objects": len(objects), "plain": len(plain), "streams": lengths}
        return cls({**head, "packed": packed}, b"".join((plain, *streams.values())))

    @cached_property
    def objects(self) -> tuple[bytes, ...]:
        """The bytes of the objects by their numbers; those that the whole file has are empty."""
        at: int = self.head["packed"]["plain"]
        objects = zlib.decompress(self.body[:at]).split(_APART)
        for number, length in self.head["packed"]["streams"].items():
            objects[int(number)] = self.body[at : at + length]
            at += length
        return tuple(objects)

    @cached_property
    def digest(self) -> bytes:
        """What tells it from others."""
        return sha256(json.dumps(self.head, sort_keys=True).encode() + self.body).digest()

    def packed(self) -> bytes:
        """As one string of bytes."""
        return json.dumps(self.head).encode() + b"\n" + self.body

    @classmethod
    def unpacked(cls, data: bytes) -> Piece:
        """The piece that was packed."""
        line, _, body = data.partition(b"\n")
        return cls(json.loads(line), body)


def _is_stream(data: bytes) -> bool:
    return data.endswith(b"endstream")


@dataclass
class _Caught:
    """What WeasyPrint would have written for a file of its own."""

    known: frozenset[str] | None  # places in the whole book; None: those of these pages
    fonts: dict[Any, Any] = field(default_factory=dict)
    names: list[list[Any]] = field(default_factory=list)


_caught: _Caught | None = None


def resolve_links(pages: Any) -> Iterator[Any]:
    """Hook: the links and places of each page; links to places in other units are kept."""
    assert _caught
    outside = _caught.known or frozenset()
    resolved = internals.resolve_links(_with_places(pages, outside))
    next(resolved)  # the page that only holds the places of others
    yield from resolved


class _Elsewhere:
    """A page with the places of other units; it comes last of all, so that own places go first."""

    links: tuple[Any, ...] = ()

    def __init__(self, anchors: frozenset[str]) -> None:
        self.anchors = dict.fromkeys(sorted(anchors), (0, 0, 0, 0))


def _with_places(pages: Any, outside: frozenset[str]) -> list[Any]:
    return [_Elsewhere(outside), *pages]


def add_outlines(*_: Any, **__: Any) -> None:
    """Hook: the outline is made for the whole book."""


def build_fonts_dictionary(pdf: Any, fonts: Any, *_: Any) -> Any:
    """Hook: fonts are cut down for the whole book; here only what is used of them."""
    assert _caught
    _caught.fonts.update(fonts)
    return pydyf.Dictionary()


def _reference(self: Any) -> bytes:
    return f"{self.number} {MARK} R".encode()


HOOKS: tuple[internals.Hook, ...] = (
    (internals.pdf, "resolve_links", resolve_links),
    (internals.pdf, "add_outlines", add_outlines),
    (internals.pdf, "build_fonts_dictionary", build_fonts_dictionary),
    (pydyf.Object, "reference", property(_reference)),
    (pydyf.PDF, "page_references", speed.page_references),
    (pydyf, "zlib", speed.compression),
)


@contextmanager
def _catching(known: frozenset[str]) -> Iterator[_Caught]:
    global _caught
    _caught = _Caught(known)
    try:
        yield _caught
    finally:
        _caught = None


def piece(
    document: Any, foreign: frozenset[str], options: Mapping[str, Any], known: frozenset[str] = frozenset()
) -> tuple[Piece, dict[str, bytes]]:
    """The document's part of the file, and the bytes of the fonts that it uses, by their digests.

    `foreign` are the places outside the unit that its links lead to, `known` those on other pages of it.
    """
    places = (foreign | known).difference(*(page.anchors for page in document.pages))
    with internals.hooked(HOOKS), _catching(places) as caught:
        pdf = internals.generate_pdf(document, None, 1, **options)
        heights = [page.height for page in document.pages]
        marks = [page.bookmarks for page in document.pages]
        head: dict[str, Any] = {
            "pages": [int(number) for number in pdf.pages["Kids"][::3]],
            "fonts": {},
            "names": _names(pdf),
            "bookmarks": list(zip(heights, marks, strict=True)),
            "counts": [count(page._page_box) for page in document.pages],
            "font": _font_dictionary(pdf),
            "foreign": sorted(foreign & _targets(document)),
            "targets": sorted(_targets(document)),
            **_structure(pdf),
        }
        faces: dict[str, bytes] = {}
        head["fonts"] = [_font(font, faces) for font in caught.fonts.values()]
        skipped = {0, pdf.pages.number, pdf.catalog.number, head["font"], *head.get("tree", ())}
        objects = [b"" if one.number in skipped else one.data for one in pdf.objects]
        head["shown"] = [_digest(_MARKED.sub(b"", one)) for one in objects if b"/Subtype /Image" in one[:400]]
        head["images"] = {str(at): _digest(one) for at, one in enumerate(objects) if _is_image(one)}
    return Piece.of(objects, json.loads(json.dumps(head))), faces


def _targets(document: Any) -> set[str]:
    """Where the links of its pages lead to in the book."""
    links = (link for page in document.pages for link in page.links)
    return {target for kind, target, *_ in links if kind == "internal"}


def _is_image(data: bytes) -> bool:
    """Whether the object is a picture that the whole file needs once, wherever it is shown."""
    return b"/Subtype /Image" in data[:400] and MARK.encode() not in data.partition(b"\nstream\n")[0]


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _number(reference: Any) -> int:
    return int(bytes(reference).split()[0])


def _font_dictionary(pdf: Any) -> int:
    return next(_number(one["Font"]) for one in pdf.objects if isinstance(one, dict) and "ColorSpace" in one)


def _names(pdf: Any) -> list[list[str]]:
    """Name and destination of every place."""
    every = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    return [
        [name.string, spot.data.decode("latin-1")] for name, spot in zip(every[::2], every[1::2], strict=True)
    ]


def _structure(pdf: Any) -> dict[str, Any]:
    """The structure tree's top, in numbers: the unit's elements, whose marks and annotations are whose."""
    if "StructTreeRoot" not in pdf.catalog:
        return {}
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    mapping, top = pdf.objects[_number(root["ParentTree"])], pdf.objects[_number(root["K"][0])]
    nums = mapping["Nums"]
    count = len(pdf.pages["Kids"]) // 3
    for index, kid in enumerate(pdf.pages["Kids"][::3]):
        pdf.objects[kid]["StructParents"] = f"{index} {MARK} P"
    index = 0
    for one in pdf.objects:
        if isinstance(one, dict) and "StructParent" in one:
            one["StructParent"] = f"{one['StructParent'] - count} {MARK} A"
        if isinstance(one, dict) and one.get("S") in ("/TH", "/TD") and "ID" in one:
            one["ID"].string = one["ID"].string.replace("-", f" {MARK} I-", 1)
    return {
        "tree": [root.number, top.number, mapping.number],
        "elements": [_number(kid) for kid in top["K"]],
        "marks": [[_number(one) for one in marks] for marks in nums[1 : 2 * count : 2]],
        "annotations": [_number(one) for one in nums[2 * count + 1 :: 2]],
    }


# What WeasyPrint's `Font` knows besides the bytes of the font.
_KNOWN = (
    "index family font_size style weight variations hash ascent descent tables bitmap italic_angle upem "
    "glyph_count stemv stemh widths to_unicode missing used_in_forms flags"
).split()


def _font(font: Any, faces: dict[str, bytes]) -> dict[str, Any]:
    digest = sha256(font.file_content).hexdigest()
    faces[digest] = font.file_content
    row = {name: getattr(font, name) for name in _KNOWN}
    for name in ("widths", "to_unicode", "missing"):
        row[name] = list(row[name].items())
    colours = {name: bool(getattr(font, name)) for name in ("png", "svg", "colr")}
    return {**row, **colours, "name": font.name.decode("latin-1"), "face": digest}
