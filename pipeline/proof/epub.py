"""The finished EPUB, read back from its package file and spine (EPUB 3.3, sections 4 and 5)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from pipeline.model import ERROR, Finding, Place
from pipeline.proof import hidden
from pipeline.proof.numbering import item_number
from pipeline.proof.portion import link
from pipeline.proof.reading import Heading, Reading, ReadNote, Words
from pipeline.proof.stream import GAP, letters

_HTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"
_LINK, _IMAGE, _LIST = f"{_HTML}a", f"{_HTML}img", f"{_HTML}ol"
_NO_KIND: frozenset[str] = frozenset()
_HEADINGS = {f"{_HTML}h{level}": level for level in range(1, 7)}
# Words of these are set by the edition, not by the author.
_SET_BY_EDITION = frozenset(("toc", "landmarks", "page-list", "cover", "halftitlepage"))
_FRONT = "octavo-"  # the names of the parts before the text begin so
_FORMS = {"a": "lowerLetter", "A": "lowerLetter", "i": "lowerRoman", "I": "lowerRoman"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


@dataclass(frozen=True, slots=True)
class _Call:
    """A call as found: its number, its own place (`file#id`), and the note that it leads to."""

    label: str
    place: str
    target: str
    in_title: bool


@dataclass(slots=True)
class _Found:
    """What has been read so far; notes and ids are named `file#id`."""

    title: list[str] = field(default_factory=list)
    front: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    back: dict[str, list[str]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    calls: list[_Call] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # file, target
    outside: set[str] = field(default_factory=set)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    furniture: list[tuple[str, int | None]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where an element stands: its file, its note if any, on the title page, among endnotes."""

    file: str
    note: str | None = None
    title: bool = False
    endnotes: bool = False
    front: str = ""  # the part before the text


def read(data: bytes) -> Reading:
    """The letters, notes, headings, pictures and broken links of an EPUB."""
    found = _Found()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        spine, nav = _spine(book)
        pages = {name: _parsed(book, name) for name in spine}
        called = set(_called(pages))
        for name, root in pages.items():
            _anchors(root, name, found)
            body = root.find(f"{_HTML}body")
            if body is not None:
                _walk(body, _Where(name), found, called)
        found.findings += hidden.in_pages(pages, lambda path: _text(book, names, path))
        contents = tuple(_contents(book, nav, found)) if nav else ()
        pictures = tuple(_pictures(found, book, names))
        found.findings += _broken(found, names)
    notes = [_note(call, found) for call in found.calls if not call.in_title]
    return Reading(
        "epub",
        "".join(found.title),
        "".join(found.words),
        tuple(notes),
        tuple(_note(call, found) for call in found.calls if call.in_title),
        tuple(found.headings),
        pictures,
        frozenset(found.outside),
        frozenset(anchor.partition("#")[2] for anchor in found.anchors),
        tuple(found.furniture),
        contents,
        numbers=tuple(found.numbers),
        findings=tuple(found.findings),
        front={name: Words("".join(words)) for name, words in found.front.items()},
    )


def _parsed(book: zipfile.ZipFile, name: str) -> Any:
    return etree.fromstring(book.read(name), _PARSER)


def _spine(book: zipfile.ZipFile) -> tuple[list[str], str]:
    """The files of the spine in reading order, and the navigation document, which is not read as text."""
    container = _parsed(book, "META-INF/container.xml")
    package: str = next(
        one.get("full-path") for one in container.iter() if str(one.tag).endswith("}rootfile")
    )
    root = _parsed(book, package)
    manifest = {item.get("id"): item for item in root.iter(f"{_OPF}item")}
    folder = posixpath.dirname(package)

    def path(item: Any) -> str:
        return posixpath.normpath(posixpath.join(folder, unquote(item.get("href"))))

    navs = [path(item) for item in manifest.values() if "nav" in (item.get("properties") or "").split()]
    # What is `linear="no"` is not read in its turn (EPUB 3.3, 5.6.2).
    linear = [ref for ref in root.iter(f"{_OPF}itemref") if ref.get("linear") != "no"]
    items = [path(manifest[ref.get("idref")]) for ref in linear]
    return [item for item in items if item not in navs], navs[0] if navs else ""


def _text(book: zipfile.ZipFile, names: set[str], path: str) -> str:
    return book.read(path).decode("utf-8", "replace") if path in names else ""


def _called(pages: dict[str, Any]) -> Iterator[str]:
    for name, root in pages.items():
        for one in root.iter(f"{_HTML}a"):
            if "noteref" in (one.get(_TYPE) or "").split():
                yield _target(one.get("href") or "", name)


def _anchors(root: Any, name: str, found: _Found) -> None:
    """The ids of a file; one that stands twice leads nobody anywhere."""
    found.anchors.add(name)
    for one in root.iter(etree.Element):
        anchor = one.get("id")
        if anchor and f"{name}#{anchor}" in found.anchors:
            found.findings.append(_fault("proof-link", f"the id {anchor} stands twice", name))
        elif anchor:
            found.anchors.add(f"{name}#{anchor}")


