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
    """What each citation became, in order, and the bibliography (None where the style has none).

    `unlisted` are the cited works that the style gives no entry: personal letters, in Chicago.
    """

    citations: tuple[list[Inline], ...]
    bibliography: Block | None
    unlisted: tuple[str, ...] = ()


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
    unlisted: tuple[str, ...] = ()
    for block in answer["blocks"]:
        if tree.identifier(block) == "refs":
            bibliography, unlisted = _listed(block)
            continue
        citations += [_words(one) for one in block["c"][1] if one["t"] == "Para"]
    if len(citations) != count:
        raise ToolFailed("pandoc", f"{count} citations went in, {len(citations)} came out")
    return Answer(tuple(_unlinked(one, unlisted) for one in citations), bibliography, unlisted)


def _listed(bibliography: Block) -> tuple[Block | None, tuple[str, ...]]:
    """The bibliography without the empty entries that would print as empty lines, and their keys."""
    attributes, entries = bibliography["c"]
    printed = [entry for entry in entries if tree.stringify(entry).strip()]
    unlisted = tuple(tree.identifier(one).removeprefix("ref-") for one in entries if one not in printed)
    return ({**bibliography, "c": [attributes, printed]} if printed else None), unlisted


def _unlinked(words: list[Inline], unlisted: tuple[str, ...]) -> list[Inline]:
    """The words of a citation with no link to an entry that is not there."""
    gone = {f"#ref-{key}" for key in unlisted}

    def unlink(element: dict[str, Any]) -> list[Inline] | None:
        linked: list[Inline] = element["c"][1] if element["t"] == "Link" else []
        return linked if linked and element["c"][2][0] in gone else None

    return tree.walk(unlink, words) if gone else words


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
