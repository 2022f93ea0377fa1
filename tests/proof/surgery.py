"""Finished files taken apart, changed in one place, and put together again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2

from pipeline.proof.sight import Eye

Damage = Callable[[bytes], bytes]


# ---- EPUB and DOCX


def zipped(change: Callable[[dict[str, bytes]], None]) -> Damage:
    """A damage to the files in the container."""

    def damage(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            files = {name: old.read(name) for name in old.namelist()}
        change(files)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for name, content in files.items():
                new.writestr(zipfile.ZipInfo(name), content)  # no clock: the same bytes every time
        return out.getvalue()

    return damage


def replaced(name: str, old: str, new: str) -> Damage:
    """The first match of the pattern in the file replaced."""

    def change(files: dict[str, bytes]) -> None:
        text, count = re.subn(old, new, files[name].decode(), count=1, flags=re.S)
        assert count == 1, old
        files[name] = text.encode()

    return zipped(change)


def swapped(name: str, one: str, other: str | None = None) -> Damage:
    """The first matches of two patterns exchanged, or the first two of one."""

    def change(files: dict[str, bytes]) -> None:
        text = files[name].decode()
        first = re.search(one, text, re.S)
        second = re.compile(other or one, re.S).search(text, 0 if other else first.end() if first else 0)
        assert first
        assert second
        assert first.end() <= second.start()
        files[name] = (
            text[: first.start()] + second[0] + text[first.end() : second.start()] + first[0]
            + text[second.end() :]
        ).encode()  # fmt: skip

    return zipped(change)


# ---- PDF


def printed(change: Callable[[pikepdf.Pdf, bytes], None]) -> Damage:
    """A damage to the objects of the PDF."""

    def damage(data: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf, data)
            out = io.BytesIO()
            pdf.save(out, compress_streams=False)  # so that its table of objects is written plainly
        return out.getvalue()

    return damage


written_again = printed(lambda *_: None)  # sound, its objects numbered as those of a damaged file


def redrawn(old: bytes, new: bytes) -> Damage:
    """What a pattern finds among the drawings of every page, drawn otherwise."""

    def change(pdf: pikepdf.Pdf, _: bytes) -> None:
        for page in pdf.pages:
            page.contents_coalesce()
            page.Contents = pdf.make_stream(re.sub(old, new, page.Contents.read_bytes()))

    return printed(change)


def spot(data: bytes, words: str) -> tuple[int, int]:
    """Page, from 0, and mark of the line that holds the words."""
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        lines: dict[int, str] = {}
        for run in Eye().sheet(document[number], number + 1, None).runs:
            lines[run.mark] = lines.get(run.mark, "") + run.text
        for mark, text in lines.items():
            if words in text:
                return number, mark
    raise AssertionError(f"{words} is not in the PDF")


def content(pdf: pikepdf.Pdf, number: int) -> bytes:
    page = pdf.pages[number]
    page.contents_coalesce()
    return page.Contents.read_bytes()


def line(words: str, rewrite: Callable[[bytes], bytes]) -> Damage:
    """What paints the line of the words, rewritten."""

    def change(pdf: pikepdf.Pdf, data: bytes) -> None:
        number, mark = spot(data, words)
        stream = content(pdf, number)
        found = re.search(rb"<</MCID %d>>\s*BDC(.*?)EMC" % mark, stream, re.S)
        assert found
        new = rewrite(found[1])
        assert new != found[1]
        pdf.pages[number].Contents = pdf.make_stream(stream[: found.start(1)] + new + stream[found.end(1) :])

    return printed(change)


def other_letter(stream: bytes) -> bytes:
    """The first glyph made another one of the same line."""
    codes = re.findall(rb"<([0-9a-f]{4})", stream)
    new = next(code for code in codes if code != codes[0])
    return stream.replace(b"<" + codes[0], b"<" + new, 1)


def exchange(one: str, other: str) -> Damage:
    """The painting of two lines of a page exchanged, each in the other's place in the structure."""

    def change(pdf: pikepdf.Pdf, data: bytes) -> None:
        (number, first), (same, second) = spot(data, one), spot(data, other)
        assert number == same
        stream = content(pdf, number)
        stream = stream.replace(b"<</MCID %d>>" % first, b"<</MCID 9999>>")
        stream = stream.replace(b"<</MCID %d>>" % second, b"<</MCID %d>>" % first)
        stream = stream.replace(b"<</MCID 9999>>", b"<</MCID %d>>" % second)
        pdf.pages[number].Contents = pdf.make_stream(stream)

    return printed(change)


def painted(words: str, code: bytes) -> Damage:
    """More painted after all else on the page of the words."""

    def change(pdf: pikepdf.Pdf, data: bytes) -> None:
        number, _ = spot(data, words)
        stream = b"q " + content(pdf, number) + b" Q " + code
        pdf.pages[number].Contents = pdf.make_stream(stream)

    return printed(change)


def elements(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The elements of the structure of a type, in order."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            if f"/{kind}" == node.S:
                found.append(node)
            walk(node.get("/K", pikepdf.Array()))

    walk(pdf.Root.StructTreeRoot.K)
    return found


def links(pdf: pikepdf.Pdf, target: str) -> list[tuple[Any, Any]]:
    """(page, annotation) of the links to a name."""
    return [
        (page, one)
        for page in pdf.pages
        for one in page.get("/Annots", ())
        if str(one.get("/Dest", "")) == target
    ]
