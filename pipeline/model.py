"""The frozen values that pass between the rooms of the house. Imports nothing of ours.

A text tree is pandoc's own JSON (https://hackage.haskell.org/package/pandoc-types): a block or an
inline is `{"t": name, "c": content}`. It is rewritten, never edited in place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

Block = dict[str, Any]
Inline = dict[str, Any]
L = TypeVar("L", bound="Late")


class Late:
    """A frozen dataclass one field of which may be made when it is first asked for."""

    @classmethod
    def late(cls: type[L], field_: str, make: Callable[[], Any], **known: Any) -> L:
        """The value with these fields known; `make` gives the other one."""
        made = cls.__new__(cls)
        made.__dict__.update(known, _late=(field_, make))
        return made

    def altered(self: L, **known: Any) -> L:
        """The value with these fields changed; a field that is still to be made stays so."""
        made = self.__class__.__new__(self.__class__)
        made.__dict__.update(self.__dict__ | known)
        return made

    if not TYPE_CHECKING:  # a name that no field has is still a mistake to whoever reads the types

        def __getattr__(self, name):
            field_, make = self.__dict__.get("_late") or (None, None)
            if name != field_:
                raise AttributeError(name)
            value = make()
            del self.__dict__["_late"]
            self.__dict__[name] = value
            return value


class Level(Enum):
    """How much a finding weighs: an error stops the build, a warning does not, info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


ERROR, WARNING, INFO = Level.ERROR, Level.WARNING, Level.INFO


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in one of the author's files; lines and columns count from 1, columns in characters."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @staticmethod
    def row(place: Place | None) -> list[Any] | None:
        """The place as data."""
        return [place.file, place.line, place.column] if place else None

    @staticmethod
    def of(row: Sequence[Any] | None) -> Place | None:
        """What `row` gave."""
        return Place(*row) if row else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the author should know. The code is stable for ever: `cite-unknown`, `note-unused`."""

    code: str
    level: Level
    message: str
    place: Place | None = None
    hint: str | None = None

    def row(self) -> list[Any]:
        """The finding as data."""
        return [self.code, self.level.value, self.message, Place.row(self.place), self.hint]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Finding:
        """What `row` gave."""
        code, level, message, where, hint = row
        return cls(code, Level(level), message, Place.of(where), hint)


class ToolFailed(Exception):
    """A tool that Octavo stands on is missing or broke; `hint` says what to do (exit status 3)."""

    def __init__(self, tool: str, message: str = "", hint: str | None = None) -> None:
        super().__init__(f"{tool}: {message}" if message else f"{tool} failed")
        self.tool = tool
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[ToolFailed], tuple[str, str, str | None]]:
        return ToolFailed, (self.tool, self.message, self.hint)


@dataclass(frozen=True, slots=True)
class Source:
    """One text file of the author: its name as the author knows it (relative to the project), its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its name in the book, bytes, media type, size in pixels where known, its name as typed.

    `sought` are the files it was looked for in, relative to the project, up to the one that was there.
    """

    target: str
    data: bytes
    media_type: str
    width: int | None = None
    height: int | None = None
    typed: str = ""
    sought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteSettings:
    """`octavo: notes:` — how notes are numbered, when full forms start afresh, where notes stand."""

    numbering: str = "continuous"  # or "chapter"
    first_citation: str = "document"  # or "chapter"
    place: str = "foot"  # or "chapter-end", "book-end"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the author set under `octavo:` and the metadata keys that steer the build."""

    style: str = "essay"
    csl: str = "chicago"
    ibid: bool = False
    short_notes_from_start: bool = False
    bibliography: bool = True
    parts: bool = False  # level-1 headings are parts, level-2 headings chapters
    notes: NoteSettings = field(default_factory=NoteSettings)
    ignore: tuple[str, ...] = ()
    toc: bool | None = None  # None: as the style has it
    toc_depth: int | None = None
    lof: bool = False  # a list of figures
    lot: bool = False  # a list of tables


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Which parts stand before the text, in order, and how many levels of headings the contents list."""

    parts: tuple[str, ...] = ()
    depth: int = 1

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists among them: contents, figures, tables."""
        return tuple(part for part in self.parts if part in ("contents", "figures", "tables"))


NO_FRONT_MATTER = FrontMatter()


@dataclass(frozen=True)
class Note(Late):
    """One note of the finished text.

    `serial` counts notes through the whole document from 1 and names it in links (`fn-12`); `label` is
    what is printed ("12", "3" in a chapter that starts afresh, "*" for the title's). `blocks` are its
    finished words. `place` is where its call stands in the manuscript.
    """

    serial: int
    label: str
    blocks: tuple[Block, ...]
    chapter: int
    place: Place | None = None


@dataclass(frozen=True)
class Chapter(Late):
    """The unit of work: a manuscript file, or a level-1 heading's part of one.

    `blocks` are finished: citations are text, every note is wrapped as
    `Span[("fnref-12", ["note-call"], [["number", "12"]]), [Note]]`.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    source: str

    @cached_property
    def digest(self) -> str:
        """What tells the chapter from any other, its words and all about them."""
        return self._weighed[0]

    @cached_property
    def letters(self) -> int:
        """How long its blocks are as JSON."""
        return self._weighed[1]

    @cached_property
    def _weighed(self) -> tuple[str, int]:
        return self.weighed(self.id, self.title, self.source, json.dumps(self.blocks).encode())

    @staticmethod
    def weighed(identifier: str, title: str, source: str, blocks: bytes) -> tuple[str, int]:
        """The digest and the letters of a chapter that has these blocks, as JSON."""
        head = json.dumps([identifier, title, source]).encode()
        return sha256(head + blocks).hexdigest(), len(blocks)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What stands on the title page and in the files' properties; `meta` is pandoc's whole MetaMap."""

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""  # as printed
    iso_date: str = ""  # YYYY[-MM[-DD]] where the date can be read, else empty
    lang: str = "en-US"
    direction: str = "ltr"
    keywords: tuple[str, ...] = ()
    description: str = ""
    rights: str = ""
    publisher: str = ""
    identifier: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """One cited work at one place, as the list of notes tells it.

    `spot` counts the citations of the text from 0, `item` the works within it; `note` is the note's serial
    number (None in running text); `locator` is as typed; `why` is a few words for the author.
    """

    spot: int
    item: int
    chapter: int
    note: int | None
    key: str
    locator: str
    form: str
    why: str


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The finished text, the same for every edition: citations made, notes numbered, images read.

    `cited` are the keys of all works that the text cites or names by `nocite`; `unlisted` those of them that
    the citation style leaves out of its bibliography, which the author has been told.
    """

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    notes: tuple[Note, ...]
    images: Mapping[str, Image]
    settings: Settings
    uses: tuple[Use, ...] = ()
    cited: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """A finished file: its kind ("pdf", "epub", "docx"), its bytes, and what was found while making it."""

    kind: str
    data: bytes
    findings: tuple[Finding, ...] = ()
