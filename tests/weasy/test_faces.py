"""Each glyph is printed from the face that it was chosen in."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree

import pikepdf

from pipeline import fonts
from pipeline.weasy import render


def test_two_faces_of_one_name_are_two_fonts():
    """A slanted upright is called as the true italic is: glyphs of one were printed from the other."""
    face = next(one for one in fonts.faces() if one.family == "EB Garamond" and one.weight == 400)
    resources = {"file:///one.ttf": fonts.subset(face, "abc"), "file:///two.ttf": fonts.subset(face, "λόγος")}
    css = "".join(f"@font-face {{ font-family: Same; src: url({name}) }}" for name in resources)
    html = ElementTree.fromstring(
        "<html><head><title>T</title></head><body><p>abc λόγος cab</p></body></html>"
    )
    made = render(html, stylesheets=[css + "p { font-family: Same }"], resources=resources, tagged=False)
    with pikepdf.open(BytesIO(made.pdf)) as file:
        names = [str(font.BaseFont) for font in file.pages[0].Resources.Font.values()]
    same = [name for name in names if name.endswith("+Same")]
    assert len(same) == 2, names
