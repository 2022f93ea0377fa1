"""A book of five chapters in two parts: numbers and full forms afresh in each, as finished files have it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pipeline import build, ledger
from pipeline.model import ERROR, WARNING
from tests.notes import finished
from tests.support import EXAMPLES, Silent, expect

BOOK = EXAMPLES / "book"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The finished files by kind."""
    outcome = build.build(BOOK, Silent(), output=tmp_path_factory.mktemp("book"))
    assert not [one for one in outcome.findings if one.level in (ERROR, WARNING)]
    return {path.suffix[1:]: path.read_bytes() for path in outcome.files}


def written(book: finished.Finished) -> str:
    return book.text + "\n\n" + "".join(f"{number}. {words}\n" for number, words in book.notes)


def test_epub_prints_the_book_as_shown(built: dict[str, bytes]):
    expect(written(finished.epub(built["epub"])), BOOK / "expected.txt")


def test_word_prints_the_same(built: dict[str, bytes]):
    text = written(finished.docx(built["docx"]))
    expected = (BOOK / "expected.txt").read_text("utf-8")
    assert text[text.index("\nThe Hand Press\n") + 1 :] == expected  # the contents name it before


def test_pdf_prints_the_same_notes(built: dict[str, bytes]):
    page = letters(finished.pdf(built["pdf"]))
    notes = (BOOK / "expected.txt").read_text("utf-8").partition("\n\n")[2].splitlines()
    assert len(notes) > 20
    at = 0
    for line in notes:
        number, words = line.split(". ", 1)
        begin = letters(f"{number}. {words[:40]}")
        at = page.index(begin, 0 if number == "1" else at)


def letters(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010\u2060\ufffe-]+", "", text)


def test_numbers_and_full_forms_begin_afresh_in_each_chapter():
    manuscript = build.check(BOOK, Silent()).manuscript
    assert manuscript is not None
    book = ledger.ledger(manuscript)
    chapters = sorted({line.note.chapter for line in book.lines})
    assert len(chapters) == 5
    for chapter in chapters:
        own = [line for line in book.lines if line.note.chapter == chapter]
        assert [line.note.label for line in own] == [str(number) for number in range(1, len(own) + 1)]
        seen: set[str] = set()
        for use in (use for line in own for use in line.uses):
            assert use.form == ("short" if use.key in seen else "full")
            seen.add(use.key)


def test_bibliography_stands_in_its_three_sections_with_nocite(built: dict[str, bytes]):
    text = finished.epub(built["epub"]).text
    archives, primary, secondary = (
        text.index(f"\n{name}\n") for name in ("Archives", "Printed Primary Sources", "Secondary Literature")
    )
    assert archives < text.index("Plantin, Christopher. To") < primary
    assert primary < text.index("Moxon, Joseph.") < secondary < text.index("Martin, Henri-Jean. The History")


def test_ledger_lists_every_note_with_its_place(tmp_path: Path):
    manuscript = build.check(BOOK, Silent()).manuscript
    assert manuscript is not None
    expect(ledger.text(ledger.ledger(manuscript)), BOOK / "ledger.txt")


def test_ledger_as_a_table_has_a_row_for_each_citation():
    import csv
    import io

    manuscript = build.check(BOOK, Silent()).manuscript
    assert manuscript is not None
    book = ledger.ledger(manuscript)
    rows = list(csv.DictReader(io.StringIO(ledger.table(book).removeprefix("\ufeff"))))
    assert {(row["chapter"], row["number"]) for row in rows} == {
        (line.chapter, line.note.label) for line in book.lines
    }
    assert [row["key"] for row in rows if row["key"]] == [use.key for use in manuscript.uses]
    for row in rows:
        typed = (BOOK / row["file"]).read_text("utf-8").splitlines()[int(row["line"]) - 1]
        assert "[" in typed


def test_notes_of_the_books_end_stand_before_the_bibliography(tmp_path: Path):
    shutil.copytree(BOOK / "manuscript", tmp_path / "manuscript")
    shutil.copy(BOOK / "references.bib", tmp_path)
    settings = tmp_path / "manuscript" / "metadata.yaml"
    settings.write_text(settings.read_text("utf-8") + "    place: book-end\n", "utf-8")
    outcome = build.build(tmp_path, Silent(), kinds=("pdf", "epub"))
    assert not [one for one in outcome.findings if one.level in (ERROR, WARNING)]
    page = letters(finished.pdf(outcome.files[0].read_bytes()))
    heads = [
        page.rindex(letters(words)) for words in ("1.JamesMoran", "4.QuotedinRose", "SecondaryLiterature")
    ]
    assert heads == sorted(heads)
    assert page.rindex("Salfords") < heads[0]
    assert finished.epub(outcome.files[1].read_bytes()).notes == [
        tuple(line.split(". ", 1))
        for line in (BOOK / "expected.txt").read_text("utf-8").partition("\n\n")[2].splitlines()
    ]
