"""What the tests of citations share: a manuscript in, its text and notes out as plain words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import citations, csl, pandoc, tree
from pipeline.model import NoteSettings, Settings

EXAMPLES = Path(__file__).parents[1] / "examples" / "citations"
ITEMS: list[dict[str, Any]] = json.loads((EXAMPLES / "references.json").read_text("utf-8"))


@dataclass(frozen=True)
class Printed:
    """The words of a manuscript: running text with its calls as [n], and the notes in order."""

    text: str
    notes: list[str]
    cited: citations.Cited
    chapters: list[tuple[dict[str, Any], ...]]

    @property
    def entries(self) -> list[str]:
        return [tree.stringify(entry) for entry in self.cited.references]


def style(name: str, **wishes: bool) -> csl.Style:
    found = csl.resolve(name, None, **wishes)
    assert isinstance(found, csl.Style), found
    return found


def chapters(blocks: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The blocks cut at level-1 headings."""
    cut: list[list[dict[str, Any]]] = [[]]
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] == 1 and cut[-1]:
            cut.append([])
        cut[-1].append(block)
    return cut


def cite(
    manuscript: str,
    name: str = "chicago",
    settings: Settings | None = None,
    metadata: Mapping[str, Any] | None = None,
    items: Sequence[dict[str, Any]] = (),
    reading: pandoc.Reading | None = None,
) -> Printed:
    wished = settings or Settings()
    reading = reading or pandoc.read((), [manuscript])[0]  # with its YAML header
    meta = {**reading.meta, **{key: as_meta(value) for key, value in (metadata or {}).items()}}
    chosen = style(name, ibid=wished.ibid, short=wished.short_notes_from_start)
    return printed(*made(chapters(reading.blocks), meta, chosen, items or ITEMS, wished))


def made(
    blocks: Sequence[Sequence[dict[str, Any]]],
    meta: Mapping[str, Any],
    style: csl.Style,
    items: Sequence[dict[str, Any]],
    settings: Settings,
) -> tuple[citations.Cited, list[tuple[dict[str, Any], ...]]]:
    """What became of the citations of these chapters, and the chapters with them printed."""
    gathered = [citations.collect(one, style.note) for one in blocks]
    cited = citations.cite(gathered, meta, style, items, pandoc.cite, settings)
    return cited, [cited.printed(at, one.blocks) for at, one in enumerate(gathered)]


def as_meta(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    return {"t": "MetaInlines", "c": tree.inlines(str(value))}


def printed(cited: citations.Cited, made: list[tuple[dict[str, Any], ...]]) -> Printed:
    notes: list[str] = []

    def call(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] == "Superscript" and tree.stringify(element) == ",":
            return tree.string("^,^")
        if element["t"] != "Note":
            return None
        notes.append(note_words(element["c"]))
        return tree.string(f"[{len(notes)}]")

    called = tree.walk(call, [block for chapter in made for block in chapter])
    return Printed(tree.stringify(called), notes, cited, made)


def note_words(blocks: Sequence[dict[str, Any]]) -> str:
    parts = []
    for block in blocks:
        if block["t"] == "BulletList":
            parts.append("\n".join(f"- {tree.stringify(item)}" for item in block["c"]))
        else:
            parts.append(tree.stringify(block))
    return "\n\n".join(parts)


def settings(case: Mapping[str, Any]) -> Settings:
    """The settings that a case of the examples asks for."""
    wished = replace(Settings(), ibid=case.get("ibid", False), bibliography=case.get("bibliography", True))
    wished = replace(wished, short_notes_from_start=case.get("short-notes-from-start", False))
    notes = NoteSettings(case.get("numbering", "continuous"), case.get("first-citation", "document"))
    return replace(wished, notes=notes)
