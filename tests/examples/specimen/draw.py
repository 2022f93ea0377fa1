"""Draws manuscript/canon.png: the construction of the page that the specimen describes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

PAGE = (480, 720)  # one page, 2 : 3
EDGE, SCALE = 12, 4  # drawn larger and made smaller, for smooth lines


def draw() -> Image.Image:
    """A double page, its diagonals, and the two text blocks that they give."""
    width, height = PAGE
    picture = Image.new("L", ((2 * width + 2 * EDGE) * SCALE, (height + 2 * EDGE) * SCALE), 255)
    pen = ImageDraw.Draw(picture)

    def at(x: float, y: float) -> tuple[float, float]:
        return ((x + EDGE) * SCALE, (y + EDGE) * SCALE)

    def lines(*points: tuple[float, float], grey: int, weight: float) -> None:
        pen.line([at(*point) for point in points], fill=grey, width=round(weight * SCALE))

    for left, block in ((0, (2 * width / 9, width * 8 / 9)), (width, (width / 9, width * 7 / 9))):
        top, foot = height / 9, height * 7 / 9
        x0, x1 = left + block[0], left + block[1]
        pen.rectangle([at(x0, top), at(x1, foot)], fill=226, outline=110, width=SCALE)
    lines((0, height), (2 * width, 0), grey=120, weight=1)
    lines((0, 0), (2 * width, height), grey=120, weight=1)
    lines((0, height), (width, 0), (2 * width, height), grey=120, weight=1)
    lines((0, 0), (2 * width, 0), (2 * width, height), (0, height), (0, 0), grey=30, weight=2)
    lines((width, 0), (width, height), grey=30, weight=2)
    return picture.resize((picture.width // SCALE, picture.height // SCALE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    draw().save(Path(__file__).parent / "manuscript" / "canon.png", dpi=(300, 300), optimize=True)
