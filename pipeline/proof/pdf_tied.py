"""The digest of each page of a stretch: of what is tied to it, whatever the numbers of its objects are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from pipeline.proof.pdf_digest import File, UnknownError
from pipeline.proof.pdf_links import Stretch
from pipeline.proof.pdf_raw import bare, references
from pipeline.proof.pdf_shape import KEY

_GROUP = re.compile(rb"/K ?\[ ?((?:\d+ 0 R ?)*)\]")


def digests(file: File, stretch: Stretch) -> list[bytes | None]:
    """The digest of each page; None where none is sure to hold all that is seen on it."""
    texts, rows, kids = file.places(stretch), file.rows(stretch), file.kids(stretch)
    groups = {one: references(kind[1]) for one, text in texts.items() if (kind := _group(text))}
    above = {one: _GROUP.sub(b"", texts.pop(one)) for one in groups}
    at = dict(zip(stretch.pages, stretch.indexes(), strict=True))
    found: dict[int, bytes | None] = dict.fromkeys(stretch.pages)
    for members in _tied(texts, rows):
        names = {one: index for index, one in enumerate(members)}
        pages = [one for one in members if one in at]
        try:
            parts = list(_parts(file, names, texts, rows, above)) if pages else []
        except UnknownError:
            continue
        order = repr(
            [[names[one] for one in each if one in names] for each in (*kids, *groups.values())]
        ).encode()
        told = sha256(b"".join(b"%d " % len(part) + part for part in (*parts, order))).digest()
        for page in pages:
            found[page] = sha256(b"".join((told, b"%d" % names[page], *file.about(at[page])))).digest()
    return list(found.values())


def _group(text: bytes) -> re.Match[bytes] | None:
    """What is in an element that stands on no page of its own, if that is nothing but elements.

    It ties no pages to each other: what is on another page of it is not seen.
    """
    return _GROUP.search(text) if b"/Pg " not in text else None


def _tied(texts: Mapping[int, bytes], rows: Mapping[int, bytes]) -> Iterator[list[int]]:
    """The objects that refer to each other, one group after the other."""
    above = {one: one for one in texts}

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = one = above[above[one]]
        return one

    for one, text in texts.items():
        for other in _others(text, rows):
            if other in above:
                above[top(other)] = top(one)
    groups: dict[int, list[int]] = {}
    for one in sorted(texts):
        groups.setdefault(top(one), []).append(one)
    yield from groups.values()


def _others(text: bytes, rows: Mapping[int, bytes]) -> Iterable[int]:
    """What an object refers to, and its marks do."""
    keys = KEY.findall(text) if b"/StructP" in text else ()
    return references(b" ".join((text, *(rows.get(int(key), b"") for key in keys))))


def _parts(
    file: File,
    names: Mapping[int, int],
    texts: Mapping[int, bytes],
    rows: Mapping[int, bytes],
    above: Mapping[int, bytes],
) -> Iterator[bytes]:
    """What a group is made of: its objects refer to each other by their places in it."""
    for one in names:
        text = texts[one]
        yield bare(KEY.sub(b"", text))
        for key in map(int, KEY.findall(text)):
            yield bare(rows.get(key, b""))
        for other in _others(text, rows):
            known = b"%d" % names[other] if other in names else None
            yield known or (_above(file, other, above) if other in above else file.whole(other))


def _above(file: File, group: int, above: Mapping[int, bytes]) -> bytes:
    """A group, without what is in it."""
    text = above[group]
    return bare(text) + b"".join(b"a group" if one in above else file.whole(one) for one in references(text))
