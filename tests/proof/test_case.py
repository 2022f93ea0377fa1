"""What a reader saw is told unless the author wrote it so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.model import ERROR, Finding, Place
from pipeline.proof.case import Case
from pipeline.proof.expected import expected
from pipeline.proof.reading import Reading
from tests.proof.books import book


@pytest.mark.parametrize(("read", "told"), [("the caf\ufffd in", 0), ("the \ufffdleet of", 1)])
def test_sign_for_a_lost_letter_is_told_unless_it_was_typed(read: str, told: int):
    """Where an author had typed one, none was told any more."""
    manuscript = book("cited").manuscript
    whole = replace(expected(manuscript), printed="onthecaf\ufffdinthefleetofall")
    seen = Finding("proof-glyph", ERROR, f"a character of “{read}” has no glyph", Place("page 1"))
    case = Case("pdf", whole, Reading("pdf", "", "", (), findings=(seen,)), manuscript, ())
    assert len(list(case.seen())) == told
