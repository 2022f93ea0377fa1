"""The finished EPUB, read back from its package file and spine (EPUB 3.3, sections 4 and 5)."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from pipeline.model import ERROR, Finding, Place
from pipeline.proof.reading import Reading, ReadNote
from pipeline.proof.stream import letters

_HTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"
_HEADINGS = frozenset(f"{_HTML}h{level}" for level in range(1, 7))
# Words of these are set by the edition, not by the author.
_SET_BY_EDITION = frozenset(
    ("titlepage", "toc", "landmarks", "page-list", "cover", "halftitlepage", "copyright-page")
)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


@dataclass(slots=True)
class _Found:
    title: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    back: dict[str, list[str]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)  # file, id of the call, target
    links: list[tuple[str, str]] = field(default_factory=list)  # file, target
    images: list[tuple[str, str]] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """The letters, notes, headings, pictures and broken links of an EPUB."""
    found = _Found()
    ids: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = set(book.namelist())
        for name in _spine(book):
            root = etree.fromstring(book.read(name), _PARSER)
            ids.add(name)
            ids.update(f"{name}#{one.get('id')}" for one in root.iter() if one.get("id"))
            body = root.find(f"{_HTML}body")
            if body is not None:
                _walk(body, name, found, None)
        faults = [*_broken(found, ids, names), *_pictures(found, book, names)]
    notes = tuple(_note(target, label, found) for label, target in _in_order(found))
    title, body = "".join(found.title), "".join(found.words)
    return Reading("epub", title, body, notes, tuple(found.headings), len(found.images), (), tuple(faults))


def _spine(book: zipfile.ZipFile) -> list[str]:
    """The files of the spine, in reading order; the navigation document is not read."""
    container = etree.fromstring(book.read("META-INF/container.xml"), _PARSER)
    package = next(one.get("full-path") for one in container.iter() if str(one.tag).endswith("}rootfile"))
    root = etree.fromstring(book.read(package), _PARSER)
    manifest = {item.get("id"): item for item in root.iter(f"{_OPF}item")}
    folder = posixpath.dirname(package)
    items = [manifest[ref.get("idref")] for ref in root.iter(f"{_OPF}itemref")]
    items = [item for item in items if "nav" not in (item.get("properties") or "").split()]
    return [posixpath.normpath(posixpath.join(folder, unquote(item.get("href")))) for item in items]


def _walk(element: Any, name: str, found: _Found, note: str | None) -> None:
    """Read an element and what is in it; `note` names the note that it stands in."""
    if not isinstance(element.tag, str):
        return
    kinds = set((element.get(_TYPE) or "").split())
    if "titlepage" in kinds:
        found.title.append(letters("".join(element.itertext())))
    if kinds & _SET_BY_EDITION or element.tag == f"{_HTML}math":
        return
    ended = element.get("class") == "endnote"
    if (kinds & {"footnote", "endnote"} or ended) and note is None:
        note = f"{name}#{element.get('id')}"
        found.notes[note] = []
    if element.tag == f"{_HTML}a":
        _link(element, kinds, name, found, note)
    if element.tag == f"{_HTML}img":
        found.images.append((name, element.get("src") or ""))
    begun = len(found.words)
    if element.get("role") == "doc-backlink" and note:
        found.labels.setdefault(note, letters("".join(element.itertext())).rstrip(".)"))
    else:
        _say(element.text, found, note)
        for child in element:
            _walk(child, name, found, note)
            _say(child.tail, found, note)
    if element.tag in _HEADINGS and note is None and not kinds & {"title"}:
        found.headings.append("".join(found.words[begun:]))


def _say(text: str | None, found: _Found, note: str | None) -> None:
    if text:
        (found.words if note is None else found.notes[note]).append(letters(text))


def _link(element: Any, kinds: set[str], name: str, found: _Found, note: str | None) -> None:
    target = element.get("href") or ""
    if not target or ":" in target.split("#")[0]:
        return
    path, _, fragment = target.partition("#")
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
    whole += f"#{unquote(fragment)}" if fragment else ""
    found.links.append((name, whole))
    if "noteref" in kinds:
        found.calls.append((letters("".join(element.itertext())), f"{name}#{element.get('id')}", whole))
    if element.get("role") == "doc-backlink" and note:
        found.back.setdefault(note, []).append(whole)


def _in_order(found: _Found) -> Iterator[tuple[str, str]]:
    """(number, note) of every call, in reading order; a note without a call comes last."""
    for label, _, target in found.calls:
        yield label, target
    called = {target for *_, target in found.calls}
    yield from (("", note) for note in found.notes if note not in called)


def _note(target: str, label: str, found: _Found) -> ReadNote:
    text = "".join(found.notes.get(target, ()))
    own = found.labels.get(target)
    return ReadNote(label if own in (None, label) else f"{label}≠{own}", text)


def _broken(found: _Found, ids: set[str], names: set[str]) -> Iterator[Finding]:
    for name, target in found.links:
        if target not in ids and target not in names:
            yield _fault("proof-link", f"a link leads nowhere: {target}", name)
    for _, call, target in found.calls:
        if target in found.notes and call not in found.back.get(target, ()):
            yield _fault("proof-link", f"the note {target} has no link back to its call", call)


def _pictures(found: _Found, book: zipfile.ZipFile, names: set[str]) -> Iterator[Finding]:
    for name, source in found.images:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(source)))
        if path not in names or not book.getinfo(path).file_size:
            yield _fault("proof-image", f"the picture {source} is not in the book", name)


def _fault(code: str, message: str, place: str) -> Finding:
    return Finding(code, ERROR, message, Place(place))
