"""The comparison as one HTML page for people: it stands alone, asks for nothing, and can be read aloud."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from pipeline.comparison.compare import DOCX, EPUB, PDF, TOLERANCES, Comparison, shown
from pipeline.comparison.pictures import Picture, Shown
from pipeline.comparison.probes import LETTERS, PROBES, SHAPE, Probe
from pipeline.comparison.story import Looked

NAMES = {PDF: "Print (PDF)", EPUB: "E-book (EPUB, in Chromium)", DOCX: "Word (DOCX, in LibreOffice)"}
UNITS = {"size": "pt", "indent": "pt", "hang": "pt", "leading": "pt", "space": "pt"}
MEASURED = (
    "Measured are family, size, weight, italics and colour of the letters; alignment, indents, leading and "
    "space of the paragraph. A size may differ by a quarter of a point, leading by half a point, indents and "
    "space by one; all else must be equal."
)
CSS = """
:root { color-scheme: light }
body { margin: 2rem auto; padding: 0 1.5rem; max-width: 96rem; color: #1b1a19; background: #f4f1ec;
  font: 1rem/1.5 Georgia, "Times New Roman", serif }
h1, h2 { font-weight: 400; line-height: 1.2 } h2 { margin: 3rem 0 .75rem }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem;
  align-items: start }
figure { margin: 0 } figcaption { padding: .25rem 0; color: #57524c; font-size: .875rem }
img { display: block; max-width: 100%; height: auto; background: #fff; box-shadow: 0 1px 4px #0003;
  margin-bottom: .5rem }
table { border-collapse: collapse; font-size: .9rem; margin: .75rem 0 }
caption { text-align: left; padding: .25rem 0 }
th, td { padding: .15rem 1rem .15rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid #d6d0c7; font-variant-numeric: tabular-nums }
th { font-weight: 400; color: #57524c } .other td { background: #f6e3c5 } .none { color: #57524c }
summary { cursor: pointer }
"""


def page(style: str, looked: Looked) -> str:
    """The page, in HTML."""
    comparison = looked.comparison
    title = f"The style {style} in print, e-book and Word"
    parts = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{CSS}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        *_summary(looked),
        *_opening(looked),
        *_rest(comparison),
        *(line for at, probe in enumerate(PROBES) for line in _construct(at, probe, looked)),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _summary(looked: Looked) -> Iterator[str]:
    comparison = looked.comparison
    if comparison.pairs:
        agree = f"<strong>{comparison.share:.1%}</strong> of {comparison.pairs} pairs"
        yield f"<p>{agree} of a construct and a property agree with the print. {MEASURED}</p>"
    for finding in looked.findings:
        hint = f" {escape(finding.hint)}." if finding.hint else ""
        yield f"<p><strong>{escape(finding.message)}.</strong>{hint}</p>"
    for words in comparison.missing:
        yield f"<p><strong>Not found: {escape(words)}.</strong></p>"


def _opening(looked: Looked) -> Iterator[str]:
    yield '<h2>The opening</h2>\n<div class="row">'
    for edition, found in _shown(looked):
        pictures = "".join(
            _image(picture, f"The opening, page {number}: {NAMES[edition]}")
            for number, picture in enumerate(found.opening, 1)
        )
        yield f"<figure>{pictures}<figcaption>{NAMES[edition]}</figcaption></figure>"
    yield "</div>"


def _rest(comparison: Comparison) -> Iterator[str]:
    """What does not agree, and why."""
    if not comparison.differences:
        return
    yield "<h2>What differs</h2>\n<table><caption>Every pair beyond its tolerance.</caption>"
    yield _head("Construct", "Property", "Edition", "Print", "There", "Reason")
    for one in comparison.differences:
        cells = (one.name, one.edition, shown(one.pdf), shown(one.found), one.reason or "none known")
        yield _row(f'<a href="#{_anchor(one.construct)}">{escape(one.construct)}</a>', *map(escape, cells))
    yield "</table>"


def _construct(at: int, probe: Probe, looked: Looked) -> Iterator[str]:
    name = probe.construct
    yield f'<section id="{_anchor(name)}"><h2>{escape(name[0].upper() + name[1:])}</h2>\n<div class="row">'
    for edition, found in _shown(looked):
        picture = found.constructs[at]
        words = f"{name}, from “{probe.words}”: {NAMES[edition]}"
        inside = _image(picture, words) if picture else '<p class="none">Not found.</p>'
        yield f"<figure>{inside}<figcaption>{NAMES[edition]}</figcaption></figure>"
    yield f"</div>\n{_table(at, probe, looked.comparison)}</section>"


def _table(at: int, probe: Probe, comparison: Comparison) -> str:
    """Each property of the construct: what was measured where, and whether it agrees."""
    editions = [edition for edition in NAMES if edition in comparison.measures]
    rows = []
    differing = 0
    for name in LETTERS if probe.bare else (*LETTERS, *SHAPE):
        values = [getattr(comparison.measures[edition][at], name, None) for edition in editions]
        found = [comparison.difference(probe.construct, name, edition) for edition in editions]
        told = "; ".join(f"{one.edition}: {one.reason or 'differs'}" for one in found if one)
        differing += bool(told)
        tolerance = f"± {TOLERANCES[name]:g} {UNITS[name]}" if name in TOLERANCES else "equal"
        cells = [shown(value) if value is not None else "–" for value in values]
        row = _row(name, *map(escape, (*cells, tolerance, told or ("ok" if len(editions) > 1 else "–"))))
        rows.append(row.replace("<tr>", '<tr class="other">') if told else row)
    head = _head("Property", *(NAMES[edition] for edition in editions), "Tolerance", "Agrees")
    told = f"{differing} of {len(rows)} properties differ" if differing else "All that can be measured agrees"
    opened = " open" if differing else ""
    return f"<details{opened}><summary>{told}</summary><table>{head}{''.join(rows)}</table></details>"


def _shown(looked: Looked) -> Iterator[tuple[str, Shown]]:
    return ((edition, looked.shown[edition]) for edition in NAMES if edition in looked.shown)


def _image(picture: Picture, words: str) -> str:
    data = b64encode(picture.data).decode("ascii")
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="data:image/png;base64,{data}" {size} alt="{escape(words)}">'


def _head(*names: str) -> str:
    return "<tr>" + "".join(f'<th scope="col">{escape(name)}</th>' for name in names) + "</tr>"


def _row(first: str, *cells: str) -> str:
    return f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _anchor(construct: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in construct).split())
