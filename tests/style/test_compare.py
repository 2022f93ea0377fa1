"""The promise that the three editions look alike, measured. It needs LibreOffice and Chromium."""

from __future__ import annotations

import shutil

import pytest

from tests.style import screen
from tests.style.compare import Comparison, Difference, compare


@pytest.mark.skipif(
    shutil.which("soffice") is None or screen.browser() is None, reason="LibreOffice or Chromium is missing"
)
def test_the_three_editions_of_the_essay_look_alike():
    result = compare("essay")
    assert result.missing == ()
    assert result.pairs > 700
    assert result.share >= 0.95, "\n".join(map(str, result.differences))


def test_a_difference_lowers_the_share_and_names_itself():
    difference = Difference("block quotation", "size", "DOCX", 10.0, 11.0)
    result = Comparison(4, (difference,), ())
    assert result.share == 0.75
    assert str(difference) == "block quotation: size is 10.00 in the PDF, 11.00 in the DOCX"
