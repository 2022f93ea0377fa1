"""Notes in Word: native, in order, with the numbers of the manuscript."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from pipeline.editions.docx import docx
from pipeline.house_style.ooxml import q, unpacked
from pipeline.model import NoteSettings
from pipeline.pandoc import write_docx

from .helpers import CREATED, Made, essay, make, manuscript, style, words

TWO = ("# One\n\na[^1] b[^2]\n\n[^1]: First.\n\n[^2]: Second.\n", "# Two\n\nc[^1]\n\n[^1]: Third.\n")
CHAPTER = NoteSettings(numbering="chapter")


def own(made, kind="footnote"):
    """The notes without the separators, by id."""
    found = made.xml(f"{kind}s").iter(q(f"w:{kind}"))
    return {note.get(q("w:id")): note for note in found if note.get(q("w:type")) is None}


def called(made, kind="footnote"):
    """The words of the notes in the order of their calls."""
    notes = own(made, kind)
    return [words(notes[one.get(q("w:id"))]) for one in made.body.iter(q(f"w:{kind}Reference"))]


def test_notes_are_native_and_in_order():
    made = make(*TWO)
    assert [text.split("\u2002")[1] for text in called(made)] == ["First.", "Second.", "Third."]
    assert len(own(made)) == 3


def test_word_counts_the_notes_by_itself():
    made = make(*TWO)
    assert not [one for one in made.body.iter(q("w:footnoteReference")) if one.get(q("w:customMarkFollows"))]
    assert all(note.find(f".//{q('w:footnoteRef')}") is not None for note in own(made).values())


def test_notes_that_start_afresh_stand_in_sections():
    made = make(*TWO, settings=CHAPTER)
    sections = list(made.body.iter(q("w:sectPr")))
    assert len(sections) == 2
    restarts = [one.find(f"{q('w:footnotePr')}/{q('w:numRestart')}").get(q("w:val")) for one in sections]
    assert restarts == ["eachSect", "eachSect"]
    assert not [one for one in made.body.iter(q("w:footnoteReference")) if one.get(q("w:customMarkFollows"))]


def test_first_page_is_the_first_of_the_document_only():
    first, second = make(*TWO, settings=CHAPTER).body.iter(q("w:sectPr"))
    assert first.find(q("w:titlePg")) is not None
    assert second.find(q("w:titlePg")) is None


def test_continuous_notes_need_no_section():
    made = make(*TWO)
    assert len(list(made.body.iter(q("w:sectPr")))) == 1
    assert made.body.find(f".//{q('w:numRestart')}") is None


def test_chapter_that_ends_with_a_table_ends_its_section_after_it():
    table = "# One\n\na^[n]\n\n| A |\n|---|\n| 1 |\n"
    body = make(table, "# Two\n\nb^[m]\n", settings=CHAPTER).body
    tags = [child.tag for child in body]
    after = body[tags.index(q("w:tbl")) + 1]
    assert after.find(f"{q('w:pPr')}/{q('w:sectPr')}") is not None


def test_number_that_word_would_not_count_is_written_out():
    text = manuscript(*TWO)
    odd = replace(text, notes=(text.notes[0], replace(text.notes[1], label="2a"), text.notes[2]))
    edition = docx(odd, essay(), created=CREATED, write=write_docx)
    made = Made(edition, unpacked(edition.data))
    marked = [one for one in made.body.iter(q("w:footnoteReference")) if one.get(q("w:customMarkFollows"))]
    assert [one.getnext().text for one in marked] == ["2a", "3"]
    assert called(made)[1].startswith("2a")
    # Word does not count a mark: the third would be its second, so it is marked too.
    assert called(made)[2].startswith("3")


def test_thanks_is_a_starred_note_on_the_title():
    made = make("---\ntitle: A Title\nthanks: To *all*.\n---\n\nText.^[One.]\n")
    title = next(p for p in made.body.iter(q("w:p")) if style(p) == "Title")
    reference = title.find(f".//{q('w:footnoteReference')}")
    assert reference.get(q("w:customMarkFollows")) == "1"
    assert reference.getnext().text == "*"
    assert called(made) == ["*\u2002To all.", ".\u2002One."]


def test_note_of_many_blocks_keeps_its_styles():
    note = "[^1]: One.\n\n    Two.\n\n    > Quoted.\n\n    - Listed.\n\n    | A |\n    |---|\n    | 1 |\n"
    found = [pair for pair in make("a[^1]\n\n" + note).paragraphs("footnotes") if pair[1]]
    assert found == [
        ("FootnoteText", ".\u2002One."), ("FootnoteTextNext", "Two."), ("FootnoteBlockText", "Quoted."),
        ("FootnoteText", "Listed."), ("TableHeading", "A"), ("TableText", "1"),
    ]  # fmt: skip


def test_note_never_ends_with_a_table():
    (note,) = own(make("a[^1]\n\n[^1]: One.\n\n    | A |\n    |---|\n    | 1 |\n")).values()
    assert note[-1].tag == q("w:p")


def test_notes_at_the_end_of_the_book_are_endnotes():
    made = make(*TWO, settings=NoteSettings(place="book-end"))
    assert [text.split("\u2002")[1] for text in called(made, "endnote")] == ["First.", "Second.", "Third."]
    assert own(made) == {}
    pairs = [pair for pair in made.paragraphs("endnotes") if pair[1]]
    assert {name for name, _ in pairs} == {"EndnoteText"}
    assert made.xml("settings").find(f"{q('w:endnotePr')}/{q('w:pos')}").get(q("w:val")) == "docEnd"
    assert made.xml("settings").find(f"{q('w:endnotePr')}/{q('w:numFmt')}").get(q("w:val")) == "decimal"


def test_notes_at_the_end_of_each_chapter_close_its_section():
    made = make(*TWO, settings=NoteSettings(place="chapter-end"))
    assert len(list(made.body.iter(q("w:sectPr")))) == 2
    assert made.xml("settings").find(f"{q('w:endnotePr')}/{q('w:pos')}").get(q("w:val")) == "sectEnd"


def test_thanks_stays_at_the_foot_when_notes_stand_at_the_end():
    header = "---\ntitle: T\nthanks: To all.\n---\n\n"
    made = make(header + TWO[0], settings=NoteSettings(place="book-end"))
    assert called(made) == ["*\u2002To all."]
    assert len(called(made, "endnote")) == 2


def test_pointer_follows_its_note():
    made = make("a[^x] and see [1](#fn-1){.note-pointer}.\n\n[^x]: Note.\n")
    (field,) = [one.text.strip() for one in made.body.iter(q("w:instrText"))]
    assert field == r"NOTEREF fnref_1 \h"
    assert "fnref_1" in [mark.get(q("w:name")) for mark in made.body.iter(q("w:bookmarkStart"))]
    assert words(made.body).endswith("see 1.")


def test_style_of_a_second_call_is_raised_as_a_call_is():
    made = make("a[^x]\n\n[^x]: Note.\n")
    again, call = (made.style(name).find(q("w:rPr")) for name in ("NoteAgain", "FootnoteReference"))
    assert etree.tostring(again) == etree.tostring(call)


def test_link_in_a_note_keeps_its_address():
    made = make("a^[See <https://example.org/x>.]")
    (link,) = made.xml("footnotes").iter(q("w:hyperlink"))
    rels = made.parts["word/_rels/footnotes.xml.rels"].decode()
    assert link.get(q("r:id")) in rels
    assert "https://example.org/x" in rels


def test_code_in_a_note_is_as_small_as_the_note():
    made = make("`a`^[`b`]")
    assert made.xml("footnotes").find(f".//{q('w:rStyle')}[@{q('w:val')}='FootnoteVerbatimChar']") is not None
    sizes = [
        int(made.style(name).find(f".//{q('w:sz')}").get(q("w:val")))
        for name in ("VerbatimChar", "FootnoteVerbatimChar")
    ]
    assert sizes == [18, 14]  # .8em of 11 and of 9 pt, in half points
