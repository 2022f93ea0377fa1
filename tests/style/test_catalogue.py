from pathlib import Path

import pytest

from pipeline.frontmatter import style as front
from pipeline.house_style import catalogue
from pipeline.model import Finding


def test_the_four_styles_are_listed_with_a_line_each():
    styles = catalogue.catalogue()
    assert [style.name for style in styles] == ["book", "essay", "journal", "thesis"]
    lines = catalogue.listed(styles)
    assert lines[0].startswith("book     a monograph in a 5½ × 8½ in page, with half-title, title page")
    assert all(len(line) < 110 and line.endswith(".") for line in lines)


def test_ejecting_copies_the_style_into_the_project(tmp_path: Path):
    path = catalogue.eject("book", tmp_path)
    assert path == tmp_path / "styles" / "book.css"
    assert isinstance(path, Path)
    assert path.read_text("utf-8") == next(s.text for s in catalogue.catalogue() if s.name == "book")


def test_ejecting_never_overwrites(tmp_path: Path):
    (tmp_path / "styles").mkdir()
    own = tmp_path / "styles" / "book.css"
    own.write_text("p { color: red }", "utf-8")
    found = catalogue.eject("book", tmp_path)
    assert isinstance(found, Finding)
    assert found.code == "style-exists"
    assert own.read_text("utf-8") == "p { color: red }"


def test_an_unknown_style_is_told_with_its_nearest_name(tmp_path: Path):
    found = catalogue.eject("boook", tmp_path)
    assert isinstance(found, Finding)
    assert (found.code, found.hint) == ("style-unknown", "did you mean book?")
    assert not (tmp_path / "styles").exists()


@pytest.mark.parametrize(
    ("css", "parts"),
    [
        ("", ()),
        (":root { --front-matter: none }", ()),
        (":root { --front-matter: contents title-page contents }", ("contents", "title-page")),
        ("html { --front-matter: half-title } :root { --front-matter: title-page }", ("title-page",)),
        ("@media print { :root { --front-matter: contents } }", ()),
        ("p { --front-matter: contents }", ()),
        (":root { --front-matter: /* first */ title-page }", ("title-page",)),
    ],
)
def test_front_matter_is_what_the_root_says(css: str, parts: tuple[str, ...]):
    assert front.front_matter(css) == parts


@pytest.mark.parametrize(("value", "depth"), [("1", 1), ("3", 3), ("9", 4), ("0", 1), ("two", 1), ("", 1)])
def test_depth_of_the_contents(value: str, depth: int):
    assert front.contents_depth(f":root {{ --contents-depth: {value} }}") == depth


def test_unknown_front_matter_is_told_at_its_line():
    css = ":root {\n  --front-matter: titel-page;\n  --contents-depth: all }"
    found = front.findings(css, "styles/own.css")
    assert [(one.code, str(one.place), one.hint) for one in found] == [
        ("style-front-unknown", "styles/own.css:2", "did you mean title-page?"),
        ("style-depth-wrong", "styles/own.css:3", "write a number from 1 to 4"),
    ]
