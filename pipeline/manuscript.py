"""Sources and bibliography -> the finished text that every edition is written from."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, replace
from functools import cache, partial
from hashlib import sha256
from typing import Any

from pipeline import bibliography as bibliographies
from pipeline import chapters as cutting
from pipeline import (
    citations,
    csl,
    finishing,
    notes,
    pandoc,
    pictures,
    project,
    titles,
    tree,
    typography,
)
from pipeline.bibliography import Bibliography
from pipeline.cache import Kept, kept_or_made
from pipeline.chapters import Text
from pipeline.citations import Cited
from pipeline.citations.kept import kept_or_cited
from pipeline.finishing import Part
from pipeline.model import ERROR, Block, Finding, Image, Manuscript, Settings, Source
from pipeline.pandoc import Reading
from pipeline.project import Project
from pipeline.reading import Read
from pipeline.scan import Scan

Stage = Callable[[str], AbstractContextManager[None]]


def make(
    book: Project,
    text: Read,
    bibliography: Bibliography,
    stage: Stage,
    kept: Kept | None = None,
    meanwhile: Callable[[Mapping[str, Image]], object] | None = None,
) -> tuple[Manuscript | None, tuple[Finding, ...]]:
    """The manuscript, finished, and all that is wrong with it; None where its citations cannot be made.

    `meanwhile` is done with its pictures while pandoc makes the citations, if it has to.
    """
    metadata = titles.metadata(text.meta)
    images, texts, findings = pictures.collect(book, _named(book, text, kept), text.scans)
    with stage("cite"):
        wait = partial(meanwhile, images) if meanwhile else None
        run = partial(pandoc.cite, kept=kept, meanwhile=wait)
        made, wrong = cite(book, texts, text.meta, metadata.lang, bibliography, run, kept)
    if made is None:
        return None, (*findings, *wrong)
    parts, cited, keys = made
    last = _bibliography(cited.bibliography, text.meta, metadata.lang)
    drafts = finishing.drafts(parts, cited, metadata.title, metadata.lang, last)
    chapters, ledger = finishing.finish(drafts, book.settings.notes, kept)
    metadata = titles.metadata(typography.metadata(cited.meta, metadata.lang))
    ledger = notes.placed(ledger, cited.uses, [one for found in text.scans for one in _citations(found)])
    whole = Manuscript(metadata, chapters, ledger, images, book.settings, cited.uses, keys, cited.unlisted)
    return whole, (*findings, *wrong, *_lost_pointers(text.scans), *_far_pointers(text.scans, book.settings))


def _named(book: Project, text: Read, kept: Kept | None) -> list[Text]:
    """Each source's blocks with its notes named, its pointers to notes marked, and ids that never collide."""
    given = zip(book.sources, text.readings, text.scans, strict=True)
    return cutting.unify([_named_one(*one, parts=book.settings.parts, kept=kept) for one in given])


def _named_one(source: Source, reading: Reading, found: Scan, *, parts: bool, kept: Kept | None) -> Text:
    """One source, by itself; it is not made again while its text is as it was."""
    calls = _calls(found)
    points = any(one.key.startswith(notes.POINTER) for one in found.citations)
    given = [source.name, parts, points, [astuple(call) for call in calls]]
    key = sha256(json.dumps(given).encode() + reading.answer.encode()).digest()

    @cache
    def blocks() -> list[Block]:
        made: list[Block] = tree.walk(_without_alt_notes, cutting.paragraphs_apart(reading.blocks))
        made = notes.name(made, calls, source.name)
        if points:
            made = notes.point(made, source.name)
        made = cutting.without_labels(made)
        return cutting.parts_first(made) if parts else made

    made = kept_or_made(kept, "named", [key], lambda _: [cutting.named(blocks())], _packed, _unpacked)
    names, shown = made[0]
    known = {"source": source.name, "names": names, "pictures": shown, "key": key.hex()}
    return Text.late("blocks", blocks, **known)


def _packed(named: tuple[tuple[str, ...], tuple[str, ...]]) -> bytes:
    return json.dumps(named).encode()


