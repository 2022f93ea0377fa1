"""Each check tells of its bad example, with its place and a way out, and is silent about its good one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cache import Cache
from pipeline.checks import Case, codes, guide, modules, run
from pipeline.model import Level, Settings, Source
from pipeline.scan import scan
from tests.checks.desk import FOLDER, case, example, show, told
from tests.support import HERE, expect

ROOT = HERE.parent


@pytest.mark.parametrize("code", codes())
def test_a_check_tells_of_its_bad_example(code: str) -> None:
    said = told(code, "bad")
    assert said.strip()
    expect(said, FOLDER / code / "expected.txt")


@pytest.mark.parametrize("code", codes())
def test_a_check_is_silent_about_its_good_example(code: str) -> None:
    assert told(code, "good") == ""


@pytest.mark.parametrize("code", codes())
def test_a_good_example_is_good_to_every_other_check(code: str) -> None:
    graver = [one for one in run(example(code, "good")) if one.level is not Level.INFO]
    assert show(tuple(graver)) == ""


@pytest.mark.parametrize(("code", "module"), modules().items(), ids=codes())
def test_a_check_is_named_for_its_code_and_says_what_to_do(code: str, module: object) -> None:
    assert code == module.CODE  # type: ignore[attr-defined]
    assert isinstance(module.LEVEL, Level)  # type: ignore[attr-defined]
    what, why, do = (module.__doc__ or "").strip().split("\n\n")
    assert what.endswith(".")
    assert why
    assert do.startswith("Do: ")


def test_every_example_belongs_to_a_check() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "faulty") == list(
        codes()
    )


def test_a_manuscript_full_of_faults_is_told_as_a_reader_would_tell_it() -> None:
    folder = FOLDER / "faulty"
    found = run(case([folder / "manuscript.md"], [folder / "references.bib"]))
    expect(show(found), folder / "expected.txt")


TEXT = "A call.[^x]\n\nTwo  spaces and the years 1914-1918.\n"


def found(text: str, **settings: tuple[str, ...]) -> list[str]:
    scanned = scan(Source("a.md", text))
    return [one.code for one in run(Case([scanned], settings=Settings(**settings)))]


ALONE = [code for code, module in modules().items() if getattr(module, "ALONE", False)]


@pytest.mark.parametrize("code", ALONE)
def test_a_check_that_judges_each_file_alone_needs_no_other(code: str) -> None:
    one = example(code, "bad")
    other = case([FOLDER / "faulty" / "manuscript.md"], [FOLDER / "faulty" / "references.bib"])
    together = replace(
        other, scans=[*one.scans, *other.scans], trees={**one.trees, **other.trees}, settings=one.settings
    )
    check = modules()[code].check
    by_themselves = [
        finding for scan in together.scans for finding in check(Case([scan], trees=together.trees))
    ]
    assert sorted(map(show, ((finding,) for finding in by_themselves))) == sorted(
        map(show, ((finding,) for finding in check(together)))
    )


def test_what_was_found_in_a_file_is_kept_until_its_text_changes(tmp_path: Path) -> None:
    kept = Cache(tmp_path / "cache")
    texts = ["Two  spaces.\n", "None.\n"]

    def told_of(*texts: str) -> str:
        scans = [scan(Source(f"{number}.md", text)) for number, text in enumerate(texts)]
        cold, warm = run(Case(scans)), run(Case(scans), kept=kept)
        assert cold == warm == run(Case(scans), kept=kept)
        return show(warm)

    assert "0.md:1:4" in told_of(*texts)
    assert told_of("One space.\n", "Two  spaces.\n").startswith("1.md:1:4")


def test_findings_come_in_the_order_of_the_text() -> None:
    assert found(TEXT) == ["note-undefined", "space-double", "hyphen-range"]


def test_a_setting_silences_a_check_but_never_an_error() -> None:
    assert found(TEXT, ignore=("space-double", "note-undefined")) == ["note-undefined", "hyphen-range"]


def test_the_beginning_of_a_code_selects_and_ignores_its_family() -> None:
    made = Case([scan(Source("a.md", TEXT))])
    assert [one.code for one in run(made, select=["hyphen"])] == ["hyphen-range"]
    assert [one.code for one in run(made, ignore=["note", "space"])] == ["hyphen-range"]


def test_a_comment_silences_its_own_line() -> None:
    assert found(TEXT.replace("1918.", "1918. <!-- octavo: ignore hyphen-range -->")) == [
        "note-undefined",
        "space-double",
    ]


def test_a_comment_alone_silences_the_paragraph_below_it() -> None:
    text = "<!-- octavo: ignore hyphen-range -->\n\nThe years\n1914-1918.\n\nThe years 1939-1945.\n"
    assert found(text) == ["hyphen-range"]


def test_a_comment_that_names_nothing_silences_all() -> None:
    assert found("A call.[^x] <!-- octavo: ignore -->\n") == []


def test_checks_read_nothing_in_code_and_comments() -> None:
    assert found("`[^x] 1914-1918  TODO`\n\n```\n[12] [@]\n```\n\n<!-- TODO  [^y] -->\n") == []


def test_every_check_has_its_place_in_the_guide() -> None:
    assert guide.ungrouped() == ()


def test_the_guides_page_is_the_one_that_the_checks_make() -> None:
    command = [sys.executable, "-m", "pipeline.checks", str(FOLDER)]
    made = subprocess.run(
        command, capture_output=True, check=True, cwd=ROOT, text=True, encoding="utf-8"
    ).stdout
    expect(made, ROOT / "docs" / "guide" / "checks.md")


def test_a_sound_book_is_quiet(corpus: Path) -> None:
    paths = sorted((corpus / "wealth" / "manuscript").glob("*.md"))
    text = "\n\n".join(path.read_text("utf-8-sig") for path in paths)
    assert len(run(Case([scan(Source("wealth.md", text))]))) < len(text.split()) / 10_000
