"""What is in a finished file but is not seen, or not whole, is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.cache import Cache

from .books import book
from .surgery import Damage, content, line, printed, redrawn, replaced, spot

BODY, STYLES = "word/document.xml", "word/styles.xml"
SECOND = "The second paragraph"


def styled(css: str) -> Damage:
    return replaced("EPUB/styles/stylesheet.css", "$", "\n" + css)


def cropped(pdf: pikepdf.Pdf, _: bytes) -> None:
    for page in pdf.pages:
        page.CropBox = pikepdf.Array([100, 100, 300, 300])


def transparent(pdf: pikepdf.Pdf, data: bytes) -> None:
    number, mark = spot(data, SECOND)
    page: Any = pdf.pages[number]
    page.Resources.ExtGState = pikepdf.Dictionary({"/Glass": pikepdf.Dictionary(ca=0)})
    begin = b"<</MCID %d>>" % mark
    stream = re.sub(begin + rb"\s*BDC", lambda found: found[0] + b" /Glass gs", content(pdf, number))
    page.Contents = pdf.make_stream(stream)


DAMAGES: dict[str, tuple[str, str, Damage]] = {
    "a picture clipped": ("pdf", "proof-image-cut", redrawn(rb"(/\S+ Do\b)", rb"q 0 0 .5 .5 re W n \1 Q")),
    "a line clipped": (
        "pdf",
        "proof-hidden",
        line(SECOND, lambda stream: b"\nq 0 0 1 1 re W n " + stream + b" Q\n"),
    ),
    "pages cropped": ("pdf", "proof-off-page", printed(cropped)),
    "a line transparent": ("pdf", "proof-hidden", printed(transparent)),
    "words white by a rule": ("epub", "proof-hidden", styled("blockquote p { color: white }")),
    "words hidden on a screen": (
        "epub",
        "proof-hidden",
        styled("@media screen { blockquote p { display: none } }"),
    ),
    "words far off": ("epub", "proof-hidden", styled("blockquote { position: absolute; left: -9999px }")),
    "words without height": ("epub", "proof-hidden", styled("blockquote { height: 0; overflow: hidden }")),
    "pictures hidden": ("epub", "proof-hidden", styled("img { display: none }")),
    "a picture cropped": (
        "docx",
        "proof-image-cut",
        replaced(BODY, "</pic:blipFill>", '<a:srcRect l="50000"/></pic:blipFill>'),
    ),
    "a picture of no size": (
        "docx",
        "proof-image",
        replaced(BODY, r'<wp:extent cx="\d+"', '<wp:extent cx="0"'),
    ),
    "words hidden by a style": (
        "docx",
        "proof-hidden",
        replaced(STYLES, r'(w:styleId="BodyText">.*?)(</w:style>)', r"\1<w:rPr><w:vanish/></w:rPr>\2"),
    ),
    "words hidden by what their style is based on": (
        "docx",
        "proof-hidden",
        replaced(STYLES, r'(w:styleId="Normal"[^>]*>.*?)(</w:style>)', r"\1<w:rPr><w:vanish/></w:rPr>\2"),
    ),
    "words white in all the document": (
        "docx",
        "proof-hidden",
        replaced(STYLES, "(<w:rPrDefault><w:rPr>)", r'\1<w:color w:val="FFFFFF"/>'),
    ),
    "words in the colour of the paper": (
        "docx",
        "proof-hidden",
        replaced(
            BODY,
            '<w:r>(?=<w:t xml:space="preserve">Nobody)',
            '<w:r><w:rPr><w:color w:val="000000" w:themeColor="background1"/></w:rPr>',
        ),
    ),
}
SOUND: dict[str, tuple[str, Damage]] = {
    "words hidden in print only": ("epub", styled("@media print { blockquote p { display: none } }")),
    "a rule without height": ("epub", styled("hr { height: 0 } p { line-height: 0.9 }")),
    "white words on black": (
        "docx",
        replaced(
            BODY,
            '<w:r>(?=<w:t xml:space="preserve">Nobody)',
            '<w:r><w:rPr><w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/></w:rPr>',
        ),
    ),
    "a picture with an empty crop": (
        "docx",
        replaced(BODY, "</pic:blipFill>", "<a:srcRect/></pic:blipFill>"),
    ),
    "a wide clip": (
        "pdf",
        line(SECOND, lambda stream: b"\nq -999 -999 9999 9999 re W n " + stream + b" Q\n"),
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_cannot_be_seen_is_found(name: str):
    kind, code, damage = DAMAGES[name]
    assert code in found(kind, damage)


@pytest.mark.parametrize("name", SOUND)
def test_what_can_be_seen_is_no_fault(name: str):
    assert found(*SOUND[name]) == set()


def found(kind: str, damage: Damage) -> set[str]:
    own = book("damaged")
    changed = damage(own.files[kind])
    assert changed != own.files[kind]
    return own.codes(kind, changed)


@pytest.mark.parametrize("name", [name for name, (kind, *_) in DAMAGES.items() if kind == "pdf"])
def test_what_cannot_be_seen_is_found_again_where_pages_are_kept(name: str, tmp_path: Path):
    own, (kind, _, damage) = book("damaged"), DAMAGES[name]
    changed, kept = damage(own.files[kind]), Cache(tmp_path)
    assert own.prove(kind, changed, kept) == own.prove(kind, changed, kept)