def _unpacked(data: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names, shown = json.loads(data)
    return tuple(names), tuple(shown)


def _calls(found: Scan) -> list[notes.Call]:
    """The note calls of a source that are printed, in the order of its text."""
    starts = [one.at for one in found.paragraphs]
    captions = [_is_caption(found, one.at) for one in found.paragraphs]
    return [
        notes.Call(
            call.label, call.place, bool(starts) and captions[max(0, bisect_right(starts, call.at) - 1)]
        )
        for call in found.calls
        if call.printed
    ]


def _citations(found: Scan) -> list[notes.Call]:
    """The citations of a source's running text, each with its key; not those that stand in notes."""
    inline = [(call.at, call.end) for call in found.calls if call.label is None]
    return [
        notes.Call(one.key, one.place)
        for one in found.citations
        if one.inside is None and not any(begin <= one.at < end for begin, end in inline)
    ]


def _is_caption(found: Scan, start: int) -> bool:
    """Whether the paragraph may be a table's caption: `: words` or `Table: words`."""
    text = found.source.text
    before = text[text.rfind("\n", 0, start) + 1 : start].strip()
    return before == ":" or text.startswith(("Table:", "table:"), start)


def _lost_pointers(scans: Sequence[Scan]) -> list[Finding]:
    """Pointers to notes that are not there."""
    pointers = [
        notes.Call(one.key.removeprefix(notes.POINTER), one.place)
        for found in scans
        for one in found.citations
        if one.key.startswith(notes.POINTER)
    ]
    calls = [notes.Call(one.label, one.place) for found in scans for one in found.calls if one.printed]
    return notes.lost_pointers(pointers, calls)


def _far_pointers(scans: Sequence[Scan], settings: Settings) -> list[Finding]:
    """Pointers to notes of other chapters where each chapter has a note of that number."""
    if settings.notes.numbering != "chapter":
        return []
    level = 2 if settings.parts else 1
    pointers: list[tuple[notes.Call, str]] = []
    calls: dict[str, str] = {}
    for found in scans:
        starts = [one.at for one in found.headings if one.level <= level]
        home = {call.label: call.at for call in reversed(found.calls) if call.label and call.printed}
        for label, at in home.items():
            calls.setdefault(label, f"{found.source.name} {bisect_right(starts, at)}")
            calls[f"{found.source.name} {label}"] = f"{found.source.name} {bisect_right(starts, at)}"
        for one in found.citations:
            if one.key.startswith(notes.POINTER):
                chapter = bisect_right(starts, home.get(one.inside, one.at) if one.inside else one.at)
                call = notes.Call(one.key.removeprefix(notes.POINTER), one.place)
                pointers.append((call, f"{found.source.name} {chapter}"))
    return notes.far_pointers(pointers, calls)


def _without_alt_notes(element: Block) -> Block | None:
    return citations.without_alt_notes(element) if element["t"] == "Figure" else None


def cite(
    book: Project,
    texts: Sequence[Text],
    meta: dict[str, Any],
    lang: str,
    bibliography: Bibliography,
    run: citations.Run,
    kept: Kept | None = None,
) -> tuple[tuple[list[Part], Cited, tuple[str, ...]] | None, tuple[Finding, ...]]:
    """The chapters to be, their citations made, the keys of the cited works; what is wrong on the way."""
    style = _style(book)
    if isinstance(style, Finding):
        return None, (style,)
    parts = finishing.parts(texts, style.note, kept)
    gathered = [part.gathered for part in parts]
    keys = citations.keys(gathered, meta)
    if "*" in keys:
        keys = list(dict.fromkeys([*(key for key in keys if key != "*"), *bibliography.entries]))
    if keys and book.bibliography_missing:
        hint = "export your library from Zotero (format: Better BibLaTeX) to this file"
        message = f"the text cites {keys[0]} and there is no bibliography {book.bibliography_missing}"
        return None, (Finding("bibliography-missing", ERROR, message, None, hint),)
    items, findings = _items(bibliography, [key for key in keys if key in bibliography.entries], lang, kept)
    make = partial(citations.cite, gathered, meta, style, items, run, book.settings)
    cited = kept_or_cited(gathered, meta, style, items, book.settings, make, kept)
    if cited.unlisted:
        findings = (*findings, bibliographies.unlisted(bibliography, cited.unlisted))
    return (parts, cited, tuple(keys)), (*style.findings, *findings, *cited.findings)


def _items(
    bibliography: Bibliography, keys: list[str], lang: str, kept: Kept | None
) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
    """The works for citeproc, and what is wrong with them; made once for the same bibliography and keys."""

    def made(_: list[int]) -> list[tuple[list[dict[str, Any]], tuple[Finding, ...]]]:
        return [bibliographies.csl_items(bibliography, keys, lang)]

    def pack(one: tuple[list[dict[str, Any]], tuple[Finding, ...]]) -> bytes:
        return json.dumps([one[0], [finding.row() for finding in one[1]]]).encode()

    def unpack(data: bytes) -> tuple[list[dict[str, Any]], tuple[Finding, ...]]:
        items, rows = json.loads(data)
        return list(items), tuple(map(Finding.of, rows))

    files = [text.file + "\n" + text.text for text in bibliography.entries.texts]
    digests = [sha256(one.encode("utf-8", "surrogatepass")).hexdigest() for one in files]
    key = json.dumps([digests, keys, lang]).encode()
    return kept_or_made(kept, "items", [key], made, pack, unpack)[0]


def _style(book: Project) -> csl.Style | Finding:
    """The citation style that the author asks for, or the finding that there is none of that name."""
    settings = book.settings
    found = csl.resolve(
        settings.csl,
        lambda name: project.text(book.root, name)[0] if (book.root / name).is_file() else None,
        ibid=settings.ibid,
        short=settings.short_notes_from_start,
    )
    if isinstance(found, Finding):
        return replace(found, place=book.header.place("octavo", "csl") or book.header.place("csl"))
    return found


def _bibliography(
    bibliography: Block | None, meta: dict[str, Any], lang: str
) -> tuple[str, list[Block]] | None:
    """The title of the bibliography that the author did not place, and its blocks."""
    if bibliography is None:
        return None
    heading = titles.bibliography_title(meta, lang)
    header: Block = {"t": "Header", "c": [1, tree.attr("bibliography", ["unnumbered"]), heading]}
    return tree.stringify(heading), [header, bibliography]
