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
from itertools import accumulate, chain
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
class Piece:
    """What will be a chapter: the id and the title of its heading, if it has one; its citations gathered.

    `blob` are its blocks as JSON.
    """

    id: str | None
    title: str | None
    gathered: Gathered
    blob: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What will be a chapter, its citations gathered; without a heading it has neither id nor title.

    `key` is a digest of all that it is made of, `letters` how long it is.
    """

    id: str | None
    title: str | None
    source: str
    gathered: Gathered
    key: str
    letters: int


def pieces(blocks: Sequence[Block], in_notes: bool) -> list[Piece]:
    """The chapters of one text; `in_notes`: the style sets citations in notes."""
    made = ((one.id, one.title, citations.collect(one.blocks, in_notes)) for one in cutting.cut(blocks))
    return [Piece(name, title, one, json.dumps(one.blocks).encode()) for name, title, one in made]


def parts(
    texts: Sequence[Text],
    in_notes: bool,
    kept: Kept | None = None,
    known: Mapping[str, Sequence[Piece]] | None = None,
) -> list[Part]:
    """The chapters of the texts; `known` are the pieces of some texts by their keys."""
    found = {text.key: (known or {}).get(text.key) for text in texts}
    left = [text for text in texts if found[text.key] is None]
    keys = [json.dumps([text.key, in_notes]).encode() for text in left]
    made = kept_or_made(
        kept,
        "gathered",
        keys,
        lambda missing: (pieces(left[at].blocks, in_notes) for at in missing),
        pieces_packed,
        pieces_unpacked,
        lambda at: left[at].letters,
    )
    found |= {text.key: one for text, one in zip(left, made, strict=True)}
    return [
        _part(piece, text.source, json.dumps([text.key, in_notes, number]))
        for text in texts
        for number, piece in enumerate(found[text.key] or ())
    ]


def _part(piece: Piece, source: str, key: str) -> Part:
    digest = sha256(key.encode()).hexdigest()
    return Part(piece.id, piece.title, source, piece.gathered, digest, len(piece.blob))


def pieces_packed(pieces: Sequence[Piece]) -> bytes:
    """The pieces as bytes."""
    head = [
        [
            one.id,
            one.title,
            [spot.row() for spot in one.gathered.spots],
            one.gathered.notes,
            one.gathered.shares,
        ]
        for one in pieces
    ]
    return bundled({"pieces": head}, [one.blob for one in pieces])


def pieces_unpacked(data: bytes) -> list[Piece]:
    """What was packed; the blocks stay bytes until somebody asks for them."""
    head, blobs = unbundled(data)
    return [
        Piece(name, title, _gathered(blob, spots, count, shares), blob)
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
    """A chapter before its notes have numbers; `key` is a digest of all that its blocks are made of.

    It has so many `notes`, as far as can be foreseen, and is about so many `letters` long.
    """

    id: str
    title: str
    source: str
    key: str
    blocks: tuple[Block, ...]
    notes: int = 0
    letters: int = 0


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
            made.append(_draft(cited.placed[at], lang, part.gathered.notes, **known))
            continue
        key = sha256(json.dumps([part.key, cited.digests[at], lang]).encode()).hexdigest()
        length = {"notes": part.gathered.notes, "letters": part.letters}
        blocks = partial(_printed, cited, at, part, lang)
        made.append(Draft.late("blocks", blocks, **known, **length, key=key))
    if last:
        name = "bibliography" if "bibliography" not in names else "bibliography-2"
        made.append(_draft(last[1], lang, 0, id=name, title=last[0], source=""))
    return made


def _printed(cited: Cited, at: int, part: Part, lang: str) -> tuple[Block, ...]:
    return tuple(typography.blocks(cited.printed(at, part.gathered.blocks), lang))


def _draft(blocks: Sequence[Block], lang: str, notes: int, **known: str) -> Draft:
    """A draft that is known by its words."""
    words = json.dumps([blocks, lang]).encode()
    length = {"notes": notes, "letters": len(words)}
    late = partial(_set, blocks, lang)
    return Draft.late("blocks", late, **known, **length, key=sha256(words).hexdigest())


def _set(blocks: Sequence[Block], lang: str) -> tuple[Block, ...]:
    return tuple(typography.blocks(blocks, lang))


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
    done = _all_numbered(drafts, settings, kept)
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


def _all_numbered(drafts: Sequence[Draft], settings: NoteSettings, kept: Kept | None) -> list[Done]:
    """The chapters numbered, their notes having been counted before, so that each can be made by itself.

    Where citations made more or fewer notes than was foreseen, all is numbered again by what there is.
    """
    counts = [draft.notes for draft in drafts]
    while True:
        serials = list(accumulate(counts, initial=1))[:-1]
        labels = [1 if settings.numbering == "chapter" else serial for serial in serials]
        done = _numbered(drafts, serials, labels, kept)
        found = [len(one.notes) for one in done]
        if found == counts:
            return done
        counts = found


def _numbered(
    drafts: Sequence[Draft], serials: Sequence[int], labels: Sequence[int], kept: Kept | None
) -> list[Done]:
    """The chapters, the first note of each being the text's note of that serial number."""

    def made(at: int) -> Done:
        draft = drafts[at]
        numbered = notes.number(draft.blocks, draft.source, serials[at], labels[at])
        chapter, blob = _chapter(draft, numbered.blocks)
        return Done(chapter, blob, numbered.notes, numbered.homes, numbered.pointed)

    keys = [[draft.key, *numbers] for draft, *numbers in zip(drafts, serials, labels, strict=True)]
    return _kept("numbered", keys, drafts, made, kept)


