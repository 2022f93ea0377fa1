"""The digest of each page of a stretch: of what is tied to it, whatever the numbers of its objects are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from pipeline.proof.pdf_digest import File, UnknownError
from pipeline.proof.pdf_links import Stretch
from pipeline.proof.pdf_raw import apart, bare, references
from pipeline.proof.pdf_shape import KEY

_GROUP = re.compile(rb"/K ?\[ ?((?:\d+ 0 R ?)*)\]")


class _Object(NamedTuple):
    """What is written in an object and of its marks, parted where it refers to others, and to which."""

    words: list[list[bytes]]
    others: list[int]


def digests(file: File, stretch: Stretch) -> list[bytes | None]:
    """The digest of each page; None where none is sure to hold all that is seen on it."""
    texts, rows = file.places(stretch), file.rows(stretch)
    groups = {one: references(kind[1]) for one, text in texts.items() if (kind := _group(text))}
    above = {one: _GROUP.sub(b"", texts.pop(one)) for one in groups}
    objects = {one: _object(text, rows) for one, text in texts.items()}
    at = dict(zip(stretch.pages, stretch.indexes(), strict=True))
    found: dict[int, bytes | None] = dict.fromkeys(stretch.pages)
    tied = [one for one in _tied(objects) if not at.keys().isdisjoint(one)]
    orders = _orders(tied, [*enumerate(file.kids(stretch)), *((-1, one) for one in groups.values())])
    known: dict[int, bytes] = {}
    for members, order in zip(tied, orders, strict=True):
        names = {one: index for index, one in enumerate(members)}
        try:
            told = sha256(repr((list(_parts(file, names, objects, above, known)), order)).encode()).digest()
        except UnknownError:
            continue
        for page in at.keys() & names.keys():
            found[page] = sha256(b"".join((told, b"%d" % names[page], *file.about(at[page])))).digest()
    return list(found.values())


def _group(text: bytes) -> re.Match[bytes] | None:
    """What is in an element that stands on no page of its own, if that is nothing but elements.

    It ties no pages to each other: what is on another page of it is not seen.
    """
    return _GROUP.search(text) if b"/Pg " not in text else None


def _object(text: bytes, rows: Mapping[int, bytes]) -> _Object:
    """The object; what belongs to its marks stands after it, instead of the numbers of their rows."""
    if b"/StructP" not in text:
        words, others = apart(text)
        return _Object([words], others)
    own = (rows.get(int(key), b"") for key in KEY.findall(text))
    parted = [apart(one) for one in (KEY.sub(b"", text), *own)]
    return _Object([words for words, _ in parted], [one for _, others in parted for one in others])


def _tied(objects: Mapping[int, _Object]) -> list[list[int]]:
    """The objects that refer to each other, one group after the other."""
    above = {one: one for one in objects}
    for one, own in objects.items():
        while above[one] != one:
            above[one] = one = above[above[one]]
        for other in own.others:
            if other in above:
                while above[other] != other:
                    above[other] = other = above[above[other]]
                if other != one:
                    above[other] = one
    groups: dict[int, list[int]] = {}
    for one in sorted(objects):
        top = one
        while above[top] != top:
            above[top] = top = above[above[top]]
        groups.setdefault(top, []).append(one)
    return list(groups.values())


def _orders(
    tied: Sequence[Sequence[int]], lists: Sequence[tuple[int, Sequence[int]]]
) -> list[list[tuple[int, list[int]]]]:
    """For each group of objects, which of them stand in each of the numbered lists, in order."""
    homes = {one: (at, index) for at, members in enumerate(tied) for index, one in enumerate(members)}
    orders: list[list[tuple[int, list[int]]]] = [[] for _ in tied]
    for number, each in lists:
        own: dict[int, list[int]] = {}
        for one in each:
            if home := homes.get(one):
                own.setdefault(home[0], []).append(home[1])
        for at, indexes in own.items():
            orders[at].append((number, indexes))
    return orders


def _parts(
    file: File,
    names: Mapping[int, int],
    objects: Mapping[int, _Object],
    above: Mapping[int, bytes],
    known: dict[int, bytes],
) -> Iterator[tuple[list[list[bytes]], list[int | bytes]]]:
    """What a group is made of: its objects refer to each other by their places in it; `known` fills up with
    digests of all others that they refer to."""
    for one in names:
        own, told = objects[one], list[int | bytes]()
        for other in own.others:
            name = names.get(other)
            if name is None:
                if other not in known:
                    known[other] = _above(file, other, above) if other in above else file.whole(other)
                told.append(known[other])
            else:
                told.append(name)
        yield own.words, told


def _above(file: File, group: int, above: Mapping[int, bytes]) -> bytes:
    """A group, without what is in it."""
    text = above[group]
    return bare(text) + b"".join(b"a group" if one in above else file.whole(one) for one in references(text))
