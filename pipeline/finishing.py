"""Chapters finished one by one: citations printed, marks set for the language, notes numbered.

Each step is kept by all that it depends on, and what is kept is not even taken out of its bytes before
somebody asks for it: a chapter that has not changed costs next to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from itertools import chain
from typing import Any

from pipeline import chapters as cutting
from pipeline import citations, notes, typography
from pipeline.cache import Kept, bundled, kept_or_made, unbundled
from pipeline.chapters import Text
from pipeline.citations import Cited, Gathered, Spot
from pipeline.model import Block, Chapter, Late, Note, NoteSettings, Place
from pipeline.notes import Numeral, Serials
from pipeline.tree import loaded


@dataclass(frozen=True, slots=True)
class Part:
    """What will be a chapter, its citations gathered; without a heading it has neither id nor title.

    `key` is a digest of all that it is made of.
    """

    id: str | None
    title: str | None
    source: str
    gathered: Gathered
    key: str


def parts(texts: Sequence[Text], in_notes: bool, kept: Kept | None = None) -> list[Part]:
    """The chapters of the texts; `in_notes`: the style sets citations in notes."""
    keys = [json.dumps([text.key, in_notes]).encode() for text in texts]

    def made(missing: list[int]) -> Iterator[list[tuple[str | None, str | None, Gathered]]]:
        for at in missing:
            pieces = cutting.cut(texts[at].blocks)
            yield [(one.id, one.title, citations.collect(one.blocks, in_notes)) for one in pieces]

    found = kept_or_made(kept, "gathered", keys, made, _parts_packed, _parts_unpacked)
    return [
        Part(name, title, text.source, gathered, sha256(key + b"%d" % number).hexdigest())
        for text, key, pieces in zip(texts, keys, found, strict=True)
        for number, (name, title, gathered) in enumerate(pieces)
    ]


def _parts_packed(pieces: Sequence[tuple[str | None, str | None, Gathered]]) -> bytes:
    head = [
        [name, title, [spot.row() for spot in one.spots], one.notes, one.shares]
        for name, title, one in pieces
    ]
    return bundled({"pieces": head}, [json.dumps(one.blocks).encode() for _, _, one in pieces])


def _parts_unpacked(data: bytes) -> list[tuple[str | None, str | None, Gathered]]:
    head, blobs = unbundled(data)
    return [
        (name, title, _gathered(blob, spots, count, shares))
        for (name, title, spots, count, shares), blob in zip(head["pieces"], blobs, strict=True)
    ]


def _gathered(blob: bytes, spots: Sequence[Any], count: int, shares: Sequence[str]) -> Gathered:
    known = tuple(map(Spot.of, spots))
    return Gathered.late(
        "blocks", partial(_loaded, blob), spots=known, notes=int(count), shares=tuple(shares)
    )


def _loaded(blob: bytes) -> tuple[Block, ...]:
    return tuple(loaded(blob))


@dataclass(frozen=True)
class Draft(Late):
    """A chapter before its notes have numbers; `key` is a digest of all that its blocks are made of."""

    id: str
    title: str
    source: str
    key: str
    blocks: tuple[Block, ...]


def drafts(
    parts: Sequence[Part], cited: Cited, title: str, lang: str, last: tuple[str, Sequence[Block]] | None
) -> list[Draft]:
    """The parts with their citations printed; those without a heading bear the book's title.

    After them stands the bibliography that the author did not place, `last` being its title and its blocks.
    """
    names = cutting.ids([(part.id, part.source) for part in parts])
    made = []
    for at, (part, name) in enumerate(zip(parts, names, strict=True)):
        known = {"id": name, "title": title if part.title is None else part.title, "source": part.source}
        if at in cited.placed:
            made.append(_draft(cited.placed[at], lang, **known))
            continue
        key = sha256(json.dumps([part.key, cited.digests[at], lang]).encode()).hexdigest()
        made.append(Draft.late("blocks", partial(_printed, cited, at, part, lang), **known, key=key))
    if last:
        name = "bibliography" if "bibliography" not in names else "bibliography-2"
        made.append(_draft(last[1], lang, id=name, title=last[0], source=""))
    return made


def _printed(cited: Cited, at: int, part: Part, lang: str) -> tuple[Block, ...]:
    return tuple(typography.blocks(cited.printed(at, part.gathered.blocks), lang))


def _draft(blocks: Sequence[Block], lang: str, **known: str) -> Draft:
    """A draft that is known by its words."""
    key = sha256(json.dumps([blocks, lang]).encode()).hexdigest()
    return Draft.late("blocks", lambda: tuple(typography.blocks(blocks, lang)), **known, key=key)


@dataclass(frozen=True, slots=True)
class Done:
    """A numbered chapter, its blocks as JSON too; for the rest see `Numbered`."""

    chapter: Chapter
    blob: bytes
    notes: tuple[Numeral, ...]
    homes: tuple[tuple[str, str, int], ...] = ()
    pointed: bool = False


def finish(
    drafts: Sequence[Draft], settings: NoteSettings, kept: Kept | None = None
) -> tuple[tuple[Chapter, ...], tuple[Note, ...]]:
    """The chapters with every call numbered, and the list of the notes in order.

    Numbers run through the book, or start afresh in each chapter that has a heading of its own.
    """
    done: list[Done] = []
    serial = 1
    for draft in drafts:
        done.append(_numbered(draft, serial, 1 if settings.numbering == "chapter" else serial, kept))
        serial += len(done[-1].notes)
    if any(one.pointed for one in done):
        numerals, homes = (chain(*(getattr(one, name) for one in done)) for name in ("notes", "homes"))
        serials = Serials.all(numerals, homes)
        done = [_resolved(one, serials, kept) if one.pointed else one for one in done]
    ledger = [note for at, one in enumerate(done) for note in _ledger(one, at)]
    return tuple(one.chapter for one in done), tuple(ledger)


def _ledger(done: Done, at: int) -> Iterator[Note]:
    """The notes of a chapter; their words are those that stand in it."""

    @cache
    def words() -> dict[int, tuple[Block, ...]]:
        return notes.words(done.chapter.blocks)

    for one in done.notes:
        known = {"serial": one.serial, "label": one.label, "chapter": at, "place": one.place}
        yield Note.late("blocks", partial(_words, words, one.serial), **known)


def _words(words: Callable[[], Mapping[int, tuple[Block, ...]]], serial: int) -> tuple[Block, ...]:
    return words()[serial]


def _numbered(draft: Draft, serial: int, label: int, kept: Kept | None) -> Done:
    """The chapter, its first note being the text's note `serial`."""

    def make() -> Done:
        made = notes.number(draft.blocks, draft.source, serial, label)
        chapter, blob = _chapter(draft, made.blocks)
        return Done(chapter, blob, made.notes, made.homes, made.pointed)

    return _kept("numbered", [draft.key, serial, label], draft, make, kept)


