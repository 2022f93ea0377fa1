"""The bibliography where the author wants it: in `::: {#refs}`, or in sections.

A section is a division of class `bibliography` that says what it takes: `keyword=archives`,
`type=book,thesis` or `rest=true`; a list is parted by commas. An entry goes to the first section that asks
for it by keyword or type, and to the rest only after all of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import tree
from pipeline.model import WARNING, Block, Finding

# BibTeX's and people's names of types, in CSL's (CSL 1.0.2, appendix III).
TYPES: Mapping[str, tuple[str, ...]] = {
    "archival": ("manuscript", "collection", "personal_communication"),
    "article": ("article-journal", "article-magazine", "article-newspaper", "article"),
    "booklet": ("pamphlet",),
    "collection": ("book",),
    "inbook": ("chapter",),
    "incollection": ("chapter",),
    "inproceedings": ("paper-conference",),
    "letter": ("personal_communication",),
    "magazine": ("article-magazine",),
    "mastersthesis": ("thesis",),
    "newspaper": ("article-newspaper",),
    "online": ("webpage", "post-weblog", "post"),
    "phdthesis": ("thesis",),
    "unpublished": ("manuscript",),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """The chapters with the bibliography in them; what of it found no place (None when all did)."""

    chapters: tuple[tuple[Block, ...], ...]
    left: Block | None
    findings: tuple[Finding, ...]


def is_section(element: Mapping[str, Any]) -> bool:
    """Whether the element is a section of the bibliography."""
    return element["t"] == "Div" and "bibliography" in element["c"][0][1]


REFS, SECTION = "refs", "section"


def shares_of(blocks: Sequence[Block]) -> Iterator[str]:
    """What the author made room for in a chapter: the whole bibliography, or a section of it."""
    for one in _divisions([blocks]):
        if is_section(one):
            yield SECTION
        elif tree.identifier(one) == "refs":
            yield REFS


def _divisions(chapters: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Every division that stands in no other kind of block, in document order."""
    for blocks in chapters:
        for block in blocks:
            if block["t"] == "Div":
                yield block
                yield from _divisions([block["c"][1]])


def place(
    chapters: Sequence[Sequence[Block]], bibliography: Block, items: Sequence[Mapping[str, Any]]
) -> Placed:
    """The entries of the bibliography put into the author's divisions."""
    entries: list[Block] = bibliography["c"][1]
    sections = [one for one in _divisions(chapters) if is_section(one)]
    shares, rest = share(entries, sections, {str(item["id"]): item for item in items})
    findings = []
    for section, taken in zip(sections, shares, strict=True):
        if not taken:
            message = f"no work belongs to the section {_wish(section)} of the bibliography"
            findings.append(Finding("bibliography-section-empty", WARNING, message))
    if sections and rest:
        findings.append(_unsorted(rest))
    placer = _Placer(bibliography, iter(shares), rest)
    placed = tuple(tuple(placer.filled(blocks)) for blocks in chapters)
    left = {"t": "Div", "c": [bibliography["c"][0], rest]} if rest and not placer.refs_found else None
    return Placed(placed, left, tuple(findings))


class _Placer:
    """Fills the author's divisions in their order."""

    def __init__(self, bibliography: Block, shares: Any, rest: list[Block]) -> None:
        self.triple = bibliography["c"][0]
        self.shares = shares
        self.rest = rest
        self.refs_found = False

    def filled(self, blocks: Sequence[Block]) -> list[Block]:
        """The blocks with the divisions among them filled."""
        return [self.fill(block) if block["t"] == "Div" else block for block in blocks]

    def fill(self, division: Block) -> Block:
        triple, content = division["c"]
        if is_section(division):
            taken = next(self.shares)
            body = [{"t": "Div", "c": [["", *self.triple[1:]], taken]}] if taken else []
            return {"t": "Div", "c": [triple, [*self.filled(content), *body]]}
        if triple[0] == "refs" and not self.refs_found:
            self.refs_found = True
            classes = list(dict.fromkeys([*triple[1], *self.triple[1]]))
            whole = [triple[0], classes, [*triple[2], *self.triple[2]]]
            return {"t": "Div", "c": [whole, [*content, *self.rest]]}
        return {"t": "Div", "c": [triple, self.filled(content)]}


def share(
    entries: Sequence[Block], sections: Sequence[Block], items: Mapping[str, Mapping[str, Any]]
) -> tuple[list[list[Block]], list[Block]]:
    """The entries of each section, in the bibliography's order, and those that fit none."""
    shares: list[list[Block]] = [[] for _ in sections]
    left: list[Block] = []
    for entry in entries:
        item = items.get(tree.identifier(entry).removeprefix("ref-"), {})
        asked = [at for at, section in enumerate(sections) if _asks_for(section, item)]
        asked += [at for at, section in enumerate(sections) if _takes_rest(section)]
        (shares[asked[0]] if asked else left).append(entry)
    return shares, left


def _asks_for(section: Block, item: Mapping[str, Any]) -> bool:
    keywords = _listed(tree.attribute(section, "keyword"))
    types = {name for one in _listed(tree.attribute(section, "type")) for name in (one, *TYPES.get(one, ()))}
    return bool(keywords & _listed(str(item.get("keyword") or ""))) or str(item.get("type", "")) in types


def _takes_rest(section: Block) -> bool:
    return (tree.attribute(section, "rest") or "false") not in ("false", "no")


def _listed(text: str | None) -> set[str]:
    return {one.strip().casefold() for one in (text or "").replace(";", ",").split(",")} - {""}


def _wish(section: Block) -> str:
    return " ".join(f"{key}={value}" for key, value in tree.attr_of(section)[2]) or "without keyword or type"


def _unsorted(rest: Sequence[Block]) -> Finding:
    keys = ", ".join(tree.identifier(entry).removeprefix("ref-") for entry in rest[:5])
    more = f" and {len(rest) - 5} more" if len(rest) > 5 else ""
    message = f"no section of the bibliography takes {keys}{more}; they stand at its end"
    return Finding(
        "bibliography-unsorted", WARNING, message, None, "add a section `::: {.bibliography rest=true}`"
    )
