"""Citations made once, on the tree, before the editions part, so that the three can't disagree.

`collect` gathers the citations of a chapter, `cite` lets citeproc format those of the whole book alone in one
small document, and `Cited.printed` puts its words back where they belong: in running text of a note style a
note, in a note prose of that note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Any

from pipeline import csl, tree
from pipeline.citations import positions, prose, sections
from pipeline.citations.document import Answer, document, read
from pipeline.citations.gather import (
    METADATA,
    Gathered,
    Spot,
    collect,
    collect_metadata,
    in_order,
    keys,
    without_alt_notes,
)
from pipeline.citations.points import Rules
from pipeline.citations.positions import Plan, has_locator
from pipeline.citations.splice import splice
from pipeline.model import Block, Finding, Inline, Settings, Use

Run = Callable[[dict[str, Any], str, Sequence[Mapping[str, Any]]], Mapping[str, Any]]
# Citeproc's own numbers for the notes of the chapters and of the metadata, not to be taken for others.
NUMBERS = (70_000_000, 71_000_000)
_NUMBER = re.compile(r"7[01]\d{6}")
# What citeproc reads of the manuscript's metadata besides the language.
PASSED_ON = ("nocite", "link-citations", "link-bibliography", "citation-abbreviations")


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations of the text, made.

    `words` are those of each chapter's citations, in order, `digests` what tells them from others.
    `references` are the bibliography's entries (`Div.csl-entry`) in order, wherever they stand; `placed` the
    chapters that hold a share of it, and `bibliography` what the caller still has to place: all of it, or
    what no section took; None when it stands in the text already, or there is none. `uses` tell which form
    each cited work got, and why; `unlisted` are works that the style leaves out of its bibliography.
    """

    meta: Mapping[str, Any]
    words: tuple[list[list[Inline]], ...]
    digests: tuple[str, ...]
    rules: Rules
    notes: bool
    placed: Mapping[int, tuple[Block, ...]] = field(default_factory=dict)
    references: tuple[Block, ...] = ()
    bibliography: Block | None = None
    uses: tuple[Use, ...] = ()
    missing: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    def printed(self, number: int, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks of that chapter, as gathered, with every citation made."""
        if number in self.placed:
            return self.placed[number]
        words = dict(enumerate(self.words[number]))
        return tuple(splice(list(blocks), words, self.rules, self.notes))


def cite(
    chapters: Sequence[Gathered],
    metadata: Mapping[str, Any],
    style: csl.Style,
    items: Sequence[Mapping[str, Any]],
    run: Run,
    settings: Settings,
) -> Cited:
    """Every citation of the chapters and of the metadata (pandoc's MetaMap) made in the style.

    `items` are CSL JSON; `run(document, csl, items)` is pandoc's citeproc. A key that no item has prints as
    a bold `key?` and is named in `missing`; the finding is the caller's.
    """
    meta, before = collect_metadata(metadata, style.note)
    spots = in_order(before, chapters)
    if style.note:
        spots = _with_titles(spots, items)
    known = frozenset(str(item["id"]) for item in items)
    lang = tree.stringify(metadata.get("lang", {})) or style.locale or "en-US"
    units = _units(spots, settings)
    short = style.short or (settings.short_notes_from_start and style.can_be_short)
    plan = positions.plan(spots, units, known, notes=style.note, ibid=style.ibid, short=short)
    # A dash for the name before would stand for nobody at the head of a section.
    parted = any(sections.SECTION in one.shares for one in chapters)
    answer = _answer(spots, meta, units, plan, lang, style, parted, items, run, settings)
    words = [_as_typed(content, spot, known) for spot, content in zip(spots, answer.citations, strict=True)]
    rules = Rules(style.closing if style.note else None, style.points_in_quotes(lang))
    meta = splice(meta, dict(enumerate(words[: len(before)])), rules, style.note)
    ends = accumulate((len(one.spots) for one in chapters), initial=len(before))
    parts = tuple(words[begin:end] for begin, end in pairwise(ends))
    digests = (sha256(json.dumps([part, asdict(rules), style.note]).encode()).hexdigest() for part in parts)
    missing = tuple(dict.fromkeys(use.key for use in plan.uses if use.key not in known))
    unlisted = answer.unlisted if settings.bibliography else ()
    cited = Cited(
        meta,
        parts,
        tuple(digests),
        rules,
        style.note,
        uses=plan.uses,
        missing=missing,
        unlisted=unlisted,
        findings=style.findings,
    )
    if answer.bibliography is None or not settings.bibliography:
        return cited
    return _with_bibliography(cited, chapters, answer.bibliography, items)


def _with_bibliography(
    cited: Cited, chapters: Sequence[Gathered], bibliography: Block, items: Sequence[Mapping[str, Any]]
) -> Cited:
    """The same, the bibliography where the author made room for it."""
    homes = [at for at, one in enumerate(chapters) if one.shares]
    placed = sections.place([cited.printed(at, chapters[at].blocks) for at in homes], bibliography, items)
    return replace(
        cited,
        placed=dict(zip(homes, placed.chapters, strict=True)),
        references=tuple(bibliography["c"][1]),
        bibliography=placed.left,
        findings=(*cited.findings, *placed.findings),
    )


def _with_titles(spots: Sequence[Spot], items: Sequence[Mapping[str, Any]]) -> tuple[Spot, ...]:
    """The citations, `[-@key]` of a work that names nobody being `[@key]`.

    Where a title stands in the author's place, citeproc leaves out the title; a short form is then empty.
    """
    named = {str(item["id"]) for item in items if any(map(_is_names, item.values()))}

    def whole(one: Mapping[str, Any]) -> Mapping[str, Any]:
        bare = one["citationMode"]["t"] == "SuppressAuthor" and one["citationId"] not in named
        return {**one, "citationMode": {"t": "NormalCitation"}} if bare else one

    return tuple(replace(spot, citations=tuple(map(whole, spot.citations))) for spot in spots)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _units(spots: Sequence[Spot], settings: Settings) -> list[int]:
    """The part of the book each citation stands in: where a new one begins, full forms start afresh.

    The metadata, an abstract say, are always a part of their own.
    """
    by_chapter = settings.notes.first_citation == "chapter"
    return [spot.chapter if by_chapter or spot.chapter == METADATA else 0 for spot in spots]


def _answer(
    spots: Sequence[Spot],
    given: Mapping[str, Any],
    units: Sequence[int],
    plan: Plan,
    lang: str,
    style: csl.Style,
    parted: bool,
    items: Sequence[Mapping[str, Any]],
    run: Run,
    settings: Settings,
) -> Answer:
    """Citeproc's answer; it is not asked where there is nothing to ask."""
    if not spots and "nocite" not in given:
        return Answer((), None)
    meta: dict[str, Any] = {key: given[key] for key in PASSED_ON if key in given}
    meta["lang"] = {"t": "MetaString", "c": lang}
    if not settings.bibliography:
        meta["suppress-bibliography"] = {"t": "MetaBool", "c": True}
    xml = csl.without_substitute(style.xml) if parted else style.xml
    shorten = settings.short_notes_from_start and style.can_be_short and not style.short
    openings = _openings(spots, units) if shorten else {}
    numbers = _numbers(spots) if style.note else {}
    mutes = {at: note + NUMBERS[0] for at, note in plan.mutes.items()}
    asked = document(spots, units, mutes, openings, meta, numbers, style.note)
    answer = read(run(asked, xml, items), len(spots))
    return _printed_numbers(answer, spots, settings) if style.back_numbers else answer


def _openings(spots: Sequence[Spot], units: Sequence[int]) -> dict[int, list[str]]:
    """The works of each unit: in a style without short forms from the start they count as cited before."""
    works: dict[int, list[str]] = {}
    for spot, unit in zip(spots, units, strict=True):
        known = works.setdefault(unit, [])
        known += [key for key in dict.fromkeys(spot.keys) if key not in known]
    return works


def _numbers(spots: Sequence[Spot]) -> dict[int, int]:
    """The note numbers that citeproc sees: no two notes share one, or it would think them one note."""
    return {at: (spot.note or 0) + NUMBERS[spot.chapter == METADATA] for at, spot in enumerate(spots)}


def _printed_numbers(answer: Answer, spots: Sequence[Spot], settings: Settings) -> Answer:
    """The answer with the numbers that citeproc saw made those that are printed ("see n. 3")."""
    restart = settings.notes.numbering == "chapter"
    printed: dict[str, str] = {}
    before: dict[int, int] = {}
    highest = 0
    for spot, number in zip(spots, _numbers(spots).values(), strict=True):
        first = before.setdefault(spot.chapter, highest) if restart and spot.chapter != METADATA else 0
        printed[str(number)] = str((spot.note or 0) - first)
        highest = spot.note or highest if spot.chapter != METADATA else highest

    def change(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Str" or not _NUMBER.search(element["c"]):
            return None
        return tree.string(_NUMBER.sub(lambda match: printed.get(match[0], match[0]), element["c"]))

    return replace(answer, citations=tuple(tree.walk(change, words) for words in answer.citations))


def _as_typed(content: list[Inline], spot: Spot, known: frozenset[str]) -> list[Inline]:
    """Citeproc's words with an unknown key as typed: the capital of a sentence is not its own."""
    unknown = {f"{key}?".casefold(): key for key in spot.keys if key not in known}
    if not unknown:
        return content

    def restore(element: dict[str, Any]) -> dict[str, Any] | None:
        if element["t"] != "Strong":
            return None
        key = unknown.get(tree.stringify(element).casefold())
        return prose.missing(key) if key else None

    restored: list[Inline] = tree.walk(restore, content)
    first = spot.citations[0]
    if first["citationMode"]["t"] == "AuthorInText" and first["citationId"] not in known:
        # In running text the sentence lacks a name.
        return (
            restored
            if restored[:1] and restored[0]["t"] != "Note"
            else [prose.missing(spot.keys[0]), *restored]
        )
    return restored


__all__ = [
    "Cited",
    "Gathered",
    "Plan",
    "Run",
    "Spot",
    "Use",
    "cite",
    "collect",
    "document",
    "has_locator",
    "keys",
    "read",
    "splice",
    "without_alt_notes",
]
