"""The finished Word document, read back from its XML (ECMA-376 Part 1, 17.3, 17.11).

Nothing is taken for granted that Word or LibreOffice change when they save a file: ids of notes and styles,
how words are cut into runs, which part holds what.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any

from lxml import etree

from pipeline.cache import Kept
from pipeline.model import ERROR, Finding, Place
from pipeline.proof.again import Again, Row
from pipeline.proof.docx_parts import pieces
from pipeline.proof.docx_piece import HEADING, MARK, TITLE, Found, parsed, read_piece
from pipeline.proof.ink import W, ink
from pipeline.proof.numbering import Counter, Properties, properties
from pipeline.proof.reading import Heading, Reading, ReadNote, Words
from pipeline.proof.stream import letters


def read(data: bytes, kept: Kept | None = None) -> Reading:
    """The letters, notes, headings, pictures and broken links of a Word document.

    Of chapters and notes whose bytes are as they were, what stands in them is kept.
    """
    if kept:
        # A file that cannot be cut into pieces, or what was kept in another shape: then it is read whole.
        with suppress(etree.XMLSyntaxError, ValueError, LookupError, TypeError, AttributeError):
            again = Again(kept, "docx-read")
            reading = _read(data, again, pieces)
            again.keep()
            return reading
    return _read(data, Again(None, ""), lambda part: [part])


def _read(data: bytes, again: Again, cut: Callable[[bytes], Sequence[bytes]]) -> Reading:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = set(package.namelist())

        def part(name: str) -> bytes:
            path = f"word/{name}.xml"
            return package.read(path) if path in names else b""

        styles = part("styles")
        dress = cache(lambda: (_styles(parsed(styles)), ink(parsed(styles))))
        rows: dict[str, list[Row]] = {}
        for name in ("document", "footnotes", "endnotes"):
            rels = package.read(path) if (path := f"word/_rels/{name}.xml.rels") in names else b""
            rows[name] = [
                again.part([styles, rels, piece], partial(read_piece, name, piece, dress, rels))
                for piece in cut(part(name))
                if piece or name == "document"
            ]
        found = _joined(rows["document"], properties(parsed(part("settings"))))
        notes: dict[tuple[str, str], ReadNote] = {}
        for name in ("footnotes", "endnotes"):
            for row in rows[name]:
                notes |= {(name, own): ReadNote("", text, mark=mark) for own, text, mark in row["notes"]}
                _add_shared(found, row)
        pictures = tuple(_pictures(package, names, found))
    return _reading(found, notes, pictures)


def _joined(rows: Sequence[Row], settings: Properties) -> Found:
    """The pieces of the text as one, its calls numbered."""
    if any(row["is_open"] for row in rows[:-1]):
        raise ValueError("a field goes on from one piece to the next")
    whole = Found()
    counter = Counter([one for row in rows for one in row["sections"]], settings)
    for row in rows:
        labels = [label for label, *_ in row["calls"]]
        waiting = (at for at, label in enumerate(labels) if label is None)
        for part in row["counted"]:
            if part:
                labels[next(waiting)] = counter.next(part)
            else:
                counter.end_section()
        told = partial(MARK.sub, lambda mark, labels=labels: letters(labels[int(mark[1])]))
        whole.title.append(row["title"])
        whole.words.append(told(row["words"]))
        for name, words in row["front"].items():
            whole.front.setdefault(name, []).append(told(words))
        whole.entries += filter(None, map(told, row["entries"]))
        whole.captions += filter(None, map(told, row["captions"]))
        whole.headings += [(level, told(words)) for level, words in row["headings"]]
        whole.calls += [(label, *rest) for label, (_, *rest) in zip(labels, row["calls"], strict=True)]
        _add_shared(whole, row, told)
    return whole


def _add_shared(whole: Found, row: Row, told: Callable[[str], str] = str) -> None:
    """Add what notes have too."""
    for name in ("pictures", "anchors", "links", "outside"):
        getattr(whole, name).extend(row[name])
    whole.faults += [(code, message, told(words)) for code, message, words in row["faults"]]


def _reading(found: Found, notes: Mapping[tuple[str, str], ReadNote], pictures: tuple[bytes, ...]) -> Reading:
    called = {(part, name) for _, part, name, _ in found.calls}
    own: list[ReadNote] = []
    of_title: list[ReadNote] = []
    for label, part, name, in_title in found.calls:
        note = _labelled(notes.get((part, name), ReadNote("", "")), label or "")
        (of_title if in_title else own).append(note)
    faults = [
        _fault("proof-notes", f"the note “{note.text[:40]}” is called nowhere")
        for key, note in notes.items()
        if key not in called and note.text
    ]
    anchors = frozenset(found.anchors)
    faults += [
        _fault("proof-link", f"a link leads nowhere: {target}")
        for target in found.links
        if target not in anchors
    ]
    seen = [
        _fault(code, message.replace("{}", words[:40]) if words else message)
        for code, message, words in found.faults
    ]
    return Reading(
        "docx",
        "".join(found.title),
        "".join(found.words),
        tuple(own),
        tuple(of_title),
        tuple(Heading(level, words) for level, words in found.headings),
        pictures,
        frozenset(found.outside),
        anchors,
        findings=(*seen, *faults),
        front={name: Words("".join(words)) for name, words in found.front.items()},
        lists={
            "contents": tuple(map(Words, found.entries)),
            "captions": tuple(map(Words, found.captions)),
        },
    )


def _labelled(note: ReadNote, label: str) -> ReadNote:
    """The note under the number of its call; a mark of the author's own stands in the note's words."""
    if note.mark is not None:  # Word sets the number
        return ReadNote(label, note.text, mark=label)
    mark = letters(label)
    if not note.text.startswith(mark):
        return ReadNote(label, note.text, mark="")
    return ReadNote(label, note.text[len(mark) :], mark=label)


def _styles(root: Any) -> dict[str, str]:
    """The name of each style by its id.

    A style made for the document goes by the name of the title's part or the heading that it is based on.
    """
    names: dict[str, str] = {}
    based: dict[str, str] = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        name = style.find(f"{W}name")
        identifier = style.get(f"{W}styleId") or ""
        names[identifier] = (name.get(f"{W}val") or "").lower() if name is not None else identifier.lower()
        base = style.find(f"{W}basedOn")
        if base is not None and style.get(f"{W}customStyle") in ("1", "true"):
            based[identifier] = base.get(f"{W}val") or ""
    for identifier, base in based.items():
        own = names.get(base, "")
        if own in TITLE or HEADING.fullmatch(own):
            names[identifier] = own
    return names


def _pictures(package: zipfile.ZipFile, names: set[str], found: Found) -> Iterator[bytes]:
    """The bytes of each picture; a finding for each that is not in the file."""
    for path in found.pictures:
        if path in names and package.getinfo(path).file_size:
            yield package.read(path)
        else:
            found.faults.append(("proof-image", f"a picture is not in the file ({path or 'unnamed'})", ""))


def _fault(code: str, message: str) -> Finding:
    return Finding(code, ERROR, message, Place("docx"))
