"""A book with everything that can stand before its text, built once in each style."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from pipeline import build, making
from pipeline.cache import Cache
from pipeline.making import Book
from pipeline.model import Finding, Level, Manuscript, Source
from tests.support import Silent

FACTS = """\
title: Ink and *Oak*
subtitle: Five Printing Houses
author: [Clara Winter, Ana García]
date: 2024
lang: en-GB
publisher: Northgate Press
publisher-place: Leeds
copyright: {year: 2024, holder: Clara Winter}
rights: All rights reserved.
license: {text: CC BY 4.0, link: "https://creativecommons.org/licenses/by/4.0/"}
edition: Second edition
series: {title: Studies in Print, number: 7}
isbn:
  - 978-0-306-40615-7 (hardback)
  - 978-3-16-148410-0 (e-book)
doi: 10.1234/oak.2024
dedication: For the pressmen
epigraph: {text: Paper burns., source: An old printer}
colophon: Set in EB Garamond.
"""
TEXT = """\
# The Hand {.part}

# Venice: the *Dolphin's* House^[A note on the heading.]

Words of the first chapter.

## The price of paper

More words.

# A Chapter Whose Title Goes On and On about the Price of Paper, Ink, Bread and Beer in Antwerp and Venice

Words of the second.
"""


@dataclass(frozen=True)
class Made:
    """The finished files by their kinds, what was made of, and what the proof says."""

    manuscript: Manuscript
    sources: tuple[Source, ...]
    stylesheet: Source
    files: dict[str, bytes]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[str]:
        return [one.message for one in self.findings if one.level is Level.ERROR]


@cache
def made(
    style: str, more: str = "", text: str = TEXT, kinds: tuple[str, ...] = ("pdf", "epub", "docx")
) -> Made:
    """The book in this style, `more` metadata added."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "manuscript").mkdir()
        (root / "manuscript" / "metadata.yaml").write_text(
            f"{FACTS}{more}\noctavo:\n  style: {style}\n", encoding="utf-8"
        )
        Image.linear_gradient("L").resize((1500, 1000)).save(root / "manuscript" / "mole.png")
        (root / "manuscript" / "01.md").write_text(text, encoding="utf-8")
        read = build.read(root, Silent(), Cache(None))
        assert read.project
        assert read.project.stylesheet
        assert read.manuscript, read.findings
        whole = Book(read.manuscript, read.project.sources, read.project.stylesheet, None)
        editions, findings = making.make(whole, kinds, Silent(), Cache(None))
    files = {edition.kind: edition.data for edition in editions}
    return Made(
        read.manuscript, read.project.sources, read.project.stylesheet, files, (*read.findings, *findings)
    )
