"""Measures constructs in an e-book as Chromium lays it out, in points of the printed page."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import asdict, dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.comparison import tools
from pipeline.comparison.probes import PROBES, READERS, Measure
from pipeline.model import ToolFailed

ROOT = 16.0  # pixels: what a browser makes of 1rem
SIDE = 20  # pixels of margin at each side
INK = "010203"  # the reader's own colour: told from any that a style sets
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)

SCRIPT = r"""
const nodes = [], offsets = []; let text = "";
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const skip = /[\s\-\u00ad\u2060]/;
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (node.parentElement.closest("script, nav, a.footnote-ref, a.footnote-back")) continue;
  for (let i = 0; i < node.length; i++) {
    const c = node.data[i];
    if (skip.test(c)) continue;
    nodes.push(node); offsets.push(i);
    text += c.toLowerCase().length === 1 ? c.toLowerCase() : c;
  }
}
const canvas = document.createElement("canvas").getContext("2d");
const left = document.body.getBoundingClientRect().left;
function letter(at) {
  const range = document.createRange();
  range.setStart(nodes[at], offsets[at]); range.setEnd(nodes[at], offsets[at] + 1);
  const box = range.getBoundingClientRect(), style = getComputedStyle(nodes[at].parentElement);
  canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return { x: box.left - left, y: box.bottom - canvas.measureText("x").fontBoundingBoxDescent,
           size: parseFloat(style.fontSize), style };
}
function block(node) {
  let element = node.parentElement;
  while (getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
  return element;
}
function measure(probe) {
  const words = probe.words.replace(/[\s\-]/g, "").toLowerCase();
  const places = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const inside = nodes[at].parentElement.closest("aside") !== null;
    if (inside === probe.note) places.push(at);
  }
  if (!places.length) return null;
  let at = places[0];
  if (probe.heading) at = places.reduce((a, b) => letter(a).size >= letter(b).size ? a : b);
  const first = letter(at), own = block(nodes[at]), style = getComputedStyle(own);
  const found = { family: first.style.fontFamily.split(",")[0].replace(/["]/g, ""), size: first.size,
    bold: parseInt(first.style.fontWeight) >= 600, italic: first.style.fontStyle === "italic",
    colour: first.style.color, align: style.textAlign, indent: first.x };
  let hang = null, leading = null, space = null;
  if (probe.long)
    for (let k = at + 1; k < text.length && block(nodes[k]) === own; k++) {
      const next = letter(k);
      if (next.y > first.y + 0.6 * first.size && Math.abs(next.size - first.size) < 0.1) {
        hang = next.x; leading = next.y - first.y; break;
      }
    }
  // The stars of a scene break are the stylesheet's, not the text's: no letter to measure from.
  const after_break = own.previousElementSibling?.tagName.toLowerCase() === "hr";
  for (let k = at - 1; k >= 0 && space === null && !probe.note && !after_break; k--) {
    if (nodes[k].parentElement.closest("aside")) break; // notes stand elsewhere in print
    if (nodes[k].parentElement.closest("sup, sub")) continue;
    const before = letter(k);
    if (before.y < first.y - 0.4 * first.size) space = first.y - before.y;
  }
  return { ...found, hang, leading, space, y: first.y + window.scrollY };
}
document.fonts.ready.then(() => {
  const out = document.createElement("pre");
  out.id = "measured";
  const height = document.documentElement.scrollHeight;
  out.textContent = JSON.stringify({ height, found: PROBES.map(measure) });
  document.body.appendChild(out);
});
"""


@dataclass(frozen=True)
class Screen:
    """The e-book as one web page in a folder, as wide as the printed text, and where its constructs are.

    Lengths are in CSS pixels: `height` of the whole, `at` of each probe's first baseline.
    """

    address: str
    width: int
    height: int
    at: tuple[float | None, ...]
    measures: tuple[Measure | None, ...]


def page(epub: bytes, width: float, folder: Path) -> Path:
    """The whole e-book as one web page, as wide as the printed text; `width` in root ems."""
    with zipfile.ZipFile(BytesIO(epub)) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    package = next(name for name in names if name.endswith(".opf"))
    texts = _texts((folder / package).read_text("utf-8"), package.rpartition("/")[0])
    bodies = [match[1] for name in texts if (match := BODY.search((folder / name).read_text("utf-8")))]
    css = next(name for name in names if name.endswith(".css"))
    target = folder / Path(texts[0]).parent / "measure.xhtml"
    target.write_text(
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB"><head><title>Measure</title>'
        f"<style>html {{ color: #{INK} }}</style>"
        f'<link rel="stylesheet" href="../../{css}"/>'
        f"<style>html {{ font-size: {ROOT}px }} body {{ margin: 0 {SIDE}px; width: {width}rem }}</style>"
        f"</head><body>{''.join(bodies)}<script>//<![CDATA[\n"
        f"const PROBES = {json.dumps([asdict(probe) for probe in PROBES])};\n"
        f"{SCRIPT}//]]></script></body></html>",
        "utf-8",
    )
    return target


def _texts(package: str, folder: str) -> list[str]:
    """The files of the text, in reading order; the navigation is not of it."""
    items = {}
    for one in re.findall(r"<item [^>]*>", package):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', one))
        if "nav" not in found.get("properties", "").split():
            items[found["id"]] = found["href"]
    spine = re.findall(r'<itemref [^>]*idref="([^"]*)"', package)
    return [f"{folder}/{items[name]}" for name in spine if name in items]


def measured(epub: bytes, text_size: float, text_width: float, folder: Path) -> Screen:
    """Every probe in the e-book, laid out in the folder; its text is made to have `text_size` points.

    Raises `ToolFailed` where Chromium is not there or does not answer.
    """
    width = text_width / text_size
    target = page(epub, width, folder)
    told = tools.browse(target.as_uri(), folder, "--window-size=1200,2000", "--dump-dom")
    found = re.search(r'<pre id="measured"[^>]*>(.*?)</pre>', told, re.DOTALL)
    if found is None:
        raise ToolFailed("Chromium", "the e-book could not be measured")
    answer = json.loads(unescape(found[1]))
    return Screen(
        target.as_uri(),
        round(width * ROOT) + 2 * SIDE,
        int(answer["height"]),
        tuple(one and float(one["y"]) for one in answer["found"]),
        tuple(_measure(one, text_size / ROOT) for one in answer["found"]),
    )


def _measure(found: dict[str, Any] | None, scale: float) -> Measure | None:
    if found is None:
        return None

    def points(name: str) -> float | None:
        return found[name] * scale if found[name] is not None else None

    family = "".join(c for c in str(found["family"]) if c.isalpha()).lower()
    channels = [int(number) for number in re.findall(r"\d+", str(found["colour"]))[:3]]
    colour = "".join(f"{channel:02x}" for channel in channels)
    return Measure(
        family,
        float(found["size"]) * scale,
        bool(found["bold"]),
        bool(found["italic"]),
        READERS if colour == INK else colour,
        "center" if found["align"] == "center" else None,
        *(points(name) for name in ("indent", "hang", "leading", "space")),
    )
