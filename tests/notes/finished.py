"""Finished files read back to words: the text with each call as [n], and the notes with their numbers."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
H = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Finished:
    """The paragraphs of the text, and (number, words) of each note in the order of its call."""

    text: str
    notes: list[tuple[str, str]]


def plain(words: str) -> str:
    """The words with single spaces, whatever their kind, and without marks that are not seen."""
    return " ".join(re.sub("[\u200b\u2060\u00ad]", "", words).split())


def docx(data: bytes) -> Finished:
    """A Word file; its numbers as Word counts them, afresh in each section where it says so."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
        notes: dict[tuple[str, str], str] = {}
        for kind in ("footnote", "endnote"):
            root = etree.fromstring(package.read(f"word/{kind}s.xml"))
            for note in root:
                words = " ".join("".join(_runs(p, [])) for p in note.iter(f"{W}p"))
                notes[kind, note.get(f"{W}id")] = plain(words).lstrip(". ")
    restarts = any(one.get(f"{W}val") == "eachSect" for one in body.iter(f"{W}numRestart"))
    lines: list[str] = []
    found: list[tuple[str, str]] = []
    count = 0
    for paragraph in body.iter(f"{W}p"):
        calls: list[tuple[str, str]] = []
        words = "".join(_runs(paragraph, calls))
        for call in calls:
            count += 1
            words = words.replace("\0", f"[{count}]", 1)
            found.append((str(count), notes[call]))
        lines.append(plain(words))
        if restarts and paragraph.find(f"{W}pPr/{W}sectPr") is not None:
            count = 0
    return Finished("\n".join(line for line in lines if line), found)


def _runs(paragraph: Any, calls: list[tuple[str, str]]) -> list[str]:
    """The words of a paragraph, a zero at each note's call, the number of a note called again in brackets."""
    words: list[str] = []
    for run in paragraph.iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        again = style is not None and style.get(f"{W}val") == "NoteAgain"
        for child in run:
            if child.tag == f"{W}t":
                words.append(
                    f"[{child.text}]" if again and (child.text or "").isdigit() else child.text or ""
                )
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                calls.append((child.tag[len(W) :].removesuffix("Reference"), child.get(f"{W}id")))
                words.append("\0")
            elif child.tag in (f"{W}tab", f"{W}br"):
                words.append(" ")
    return words


def epub(data: bytes) -> Finished:
    """An e-book; the notes by the targets of their calls, whose way back must lead to the call."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = sorted(
            name for name in book.namelist() if re.search(r"/text/(ch\d+|notes)\.xhtml$", f"/{name}")
        )
        pages = {name.rpartition("/")[2]: etree.fromstring(book.read(name)) for name in names}
    notes: dict[str, str] = {}
    for name, page in pages.items():
        for item in page.iter(f"{H}aside", f"{H}div"):
            if item.get("class") in ("footnote", "endnote"):
                notes[f"{name}#{item.get('id')}"] = _note(item)
    lines: list[str] = []
    found: list[tuple[str, str]] = []
    for name, page in pages.items():
        for block in page.iter(
            *(f"{H}{tag}" for tag in "h1 h2 h3 p li dt dd td th figcaption caption div".split())
        ):
            if next(block.iterancestors(f"{H}aside"), None) is not None or _in_end_notes(block):
                continue
            if any(True for _ in block.iter(f"{H}p", f"{H}div", f"{H}li") if _ is not block):
                continue
            for call in block.iter(f"{H}a"):
                if call.get("class") == "footnote-ref":
                    target = (
                        call.get("href")
                        if not (call.get("href") or "#").startswith("#")
                        else name + call.get("href")
                    )
                    number, words, back = notes[target].split("\0")
                    assert back.rpartition("#")[2] == call.get("id")
                    assert call.text == number
                    found.append((number, words))
            lines.append(plain(_said(block)))
    return Finished("\n".join(line for line in lines if line), found)


def _in_end_notes(block: Any) -> bool:
    return block.get("class") == "endnote" or any(
        one.get("class") == "endnotes" for one in block.iterancestors(f"{H}section")
    )


def _said(block: Any) -> str:
    parts = [block.text or ""]
    for child in block:
        called = child.get("class") in ("footnote-ref", "note-again")
        parts += [f"[{child.text}]" if called else _said(child), child.tail or ""]
    return "".join(parts)


def _note(item: Any) -> str:
    back = next(one for one in item.iter(f"{H}a") if one.get("class") == "footnote-back")
    words = " ".join(plain("".join(block.itertext())) for block in item if plain("".join(block.itertext())))
    return "\0".join(
        [(back.text or "").rstrip("."), plain(words.removeprefix(back.text or "")), back.get("href") or ""]
    )


def pdf(data: bytes) -> str:
    """The words of a PDF as they stand on its pages, line by line."""
    document = pdfium.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)
