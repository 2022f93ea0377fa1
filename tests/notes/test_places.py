"""Notes in every place, read from the finished files: the same numbers and words in all of them."""

from __future__ import annotations

import re
import shutil

import pytest

from pipeline import build
from pipeline.model import ERROR, WARNING
from tests.notes import finished
from tests.support import EXAMPLES, Silent, expect

PLACES = EXAMPLES / "places"


@pytest.fixture(scope="module", params=["foot", "chapter-end", "book-end"])
def editions(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The finished files by kind, with the notes in one of their places."""
    root = tmp_path_factory.mktemp("places")
    shutil.copytree(PLACES / "manuscript", root / "manuscript")
    text = root / "manuscript" / "manuscript.md"
    setting = f"lang: en-US\noctavo:\n  notes:\n    place: {request.param}\n"
    text.write_text(text.read_text("utf-8").replace("lang: en-US\n", setting), "utf-8")
    outcome = build.build(root, Silent())
    grave = [one for one in outcome.findings if one.level in (ERROR, WARNING) and one.code != "image-coarse"]
    assert not grave
    return {path.suffix[1:]: path.read_bytes() for path in outcome.files}


def written(book: finished.Finished) -> str:
    return book.text + "\n\n" + "".join(f"{number}. {words}\n" for number, words in book.notes)


def test_epub_prints_every_note_at_its_call(editions: dict[str, bytes]):
    expect(written(finished.epub(editions["epub"])), PLACES / "expected.txt")


def test_word_prints_the_same(editions: dict[str, bytes]):
    text = written(finished.docx(editions["docx"]))
    assert text.partition("Ann Author\n")[2] == (PLACES / "expected.txt").read_text("utf-8")


def test_pdf_prints_the_same_notes(editions: dict[str, bytes]):
    page = letters(finished.pdf(editions["pdf"]))
    for line in (PLACES / "expected.txt").read_text("utf-8").partition("\n\n")[2].splitlines():
        number, words = line.split(". ", 1)
        first, *rest = (letters(part) for part in re.split(r"(?<=\.) (?=[A-Z])", words))
        assert f"{number}.{first}" in page
        assert all(part in page for part in rest if "listinnote" not in part)


def letters(text: str) -> str:
    return re.sub(r"[\s\u00ad\u2010\u2060\ufffe-]+", "", text)


def test_note_of_a_heading_is_in_no_contents_head_or_id(editions: dict[str, bytes]):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(editions["epub"])) as book:
        contents = next(book.read(name).decode() for name in book.namelist() if name.endswith("nav.xhtml"))
        chapter = next(book.read(name).decode() for name in book.namelist() if name.endswith("ch001.xhtml"))
    assert ">Heading with a note and more<" in contents
    assert 'id="heading-with-a-note-and-more"' in chapter
    with zipfile.ZipFile(io.BytesIO(editions["docx"])) as package:
        document = package.read("word/document.xml").decode()
    assert 'w:name="heading-with-a-note-and-more"' in document


def test_note_again_and_pointers_are_fields_that_word_keeps_right(editions: dict[str, bytes]):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(editions["docx"])) as package:
        document = package.read("word/document.xml").decode()
    fields = re.findall(r"NOTEREF (fnref_\d+)", document)
    assert fields == ["fnref_5", "fnref_20", "fnref_18", "fnref_16", "fnref_17", "fnref_28"]
    assert all(f'w:name="{name}"' in document for name in fields)
