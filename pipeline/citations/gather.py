"""Every citation of the text in the order of reading, and the text with each one marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import tree
from pipeline.citations import sections
from pipeline.model import Block, Inline, Late

# Elements that hold neither citations nor notes, passed over for speed.
LEAVES = frozenset(
    ("Str", "Space", "SoftBreak", "LineBreak", "Code", "Math", "RawInline", "CodeBlock", "RawBlock")
)
# Metadata that pandoc reads as instructions, not as words of the text.
NOT_TEXT = frozenset(("nocite", "references", "bibliography", "csl", "header-includes", "octavo"))
METADATA = -1


@dataclass(frozen=True, slots=True)
class Spot:
    """One citation where it stands: `index` counts those of its chapter, or of the text, from 0.

    `note` is the serial number of its note: the one that the author wrote it in (`written`), or, in a style
    of notes, the one that it makes; None in the running text of other styles. Notes of the metadata count in
    a series of their own; its `chapter` is METADATA.
    """

    index: int
    chapter: int
    note: int | None
    written: bool
    citations: tuple[Mapping[str, Any], ...]

    def row(self) -> list[Any]:
        """The citation as data."""
        return [self.index, self.chapter, self.note, self.written, self.citations]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Spot:
        """What `row` gave."""
        index, chapter, note, written, citations = row
        return cls(index, chapter, note, written, tuple(citations))

    @property
    def keys(self) -> list[str]:
        """The keys it cites, in order."""
        return [str(one["citationId"]) for one in self.citations]


@dataclass(frozen=True)
class Gathered(Late):
    """A chapter, each Cite of which carries `spot`, its index in `spots`; and how many notes it has.

    `shares` are the divisions that the author made for the bibliography: "refs" for all of it, "section".
    """

    blocks: tuple[Block, ...]
    spots: tuple[Spot, ...]
    notes: int
    shares: tuple[str, ...] = ()


def collect(blocks: Sequence[Block], notes: bool) -> Gathered:
    """The citations of a chapter, counted from its beginning; `notes`: the style sets citations in notes."""
    gatherer = _Gatherer(notes, 0)
    marked = tuple(gatherer.items(list(blocks)))
    return Gathered(marked, tuple(gatherer.spots), gatherer.notes, tuple(sections.shares_of(blocks)))


def collect_metadata(meta: Mapping[str, Any], notes: bool) -> tuple[dict[str, Any], tuple[Spot, ...]]:
    """The metadata, its citations marked likewise, and these."""
    gatherer = _Gatherer(notes, METADATA)
    marked = {key: value if key in NOT_TEXT else gatherer.node(value) for key, value in meta.items()}
    return marked, tuple(gatherer.spots)


def in_order(metadata: Sequence[Spot], chapters: Sequence[Gathered]) -> tuple[Spot, ...]:
    """The citations of the whole text, counted through, and its notes too."""
    spots, notes = list(metadata), 0
    for at, chapter in enumerate(chapters):
        for spot in chapter.spots:
            number = None if spot.note is None else spot.note + notes
            spots.append(replace(spot, index=len(spots), chapter=at, note=number))
        notes += chapter.notes
    return tuple(spots)


def keys(chapters: Sequence[Gathered], meta: Mapping[str, Any]) -> list[str]:
    """Every key that the text and its `nocite` name, each once, in order; "*" stands for all."""
    spots = in_order(collect_metadata(meta, False)[1], chapters)
    cited = [key for spot in spots for key in spot.keys]
    unprinted = [
        one["citationId"] for cite in tree.elements(meta.get("nocite", {}), "Cite") for one in cite["c"][0]
    ]
    return list(dict.fromkeys([*cited, *unprinted]))


class _Gatherer:
    """Walks once through the text, counting."""

    def __init__(self, note_style: bool, chapter: int) -> None:
        self.note_style = note_style
        self.chapter = chapter
        self.notes = 0
        self.in_note = False
        self.spots: list[Spot] = []

    def items(self, items: list[Any]) -> list[Any]:
        """A list with its citations marked; the same list where it holds none."""
        if self.note_style:
            items = merged(items)
        new = items
        for at, item in enumerate(items):
            if type(item) is dict:
                if item.get("t") in LEAVES:
                    continue
                answer = self.node(item)
            elif type(item) is list:
                answer = self.items(item)
            else:
                continue
            if answer is not item:
                if new is items:
                    new = list(items)
                new[at] = answer
        return new

    def node(self, node: Any) -> Any:
        if type(node) is list:
            return self.items(node)
        if type(node) is not dict:
            return node
        kind = node.get("t")
        if kind == "Cite":
            return self.cite(node)
        if kind == "Note" and not self.in_note:
            return self.note(node)
        if kind == "Figure":
            node = without_alt_notes(node)
        elif kind == "Image":
            return {**node, "c": [node["c"][0], tree.walk(_as_typed, node["c"][1]), node["c"][2]]}
        if kind is None:
            return {key: self.node(value) for key, value in node.items()}
        content = node.get("c")
        if type(content) is not list and type(content) is not dict:
            return node
        new = self.node(content)
        return node if new is content else {**node, "c": new}

    def note(self, node: Inline) -> Inline:
        self.notes += 1
        self.in_note = True
        new = self.items(node["c"])
        self.in_note = False
        return node if new is node["c"] else {"t": "Note", "c": new}

    def cite(self, node: Inline) -> Inline:
        citations = node["c"][0]
        if self.note_style and not self.in_note:
            self.notes += 1
        number = self.notes if self.note_style or self.in_note else None
        if self.note_style and self.in_note:
            citations = [_plain(one) for one in citations]
        index = len(self.spots)
        self.spots.append(Spot(index, self.chapter, number, self.in_note, tuple(citations)))
        return {"t": "Cite", "c": node["c"], "spot": index}


def merged(items: list[Any]) -> list[Any]:
    """`[@a] [@b]` as `[@a; @b]`: two citations with only a space between them share a note."""
    cites = [at for at, item in enumerate(items) if type(item) is dict and item.get("t") == "Cite"]
    if len(cites) < 2:
        return items
    out: list[Any] = []
    for item in items:
        before = len(out) - 1
        while before >= 0 and _is_space(out[before]):
            before -= 1
        if before >= 0 and _joins(item) and _joins(out[before]):
            first = out[before]
            both = [first["c"][0] + item["c"][0], [*first["c"][1], tree.SPACE, *item["c"][1]]]
            out[before:] = [{"t": "Cite", "c": both}]
        else:
            out.append(item)
    return out


def _is_space(item: Any) -> bool:
    return isinstance(item, dict) and item.get("t") in tree.SPACES


def _joins(item: Any) -> bool:
    if not isinstance(item, dict) or item.get("t") != "Cite":
        return False
    return all(one["citationMode"]["t"] != "AuthorInText" for one in item["c"][0])


def _plain(citation: Mapping[str, Any]) -> Mapping[str, Any]:
    """`@key [42]` as `[@key, 42]`: inside a note the whole citation is in the text already."""
    if citation["citationMode"]["t"] != "AuthorInText":
        return citation
    suffix = citation["citationSuffix"]
    if suffix and suffix[0]["t"] != "Space" and tree.stringify(suffix)[:1] not in (",", ";", ".", ":"):
        suffix = [tree.string(","), tree.SPACE, *suffix]
    return {**citation, "citationMode": {"t": "NormalCitation"}, "citationSuffix": suffix}


def without_alt_notes(figure: Block) -> Block:
    """A figure whose picture's description has no notes: pandoc copies the caption's into it."""

    def picture(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Image":
            return None
        triple, words, target = element["c"]
        spoken: list[Inline] = []
        for one in [*tree.walk(_no_note, words), None]:
            if (one is None or one["t"] in tree.SPACES) and spoken and spoken[-1]["t"] in tree.SPACES:
                spoken.pop()
            spoken += [one] if one else []
        return {"t": "Image", "c": [triple, spoken, target]}

    content = list(figure["c"])
    content[2] = tree.walk(picture, content[2])
    return {**figure, "c": content}


def _no_note(element: dict[str, Any]) -> list[Inline] | None:
    called = element["t"] == "Span" and (
        "note-call" in element["c"][0][1] or "note-again" in element["c"][0][1]
    )
    return [] if called or element["t"] in ("Note", "Cite") else None


def _as_typed(element: dict[str, Any]) -> list[Inline] | None:
    """A picture's description is read aloud, not set: a citation in it stays as the author typed it."""
    typed: list[Inline] | None = element["c"][1] if element["t"] == "Cite" else None
    return typed