def _walk(element: Any, where: _Where, found: _Found, called: set[str]) -> None:
    """Read an element and what is in it."""
    tag = element.tag
    if not isinstance(tag, str):
        return
    typed = element.get(_TYPE)
    kinds = set(typed.split()) if typed else _NO_KIND
    if kinds & _SET_BY_EDITION:
        return
    if tag.endswith("}math"):
        _words(where, found).append(GAP)
        return
    if kinds or element.get("id"):
        where = _inside(element, kinds, where, found, called)
    if tag in _HEADINGS and where.endnotes and where.note is None:
        found.furniture.append(("".join(element.itertext()), None))
        return
    if tag == _LINK:
        _link(element, kinds, where, found)
    elif tag == _IMAGE:
        found.pictures.append((where.file, element.get("src") or ""))
    elif tag == _LIST:
        found.numbers += _numbers(element)
    begun = len(found.words)
    if element.get("role") == "doc-backlink" and where.note:
        found.marks.setdefault(where.note, letters("".join(element.itertext())).rstrip(".)"))
    else:
        _say(element.text, where, found)
        for child in element:
            _walk(child, where, found, called)
            _say(child.tail, where, found)
    if tag in _HEADINGS and where.note is None and not (where.title or where.front):
        found.headings.append(Heading(_HEADINGS[tag], "".join(found.words[begun:])))


def _numbers(numbered: Any) -> Iterator[str]:
    """The numbers of a list's items (HTML, 4.4.5)."""
    start = int(numbered.get("start") or 1)
    for at, _ in enumerate(numbered.iterchildren(f"{_HTML}li")):
        yield item_number(start + at, _FORMS.get(numbered.get("type") or "1", "decimal"))


def _inside(element: Any, kinds: Set[str], where: _Where, found: _Found, called: set[str]) -> _Where:
    name = f"{where.file}#{element.get('id')}"
    note = where.note
    if note is None and (kinds & {"footnote", "endnote"} or name in called):
        note = name
        found.notes[note] = []
    title = where.title or "titlepage" in kinds
    own = element.get("id") or ""
    front = own.removeprefix(_FRONT) if own.startswith(_FRONT) else where.front
    return _Where(where.file, note, title, where.endnotes or "endnotes" in kinds, front)


def _say(text: str | None, where: _Where, found: _Found) -> None:
    if text:
        _words(where, found).append(letters(text))


def _words(where: _Where, found: _Found) -> list[str]:
    """Where the words of this place go."""
    words = found.front.setdefault(where.front, []) if where.front else found.words
    words = found.title if where.title else words
    return words if where.note is None else found.notes[where.note]


def _target(href: str, name: str) -> str:
    """The `file#id` that a link in the file leads to."""
    path, _, fragment = href.partition("#")
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
    return whole + (f"#{unquote(fragment)}" if fragment else "")


def _link(element: Any, kinds: Set[str], where: _Where, found: _Found) -> None:
    href = element.get("href") or ""
    if not href:
        return
    if ":" in href.split("#")[0]:
        found.outside.add(link(href))
        return
    whole = _target(href, where.file)
    found.links.append((where.file, whole))
    if "noteref" in kinds:
        # The star of a note on the title is no letter of the text.
        label = "".join("".join(element.itertext()).split())
        found.calls.append(
            _Call(label, f"{where.file}#{element.get('id')}", whole, where.title or bool(where.front))
        )
    if element.get("role") == "doc-backlink" and where.note:
        found.back.setdefault(where.note, []).append(whole)


def _note(call: _Call, found: _Found) -> ReadNote:
    text = "".join(found.notes.get(call.target, ()))
    return ReadNote(call.label, text, mark=found.marks.get(call.target))


def _broken(found: _Found, names: set[str]) -> Iterator[Finding]:
    for name, target in found.links:
        if target not in found.anchors and target not in names:
            yield _fault("proof-link", f"a link leads nowhere: {target}", name)
    for call in found.calls:
        if call.target in found.notes and call.place not in found.back.get(call.target, ()):
            yield _fault("proof-backlink", f"the note {call.target} has no link back to its call", call.place)
    called = {call.target for call in found.calls}
    for note in found.notes:
        if note not in called:
            yield _fault("proof-notes", f"the note {note} is called nowhere", note.partition("#")[0])
    order = [call.target for call in found.calls if call.target in found.notes]
    ordered = set(order)
    if len(ordered) == len(order) and order != [note for note in found.notes if note in ordered]:
        yield _fault("proof-note-order", "the notes stand in another order than their calls", "epub")


def _contents(book: zipfile.ZipFile, nav: str, found: _Found) -> Iterator[str]:
    """The letters of the entries of the table of contents; their links are noted."""
    root = _parsed(book, nav)
    for part in root.iter(f"{_HTML}nav"):
        for one in part.iter(f"{_HTML}a"):
            found.links.append((nav, _target(one.get("href") or "", nav)))
            if "toc" in (part.get(_TYPE) or "").split():
                yield letters("".join(one.itertext()))


def _pictures(found: _Found, book: zipfile.ZipFile, names: set[str]) -> Iterator[bytes]:
    for name, source in found.pictures:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(source)))
        if path not in names or not book.getinfo(path).file_size:
            found.findings.append(_fault("proof-image", f"the picture {source} is not in the book", name))
        else:
            yield book.read(path)


def _fault(code: str, message: str, place: str) -> Finding:
    return Finding(code, ERROR, message, Place(place))
