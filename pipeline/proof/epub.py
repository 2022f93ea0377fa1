"""The finished EPUB, read back from its package file and spine (EPUB 3.3, sections 4 and 5)."""

from __future__ import annotations

import io
import json
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from functools import cache, partial
from typing import Any
from urllib.parse import unquote

from lxml import etree

from pipeline.cache import Kept
from pipeline.model import ERROR, Finding, Place
from pipeline.proof import hidden
from pipeline.proof.again import Again, Row
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
    headings: list[tuple[int, str]] = field(default_factory=list)
    calls: list[_Call] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # file, target
    outside: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)  # file, id
    hidden: list[tuple[str, str]] = field(default_factory=list)  # file, words

    def row(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        joined = {name: "".join(getattr(self, name)) for name in ("title", "words")}
        apart = {
            name: {one: "".join(words) for one, words in getattr(self, name).items()}
            for name in ("front", "notes")
        }
        return {**found, **joined, **apart, "calls": [astuple(call) for call in self.calls]}

    def add(self, row: Row) -> None:
        """Add what stands in one more file."""
        for name in ("headings", "links", "outside", "pictures", "furniture", "numbers", "anchors", "twice",
                     "hidden"):  # fmt: skip
            getattr(self, name).extend(row[name])
        for name in ("notes", "marks", "back"):
            getattr(self, name).update(row[name])
        self.title.append(row["title"])
        self.words.append(row["words"])
        for name, words in row["front"].items():
            self.front.setdefault(name, []).append(words)
        self.calls += (_Call(*call) for call in row["calls"])


@dataclass(frozen=True, slots=True)
class _Where:
    """Where an element stands: its file, its note if any, on the title page, among endnotes."""

    file: str
    note: str | None = None
    title: bool = False
    endnotes: bool = False
    front: str = ""  # the part before the text


def read(data: bytes, kept: Kept | None = None) -> Reading:
    """The letters, notes, headings, pictures and broken links of an EPUB.

    Of its files whose bytes are as they were, what stands in them is kept.
    """
    if kept:
        # What was kept in another shape, or a file that cannot be read: then all is read anew, or told.
        with suppress(ValueError, LookupError, TypeError, AttributeError, SyntaxError):
            again = Again(kept, "epub-read")
            reading = _read(data, again)
            again.keep()
            return reading
    return _read(data, Again(None, ""))


def _read(data: bytes, again: Again) -> Reading:
    findings: list[Finding] = []
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        spine, nav = _spine(book)
        found = _in_files(book, names, spine, again)
        findings += (
            _fault("proof-link", f"the id {anchor} stands twice", name) for name, anchor in found.twice
        )
        findings += (
            _fault("proof-hidden", f"“{words}” is there but cannot be seen", name)
            for name, words in found.hidden
        )
        contents = tuple(_contents(book, nav, found)) if nav else ()
        pictures = tuple(_pictures(found, book, names, findings))
        findings += _broken(found, names)
    notes = [_note(call, found) for call in found.calls if not call.in_title]
    return Reading(
        "epub",
        "".join(found.title),
        "".join(found.words),
        tuple(notes),
        tuple(_note(call, found) for call in found.calls if call.in_title),
        tuple(Heading(level, words) for level, words in found.headings),
        pictures,
        frozenset(found.outside),
        frozenset(anchor.partition("#")[2] for anchor in found.anchors),
        tuple((words, None) for words in found.furniture),
        contents,
        numbers=tuple(found.numbers),
        findings=tuple(findings),
        front={name: Words("".join(words)) for name, words in found.front.items()},
    )


def _in_files(book: zipfile.ZipFile, names: set[str], spine: Sequence[str], again: Again) -> _Found:
    """What stands in the files, one after another."""
    files = {name: book.read(name) for name in spine}
    style = cache(lambda path: book.read(path).decode("utf-8", "replace") if path in names else "")
    rules = cache(lambda path: list(hidden.rules(style(path))))
    root = cache(lambda name: etree.fromstring(files[name], _PARSER))
    calls = {
        name: again.part([b"calls", name.encode(), data], partial(_calls, root, name))
        for name, data in files.items()
    }
    called = {target for row in calls.values() for target in row["called"]}
    found = _Found()
    for name, data in files.items():
        into = sorted(target for target in called if target.startswith(f"{name}#"))
        about = json.dumps([name, into, [(path, style(path)) for path in calls[name]["styles"]]])
        found.add(again.part([about.encode(), data], partial(_file, root, name, called, rules)))
    return found


def _calls(parsed: Callable[[str], Any], name: str) -> Row:
    """What must be known of a file before any is read: where its calls lead, its stylesheets."""
    root = parsed(name)
    links = root.iter(f"{_HTML}a")
    noted = [one for one in links if "noteref" in (one.get(_TYPE) or "").split()]
    called = [_target(one.get("href") or "", name) for one in noted]
    return {"called": called, "styles": list(hidden.stylesheets(root, name))}


def _file(
    parsed: Callable[[str], Any], name: str, called: Set[str], rules: Callable[[str], list[Any]]
) -> Row:
    """What stands in a file."""
    root, found = parsed(name), _Found()
    _anchors(root, name, found)
    body = root.find(f"{_HTML}body")
    if body is not None:
        _walk(body, _Where(name), found, called)
    found.hidden += ((name, words) for words in hidden.words(root, name, rules))
    return found.row()


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


def _anchors(root: Any, name: str, found: _Found) -> None:
    """The ids of a file; one that stands twice leads nobody anywhere."""
    own = dict.fromkeys([name])
    for one in root.iter(etree.Element):
        anchor = one.get("id")
        if anchor and f"{name}#{anchor}" in own:
            found.twice.append((name, anchor))
        elif anchor:
            own[f"{name}#{anchor}"] = None
    found.anchors += own


def _walk(element: Any, where: _Where, found: _Found, called: Set[str]) -> None:
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
        found.furniture.append("".join(element.itertext()))
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
        found.headings.append((_HEADINGS[tag], "".join(found.words[begun:])))


def _numbers(numbered: Any) -> Iterator[str]:
    """The numbers of a list's items (HTML, 4.4.5)."""
    start = int(numbered.get("start") or 1)
    for at, _ in enumerate(numbered.iterchildren(f"{_HTML}li")):
        yield item_number(start + at, _FORMS.get(numbered.get("type") or "1", "decimal"))


def _inside(element: Any, kinds: Set[str], where: _Where, found: _Found, called: Set[str]) -> _Where:
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
        found.outside.append(link(href))
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
    anchors = set(found.anchors)
    for name, target in found.links:
        if target not in anchors and target not in names:
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


def _pictures(
    found: _Found, book: zipfile.ZipFile, names: set[str], findings: list[Finding]
) -> Iterator[bytes]:
    for name, source in found.pictures:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(source)))
        if path not in names or not book.getinfo(path).file_size:
            findings.append(_fault("proof-image", f"the picture {source} is not in the book", name))
        else:
            yield book.read(path)


def _fault(code: str, message: str, place: str) -> Finding:
    return Finding(code, ERROR, message, Place(place))
