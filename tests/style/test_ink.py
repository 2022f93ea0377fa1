"""The properties at the head of a style reach all that it prints, in the three editions."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from pipeline import project
from pipeline.house_style import stylesheet, word_styles
from pipeline.house_style.ebook import ebook_css
from pipeline.house_style.ooxml import unpacked
from tests.style.small import printed
from tests.style.test_one_rule import RUNNING

STYLES = {name: path.read_text("utf-8") for name, path in project.styles().items()}
OLIVE = "#556b2f"


def inks(css: str) -> set[str]:
    """Every colour that the PDF fills or strokes with."""
    found: set[str] = set()
    with pikepdf.open(BytesIO(printed(css, True).pdf)) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("rg", "RG", "scn", "SCN") and len(operands) == 3:
                    found.add("#" + "".join(f"{round(float(one) * 255):02x}" for one in operands))
    return found


@pytest.mark.parametrize("name", STYLES)
def test_one_property_changes_every_ink(name: str):
    before, changed = STYLES[name], re.sub(r"--ink: #\w+", f"--ink: {OLIVE}", STYLES[name])
    (ink,) = re.findall(r"--ink: (#\w+)", before)
    assert inks(before) - inks(changed) == {ink}
    assert inks(changed) - inks(before) == {OLIVE}
    made = word_styles(stylesheet(changed, "s.css"), lang="en-GB", direction="ltr", running=RUNNING)
    parts = unpacked(made.reference_docx)
    assert ink[1:].encode() not in b"".join(parts.values()).lower()
    assert OLIVE[1:].encode() in parts["word/styles.xml"].lower()
    assert ink not in ebook_css(changed)
    assert OLIVE in ebook_css(changed)


@pytest.mark.parametrize("name", STYLES)
def test_one_property_changes_every_family(name: str):
    changed = re.sub(r"--text: [^;]+;", '--text: "Source Code Pro";', STYLES[name])
    with pikepdf.open(BytesIO(printed(changed, True).pdf)) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
        names = {str(one["/FontName"]) for one in fonts}
    assert names
    assert not any("EBGaramond" in one.replace("-", "") for one in names)
    assert '"EB Garamond"' not in ebook_css(changed)