def _resolved(done: Done, serials: Serials, kept: Kept | None) -> Done:
    """The chapter, what points at a note in it being its number."""

    def make() -> Done:
        return Done(*_chapter(done.chapter, notes.resolved(done.chapter.blocks, serials)), done.notes)

    return _kept("resolved", [done.chapter.digest, serials.rows()], done.chapter, make, kept)


def _chapter(named: Draft | Chapter, blocks: tuple[Block, ...]) -> tuple[Chapter, bytes]:
    return Chapter(named.id, named.title, blocks, named.source), json.dumps(blocks).encode()


def _kept(
    kind: str, key: Sequence[Any], named: Draft | Chapter, make: Callable[[], Done], kept: Kept | None
) -> Done:
    """What `make` makes of that draft or chapter, unless it is kept."""
    whole = json.dumps([named.id, named.title, named.source, *key]).encode()
    (done,) = kept_or_made(
        kept,
        kind,
        [whole],
        lambda _: [make()],
        _packed,
        partial(_unpacked, named.id, named.title, named.source),
    )
    return done


def _packed(done: Done) -> bytes:
    rows = [[one.serial, one.label, Place.row(one.place)] for one in done.notes]
    return bundled({"notes": rows, "homes": done.homes, "pointed": done.pointed}, [done.blob])


def _unpacked(identifier: str, title: str, source: str, data: bytes) -> Done:
    head, (blob,) = unbundled(data)
    known = {"id": identifier, "title": title, "source": source}
    digest = Chapter.digest_of(identifier, title, source, blob)
    chapter = Chapter.late("blocks", partial(_loaded, blob), **known, digest=digest)
    numerals = (Numeral(serial, label, Place.of(row)) for serial, label, row in head["notes"])
    homes = tuple((file, label, serial) for file, label, serial in head["homes"])
    return Done(chapter, blob, tuple(numerals), homes, bool(head["pointed"]))
