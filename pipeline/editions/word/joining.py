"""Pieces of the text -> one text: what is numbered by piece is numbered through the whole file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from pipeline.editions.word.piece import Piece
from pipeline.house_style.ooxml import NAMESPACES, Xml, el, q, relationships

_R = f"{{{NAMESPACES['r']}}}"
_ASKING = etree.XPath("//*[@r:*]", namespaces={"r": NAMESPACES["r"]})
_CARRIED = ("hyperlink", "image")
# Elements that bear a number which is there once in a file (ECMA-376, part 1, 17.13.6.2, 17.11.10, 20.4.2.5).
_NUMBERED = {
    q("w:bookmarkStart"): q("w:id"),
    q("w:bookmarkEnd"): q("w:id"),
    q("w:footnote"): q("w:id"),
    q("w:footnoteReference"): q("w:id"),
    q("wp:docPr"): "id",
    q("pic:cNvPr"): "id",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """The text in one: the parts by name, `document-links` and `footnotes-links` among them; the pictures."""

    parts: Mapping[str, Xml]
    media: Mapping[str, bytes]


def joined(pieces: Sequence[Piece]) -> Joined:
    """The pieces after each other; the trees of the pieces become part of it."""
    media: dict[str, bytes] = {}
    styles: dict[str, Xml] = {}
    lists = _Lists()
    links: dict[str, list[Xml]] = {"document-links": [], "footnotes-links": []}
    whole = {name: pieces[0].parts[name] for name in ("document", "footnotes")}
    body = _body(whole["document"])
    section = body.find(q("w:sectPr"))
    highest = 0
    for number, piece in enumerate(pieces):
        texts = (piece.parts["document"], piece.parts["footnotes"])
        highest = _renumber(texts, highest)
        lists.add(piece.parts["numbering"], texts)
        names = _pictures(piece.media, media)
        own = {name: _carried(piece.parts[name], names) for name in links}
        known = {str(one.get("Id")) for carried in own.values() for one in carried}
        for name, carried in own.items():
            links[name] += carried
            for one in carried:
                one.set("Id", _name(number, str(one.get("Id"))))
        _refer(texts, number, known)
        for style in piece.parts["styles"]:
            styles.setdefault(str(style.get(q("w:styleId"))), style)
        if number:
            body.extend([one for one in _body(texts[0]) if one.tag != q("w:sectPr")])
            whole["footnotes"].extend(list(texts[1]))
    if section is not None:
        body.append(section)
    return Joined(
        {
            **whole,
            "numbering": lists.numbering,
            "styles": el("w:styles", None, *styles.values()),
            **{name: relationships(found) for name, found in links.items()},
        },
        media,
    )


def _body(document: Xml) -> Xml:
    body = document.find(q("w:body"))
    assert body is not None
    return body


def _renumber(texts: Sequence[Xml], highest: int) -> int:
    """Raise the piece's numbers above the highest before it; the highest number then."""
    most = highest
    for text in texts:
        for one in text.iter(*_NUMBERED):
            name = _NUMBERED[str(one.tag)]
            typed = str(one.get(name))
            if typed.isdecimal():  # (authors may write raw OpenXML)
                number = highest + 1 + int(typed)
                one.set(name, str(number))
                most = max(most, number)
    return most


class _Lists:
    """Lists of all pieces in one `numbering.xml` (17.9)."""

    def __init__(self) -> None:
        self.numbering = el("w:numbering")
        self._kinds: dict[str, Xml] = {}
        self._count = 0

    def add(self, numbering: Xml, texts: Sequence[Xml]) -> None:
        """The lists that the texts hold, under numbers of their own."""
        asked = [one for text in texts for one in text.iter(q("w:numId"))]
        if not asked:
            return
        known = {one.get(q("w:numId")): one for one in numbering.findall(q("w:num"))}
        kinds = {one.get(q("w:abstractNumId")): one for one in numbering.findall(q("w:abstractNum"))}
        given: dict[str, str] = {}
        for one in asked:
            old = str(one.get(q("w:val")))
            if old not in given and old in known:
                self._count += 1
                given[old] = str(self._count)
                self._add(known[old], str(self._count), kinds)
            one.set(q("w:val"), given.get(old, old))

    def _add(self, number: Xml, identifier: str, kinds: Mapping[str | None, Xml]) -> None:
        kind = number.find(q("w:abstractNumId"))
        name = str(kind.get(q("w:val"))) if kind is not None else ""
        if name not in self._kinds and name in kinds:
            self.numbering.insert(len(self._kinds), kinds[name])
            self._kinds[name] = kinds[name]
        number.set(q("w:numId"), identifier)
        self.numbering.append(number)


def _pictures(media: Mapping[str, bytes], all_of_them: dict[str, bytes]) -> dict[str, str]:
    """The pictures' names in the whole file by those in the piece; the same picture is there once."""
    names = {}
    for name, data in media.items():
        new = f"media/{sha256(data).hexdigest()[:16]}{PurePosixPath(name).suffix}"
        names[name.removeprefix("word/")] = new
        all_of_them[f"word/{new}"] = data
    return names


def _carried(links: Xml, pictures: Mapping[str, str]) -> list[Xml]:
    """The piece's links and pictures; pandoc's other relationships are of its own parts."""
    carried = [one for one in links if str(one.get("Type")).rpartition("/")[2] in _CARRIED]
    for one in carried:
        target = str(one.get("Target"))
        one.set("Target", pictures.get(target, target))
    return carried


def _refer(texts: Sequence[Xml], number: int, known: Collection[str]) -> None:
    """Have what asks for a link or a picture of the piece ask for it by its name in the whole file."""
    for text in texts if known else ():
        asking: Any = _ASKING(text)
        for one in asking:
            for name, value in one.items():
                if name.startswith(_R) and value in known:
                    one.set(name, _name(number, value))


def _name(number: int, name: str) -> str:
    return f"rId-{number}-{name.removeprefix('rId')}"
