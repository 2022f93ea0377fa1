"""An e-book and a Word file are read part by part: what is kept of one stands while its bytes do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from pipeline import proof
from pipeline.cache import Cache
from pipeline.proof import docx, docx_parts, epub

from .books import book
from .surgery import Damage, replaced, zipped
from .test_damage import BODY, BOOK, DOCX, EPUB, LAST, NOTES, TEXT

READERS = {"epub": epub, "docx": docx}
CASES = [("epub", name) for name in EPUB] + [("docx", name) for name in DOCX]


@pytest.fixture
def kept(tmp_path: Path) -> Cache:
    """A cache that holds what was read of the sound files."""
    kept = Cache(tmp_path)
    for kind, reader in READERS.items():
        reader.read(book(BOOK).files[kind], kept)
    return kept


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_damage_is_found_though_the_other_parts_were_read_before(kind: str, name: str, kept: Cache):
    own, (code, damage) = book(BOOK), {"epub": EPUB, "docx": DOCX}[kind][name]
    damaged = damage(own.files[kind])
    found = own.prove(kind, damaged, kept)
    assert code in {one.code for one in found}
    assert found == own.prove(kind, damaged)  # all that is found, and nothing else


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts that are read."""
    parts: list[str] = []
    piece, file = docx.read_piece, epub._file

    def note_piece(name: str, *rest: object) -> object:
        parts.append(name)
        return piece(name, *rest)  # type: ignore[arg-type]

    def note_file(parsed: object, name: str, *rest: object) -> object:
        parts.append(name)
        return file(parsed, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(docx, "read_piece", note_piece)
    monkeypatch.setattr(epub, "_file", note_file)
    return parts


def same_as_anew(kind: str, data: bytes, kept: Cache) -> None:
    assert proof.read(kind, data, kept=kept) == proof.read(kind, data)


@pytest.mark.parametrize(
    ("kind", "part", "damage"),
    [
        ("epub", TEXT, replaced(TEXT, "difficult", "easy")),
        ("docx", "document", replaced(BODY, "difficult", "easy")),
    ],
)
def test_only_the_part_that_changed_is_read(
    kind: str, part: str, damage: Damage, kept: Cache, read: list[str]
):
    changed = damage(book(BOOK).files[kind])
    for data, parts in ((book(BOOK).files[kind], []), (changed, [part]), (changed, [])):
        read.clear()
        READERS[kind].read(data, kept)
        assert read == parts
    same_as_anew(kind, changed, kept)


def test_a_word_file_is_cut_at_its_chapters():
    with zipfile.ZipFile(io.BytesIO(book(BOOK).files["docx"])) as package:
        document, notes = package.read(BODY), package.read(NOTES)
    cut = docx_parts.pieces(document)
    assert len(cut) == document.count(b'<w:pStyle w:val="Heading1"') + 1 > 2
    assert docx_parts.pieces(notes) == [notes]
    many = notes.replace(b"</w:footnotes>", b'<w:footnote w:id="9"/>' * 250 + b"</w:footnotes>")
    assert len(docx_parts.pieces(many)) == 3
    for odd in (b"\xef\xbb\xbf" + document, b"<!--a-->" + document, document + b"<!--a-->", b""):
        assert docx_parts.pieces(odd) == [odd]


CHAPTER = r'(?=<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Heading1")'
TEXTBOX = "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>"
INSIDE = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Boxed</w:t></w:r></w:p>'
FIELD = '<w:p><w:r><w:fldChar w:fldCharType="{}"/><w:instrText>REF {}</w:instrText></w:r></w:p>'
RULES = "<w:p><w:pPr><w:sectPr><w:footnotePr>{}</w:footnotePr></w:sectPr></w:pPr></w:p>"
SECTION = RULES.format('<w:numStart w:val="5"/>') + RULES.format('<w:numRestart w:val="eachSect"/>')
CALL = '<w:p><w:r><w:footnoteReference w:id="{}"/></w:r></w:p>'


@pytest.mark.parametrize(
    "put",
    [
        TEXTBOX.format(INSIDE),
        f"<!-- {INSIDE} -->",
        f"<w:p><w:r><w:t><![CDATA[{INSIDE}]]></w:t></w:r></w:p>",
        f"<w:tbl><w:tr><w:tc>{INSIDE}</w:tc></w:tr></w:tbl>",
        FIELD.format("begin", "a"),
        CALL.format(1),
        SECTION,
    ],
)
def test_what_is_put_before_a_chapter_is_read_as_in_one_piece(put: str, kept: Cache):
    changed = replaced(BODY, CHAPTER, put.replace("\\", r"\\"))(book(BOOK).files["docx"])
    for _ in range(2):
        same_as_anew("docx", changed, kept)


def test_a_field_that_ends_in_another_chapter_leads_where_it_leads(kept: Cache):
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    begun = replaced(BODY, CHAPTER, FIELD.format("begin", "nowhere"))(book(BOOK).files["docx"])
    changed = replaced(BODY, r"(?<=</w:p>)(?=\s*<w:p>(?:(?!<w:p>).)*</w:body>)", end)(begun)
    assert any("nowhere" in one.message for one in docx.read(changed, kept).findings)
    same_as_anew("docx", changed, kept)


def test_words_that_a_style_hides_now_are_read_again(kept: Cache):
    hidden = replaced("word/styles.xml", r"(<w:docDefaults>.*?<w:rPr>)", r"\1<w:vanish/>")
    changed = hidden(book(BOOK).files["docx"])
    assert any(one.code == "proof-hidden" for one in docx.read(changed, kept).findings)
    same_as_anew("docx", changed, kept)


def test_a_piece_that_is_no_xml_is_told():
    broken = replaced(BODY, CHAPTER, "</w:p>")(book(BOOK).files["docx"])
    assert book(BOOK).codes("docx", broken) >= {"proof-unreadable"}


def test_a_call_more_gives_all_calls_after_it_other_numbers(kept: Cache):
    own = book(BOOK).files["docx"]
    changed = replaced(BODY, CHAPTER, CALL.format(1))(own)
    labels = [[note.label for note in docx.read(data, kept).notes] for data in (own, changed)]
    assert labels[1] != labels[0]
    assert labels[1][-1] == str(int(labels[0][-1]) + 1)


@pytest.mark.parametrize(
    "change",
    [
        zipped(
            lambda files: files.update(
                {one: files[one] + b"p { display: none }" for one in files if one.endswith(".css")}
            )
        ),
        replaced(TEXT, r"</p>", f'<a epub:type="noteref" href="{LAST.rpartition("/")[2]}#nowhere">9</a></p>'),
        replaced(TEXT, r"<body[^>]*>", r'\g<0><a epub:type="noteref" href="ch002.xhtml#bibliography">9</a>'),
    ],
)
def test_a_file_of_the_e_book_is_read_again_where_others_change_what_it_is(change: Damage, kept: Cache):
    changed = change(book(BOOK).files["epub"])
    assert epub.read(changed) != epub.read(book(BOOK).files["epub"])
    same_as_anew("epub", changed, kept)


@pytest.mark.parametrize("kind", READERS)
def test_what_was_kept_in_another_shape_is_read_anew(kind: str, kept: Cache):
    data = book(BOOK).files[kind]
    rows = (kept.get(f"{kind}-read", b"") or b"").split(b"\n")
    for other in (b"{}", b"[1]", b"no JSON", b"", b'{"words": 1}'):
        kept.put(f"{kind}-read", b"", b"\n".join(row.partition(b" ")[0] + b" " + other for row in rows))
        same_as_anew(kind, data, kept)
