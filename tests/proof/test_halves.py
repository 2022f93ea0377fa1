"""Letters that UTF-16 writes in two halves, beside words from right to left."""

from __future__ import annotations

from pathlib import Path

from pipeline import build
from pipeline.proof.sight import decoded
from tests.support import Silent

LETTER = "\U00013000"  # a sign of Egyptian writing


def test_a_letter_whose_halves_are_turned_around_is_read():
    units = LETTER.encode("utf-16-le")
    assert decoded(units) == decoded(units[2:] + units[:2]) == LETTER
    assert decoded("אב".encode("utf-16-le") + units[2:] + units[:2]) == f"אב{LETTER}"
    assert decoded(units[:2]) == "\ufffd"
    assert decoded(b"") == ""


def test_such_a_letter_beside_hebrew_is_proved(tmp_path: Path):
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript" / "a.md").write_text(f"# A\n\nThe ארכיון {LETTER} מכתב letter.\n", "utf-8")
    outcome = build.build(tmp_path, Silent(), kinds=["pdf"])
    assert not outcome.failed(), outcome.findings
