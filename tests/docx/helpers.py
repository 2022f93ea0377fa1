"""Small manuscripts as the Word edition gets them, and the finished file taken apart."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pypandoc
from lxml import etree

from pipeline import titles, tree
from pipeline.editions.docx import docx
from pipeline.finishing import Draft, finish
from pipeline.house_style import Face, Stylesheet, stylesheet
from pipeline.house_style.ooxml import q, unpacked
from pipeline.model import Edition, Image, Manuscript, NoteSettings, Settings
from pipeline.pandoc import write_docx

ESSAY = Path(__file__).parents[2] / "styles" / "essay.css"
CREATED = datetime(2020, 5, 1, tzinfo=UTC)


@cache
def read(text: str) -> str:
    """pandoc's JSON of a markdown text."""
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json"]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()


def manuscript(*texts: str, settings: NoteSettings | None = None, images: Mapping[str, Image] | None = None,
               header: str = "") -> Manuscript:  # fmt: skip
    """A manuscript of one chapter for each text; a YAML header stands in the first or in `header`."""
    found = [json.loads(read((header if number == 0 else "") + text)) for number, text in enumerate(texts)]
    drafts = [
        Draft(f"chapter-{number}", _heading(one["blocks"]), f"{number:02}.md", "", tuple(one["blocks"]))
        for number, one in enumerate(found, 1)
    ]
    places = settings or NoteSettings()
    numbered, listed = finish(drafts, places)
    return Manuscript(
        titles.metadata(found[0]["meta"]), numbered, listed, images or {}, Settings(notes=places)
    )


def _heading(blocks: list[dict[str, Any]]) -> str:
    return next((tree.stringify(block) for block in blocks if block["t"] == "Header"), "")


@dataclass(frozen=True)
class Made:
    """A finished Word file taken apart."""

    edition: Edition
    parts: dict[str, bytes]

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.parts[f"word/{name}.xml"])

    @property
    def body(self) -> etree._Element:
        found = self.xml("document").find(q("w:body"))
        assert found is not None
        return found

    def style(self, identifier: str) -> etree._Element:
        return next(s for s in self.xml("styles").iter(q("w:style")) if s.get(q("w:styleId")) == identifier)

    def paragraphs(self, part: str = "document") -> list[tuple[str, str]]:
        """Style and words of every paragraph."""
        return [(style(p), words(p)) for p in self.xml(part).iter(q("w:p"))]

    def codes(self) -> set[str]:
        return {finding.code for finding in self.edition.findings}


def style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{q('w:pPr')}/{q('w:pStyle')}")
    return str(found.get(q("w:val"))) if found is not None else "Normal"


def words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(q("w:t")))


@cache
def essay() -> Stylesheet:
    return stylesheet(ESSAY.read_text("utf-8"), "styles/essay.css")


def with_css(css: str) -> Stylesheet:
    """The essay's stylesheet with more rules after it."""
    return replace(essay(), text=essay().text + "\n" + css)


def make(*texts: str, css: Stylesheet | None = None, fonts: tuple[Face, ...] = (), **options: Any) -> Made:
    """The Word edition of these chapters."""
    edition = docx(
        manuscript(*texts, **options), css or essay(), created=CREATED, write=write_docx, fonts=fonts
    )
    return Made(edition, unpacked(edition.data))