def _resolved(done: Done, serials: Serials, kept: Kept | None) -> Done:
    """The chapter, what points at a note in it being its number."""
    old = done.chapter

    def made(_: int) -> Done:
        return Done(*_chapter(old, notes.resolved(old.blocks, serials)), done.notes)

    return _kept("resolved", [[old.digest, serials.rows()]], [old], made, kept)[0]


def _chapter(named: Draft | Chapter, blocks: tuple[Block, ...]) -> tuple[Chapter, bytes]:
    blob = json.dumps(blocks).encode()
    digest, letters = Chapter.weighed(named.id, named.title, named.source, blob)
    chapter = Chapter(named.id, named.title, blocks, named.source)
    return chapter.altered(digest=digest, letters=letters), blob


def _kept(
    kind: str,
    keys: Sequence[Sequence[Any]],
    named: Sequence[Draft | Chapter],
    make: Callable[[int], Done],
    kept: Kept | None,
) -> list[Done]:
    """What `make` makes of each of the drafts or chapters, by its place, unless it is kept."""
    whole = [
        json.dumps([one.id, one.title, one.source, *key]).encode()
        for one, key in zip(named, keys, strict=True)
    ]
    return kept_or_made(
        kept, kind, whole, partial(map, make), _packed, _unpacked, lambda at: named[at].letters
    )


def _packed(done: Done) -> bytes:
    rows = [[one.serial, one.label, Place.row(one.place)] for one in done.notes]
    one = done.chapter
    head = {"chapter": [one.id, one.title, one.source], "notes": rows, "homes": done.homes}
    return bundled({**head, "pointed": done.pointed}, [done.blob])


def _unpacked(data: bytes) -> Done:
    head, (blob,) = unbundled(data)
    identifier, title, source = head["chapter"]
    known = {"id": identifier, "title": title, "source": source}
    digest, letters = Chapter.weighed(identifier, title, source, blob)
    chapter = Chapter.late("blocks", partial(_loaded, blob), **known, digest=digest, letters=letters)
    numerals = (Numeral(serial, label, Place.of(row)) for serial, label, row in head["notes"])
    homes = tuple((file, label, serial) for file, label, serial in head["homes"])
    return Done(chapter, blob, tuple(numerals), homes, bool(head["pointed"]))
