"""Pictures of each construct in each edition, all in one scale: a pixel is as much text in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from pipeline.comparison import tools
from pipeline.comparison.printed import Pages
from pipeline.comparison.probes import PROBES
from pipeline.comparison.screen import ROOT, Screen
from pipeline.model import ToolFailed

SHARP = 1.5  # pixels of a picture for one of the page that shows it
TALLEST = 16000  # pixels that Chromium paints at most
ABOVE, BELOW, BESIDE = 26.0, 52.0, 14.0  # points round a construct's first line
PAGES = 2  # of an edition's opening
# What an opening shows: the title page and the page that the text begins on, not a half-title and its verso.
OPENING = [at for at, probe in enumerate(PROBES) if probe.construct in ("title", "heading 1")]
HEAD = 0.15  # of a page's height, above the first line of a title or a chapter


@dataclass(frozen=True)
class Picture:
    """A PNG and its size on the page, in CSS pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """An edition's opening pages, and each of `PROBES` where it was found."""

    opening: tuple[Picture, ...]
    constructs: tuple[Picture | None, ...]


def of_pages(pages: Pages, text_size: float) -> Shown:
    """The pictures of a PDF; `text_size` in points, as large as 16 pixels."""
    scale = ROOT / text_size * SHARP

    @cache
    def page(number: int) -> Image.Image:
        image: Image.Image = pages.document[number].render(scale=scale).to_pil()
        return image

    def construct(at: int) -> Picture | None:
        spot = pages.spot(PROBES[at])
        if spot is None:
            return None
        image = page(spot.page)
        left, right = pages.edges.get(pages.side(spot.page), (0.0, image.width / scale))
        box = (left - BESIDE, spot.y - spot.size - ABOVE, right + BESIDE, spot.y + BELOW)
        return _cut(image, tuple(value * scale for value in box))

    opening = tuple(_whole(page(number)) for number in opening_pages(pages))
    return Shown(opening, tuple(construct(at) for at in range(len(PROBES))))


def opening_pages(pages: Pages) -> list[int]:
    """The title's page and the first chapter's, from 0; where they are one, the page after it too."""
    spots = [pages.spot(PROBES[at]) for at in OPENING]
    found = sorted({spot.page for spot in spots if spot})
    more = (number for number in range(len(pages.pages)) if number > max(found, default=-1))
    return [*found, *more][:PAGES]


def of_screen(screen: Screen, text_size: float, page: tuple[float, float], folder: Path) -> Shown:
    """The pictures of the e-book; its opening is cut to the shape of the printed `page` (points)."""
    image, sharp = _painted(screen, folder)
    scale = ROOT / text_size * sharp

    def construct(y: float | None, size: float) -> Picture | None:
        if y is None or (y + 40) * sharp > image.height:
            return None
        box = (0.0, y * sharp - (size + ABOVE) * scale, image.width, y * sharp + BELOW * scale)
        return _cut(image, box, sharp)

    tall = image.width * page[1] / page[0]
    tops = [(screen.at[at] or 0.0) * sharp - HEAD * tall for at in OPENING]
    tops[0] = max(0.0, tops[0])
    tops[1] = max(tops[0] + tall, tops[1])
    opening = [_cut(image, (0.0, top, image.width, top + tall), sharp) for top in tops]
    sizes = [measure.size if measure else 0.0 for measure in screen.measures]
    return Shown(tuple(opening), tuple(map(construct, screen.at, sizes)))


def _painted(screen: Screen, folder: Path) -> tuple[Image.Image, float]:
    """The whole e-book as one picture, and how many of its pixels are one of the page."""
    sharp = SHARP if screen.height * SHARP <= TALLEST else 1.0
    height = min(screen.height, int(TALLEST / sharp))
    target = folder / "screen.png"
    tools.browse(
        screen.address,
        folder,
        f"--window-size={max(500, screen.width)},{height}",
        f"--force-device-scale-factor={sharp}",
        f"--screenshot={target}",
    )
    with suppress(OSError), Image.open(target) as found:
        return found.convert("RGB").crop((0, 0, round(screen.width * sharp), found.height)), sharp
    raise ToolFailed("Chromium", "the e-book could not be pictured")


def _cut(image: Image.Image, box: Sequence[float], sharp: float = SHARP) -> Picture:
    left, top, right, bottom = (round(value) for value in box)
    inside = (max(0, left), max(0, top), min(image.width, right), min(image.height, bottom))
    return _whole(image.crop(inside), sharp)


def _whole(image: Image.Image, sharp: float = SHARP) -> Picture:
    out = BytesIO()
    # Ink and paper need few colours: a quarter of the bytes.
    image.convert("RGB").quantize(24).save(out, "PNG", optimize=True)
    return Picture(out.getvalue(), round(image.width / sharp), round(image.height / sharp))
