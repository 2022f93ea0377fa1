"""What can be seen on a page of a PDF: runs of text, pictures, and what hides, cuts or overprints them."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as raw

from pipeline.model import ERROR, WARNING, Finding, Level, Place
from pipeline.proof.reading import PrintedImage

SLACK = 2.0  # points by which an overhanging glyph may pass an edge
_PAPER = 0xF0  # a channel of a colour that cannot be told from paper
_BUFFER = 8192


class Edges(NamedTuple):
    """A rectangle in points from the lower left of the page."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, other: Edges, slack: float = SLACK) -> bool:
        """Whether the other one lies within this one."""
        return (
            other.left >= self.left - slack
            and other.right <= self.right + slack
            and other.bottom >= self.bottom - slack
            and other.top <= self.top + slack
        )

    def touches(self, other: Edges, slack: float = SLACK) -> bool:
        """Whether the two have more in common than a rim."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > slack
            and min(self.top, other.top) - max(self.bottom, other.bottom) > slack
        )

    def meets(self, x: float, y: float) -> bool:
        """Whether the point lies within."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class Run(NamedTuple):
    """A run of text: its words, its edges, its baseline and size in points, its mark in the structure."""

    text: str
    edges: Edges
    baseline: float
    size: float
    mark: int
    cut: bool = False  # whether the path that it is clipped to leaves some of it out


class Picture(NamedTuple):
    """A picture on the page: its pixels, its edges, whether it is all of one colour."""

    width: int
    height: int
    edges: Edges
    resolution: float
    blank: bool
    mark: int


@dataclass(slots=True)
class Sheet:
    """A page as it is seen: what stands on it in the order of painting, and what is wrong with it."""

    number: int
    edges: Edges
    area: Edges | None  # of the text, where the stylesheet is known
    runs: list[Run]
    pictures: list[Picture]
    findings: list[Finding]

    def fault(self, code: str, message: str, level: Level = ERROR) -> None:
        """Note a fault of this page."""
        self.findings.append(Finding(code, level, message, Place(f"page {self.number}")))

    def printed(self) -> Iterator[PrintedImage]:
        """The pictures as the reading has them."""
        for one in self.pictures:
            yield PrintedImage(self.number, one.width, one.height, one.resolution, one.blank)


# A letter of two halves (UTF-16) whose second comes first.
_TURNED = re.compile("([\udc00-\udfff])([\ud800-\udbff])")


