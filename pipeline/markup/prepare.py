"""Pure: a chapter's blocks -> the body that pandoc writes, its notes apart, each call an empty span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import tree
from pipeline.markup import raw
from pipeline.model import Block, Finding, Inline, Place


@dataclass(frozen=True, slots=True)
class TakenNote:
    """A note taken out of its text: what names it in links, its printed number, its words."""

    key: str
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body without notes, and its notes in the order of their calls."""

    body: tuple[Block, ...]
    notes: tuple[TakenNote, ...]


def prepare(blocks: Sequence[Block], source: str) -> tuple[Prepared, tuple[Finding, ...]]:
    """The blocks as pandoc may write them, and what raw text in them cannot be printed."""
    findings: list[Finding] = []
    notes: list[TakenNote] = []
    place = Place(source) if source else None
    body = _written(list(blocks), place, findings, notes)
    for position, note in enumerate(notes):
        inner = _written(list(note.blocks), place, findings, None)
        notes[position] = TakenNote(note.key, note.label, tuple(inner))
    return Prepared(tuple(body), tuple(notes)), tuple(dict.fromkeys(findings))


def call(note: TakenNote) -> Inline:
    """The empty span that stands where the note is called."""
    return tree.span([], f"fnref-{note.key}", ["note-call"], {"note": note.key, "number": note.label})


def _written(
    blocks: list[Block], place: Place | None, findings: list[Finding], notes: list[TakenNote] | None
) -> list[Block]:
    """The blocks rewritten; their notes go to `notes`, or into brackets where a note can't be (None)."""

    def rewrite(element: dict[str, Any]) -> dict[str, Any] | list[dict[str, Any]] | None:
        kind = element["t"]
        if kind in ("RawInline", "RawBlock"):
            return _raw(element, place, findings)
        if kind == "CodeBlock":
            return _plain_code(element)
        if _is_call(element):
            return _taken(element, notes) if notes is not None else _bracketed(element["c"][1])
        if kind == "Note":
            return _bracketed([element])
        if kind == "Figure":
            return tree.inside(rewrite, {**element, "c": [*element["c"][:2], _bare_alts(element["c"][2])]})
        if kind == "Image":
            alt = list(element["c"][1])
            calls = [one for one in tree.elements(alt, "Span") if _is_call(one)]
            if not calls:
                return None
            bare = {**element, "c": [element["c"][0], _without_calls(alt), element["c"][2]]}
            return [bare, *tree.walk(rewrite, calls)]
        return None

    written: list[Block] = tree.walk(rewrite, blocks)
    if next(tree.elements(written, "RawInline"), None):
        written = tree.walk_inlines(raw.closed, written)
    return written


def _taken(element: Inline, notes: list[TakenNote]) -> list[Inline]:
    """The call's placeholder; the note itself goes to the list."""
    inside = element["c"][1]
    if not inside or inside[0].get("t") != "Note":
        return []
    key = tree.identifier(element).removeprefix("fnref-")
    note = TakenNote(key, tree.attribute(element, "number") or key, tuple(inside[0]["c"]))
    notes.append(note)
    return [call(note)]


def _bracketed(inside: Sequence[Inline]) -> list[Inline]:
    """A note where no note can stand, its words in brackets so that none is lost."""
    words = " ".join(
        tree.stringify(note["c"]).replace("\n", " ") for note in inside if note.get("t") == "Note"
    )
    return [tree.SPACE, *tree.inlines(f"[{words}]")] if words else []


def _without_calls(alt: list[Inline]) -> list[Inline]:
    def drop(element: dict[str, Any]) -> list[Inline] | None:
        return [] if element["t"] == "Note" or _is_call(element) else None

    bare: list[Inline] = tree.walk(drop, alt)
    return bare


def _bare_alts(blocks: list[Block]) -> list[Block]:
    """The blocks of a figure, its pictures without calls: pandoc makes the alt text of the caption."""

    def bare(element: dict[str, Any]) -> Inline | None:
        if element["t"] != "Image":
            return None
        return {**element, "c": [element["c"][0], _without_calls(element["c"][1]), element["c"][2]]}

    bared: list[Block] = tree.walk(bare, blocks)
    return bared


def _is_call(element: dict[str, Any]) -> bool:
    return element["t"] == "Span" and tree.has_class(element, "note-call")


def _raw(element: dict[str, Any], place: Place | None, findings: list[Finding]) -> list[dict[str, Any]]:
    """Raw text made safe: HTML with known tags, nothing of other languages."""
    form, text = element["c"]
    if form.partition("+")[0] not in ("html", "html4", "html5"):
        finding = raw.other(form, text, place)
        findings += [finding] if finding else []
        return []
    kept = raw.html_of(text, place, findings.append)
    return [{"t": element["t"], "c": ["html", kept]}] if kept else []


def _plain_code(element: Block) -> Block:
    """Code without pandoc's colours, whose ids are the same in every chapter; its language is kept."""
    (name, classes, pairs), text = element["c"]
    language = {"language": classes[0]} if classes else {}
    return {"t": "CodeBlock", "c": [tree.attr(name, [], {**language, **dict(pairs)}), text]}
