"""Chapters that are written one by one make one text, and an unchanged one is not written again."""

from __future__ import annotations

import io

from lxml import etree
from PIL import Image as Drawing

from pipeline.cache import Cache
from pipeline.editions.docx import docx
from pipeline.house_style.ooxml import q, unpacked
from pipeline.model import Image
from pipeline.pandoc import write_docx

from .helpers import CREATED, essay, make, manuscript, words

CHAPTER = (
    "# {0}\n\n1. one\n2. two [{0}](https://example.org/{0})\n\n![A dot.](dot.png)\n\n"
    "Words.[^1]\n\n3. three\n\n[^1]: Seen [there](https://example.org/note-{0}).\n\n"
    '```{{=openxml}}\n<w:p><w:bookmarkStart w:id="x" w:name="n{0}"/><w:bookmarkEnd w:id="x"/></w:p>\n```\n'
)
TEXTS = (CHAPTER.format("One"), CHAPTER.format("Two"))


def pictures():
    file = io.BytesIO()
    Drawing.new("RGB", (4, 4), "black").save(file, "PNG")
    return {"dot.png": Image("dot.png", file.getvalue(), "image/png", 4, 4)}


def book():
    return make(*TEXTS, images=pictures())


def links(made, part):
    """The targets of a part's relationships by their ids."""
    found = etree.fromstring(made.parts[f"word/_rels/{part}.xml.rels"])
    return {one.get("Id"): one.get("Target") for one in found}


def targets(made, part):
    """Where the links of a part lead, in their order."""
    known = links(made, part)
    return [known[one.get(q("r:id"))] for one in made.xml(part).iter(q("w:hyperlink"))]


def test_no_number_is_there_twice():
    made = book()
    marks = [one.get(q("w:id")) for one in made.body.iter(q("w:bookmarkStart"))]
    pictured = [one.get("id") for one in made.body.iter(q("wp:docPr"))]
    notes = [one.get(q("w:id")) for one in made.xml("footnotes").iter(q("w:footnote"))]
    assert len(marks) == len(set(marks)) + 1  # the author's own, which are no numbers, stay as they are
    assert len(pictured) == len(set(pictured)) == 2
    assert len(notes) == len(set(notes)) == 4


def test_every_list_counts_for_itself():
    made = book()
    lists = [one.get(q("w:val")) for one in made.body.iter(q("w:numId"))]
    assert lists == ["1", "1", "2", "3", "3", "4"]
    numbers = made.xml("numbering").findall(q("w:num"))
    kinds = {one.get(q("w:abstractNumId")) for one in made.xml("numbering").findall(q("w:abstractNum"))}
    assert [one.get(q("w:numId")) for one in numbers] == ["1", "2", "3", "4"]
    assert {one.find(q("w:abstractNumId")).get(q("w:val")) for one in numbers} == kinds
    starts = [one.find(f".//{q('w:startOverride')}") for one in numbers]
    assert [one.get(q("w:val")) for one in starts] == ["1", "3", "1", "3"]


def test_links_lead_where_their_own_chapter_says():
    made = book()
    assert targets(made, "document") == ["https://example.org/One", "https://example.org/Two"]
    assert targets(made, "footnotes") == ["https://example.org/note-One", "https://example.org/note-Two"]


def test_the_same_picture_is_there_once():
    made = book()
    shown = [one for one in made.parts if one.startswith("word/media/")]
    assert len(shown) == 1
    known = links(made, "document")
    assert {known[one.get(q("r:embed"))] for one in made.body.iter(q("a:blip"))} == {
        shown[0].removeprefix("word/")
    }


def test_an_unchanged_chapter_is_not_written_again(tmp_path):
    kept = Cache(tmp_path / "cache")
    runs = []

    def write(trees, reference, images):
        runs.append(len(trees))
        return write_docx(trees, reference, images)

    def made(*texts):
        text = manuscript(*texts, images=pictures())
        return docx(text, essay(), created=CREATED, write=write, kept=kept).data

    first = made(*TEXTS)
    assert made(*TEXTS) == first
    edited = (TEXTS[0], TEXTS[1].replace("Words.", "Other words."))
    again = made(*edited)
    assert runs == [3, 1]
    assert (
        again == docx(manuscript(*edited, images=pictures()), essay(), created=CREATED, write=write_docx).data
    )
    assert "Other words." in words(make(*edited, images=pictures()).body)
    assert unpacked(again).keys() == unpacked(first).keys()


def test_what_word_cannot_have_is_told_of_kept_chapters_too(tmp_path):
    kept = Cache(tmp_path / "cache")
    text = manuscript("# One\n\n`<video>film</video>`{=html}\n")
    told = [docx(text, essay(), created=CREATED, write=write_docx, kept=kept).findings for _ in range(2)]
    assert told[0] == told[1]
    assert [one.code for one in told[1] if one.code == "docx-raw"]
