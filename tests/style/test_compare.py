"""The promise that the three editions look alike, measured and shown."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from pipeline import comparison
from pipeline.__main__ import main
from pipeline.comparison import tools
from pipeline.comparison.compare import DOCX, EPUB, PDF, Comparison, Difference
from pipeline.comparison.pictures import Picture, Shown, opening_pages
from pipeline.comparison.printed import Pages
from pipeline.comparison.probes import PROBES, Measure
from pipeline.comparison.story import Looked
from tests.support import Silent


@pytest.mark.parametrize("style", ["essay", "book"])
def test_the_opening_shows_the_title_page_and_the_first_text(style: str):
    made, _ = comparison.make(style, Silent())
    pages = Pages(made["pdf"])
    title, text = opening_pages(pages)
    assert "thepocketbook" in pages.pages[title].text
    assert "adamarsh" in pages.pages[title].text
    assert "abookbeginsasasheet" in pages.pages[text].text or style == "essay"


@pytest.mark.skipif(tools.office() is None, reason="LibreOffice is missing")
@pytest.mark.parametrize("style", ["essay", "book", "thesis", "journal"])
def test_the_three_editions_look_alike(style: str):
    made, findings = comparison.make(style, Silent())
    assert len(made) == 3, findings
    looked = comparison.look(made, Silent(), picture=False)
    result = looked.comparison
    assert result.missing == ()
    if tools.browser() is None:
        assert [finding.code for finding in looked.findings] == ["tool-missing"]
    else:
        assert looked.findings == ()
    assert result.pairs > 350 * (1 + (tools.browser() is not None))
    told = "\n".join(map(str, result.differences))
    assert result.share >= 0.95, told
    assert all(one.reason for one in result.differences), told


def test_a_difference_lowers_the_share_and_names_itself():
    difference = Difference("block quotation", "size", DOCX, 10.0, 11.0)
    result = Comparison(4, (difference,), (), {})
    assert result.share == 0.75
    assert str(difference) == "block quotation: size is 10.00 in the PDF, 11.00 in the DOCX"
    assert difference.reason == ""


def looked(*differences: Difference, missing: tuple[str, ...] = ()) -> Looked:
    """Two editions of which all is known to be alike, but for the differences."""
    out = BytesIO()
    Image.new("RGB", (30, 20), "white").save(out, "PNG")
    picture = Picture(out.getvalue(), 30, 20)
    shown = Shown((picture,), (picture,) * len(PROBES))
    measure = Measure("ebgaramond", 11.0, False, False, "1b1a19")
    measures = {PDF: (measure,) * len(PROBES), EPUB: (measure,) * len(PROBES)}
    return Looked(Comparison(500, differences, missing, measures), {PDF: shown, EPUB: shown}, ())


def test_the_page_can_be_read_aloud_and_asks_for_nothing():
    text = comparison.page("essay", looked(Difference("title", "size", EPUB, 24.0, 20.0)))
    tree = html.document_fromstring(text)
    assert tree.get("lang") == "en"
    assert tree.findtext(".//title") == "The style essay in print, e-book and Word"
    assert len(tree.findall(".//h1")) == 1
    assert not tree.findall(".//h3")
    pictures = tree.findall(".//img")
    assert len(pictures) == 2 * len(PROBES) + 2
    assert all(one.get("alt") and one.get("src").startswith("data:") for one in pictures)
    assert len({one.get("alt") for one in pictures}) == len(pictures)
    assert all(one.get("scope") in ("col", "row") for one in tree.iter("th"))
    names = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(set(names)) == len(names) == len(PROBES)
    assert {one.get("href").removeprefix("#") for one in tree.iter("a")} <= set(names)
    assert "http" not in text


def test_the_page_says_what_differs_and_that_no_reason_is_known():
    text = comparison.page("essay", looked(Difference("title", "size", EPUB, 24.0, 20.0)))
    tree = html.document_fromstring(text)
    (rows,) = [one for one in tree.iter("table") if one.find("caption") is not None]
    cells = [cell.text_content() for cell in rows.findall(".//tr")[1]]
    assert cells == ["title", "size", "EPUB", "24.00", "20.00", "none known"]
    (other,) = [row for row in tree.iter("tr") if row.get("class") == "other"]
    assert other.text_content().endswith("EPUB: differs")
    assert html.document_fromstring(comparison.page("essay", looked())).find_class("other") == []


def test_without_the_programs_the_print_is_shown_and_the_way_out_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(tools, "OFFICES", ("no-such-office",))
    monkeypatch.setattr(tools, "BROWSERS", ("no-such-browser",))
    main(["style", "--proof", "journal", "--quiet", "--project", str(tmp_path)])
    told = capsys.readouterr().err
    assert "LibreOffice is not installed: the Word document is neither measured nor pictured" in told
    assert "sudo apt-get install chromium" in told
    tree = html.document_fromstring((tmp_path / "build" / "style-journal.html").read_text("utf-8"))
    assert "Chromium is not installed" in tree.text_content()
    assert len(tree.findall(".//img")) == len(PROBES) + 2


def test_an_unknown_style_is_told_with_its_nearest_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["style", "--proof", "esay", "--quiet", "--project", str(tmp_path)])
    assert ended.value.code == 1
    assert "did you mean essay?" in capsys.readouterr().err
    assert not (tmp_path / "build").exists()


def test_the_authors_own_style_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "styles").mkdir()
    own = "@page { size: 5in 7in } p { font-size: 13pt }"
    (tmp_path / "styles" / "essay.css").write_text(own, "utf-8")
    monkeypatch.setattr(tools, "OFFICES", ())
    monkeypatch.setattr(tools, "BROWSERS", ())
    made, _ = comparison.make("essay", Silent(), tmp_path)
    measures = comparison.look(made, Silent(), picture=False).comparison.measures[PDF]
    sizes = {
        one.size
        for one, probe in zip(measures, PROBES, strict=True)
        if probe.construct == "paragraph" and one
    }
    assert sizes == {13.0}
