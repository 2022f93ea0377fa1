"""Footnotes that split over pages: the rules of the page, links, tags, odd places, and what is refused."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import lxml.etree
import pikepdf
import pypdfium2
import pytest
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from pipeline.model import ToolFailed
from pipeline.weasy import area, internals, page, render
from pipeline.weasy.engine import Tree
from pipeline.weasy.fetch import Resources

from .numbered import PAGE, SCENARIOS, document, paragraph, resources, stylesheets
from .reading import read


def note(serial: int, text: str, more: str = "") -> str:
    return f'<span class="footnote" id="fn-{serial}" data-number="{serial}" {more}>{text}</span>'


def printed(body: str, css: str = "", lang: str = "en", **options):
    text = f'<html lang="{lang}"><head><title>Test</title></head><body>{body}</body></html>'
    tree = ElementTree.fromstring(text)
    return render(tree, stylesheets=[PAGE, css], resources=resources(), **options)


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def codes(result) -> list[str]:
    return [finding.code for finding in result.findings]


# Of every scenario: pages, those whose text ends over three lines early, those of them where what follows
# stays whole, and those that begin or end with a single line of a paragraph.
EXPECTED = {
    "long": (15, 0, 0, 0), "huge": (23, 0, 0, 0), "rich": (25, 0, 0, 0), "dense": (48, 1, 0, 4),
    "many": (23, 0, 0, 0), "inside": (72, 21, 21, 0), "chapters": (36, 0, 0, 0), "single": (27, 0, 0, 1),
    "columns": (11, 2, 0, 0), "book": (155, 0, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_scenario_keeps_every_word_and_every_note_on_the_page_of_its_call(name: str):
    words, html = document(SCENARIOS[name])
    result = render(html, stylesheets=stylesheets(name), resources=resources(), tagged=False)
    reading = read(result.pdf, words)
    assert reading.sound, reading
    alone = len(reading.widows) + len(reading.orphans)
    assert (reading.pages, *reading.tall_gaps(words), alone) == EXPECTED[name]
    assert not reading.late
    assert not reading.thin
    assert len(result.notes) == len(words.notes)
    assert {n.serial - 1 for n in result.notes if n.last_page > n.first_page} == set(reading.split)


def test_long_note_goes_on_under_a_full_rule():
    result = printed(f"<p>{'text ' * 200}{note(1, 'note ' * 900)} {'text ' * 200}</p>")
    assert result.notes[0].last_page > result.notes[0].first_page == 1
    short, full = (_longest_rule(page) for page in pypdfium2.PdfDocument(result.pdf))
    assert short == pytest.approx(57, abs=2)  # 20 mm
    assert full == pytest.approx(318, abs=2)  # the width of the text


def _longest_rule(page) -> float:
    """The longest run of dark pixels in a row, in points."""
    picture = page.render(scale=2, grayscale=True).to_pil()
    width, data = picture.width, picture.tobytes()
    rows = (data[start : start + width] for start in range(0, len(data), width))
    dark = (bytes(pixel < 200 for pixel in row).split(b"\0") for row in rows)
    return max(len(run) for row in dark for run in row) / 2


def test_cut_note_may_be_followed_by_whole_notes_of_its_line():
    calls = f"a{note(1, 'first ' * 300)} b{note(2, 'second')} c{note(3, 'third')}"
    body = f"<p>{'text ' * 380}{calls} {'text ' * 300}</p>"
    result = printed(body)
    assert [n.first_page for n in result.notes] == [n.call_page for n in result.notes] == [1, 1, 1]
    assert [n.last_page for n in result.notes] == [2, 1, 1]
    assert "second" in texts(result.pdf)[0]


def _last_lines_of_cut_notes() -> list[str]:
    """The last line on the first page of a cut note, for pages of different lengths."""
    found = []
    for before in range(150, 300, 15):
        dice = random.Random(before)
        sentences = " ".join("It is " + "so " * dice.randrange(5) + "here." for _ in range(250))
        result = printed(f"<p>{'text ' * before}{note(1, sentences)} {'text ' * 300}</p>", tagged=False)
        assert result.notes[0].last_page == 2
        found.append(texts(result.pdf)[0].replace("\r", "").split("\n")[-2])
    return found


def test_note_is_cut_inside_a_sentence(monkeypatch: pytest.MonkeyPatch):
    assert not [line for line in _last_lines_of_cut_notes() if line.endswith(".")]
    monkeypatch.setattr(area, "seems_whole", lambda _: False)
    assert [line for line in _last_lines_of_cut_notes() if line.endswith(".")]


def _pages_of_notes_alone() -> int:
    """How many there are at the ends of chapters of about two pages, whose last line calls a note."""
    found = 0
    for words in (980, 990, 1000):
        text = " ".join(f"<p>{'text ' * 60}</p>" for _ in range(words // 60)) + f"<p>{'text ' * (words % 60)}"
        body = f"{text}end{note(1, 'note ' * 60)}</p><h2 style='break-before: page'>Next</h2>"
        pages = [page.split() for page in texts(printed(body, tagged=False).pdf)]
        found += sum("note" in page and "text" not in page and "textend" not in page for page in pages)
    return found


def test_note_at_the_end_of_a_chapter_does_not_go_on_alone(monkeypatch: pytest.MonkeyPatch):
    assert _pages_of_notes_alone() == 0
    monkeypatch.setattr(page, "ALONE", 0.0)
    assert _pages_of_notes_alone() > 0


def test_same_input_gives_the_same_bytes():
    first, second = (
        render(document(SCENARIOS["rich"])[1], stylesheets=[PAGE], resources=resources()).pdf
        for _ in range(2)
    )
    assert first == second


def test_lxml_tree_prints_like_any_other():
    body = f"<p>a{note(1, '<p>one</p><!-- no --> and')} b</p>"
    text = f'<html lang="en"><head><title>Test</title></head><body>{body}</body></html>'
    result = render(lxml.etree.fromstring(text), stylesheets=[PAGE], resources=resources())
    assert result.pdf == printed(body).pdf


def test_plain_weasyprint_in_the_same_process_stays_as_it_was():
    code = (
        "import hashlib, weasyprint;{}"
        "html = '<style>.f {{float: footnote}}</style><p>a<span class=f>' + 'note ' * 3000 + '</span>';"
        "print(hashlib.sha256(weasyprint.HTML(string=html).write_pdf(pdf_tags=True)).hexdigest())"
    )
    octavo = (
        "from xml.etree.ElementTree import fromstring; from pipeline.weasy import render;"
        "render(fromstring('<html><body><p>x</p></body></html>'), stylesheets=[], resources=dict());"
    )
    hashes = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code.format(more)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in ("", octavo)
    ]
    assert len(hashes[0]) > hashlib.sha256().digest_size
    assert hashes[0] == hashes[1]


def test_weasyprint_is_the_known_one():
    assert internals.fingerprint() == internals.FINGERPRINT, (
        "read what changed, run bench/notes.py --random 3000, then pin"
    )


@pytest.mark.parametrize(("name", "value"), [("VERSION", "71.0"), ("FINGERPRINT", "else")])
def test_any_other_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setattr(internals, name, value)
    with pytest.raises(ToolFailed, match="WeasyPrint"):
        printed("<p>x</p>")


def test_missing_pango_is_told_without_traceback(monkeypatch: pytest.MonkeyPatch):
    for name in [name for name in sys.modules if name.startswith("pipeline.weasy.engine")]:
        monkeypatch.delitem(sys.modules, name)
    import pipeline.weasy

    monkeypatch.delattr(pipeline.weasy, "engine", raising=False)

    class NoPango:
        def find_spec(self, name: str, *_):
            if name == "pipeline.weasy.engine":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(ToolFailed, match="libpango") as caught:
        printed("<p>x</p>")
    assert caught.value.hint
    assert "apt install" in caught.value.hint


def test_call_and_note_are_links_to_each_other():
    result = printed(
        f"<p>a{note(1, 'one')} b{note(2, 'two')} again<a class='note-again' href='#fn-1'>1</a></p>"
    )
    pdf = pikepdf.open(BytesIO(result.pdf))
    targets = [str(link.Dest) for page in pdf.pages for link in page.Annots]
    assert sorted(targets) == ["fn-1", "fn-1", "fn-2", "fnref-1", "fnref-2"]
    assert {str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]} == set(targets)


def test_links_of_notes_lie_on_their_numbers_and_are_wide_enough_to_tap():
    result = printed(f"<p>{'text ' * 30} here{note(7, 'one')} {'text ' * 30}</p>")
    text = pypdfium2.PdfDocument(result.pdf)[0].get_textpage()
    found = [at for at, letter in enumerate(text.get_text_range()) if letter == "7"]
    pdf = pikepdf.open(BytesIO(result.pdf))
    areas = {str(link.Dest): [float(side) for side in link.Rect] for link in pdf.pages[0].Annots}
    for at, name in zip(found, ("fn-7", "fnref-7"), strict=True):
        left, low, right, high = text.get_charbox(at)
        area_left, area_high, area_right, area_low = areas[name]
        assert area_left < left < right < area_right
        assert area_low < low < high < area_high
        assert area_right - area_left > 6
        assert 8 < area_high - area_low < 16


def structure(pdf: bytes) -> list:
    """The structure tree as nested lists: tag, kids; marked content is left out. Checks every parent."""
    opened = pikepdf.open(BytesIO(pdf))
    root = opened.Root.StructTreeRoot

    def kids(element):
        found = element.get("/K", [])
        return found if isinstance(found, pikepdf.Array) else [found]

    def walk(element) -> list:
        inner = [kid for kid in kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        assert all(kid.P.objgen == element.objgen for kid in inner)
        name = str(element.S)[1:] + (f"#{element.ID}" if "/ID" in element else "")
        return [name, *map(walk, inner)]

    return [walk(kid) for kid in kids(root)]


def flat(tree: list) -> list[str]:
    return [tree[0], *(name for kid in tree[1:] for name in flat(kid))]


def test_note_is_one_element_beside_its_reference_though_split():
    words, html = document(SCENARIOS["rich"])
    result = render(html, stylesheets=[PAGE], resources=resources())
    (tree,) = structure(result.pdf)
    names = flat(tree)
    wanted = [f"Note#fn-{serial}" for serial in range(1, len(words.notes) + 1)]
    assert [name for name in names if name.startswith("Note")] == wanted
    assert names.count("Reference") == names.count("Lbl") - names.count("LI") == len(words.notes)

    def beside(element: list) -> int:
        pairs = pairwise(element[1:])
        here = sum(first[0] == "Reference" and second[0].startswith("Note") for first, second in pairs)
        return here + sum(beside(kid) for kid in element[1:])

    assert beside(tree) == len(words.notes)
    assert any(note.last_page > note.first_page for note in result.notes)


def test_heading_with_a_note_keeps_its_title_clean():
    css = "h1 { string-set: title content() } @page { @top-center { content: string(title) } }"
    result = printed(f"<h1>Title{note(1, 'one')} end</h1><p>x</p>", css)
    pdf = pikepdf.open(BytesIO(result.pdf))
    assert [item.title for item in pdf.open_outline().root] == ["Title end"]
    assert "Title end" in texts(result.pdf)[0]


def test_printed_number_is_the_label():
    body = "<p>a<span class='footnote' id='fn-7' data-number='*'>star</span> b</p>"
    result = printed(body)
    assert "* . star".replace(" ", "") in texts(result.pdf)[0].replace(" ", "").replace("\r\n", "")
    assert result.notes[0].serial == 7


def test_note_in_a_note_follows_it_and_is_told():
    inner = note(2, "inner " + note(3, "deep"), 'data-place="m.md:3:14"')
    result = printed(f"<p>a{note(1, 'outer ' + inner + ' more')}</p><p>c{note(4, 'four')}</p>")
    assert [n.serial for n in result.notes] == [1, 2, 3, 4]
    assert codes(result) == ["note-nested", "note-nested"]
    assert str(result.findings[0].place) == "m.md:3:14"
    (text,) = texts(result.pdf)
    assert [word in text for word in ("outer", "inner", "deep", "more", "four")] == [True] * 5


@pytest.mark.parametrize(
    "body",
    [
        f"<div style='position: absolute'>x{note(1, 'one')}</div><p>text</p>",
        f"<p>text <span style='position: absolute; top: 5cm'>x{note(1, 'one')}</span></p>",
        f"<p>text</p><div style='position: fixed; top: 5cm'>x{note(1, 'one')}</div>",
        f"<p>text</p><div style='position: running(head)'>x{note(1, 'one')}</div>",
        f"<div style='position: absolute'>x{note(1, 'one')}</div>",
    ],
)
def test_note_called_outside_the_flow_is_printed_and_told(body: str):
    result = printed(body)
    assert "note-out-of-flow" in codes(result)
    assert not {"note-lost", "note-late"} & set(codes(result))
    assert [n.first_page for n in result.notes] == [1]
    assert texts(result.pdf)[0].count("one") == 1


def test_note_in_boxes_side_by_side_is_printed():
    result = printed(
        f"<div style='display: flex'><p>x{note(1, 'one')}</p><p>y{note(2, 'two')}</p></div>"
        f"<div style='display: grid'><p>x{note(3, 'three')}</p></div>"
        f"<p><span style='display: inline-block'>x{note(4, 'four')}</span></p>"
        f"<figure>x<figcaption>y{note(5, 'five')}</figcaption></figure>"
    )
    assert len(result.notes) == 5
    assert not codes(result)


def test_note_in_a_repeated_table_head_is_printed_once():
    rows = "".join(f"<tr><td>row {number}</td></tr>" for number in range(80))
    result = printed(
        f"<table><thead><tr><th>head{note(1, 'once')}</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    assert result.pages > 1
    assert sum(text.count("once") for text in texts(result.pdf)) == 1


def test_row_that_breaks_keeps_its_notes():
    cell = f"{'text ' * 500} a{note(1, 'note ' * 300)} {'text ' * 300} b{note(2, 'two')}"
    result = printed(
        f"<table><tr><td>{cell}</td><td>c{note(3, 'three')}</td></tr></table>", "tr { break-inside: auto }"
    )
    assert len(result.notes) == 3
    assert sum(text.count("note") for text in texts(result.pdf)) == 300


def test_page_references_hold():
    css = ".see::after { content: target-counter(attr(href), page) }"
    see = "see <a class='see' href='#fn-1'>p.</a>"
    body = (
        f"<p>a{note(1, 'one')}</p><p style='break-before: page'>b "
        f"{note(2, see)}</p>"
        f"<p style='break-before: page'><a class='see' href='#fn-2'>p.</a></p>"
    )
    pages = [text.replace("\r\n", "") for text in texts(printed(body, css).pdf)]
    assert "p.1" in pages[1]
    assert "p.2" in pages[2]


def test_only_the_resources_are_fetched():
    body = "<p><img src='file:///etc/hostname' alt='x'/><img src='http://example.org/a.png' alt='y'/></p>"
    result = printed(body, "@import url(file:///x.css); p { background: url(http://example.org/b.png) }")
    refused = [finding.message for finding in result.findings if finding.code == "resource-refused"]
    for url in (
        "file:///etc/hostname",
        "http://example.org/a.png",
        "http://example.org/b.png",
        "file:///x.css",
    ):
        assert sum(url in message for message in refused) == 1
    assert set(codes(result)) == {"resource-refused"}


def test_picture_too_tall_for_a_page_in_a_note_is_told():
    picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='10' height='3000'/%3E"
    result = printed(f'<p>a{note(1, f"""<img alt="tall" src="{picture}"/>""")}</p>')
    assert "note-unsplit" in codes(result)


def test_text_right_to_left_has_its_notes():
    result = printed(
        f"<p dir='rtl'>كلمة{note(1, 'حاشية ' * 500)} {'نص ' * 300}</p>", "html { direction: rtl }", lang="ar"
    )
    assert result.notes[0].first_page == 1 < result.notes[0].last_page
    assert not [code for code in codes(result) if code.startswith("note")]


def test_short_notes_make_the_pages_that_weasyprint_makes_where_it_loses_nothing():
    def build(words, body):
        for length in (80, 95, 60, 100, 70, 90, 85, 75, 66, 99, 72, 88):
            paragraph(words, body, length, (20, False), 40)

    words, html = document(build)
    result = render(html, stylesheets=[PAGE], resources=resources(), tagged=False)
    fonts, fetcher = FontConfiguration(), Resources(resources())
    style = CSS(string=PAGE, url_fetcher=fetcher, font_config=fonts)
    plain = Tree(html, fetcher).write_pdf(font_config=fonts, stylesheets=[style])
    assert read(plain, words).sound
    assert not read(plain, words).late
    assert texts(result.pdf) == texts(plain)


def test_head_of_a_table_that_leaves_no_room_for_a_row_is_printed():
    result = printed(
        f"<table><thead><tr><th>{'head ' * 300}</th></tr></thead><tbody><tr><td>{'cell ' * 300}</td></tr>"
        "</tbody></table>",
        "tr { break-inside: avoid }",
    )
    words = " ".join(texts(result.pdf))
    assert (words.count("head"), words.count("cell")) == (300, 300)


@pytest.mark.parametrize(("rows", "pages"), [(60, [1, 2, 3]), (20, [2])])
def test_table_that_no_page_holds_begins_below_its_caption(rows: int, pages: list[int]):
    cells = "".join("<tr><td>cell</td></tr>" for _ in range(rows))
    css = "table, tr { break-inside: avoid } caption { break-after: avoid } td { padding: 0 }"
    table = f"<table><caption>caption</caption><tbody>{cells}</tbody></table>"
    found = texts(printed(f"<p>{'text ' * 300}</p>{table}", css).pdf)
    assert [number for number, text in enumerate(found, 1) if "cell" in text] == pages
    assert "caption" in found[pages[0] - 1]


def test_table_with_a_soft_hyphen_stays_on_the_measure():
    words = "the harbour archive letter and the coöperation of ministers in many pro\u00advinces " * 3
    result = printed(f"<table><tr><td>{words}</td><td>Last column</td></tr></table>")
    assert "column" in texts(result.pdf)[0]
    page = pypdfium2.PdfDocument(result.pdf)[0]
    right = max(box.get_bounds()[2] for box in page.get_objects() if box.type == 1)
    assert right < page.get_width() - 20
