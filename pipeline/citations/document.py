"""The small document that citeproc gets: the citations alone, in order; and its answer, read back.

Each citation stands in a paragraph of its own, one from a note that the author wrote in a note of its own.
There pandoc adds neither parentheses nor commas (Text.Pandoc.Citeproc, `deNote`). Everything around a
citation is ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

from pipeline import tree
from pipeline.citations.gather import Spot
from pipeline.model import Block, Inline, ToolFailed

API = [1, 23, 1]
_VOLUME = re.compile(r"\s*,?\s*((?:vols?\.|volume|bks?\.|book|pts?\.|part)\s+\w+),\s+(?=[\divxlc]+\b)", re.I)
RESET = ["section", "reset-citation-positions"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What each citation became, in order, and the bibliography (None where the style has none)."""

    citations: tuple[list[Inline], ...]
    bibliography: Block | None


def document(
    spots: Sequence[Spot],
    units: Sequence[int],
    mutes: Mapping[int, int],
    openings: Mapping[int, Sequence[str]],
    meta: Mapping[str, Any],
    numbers: Mapping[int, int],
    notes: bool,
) -> dict[str, Any]:
    """The citations as a pandoc document: one section a unit, at whose head positions start afresh.

    `openings` names the works that count as cited before a unit begins (for short forms from the start);
    `numbers` gives the note number that citeproc sees for a spot.
    """
    blocks: list[Block] = []
    for unit, members in groupby(range(len(spots)), key=lambda at: units[at]):
        content = [_mute(key, 1) for key in openings.get(unit, ())]
        for at in members:
            if at in mutes:
                content.append(_mute(spots[at].keys[0], mutes[at]))
            content.append(_paragraph(spots[at], numbers.get(at, 0), notes and spots[at].written))
        blocks.append(tree.div(content, "", RESET))
    blocks.append(tree.div([], "refs"))
    return {"pandoc-api-version": API, "meta": dict(meta), "blocks": blocks}


def _paragraph(spot: Spot, number: int, written: bool) -> Block:
    cite = _cite(
        [
            {**one, "citationNoteNum": number, "citationSuffix": volume_apart(one["citationSuffix"])}
            for one in spot.citations
        ]
    )
    return tree.para([tree.note([tree.para([cite])])] if written else [cite])


def volume_apart(suffix: list[Inline]) -> list[Inline]:
    """`vol. 1, 141` with its volume in braces, pandoc's sign of a locator: the page is no second volume."""
    words = list(takewhile(lambda one: one["t"] == "Str" or one["t"] in tree.SPACES, suffix))
    text = tree.stringify(words)
    found = _VOLUME.match(text)
    if not found:
        return suffix
    marked = f"{text[: found.start(1)]}{{{found[1]}}}{text[found.end(1) :]}"
    return [*tree.inlines(marked), *suffix[len(words) :]]


def _cite(citations: list[dict[str, Any]]) -> Inline:
    return {"t": "Cite", "c": [citations, []]}


def _mute(key: str, number: int) -> Block:
    one = {
        "citationId": key,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": number,
        "citationHash": 0,
    }
    return tree.div([tree.para([_cite([one, one])])], "", ["mute"])


def read(answer: Mapping[str, Any], count: int) -> Answer:
    """Citeproc's words for each citation, mutes left out."""
    citations: list[list[Inline]] = []
    bibliography: Block | None = None
    for block in answer["blocks"]:
        if tree.identifier(block) == "refs":
            bibliography = block if block["c"][1] else None
            continue
        citations += [_words(one) for one in block["c"][1] if one["t"] == "Para"]
    if len(citations) != count:
        raise ToolFailed("pandoc", f"{count} citations went in, {len(citations)} came out")
    return Answer(tuple(citations), bibliography)


def _words(paragraph: Block) -> list[Inline]:
    cite = next(tree.elements(paragraph, "Cite"))
    inlines: list[Inline] = tree.walk(_tidy, cite["c"][1])
    return inlines


def _tidy(element: dict[str, Any]) -> list[Inline] | None:
    """Without the empty words and bare spans that pandoc leaves behind."""
    if element["t"] == "Str" and not element["c"]:
        return []
    if element["t"] == "Span" and element["c"][0] == ["", [], []]:
        content: list[Inline] = tree.walk(_tidy, element["c"][1])
        return content
    return None
