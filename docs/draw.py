"""Draws docs/pictures/three-editions.png and writes docs/internals/one-stylesheet.md: `make pictures`.

It needs LibreOffice and Chromium. The picture shows the opening of the essay in print, e-book and Word; the
list says for each house style how much of its specimen looks the same in all three, and why not the rest.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import pypdfium2

from pipeline import build, comparison, fonts
from pipeline.comparison import screen, tools
from pipeline.comparison.compare import shown
from pipeline.house_style.catalogue import catalogue

PICTURE = ROOT / "docs" / "pictures" / "three-editions.png"
LIST = ROOT / "docs" / "internals" / "one-stylesheet.md"
DESK, INK = "#ece7de", "#4a453f"
HIGH, GAP, EDGE, FOOT = 700, 44, 48, 96  # pixels
MOST = 200_000  # bytes
WRITTEN = """\
Written by `make pictures`. Every construct of the specimen is measured in the PDF, in the Word document as
LibreOffice shows it, and in the EPUB as Chromium lays it out: family, size, weight, italics and colour of
the letters; alignment, indents, leading and space of the paragraph. Sizes may differ by 0.25 pt, leading by
0.5 pt, indents and space by 1 pt; all else must be equal. `octavo style NAME --proof` shows the same with
pictures."""


class Stages:
    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        print(f"  {name}", file=sys.stderr)
        yield


def main() -> None:
    """Both; the picture first."""
    if lacking := tools.missing():
        sys.exit("\n".join(f"{one.message}; {one.hint}" for one in lacking))
    PICTURE.write_bytes(drawn(essay()))
    print(PICTURE.relative_to(ROOT))
    LIST.write_text(listed(), "utf-8")
    print(LIST.relative_to(ROOT))


def essay() -> dict[str, bytes]:
    """The essay that comes with Octavo, in three editions."""
    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        outcome = build.build(ROOT, Stages(), output=Path(name), keeping=False)
        assert outcome.files, outcome.findings
        return {path.suffix[1:]: path.read_bytes() for path in outcome.files}


def drawn(made: dict[str, bytes]) -> bytes:
    """The three openings on one desk, as PNG."""
    pages = {
        "Print": first_page(made["pdf"]),
        "E-book": first_screen(made["epub"]),
        "Word": first_page(tools.as_pdf(made["docx"])),
    }
    wide = sum(page.width for page in pages.values()) + GAP * (len(pages) - 1) + 2 * EDGE
    desk = Image.new("RGB", (wide, HIGH + EDGE + FOOT), DESK)
    face = next(one for one in fonts.faces() if one.family == "EB Garamond" and one.style == "normal")
    font = ImageFont.truetype(BytesIO(face.data), 30)
    at = EDGE
    for name, page in pages.items():
        shadow = Image.new("L", desk.size, 0)
        ImageDraw.Draw(shadow).rectangle((at, EDGE + 4, at + page.width, EDGE + HIGH + 4), fill=80)
        desk.paste("#000000", mask=shadow.filter(ImageFilter.GaussianBlur(9)))
        desk.paste(page, (at, EDGE))
        middle = (at + page.width / 2, EDGE + HIGH + (FOOT - 8) / 2)
        ImageDraw.Draw(desk).text(middle, name, font=font, fill=INK, anchor="mm")
        at += page.width + GAP
    for colours in (64, 32, 16):
        out = BytesIO()
        desk.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if len(out.getvalue()) < MOST:
            break
    return out.getvalue()


def first_page(pdf: bytes) -> Image.Image:
    """The first page, as high as all the others."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return fitted(page.render(scale=4 * HIGH / page.get_height()).to_pil())


def first_screen(epub: bytes) -> Image.Image:
    """The e-book's opening on a reader of 3 by 4; a line that does not fit goes to the next screen."""
    width, height, sharp, side = 560, 747, 3, 52
    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        folder = Path(name)
        address = screen.page(epub, (width - 2 * side) / screen.ROOT, folder).as_uri()
        target = folder / "screen.png"
        options = (f"--window-size={width},{height + 200}", f"--force-device-scale-factor={sharp}")
        tools.browse(address, folder, *options, f"--screenshot={target}")
        with Image.open(target) as found:
            text = found.convert("RGB").crop(
                (0, 0, (width - 2 * side + 2 * screen.SIDE) * sharp, height * sharp)
            )
    last = last_white_row(text, (height - side) * sharp)
    page = Image.new("RGB", (width * sharp, height * sharp), "white")
    page.paste(text.crop((0, 0, text.width, last)), ((side - screen.SIDE) * sharp, 0))
    return fitted(page)


def last_white_row(image: Image.Image, below: int) -> int:
    """The lowest row without ink that is not below the given one."""
    rows = (image.crop((0, row, image.width, row + 1)).getextrema() for row in range(below, 0, -1))
    return next(below - at for at, row in enumerate(rows) if all(low > 250 for low, _ in row))


def fitted(image: Image.Image) -> Image.Image:
    """The picture, `HIGH` pixels high."""
    return image.convert("RGB").resize(
        (round(image.width * HIGH / image.height), HIGH), Image.Resampling.LANCZOS
    )


def listed() -> str:
    """What differs in each house style, in Markdown."""
    out = [
        "# Where the three editions differ",
        "",
        WRITTEN,
    ]
    for style in catalogue():
        made, _ = comparison.make(style.name, Stages())
        found = comparison.look(made, Stages(), picture=False).comparison
        out += [
            "",
            f"## {style.name}: {found.share:.1%} of {found.pairs} pairs agree",
            "",
            "| Construct | Property | Edition | Print | There | Why |",
            "|---|---|---|--:|--:|---|",
        ]
        out += [
            f"| {one.construct} | {one.name} | {one.edition} | {shown(one.pdf)} | {shown(one.found)} "
            f"| {one.reason or 'not known'} |"
            for one in found.differences
        ]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