def decoded(units: bytes) -> str:
    """PDFium's text; beside words from right to left it turns letters beyond U+FFFF around, half by half."""
    try:
        return units.decode("utf-16-le")
    except UnicodeDecodeError:
        text = _TURNED.sub(r"\2\1", units.decode("utf-16-le", "surrogatepass"))
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class Eye:
    """Reads pages; its buffers are made once."""

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(_BUFFER * 2)
        self._words = ctypes.cast(self._text, ctypes.POINTER(ctypes.c_ushort))
        self._sides, self._to_sides = _filled(ctypes.c_float)
        self._colour, self._to_colour = _filled(ctypes.c_uint)
        self._matrix, self._points = raw.FS_MATRIX(), ctypes.c_float()
        self._to_matrix, self._to_points = ctypes.byref(self._matrix), ctypes.byref(self._points)

    def sheet(self, page: Any, number: int, area: Edges | None) -> Sheet:
        """What stands on the page, seen."""
        width, height = page.get_size()
        sheet = Sheet(number, Edges(0, 0, width, height), area, [], [], [])
        text_page = page.get_textpage()
        painted: list[Edges] = []
        try:
            within = page.raw
            for index in range(raw.FPDFPage_CountObjects(within)):
                self._object(page, raw.FPDFPage_GetObject(within, index), text_page, sheet, painted)
        finally:
            text_page.close()
        _overprinted(sheet)
        return sheet

    def _object(self, page: Any, item: Any, text_page: Any, sheet: Sheet, painted: list[Edges]) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._run(item, text_page, sheet, painted)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, sheet, painted)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._image(page, item, sheet, painted)
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            # The runs of a form lie in its own space; only their words can be read.
            for index in range(raw.FPDFFormObj_CountObjects(item)):
                inner = raw.FPDFFormObj_GetObject(item, index)
                if raw.FPDFPageObj_GetType(inner) == raw.FPDF_PAGEOBJ_IMAGE:
                    self._image(page, inner, sheet, painted)

    def _bounds(self, item: Any) -> Edges:
        raw.FPDFPageObj_GetBounds(item, *self._to_sides)
        return Edges(*self._sides[:])

    def _cut(self, item: Any, edges: Edges, slack: float = SLACK) -> bool:
        """Whether one of the paths that an object is clipped to leaves some of it out."""
        clip = raw.FPDFPageObj_GetClipPath(item)
        for path in range(raw.FPDFClipPath_CountPaths(clip) if clip else 0):
            corners = []
            for index in range(raw.FPDFClipPath_CountPathSegments(clip, path)):
                segment = raw.FPDFClipPath_GetPathSegment(clip, path, index)
                raw.FPDFPathSegment_GetPoint(segment, *self._to_sides[:2])
                corners.append((self._sides[0], self._sides[1]))
            if corners:
                across, up = zip(*corners, strict=True)
                if not Edges(min(across), min(up), max(across), max(up)).holds(edges, slack):
                    return True
        return False

    def _run(self, item: Any, text_page: Any, sheet: Sheet, painted: list[Edges]) -> None:
        size = raw.FPDFTextObj_GetText(item, text_page.raw, self._words, _BUFFER)
        text = decoded(ctypes.string_at(self._text, max(0, size - 2)))
        edges = self._bounds(item)
        raw.FPDFPageObj_GetMatrix(item, self._to_matrix)
        raw.FPDFTextObj_GetFontSize(item, self._to_points)
        matrix = self._matrix
        height = self._points.value * (matrix.c**2 + matrix.d**2) ** 0.5
        mark = raw.FPDFPageObj_GetMarkedContentID(item)
        run = Run(text, edges, matrix.f, height, mark, self._cut(item, edges, SLACK + height / 8))
        sheet.runs.append(run)
        if text.strip():
            self._seen(item, run, sheet, painted)

    def _seen(self, item: Any, run: Run, sheet: Sheet, painted: list[Edges]) -> None:
        """Whether the run can be seen: on the page, within the measure, in ink."""
        words = run.text.strip()[:40]
        if not sheet.edges.holds(run.edges):
            sheet.fault("proof-off-page", f"“{words}” runs off the page")
        if "\ufffd" in run.text:
            sheet.fault("proof-glyph", f"a character of “{words}” has no glyph")
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        raw.FPDFPageObj_GetFillColor(item, *self._to_colour)
        red, green, blue, alpha = self._colour[:]
        white = red >= _PAPER and min(green, blue) >= _PAPER and mode in (0, 4)
        if white:
            middle = (run.edges.left + run.edges.right) / 2, (run.edges.bottom + run.edges.top) / 2
            white = not any(edges.meets(*middle) for edges in painted)  # light on dark
        if white or mode in (3, 7) or alpha < 0x20 or run.size < 1:
            sheet.fault("proof-hidden", f"“{words}” is there but cannot be seen")

    def _path(self, item: Any, sheet: Sheet, painted: list[Edges]) -> None:
        """A filled shape: it hides what was painted before it, and is the ground of what comes after."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, mode, stroke)
        # More corners than a rectangle's: a frame or a drawing, which may leave its middle free.
        if mode.value == 0 or raw.FPDFPath_CountSegments(item) > 5:
            return
        raw.FPDFPageObj_GetFillColor(item, *self._to_colour)
        if self._colour[3] < 0x80:
            return
        self._cover(self._bounds(item), sheet)
        if min(self._colour[:3]) < _PAPER:
            painted.append(self._bounds(item))

    def _cover(self, edges: Edges, sheet: Sheet) -> None:
        if edges.top - edges.bottom < 3 or edges.right - edges.left < 3:
            return
        for run in sheet.runs:
            middle = (run.edges.left + run.edges.right) / 2, (run.edges.bottom + run.edges.top) / 2
            if run.text.strip() and edges.meets(*middle):
                sheet.fault("proof-hidden", f"“{run.text.strip()[:40]}” is covered and cannot be seen")

    def _image(self, page: Any, item: Any, sheet: Sheet, painted: list[Edges]) -> None:
        """A picture: where it stands, how fine it is, whether there is anything to be seen in it."""
        edges = self._bounds(item)
        data = raw.FPDF_IMAGEOBJ_METADATA()
        raw.FPDFImageObj_GetImageMetadata(item, page.raw, data)
        resolution = min(data.horizontal_dpi, data.vertical_dpi)
        self._cover(edges, sheet)
        painted.append(edges)
        mark = raw.FPDFPageObj_GetMarkedContentID(item)
        blank = _is_blank(item)
        sheet.pictures.append(Picture(data.width, data.height, edges, resolution, blank, mark))
        if not sheet.edges.holds(edges):
            sheet.fault("proof-image-cut", "a picture runs off the page")
        elif self._cut(item, edges):
            sheet.fault("proof-image-cut", "a picture is cut off")
        elif sheet.area and not sheet.area.holds(edges):
            sheet.fault("proof-image-cut", "a picture runs out of the area of the text", WARNING)


def _filled(kind: Any) -> tuple[Any, list[Any]]:
    """Four numbers for PDFium to fill in, and where it is to put each."""
    four = (kind * 4)()
    return four, [ctypes.byref(kind.from_buffer(four, at * ctypes.sizeof(kind))) for at in range(4)]


def _is_blank(item: Any) -> bool:
    """Whether every pixel of a picture has the same value."""
    bitmap = raw.FPDFImageObj_GetBitmap(item)
    if not bitmap:
        return True
    try:
        stride, height = raw.FPDFBitmap_GetStride(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
        width, form = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetFormat(bitmap)
        size = {raw.FPDFBitmap_Gray: 1, raw.FPDFBitmap_BGR: 3}.get(form, 4)
        buffer = raw.FPDFBitmap_GetBuffer(bitmap)
        if not buffer:
            return True
        data = ctypes.string_at(buffer, stride * height)
        line = data[: width * size]
        if line != line[:size] * width:
            return False
        return all(data[row * stride : row * stride + width * size] == line for row in range(height))
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _overprinted(sheet: Sheet) -> None:
    """Tell runs that are printed over one another."""
    # PDFium gives no words for a run that is painted over itself. A mark stands over its letter.
    runs = sorted((run for run in sheet.runs if not _is_mark(run.text)), key=lambda run: run.baseline)
    for position, run in enumerate(runs):
        for other in _near(runs, position):
            overlap = min(run.edges.right, other.edges.right) - max(run.edges.left, other.edges.left)
            narrow = min(run.edges.right - run.edges.left, other.edges.right - other.edges.left)
            # Kerning and marks on letters overlap a little; a sign lies over the arm of an italic letter.
            signs = not _has_letters(run.text) or not _has_letters(other.text)
            least = max(2.5, run.size * 0.32 if signs else 0)
            if overlap > least and overlap > narrow * 0.3:
                words = f"“{run.text.strip()[:30]}” and “{other.text.strip()[:30]}”"
                sheet.fault("proof-overprint", f"{words} are printed over one another")
                return


def _has_letters(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _is_mark(text: str) -> bool:
    """Whether there is nothing but spaces and marks on letters (Unicode categories M)."""
    return text != "" and (not text.strip() or all(unicodedata.category(char)[0] in "MZ" for char in text))


def _near(runs: Sequence[Run], position: int) -> Iterator[Run]:
    """The runs above whose baseline is nearer than half a letter."""
    run = runs[position]
    for other in runs[position + 1 :]:
        if other.baseline - run.baseline > run.size / 2:
            return
        if other.baseline - run.baseline < min(run.size, other.size) * 0.4:
            yield other
