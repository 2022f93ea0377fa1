"""Sources and bibliography -> the finished text that every edition is written from."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property, partial
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
from pipeline.cache import Kept, bundled, kept_or_made, unbundled
from pipeline.chapters import Text
from pipeline.citations import Cited
from pipeline.citations.kept import kept_or_cited
from pipeline.finishing import Part, Piece
from pipeline.model import ERROR, Block, Finding, Image, Manuscript, Place, Settings, Source
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
    style = _style(book)
    texts, pieces = _named(book, text, isinstance(style, csl.Style) and style.note, kept)
    images, texts, findings = pictures.collect(book, texts, text.scans)
    if isinstance(style, Finding):
        return None, (*findings, style)
    with stage("cite"):
        wait = partial(meanwhile, images) if meanwhile else None
        run = partial(pandoc.cite, kept=kept, meanwhile=wait)
        parts = finishing.parts(texts, style.note, kept, pieces)
        made, wrong = cite(book, parts, text.meta, metadata.lang, bibliography, style, run, kept)
    if made is None:
        return None, (*findings, *wrong)
    cited, keys = made
    last = _bibliography(cited.bibliography, text.meta, metadata.lang)
    drafts = finishing.drafts(parts, cited, metadata.title, metadata.lang, last)
    chapters, ledger = finishing.finish(drafts, book.settings.notes, kept)
    metadata = titles.metadata(typography.metadata(cited.meta, metadata.lang))
    ledger = notes.placed(ledger, cited.uses, [one for found in text.scans for one in _citations(found)])
    whole = Manuscript(metadata, chapters, ledger, images, book.settings, cited.uses, keys, cited.unlisted)
    return whole, (*findings, *wrong, *_lost_pointers(text.scans), *_far_pointers(text.scans, book.settings))


def _named(
    book: Project, text: Read, in_notes: bool, kept: Kept | None
) -> tuple[list[Text], dict[str, list[Piece]]]:
    """Each source's blocks with its notes named, its pointers to notes marked, and ids that never collide.

    And the pieces of each by its key, where no id of it collided; `in_notes` as in `finishing.pieces`.
    """
    given = zip(book.sources, text.readings, text.scans, strict=True)
    sources = [_Source(*one, book.settings.parts) for one in given]
    keys = [f"{one.key} {in_notes}".encode() for one in sources]

    def made(missing: list[int]) -> Iterator[_Named]:
        for at in missing:
            blocks = sources[at].blocks
            yield *cutting.named(blocks), finishing.pieces(blocks, in_notes)

    letters = [len(one.reading.answer) for one in sources]
    found = kept_or_made(kept, "named", keys, made, _packed, _unpacked, letters.__getitem__)
    texts = [
        one.text(names, shown, long)
        for one, (names, shown, _), long in zip(sources, found, letters, strict=True)
    ]
    pieces = {one.key: own for one, (_, _, own) in zip(sources, found, strict=True)}
    return cutting.unify(texts), pieces


@dataclass(frozen=True)
class _Source:
    """One source as it was read, and where all stands in it."""

    source: Source
    reading: Reading
    found: Scan
    parts: bool

    @cached_property
    def calls(self) -> list[notes.Call]:
        """The note calls of the source that are printed."""
        return _calls(self.found)

    @cached_property
    def points(self) -> bool:
        """Whether anything in it points at a note."""
        return any(one.key.startswith(notes.POINTER) for one in self.found.citations)

    @cached_property
    def key(self) -> str:
        """A digest of all that its blocks are made of."""
        calls = [(call.label, Place.row(call.place), call.caption) for call in self.calls]
        given = [self.source.name, self.parts, self.points, calls]
        return sha256(json.dumps(given).encode() + self.reading.answer.encode()).hexdigest()

    @cached_property
    def blocks(self) -> list[Block]:
        """Its blocks, notes named, pointers marked."""
        made: list[Block] = tree.walk(_without_alt_notes, cutting.paragraphs_apart(self.reading.blocks))
        made = notes.name(made, self.calls, self.source.name)
        if self.points:
            made = notes.point(made, self.source.name)
        made = cutting.without_labels(made)
        return cutting.parts_first(made) if self.parts else made

    def text(self, names: tuple[str, ...], pictures: tuple[str, ...], letters: int) -> Text:
        """The same, its blocks being made when they are first asked for."""
        known = {"names": names, "pictures": pictures, "letters": letters}
        return Text.late("blocks", lambda: self.blocks, source=self.source.name, key=self.key, **known)


_Named = tuple[tuple[str, ...], tuple[str, ...], list[Piece]]  # ids, pictures, pieces


def _packed(named: _Named) -> bytes:
    names, shown, pieces = named
    return bundled({"names": names, "pictures": shown}, [finishing.pieces_packed(pieces)])


def _unpacked(data: bytes) -> _Named:
    head, (pieces,) = unbundled(data)
    return tuple(head["names"]), tuple(head["pictures"]), finishing.pieces_unpacked(pieces)


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
    parts: Sequence[Part],
    meta: dict[str, Any],
    lang: str,
    bibliography: Bibliography,
    style: csl.Style,
    run: citations.Run,
    kept: Kept | None = None,
) -> tuple[tuple[Cited, tuple[str, ...]] | None, tuple[Finding, ...]]:
    """The citations of the chapters to be, the keys of the cited works; what is wrong on the way."""
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
    return (cited, tuple(keys)), (*style.findings, *findings, *cited.findings)


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
