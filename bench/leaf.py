"""Draws docs/pictures/long-note.png: two pages of tests/examples/long-note, with a note that goes on.

python bench/leaf.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests" / "examples" / "long-note"
PICTURE = ROOT / "docs" / "pictures" / "long-note.png"
SCALE, SPACE, GREYS = 1.75, 12, 16
FRAME = 170  # grey of the edge of a page


def main() -> None:
    """Build the example and draw its first two pages side by side."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "pipeline", "build", "pdf", "-q", "--project", str(EXAMPLE)]
        subprocess.run([*command, "--output", out], cwd=ROOT, check=True)
        (pdf,) = Path(out).glob("*.pdf")
        pages = [_drawn(page) for page in pypdfium2.PdfDocument(pdf)][:2]
    width, height = pages[0].size
    picture = Image.new("L", (2 * width + 3 * SPACE, height + 2 * SPACE), 255)
    for number, page in enumerate(pages):
        left = SPACE + number * (width + SPACE)
        picture.paste(Image.new("L", (width + 2, height + 2), FRAME), (left - 1, SPACE - 1))
        picture.paste(page, (left, SPACE))
    PICTURE.parent.mkdir(exist_ok=True)
    picture.quantize(GREYS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} kB")


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    # Drawn large and made small, or thin rules get a whole pixel, or two.
    large = page.render(scale=4 * SCALE, grayscale=True).to_pil()
    return large.resize((large.width // 4, large.height // 4), Image.Resampling.BOX)


if __name__ == "__main__":
    main()
