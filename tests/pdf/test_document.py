"""What the PDF's document is made of."""

from __future__ import annotations

from pipeline import markup, pandoc
from pipeline.editions import pdf
from pipeline.model import Chapter, Manuscript, Metadata, Note, Place, Settings


def test_entry_of_the_bibliography_begins_with_its_first_word():
    text = "::: {#refs}\n::: {#ref-a .csl-entry}\nDoe. *Book*.\n:::\n:::\n"
    chapter = Chapter("one", "One", tuple(pandoc.read([text])[0].blocks), "one.md")
    manuscript = Manuscript(Metadata(title="T"), (chapter,), (), {}, Settings())
    title, chapters, _ = markup.book(manuscript.metadata, manuscript.chapters, pandoc.write_html)
    html = pdf.document(manuscript, title, chapters, None)
    entry = next(one for one in html.iter("div") if one.get("class") == "csl-entry")
    assert "".join(entry.itertext()).startswith("Doe")


def test_note_bears_the_place_of_its_call():
    note = Note(1, "1", (), 0, Place("one.md", 3, 5))
    call = {"t": "Note", "c": [{"t": "Para", "c": [{"t": "Str", "c": "Words."}]}]}
    span = {"t": "Span", "c": [["fnref-1", ["note-call"], [["number", "1"]]], [call]]}
    chapter = Chapter("one", "One", ({"t": "Para", "c": [span]},), "one.md")
    manuscript = Manuscript(Metadata(title="T"), (chapter,), (note,), {}, Settings())
    title, chapters, _ = markup.book(manuscript.metadata, manuscript.chapters, pandoc.write_html)
    html = pdf.document(manuscript, title, chapters, None)
    assert [one.get("data-place") for one in html.iter("span") if one.get("id") == "fn-1"] == ["one.md:3:5"]
