"""What an object stream of a PDF holds, and what its objects refer to: worked out once for the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pipeline.cache import Kept, sound
from pipeline.proof.pdf_raw import Raw, bare, references

_KIND = "pdf-shapes"
# What stands on a page and is part of what is seen there: pages, elements, links.
_PLACE = re.compile(rb"/Type /(?:StructElem|Annot|OBJR|Page)\b")
KEY = re.compile(rb"/StructParents? (\d+)")
_NODE = re.compile(rb"/Limits ?\[ ?(\d+) (\d+) ?\]")


@dataclass(frozen=True, slots=True)
class Shape:
    """The objects of one bundle.

    Elements, links and pages refer to `out`, besides each other; `keys` are the least and the largest of
    theirs in the table of whose marks are whose. `plain` are all others: a digest of each, and what it refers
    to, in order. `nodes` are those that may be nodes of that table, and their limits.
    """

    numbers: list[int]
    plain: dict[int, tuple[str, list[int]]]
    out: list[int]
    keys: tuple[int, int] | None
    nodes: dict[int, tuple[int, int]]


def shape(texts: Mapping[int, bytes], above: Collection[int] = ()) -> Shape:
    """The shape of some objects; elements `above` are told apart."""
    plain: dict[int, tuple[str, list[int]]] = {}
    places, nodes = dict[int, bytes](), dict[int, tuple[int, int]]()
    for number, text in texts.items():
        if number in above:
            continue
        if _PLACE.search(text):
            places[number] = text
        else:
            plain[number] = sha256(bare(text)).hexdigest(), references(text)
            if limits := _NODE.search(text):
                nodes[number] = int(limits[1]), int(limits[2])
    together = b"\n".join(places.values())  # no reference, no key goes on over the end of a line
    keys = [int(one) for one in KEY.findall(together)]
    least = (min(keys), max(keys)) if keys else None
    return Shape(list(texts), plain, sorted(set(references(together)) - places.keys()), least, nodes)


def shapes(raw: Raw, above: Collection[int], kept: Kept | None) -> dict[int, Shape]:
    """The shape of every bundle of a file, elements `above` all pages left out. Raises OddError."""
    before = sound(kept.get(_KIND, b"") if kept else None, _unpacked) or {}
    special = {raw.bundle_of(one) for one in above}
    found, every = dict[str, Shape](), dict[int, Shape]()
    for number, bundle in raw.bundles.items():
        known = before.get(bundle.digest) if number not in special else None
        every[number] = known or shape(raw.texts(number), above)
        if number not in special:
            found[bundle.digest] = every[number]
    raw.check({number: one.numbers for number, one in every.items()})
    if kept and found.keys() != before.keys():
        kept.put(_KIND, b"", _packed(found))
    return every


def _packed(known: Mapping[str, Shape]) -> bytes:
    rows = {
        digest: [one.numbers, list(one.plain.items()), one.out, one.keys, list(one.nodes.items())]
        for digest, one in known.items()
    }
    return json.dumps(rows).encode()


def _unpacked(data: bytes) -> dict[str, Shape]:
    return {
        digest: Shape(
            numbers,
            {number: (one, others) for number, (one, others) in plain},
            out,
            tuple(keys) if keys else None,
            {number: (least, most) for number, (least, most) in nodes},
        )
        for digest, (numbers, plain, out, keys, nodes) in json.loads(data).items()
    }
