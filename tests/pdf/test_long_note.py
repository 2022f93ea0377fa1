"""The pages that the README shows."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from pipeline import build
from tests.support import EXAMPLES, HERE, Silent


def test_note_of_the_example_goes_on_overleaf_and_the_readme_shows_it(tmp_path: Path):
    outcome = build.build(EXAMPLES / "long-note", Silent(), kinds=["pdf"], output=tmp_path, keeping=False)
    assert not [finding for finding in outcome.findings if finding.level == "error"]
    (pdf,) = tmp_path.glob("*.pdf")
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    begins, goes_on = "The first edition appeared at Rotterdam", "the advantage of being"
    assert [begins in page for page in pages] == [True, False, False]
    assert [goes_on in page for page in pages] == [False, True, False]
    assert pages[1].index(goes_on) < pages[1].index("The letter, to William Strahan")
    assert "docs/pictures/long-note.png" in (HERE.parent / "README.md").read_text("utf-8")
    assert (HERE.parent / "docs" / "pictures" / "long-note.png").stat().st_size < 150_000
