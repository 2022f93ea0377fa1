"""The Word file as a file: running heads, properties, fonts, the same bytes, readable by others."""

from __future__ import annotations

import io
import shutil
import subprocess
import uuid
import zipfile

import docx as python_docx
import pytest

from pipeline.editions.docx import docx
from pipeline.house_style.ooxml import q
from pipeline.pandoc import write_docx

from .helpers import Face, essay, make, manuscript, with_css, words

HEADER = """---
title: The Title
author: Ann Author
date: 1 May 2020
lang: en-GB
keywords: [one, two]
description: About it.
---

"""
FACE = Face("EB Garamond", 400, "normal", "a.ttf", bytes(range(64)))


def head(made, name: str):
    return made.xml(name)


def fields(part) -> list[str]:
    return [(one.text or "").strip() for one in part.iter(q("w:instrText"))]


def test_running_heads_have_the_authors_on_the_verso_and_the_title_on_the_recto():
    made = make(HEADER + "Text.")
    assert fields(head(made, "header-even")) == ["PAGE", 'STYLEREF "Author"']
    assert words(head(made, "header-even")) == "1Ann Author"
    assert fields(head(made, "header-default")) == ["TITLE", "PAGE"]
    assert words(head(made, "header-default")) == "The Title1"
    assert made.xml("settings").find(q("w:evenAndOddHeaders")) is not None


def test_opening_page_has_a_folio_and_no_running_head():
    made = make(HEADER + "Text.")
    assert words(head(made, "header-first")) == ""
    assert fields(head(made, "footer-first")) == ["PAGE"]
    assert made.body.find(q("w:sectPr")).find(q("w:titlePg")) is not None


def test_two_authors_stand_in_the_running_head_as_words():
    made = make("---\ntitle: T\nauthor: [A One, B Two]\n---\n\nText.")
    assert words(head(made, "header-even")) == "1A One, B Two"


def test_running_head_without_words_has_no_field_to_fail():
    made = make("Text.")
    assert fields(head(made, "header-default")) == ["PAGE"]


def test_chapter_title_in_the_running_head_is_found_by_its_level():
    css = with_css(
        "h1 { string-set: chapter content() } @page :right { @top-left { content: string(chapter) } }"
    )
    made = make(HEADER + "# First\n\nText.", css=css)
    assert fields(head(made, "header-default")) == ["STYLEREF 1", "PAGE"]
    assert words(head(made, "header-default")) == "First1"


def test_running_heads_stand_where_the_margin_boxes_do():
    margins = make("T.").body.find(q("w:sectPr")).find(q("w:pgMar"))
    # 66 pt margin, 16 pt below a line of 14.5 pt (the 9.5 pt font's own line is shorter)
    assert 700 <= int(margins.get(q("w:header"))) <= 800


def test_properties_are_the_manuscripts():
    made = make(HEADER + "Text.")
    core = python_docx.Document(io.BytesIO(made.edition.data)).core_properties
    assert (core.title, core.author, core.keywords) == ("The Title", "Ann Author", "one, two")
    assert (core.comments, core.language) == ("About it.", "en-GB")
    assert core.created.isoformat() == "2020-05-01T00:00:00+00:00"
    assert b"pandoc" not in b"".join(made.parts.values()).lower()
    assert "docProps/custom.xml" not in made.parts


def test_same_manuscript_gives_the_same_bytes():
    text = HEADER + "# H\n\nText^[note] [l](https://e.org)\n\n- a\n\n| A |\n|---|\n| 1 |\n"
    assert make(text, fonts=(FACE,)).edition.data == make(text, fonts=(FACE,)).edition.data


def test_file_carries_no_clock():
    made = make("Text.")
    with zipfile.ZipFile(io.BytesIO(made.edition.data)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    undated = docx(manuscript("Text."), essay(), created=None, write=write_docx)
    assert undated.data == docx(manuscript("Text."), essay(), created=None, write=write_docx).data


def test_fonts_are_embedded_as_word_hides_them():
    made = make("Text.", fonts=(FACE,))
    table = made.xml("fontTable")
    (font,) = [one for one in table if one.get(q("w:name")) == "EB Garamond"]
    embedded = font.find(q("w:embedRegular"))
    key = uuid.UUID(embedded.get(q("w:fontKey")))
    data = made.parts["word/fonts/font1.odttf"]
    pad = key.bytes[::-1]
    assert bytes(a ^ b for a, b in zip(data[:32], pad * 2, strict=True)) + data[32:] == FACE.data
    assert made.xml("settings").find(q("w:embedTrueTypeFonts")) is not None
    assert not [name for name in make("Text.").parts if "odttf" in name]


def test_every_part_has_a_type_and_every_relationship_a_part():
    made = make(HEADER + "a^[n] [l](https://e.org)\n", fonts=(FACE,))
    types = made.parts["[Content_Types].xml"].decode()
    for name in made.parts:
        if name.startswith(("word/", "docProps/")) and name.endswith(".xml"):
            assert f'PartName="/{name}"' in types
    rels = made.parts["word/_rels/document.xml.rels"].decode()
    for name in ("styles", "settings", "fontTable", "numbering", "footnotes", "endnotes", "header-even"):
        assert f'Target="{name}.xml"' in rels
        assert f"word/{name}.xml" in made.parts


def test_python_docx_opens_it():
    document = python_docx.Document(io.BytesIO(make(HEADER + "# H\n\nText.\n").edition.data))
    assert [(p.style.name, p.text) for p in document.paragraphs[-2:]] == [
        ("Heading 1", "H"),
        ("First Paragraph", "Text."),
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_every_note(tmp_path):
    notes = "".join(f"Sentence {n}.^[Note number {n}.]\n\n" for n in range(1, 8))
    (tmp_path / "a.docx").write_bytes(make(HEADER + notes).edition.data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True)
    flat = (tmp_path / "a.fodt").read_text("utf-8")
    assert flat.count("<text:note-body>") == 7
    assert [n for n in range(1, 8) if f"Sentence {n}." not in flat] == []
    assert [n for n in range(1, 8) if f"Note number {n}." not in flat] == []
