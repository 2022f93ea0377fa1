"""The editions of a finished text, made side by side and proved; those that are known are not made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from pipeline import finished
from pipeline.cache import Cache, sound
from pipeline.memory import give_back
from pipeline.model import ERROR, Edition, Finding, Manuscript, Source
from pipeline.press import Press
from pipeline.weasy.printed import Changed

if TYPE_CHECKING:
    from pipeline.editions import docx
    from pipeline.fonts import Face
    from pipeline.markup import Written
    from pipeline.model import FrontMatter
    from pipeline.proof.reading import Reading


class Progress(Protocol):
    """Whoever tells the author how far the build is."""

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A stage of the build, timed from entry to exit."""


@dataclass(frozen=True, slots=True)
class Book:
    """All that the editions are made from."""

    manuscript: Manuscript
    sources: tuple[Source, ...]
    stylesheet: Source
    created: datetime | None
    prove: bool = True


Proved = tuple[Edition, tuple[Finding, ...]]
_VERY_LONG = 20_000_000  # letters of a text as JSON, beside whose HTML there is no room for Word's trees too
_LOOK_AHEAD = 2.0  # seconds in which a changed chapter is printed, if not too much of it has changed


@dataclass(frozen=True, slots=True)
class Text:
    """The book as HTML, which the PDF and the e-book share, and what of it cannot be printed."""

    title: Written
    chapters: tuple[Written, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Begun:
    """Editions that are being made: `known` are those that were kept, by their kinds; `text` is the book as
    HTML, where an edition is made of it; `asked` is what the press was or will be asked. These two are let go
    of as soon as they have been used: the HTML of a long book takes much of the memory."""

    book: Book
    kinds: Sequence[str]
    key: bytes
    known: Mapping[str, Proved]
    known_print: Edition | None
    front: FrontMatter
    text: Text | None
    asked: Mapping[str, Any]
    press: Press | None


def opened() -> None:
    """Open the rooms that a book's first build will need, while there is time."""
    from pipeline import weasy

    _open_rooms()
    with weasy.tool():
        from pipeline import proof  # noqa: F401
        from pipeline.editions import epub  # noqa: F401
        from pipeline.weasy import computed

        computed.opened()


def begin(
    book: Book,
    kinds: Sequence[str],
    progress: Progress,
    kept: Cache,
    press: Press | None = None,
    changed: Callable[[Changed], None] | None = None,
) -> Begun:
    """The editions begun: with a press, the pages are being laid out from now on, in a process of their own.

    `changed` gets the pages that are not as they were, long before the book is there.
    """
    from pipeline.frontmatter.style import asked as asked_front

    key = finished.text_of(book.manuscript, book.stylesheet, book.created)
    known = {kind: one for kind in kinds if (one := finished.edition(kept, kind, key))}
    missing = [kind for kind in kinds if kind not in known]
    print_ = known.get("pdf") or (finished.edition(kept, "pdf", key) if "docx" in missing else None)
    known_print = print_[0] if print_ else None
    front = asked_front(book.stylesheet.text, book.manuscript.settings)
    # Word's contents have the page numbers of the print, so it is laid out even if nobody asks for it.
    prints = "pdf" in missing or ("docx" in missing and bool(front.lists) and known_print is None)
    text: Text | None = None
    asked: dict[str, Any] = {}
    if prints or "epub" in missing:
        text = _text(book, front, progress, kept)
    if text and prints:
        asked = _asked(book, text)
        if press:
            read = partial(_read_back, book.stylesheet, book.manuscript.metadata.direction, kept)
            read_back = read if "pdf" in missing and book.prove else None
            press.begin(**asked, cache=kept, read=read_back, changed=changed)
            if changed:  # somebody waits for these pages
                press.wait(_LOOK_AHEAD)
    return Begun(book, kinds, key, known, known_print, front, text, asked, press)


def _text(book: Book, front: FrontMatter, progress: Progress, kept: Cache) -> Text:
    from pipeline import markup, pandoc

    give_back()
    with progress.stage("write"):
        data, chapters = book.manuscript.metadata, book.manuscript.chapters
        write = partial(pandoc.write_html, meanwhile=_open_rooms)
        return Text(*markup.book(data, chapters, write, front, kept))


def _open_rooms() -> None:
    """Load what comes next, while pandoc is at work."""
    from pipeline import weasy

    with weasy.tool():
        from pipeline.editions import docx, pdf, places  # noqa: F401


def _asked(book: Book, text: Text) -> dict[str, Any]:
    from pipeline import fonts, weasy

    with weasy.tool():
        from pipeline.editions import pdf
    return pdf.asked(book.manuscript, text.title, text.chapters, book.stylesheet, fonts.faces(), book.created)


def make(
    book: Book, kinds: Sequence[str], progress: Progress, kept: Cache
) -> tuple[list[Edition], list[Finding]]:
    """The editions, and what was found in making and in proving them."""
    return complete(begin(book, kinds, progress, kept), progress, kept)


def complete(begun: Begun, progress: Progress, kept: Cache) -> tuple[list[Edition], list[Finding]]:
    """What was begun, made and proved; see `make`."""
    missing = [kind for kind in begun.kinds if kind not in begun.known]
    made = _made(begun, missing, progress, kept) if missing else {}
    for edition, proof in made.values():
        if not any(finding.level is ERROR for finding in (*edition.findings, *proof)):
            finished.keep_edition(kept, begun.key, edition, proof)
    every = [({**begun.known, **made})[kind] for kind in begun.kinds]
    findings = [finding for edition, _ in every for finding in edition.findings]
    return [edition for edition, _ in every], [*findings, *(one for _, proof in every for one in proof)]


def _made(begun: Begun, kinds: Sequence[str], progress: Progress, kept: Cache) -> dict[str, Proved]:
    from pipeline import fonts, weasy

    with weasy.tool():
        from pipeline.editions import docx, pdf
        from pipeline.editions.places import pages_of_names

    book, press = begun.book, begun.press
    faces = fonts.faces()
    made: list[Edition] = []
    prints, unprinted = bool(begun.asked), begun.text.findings if begun.text else ()
    epub = cache(partial(_e_book, begun, "epub" in kinds, faces, progress))
    waiting: docx.Made | None = None
    if sum(chapter.letters for chapter in book.manuscript.chapters) > _VERY_LONG:
        epub()
    if "docx" in kinds:
        give_back()
        with progress.stage("docx"):
            waiting = _docx(book, faces, kept, meanwhile=epub)
            if not begun.front.lists:
                made.append(docx.edition(waiting))
                waiting = None
    if e_book := epub():
        made.insert(0, e_book)
    proved = _proved(made, book, progress, kept)
    early = _Early(begun, waiting, kept) if waiting and press and not begun.known_print else None
    if early:
        early.guess(progress)
    last: list[Edition] = []
    read_back: dict[str, Callable[[], Reading | None]] = {}
    known_print = begun.known_print
    if prints:
        with progress.stage("pdf"):
            give_back()
            printed = press.printed() if press else weasy.render(**begun.asked, cache=kept)
        if press and book.prove and "pdf" in kinds:
            read_back = {"pdf": press.read_back}
        known_print = pdf.edition(printed)
    if waiting:
        places = docx.pages_in_lists(waiting, pages_of_names(known_print.data)) if known_print else {}
        if early and (right := early.right(places)):
            proved["docx"] = right
        else:
            last.append(docx.edition(waiting, places))
    if known_print and "pdf" in kinds:
        last.append(replace(known_print, findings=(*unprinted, *known_print.findings)))
    return proved | _proved(last, book, progress, kept, read_back)


class _Early:
    """The Word file with the page numbers of the last time in its lists, made while the pages are laid out.

    Most edits move none of them; then it is finished, and proved, before the print.
    """

    def __init__(self, begun: Begun, made: docx.Made, kept: Cache) -> None:
        self._book, self._made, self._kept = begun.book, made, kept
        about = [begun.book.stylesheet.text, asdict(begun.book.manuscript.settings)]
        self._key = json.dumps(about).encode()
        self._guess: dict[str, str] = {}
        self._done: Proved | None = None

    def guess(self, progress: Progress) -> None:
        """Make the file, if there was a last time."""
        from pipeline.editions import docx

        if guess := sound(self._kept.get("pages-in-lists", self._key), lambda data: dict(json.loads(data))):
            self._guess = guess
            made = docx.edition(self._made, guess)
            self._done = _proved([made], self._book, progress, self._kept)["docx"]

    def right(self, places: Mapping[str, str]) -> Proved | None:
        """The file, if its pages are these."""
        if places == self._guess:
            return self._done
        self._kept.put("pages-in-lists", self._key, json.dumps(places).encode())
        return None


def _e_book(begun: Begun, wanted: bool, faces: Sequence[Face], progress: Progress) -> Edition | None:
    """The e-book, if it is wanted; the book's HTML is let go of then."""
    text, begun.text = begun.text, None
    if begun.press:
        begun.asked = {}
    made = None
    if text and wanted:
        with progress.stage("epub"):
            made = _epub(begun.book, text, faces)
    del text
    give_back()
    return made


def _epub(book: Book, text: Text, faces: Sequence[Face]) -> Edition:
    from pipeline import fonts
    from pipeline.editions import epub
    from pipeline.editions.ebook.lettering import worn

    css, lang = book.stylesheet.text, book.manuscript.metadata.lang
    cut = fonts.cut_down(worn(faces, text.title, text.chapters, css, lang))
    made = epub.epub(book.manuscript, text.title, text.chapters, css, cut, created=book.created)
    return replace(made, findings=(*text.findings, *made.findings))


def _docx(book: Book, faces: tuple[Face, ...], kept: Cache, meanwhile: Callable[[], object]) -> docx.Made:
    from pipeline import house_style, pandoc
    from pipeline.editions import docx

    sheet = house_style.stylesheet(book.stylesheet.text, book.stylesheet.name)
    write = partial(pandoc.write_docx, meanwhile=meanwhile)
    return docx.make(book.manuscript, sheet, created=book.created, write=write, fonts=faces, kept=kept)


def _read_back(stylesheet: Source, direction: str, kept: Cache, pdf: bytes) -> Reading:
    """A finished PDF read back for its proof, by the process that printed it."""
    from pipeline import proof

    return proof.read("pdf", pdf, stylesheet=stylesheet, direction=direction, kept=kept)


def _proved(
    editions: Sequence[Edition],
    book: Book,
    progress: Progress,
    kept: Cache,
    read_back: Mapping[str, Callable[[], Reading | None]] | None = None,
) -> dict[str, Proved]:
    """The editions by their kinds, each with what its proof found.

    `read_back` gives the editions that another process reads back; the others are proved meanwhile.
    """
    from pipeline import weasy

    if not book.prove:
        return {edition.kind: (edition, ()) for edition in editions}
    if not editions:
        return {}
    with weasy.tool():
        from pipeline import proof
    proved: dict[str, Proved] = {}
    with progress.stage("prove"):
        for edition in editions:
            if told := (read_back or {}).get(edition.kind):
                give_back()
            found = {edition.kind: reading} if told and (reading := told()) else None
            text = book.manuscript, book.sources, book.stylesheet
            proved[edition.kind] = edition, tuple(proof.prove([edition], *text, kept, found))
    return proved
