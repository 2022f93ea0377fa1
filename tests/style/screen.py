"""Measures constructs in an e-book as Chromium lays it out, in points of the printed page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from dataclasses import asdict
from html import unescape
from io import BytesIO
from pathlib import Path

from tests.style.probes import PROBES, Measure

ROOT = 16.0  # pixels: what a browser makes of 1rem
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
    if (nodes[k].parentElement.closest("sup, sub, aside")) continue;
    const before = letter(k);
    if (before.y < first.y - 0.4 * first.size) space = first.y - before.y;
  }
  return { ...found, hang, leading, space };
}
document.fonts.ready.then(() => {
  const out = document.createElement("pre");
  out.id = "measured";
  out.textContent = JSON.stringify(PROBES.map(measure));
  document.body.appendChild(out);
});
"""


def browser() -> str | None:
    """Path of a Chromium, where one is installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def page(epub: bytes, width: float, folder: Path) -> Path:
    """The whole e-book as one web page, as wide as the printed text; `width` in root ems."""
    with zipfile.ZipFile(BytesIO(epub)) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    texts = sorted(name for name in names if re.search(r"/text/(title|ch\d+)\.xhtml$", name))
    texts.sort(key=lambda name: ("title" not in name, name))
    bodies = [match[1] for name in texts if (match := BODY.search((folder / name).read_text("utf-8")))]
    css = next(name for name in names if name.endswith(".css"))
    target = folder / Path(texts[0]).parent / "measure.xhtml"
    target.write_text(
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops" lang="en-GB"><head><title>Measure</title>'
        f'<link rel="stylesheet" href="../../{css}"/>'
        f"<style>html {{ font-size: {ROOT}px }} body {{ margin: 0; width: {width}rem }}</style>"
        f"</head><body>{''.join(bodies)}<script>//<![CDATA[\n"
        f"const PROBES = {json.dumps([asdict(probe) for probe in PROBES])};\n"
        f"{SCRIPT}//]]></script></body></html>",
        "utf-8",
    )
    return target


def measure(epub: bytes, text_size: float, text_width: float) -> list[Measure | None]:
    """Every probe in the e-book; lengths scaled so that its text has `text_size` points."""
    chromium = browser()
    assert chromium
    with tempfile.TemporaryDirectory(prefix="octavo-") as name:
        target = page(epub, text_width / text_size, Path(name))
        done = subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
             f"--user-data-dir={name}/profile", "--virtual-time-budget=10000", "--window-size=1200,2000",
             "--dump-dom", target.as_uri()],
            capture_output=True, timeout=120, check=True,
        )  # fmt: skip
    found = re.search(r'<pre id="measured"[^>]*>(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert found, done.stderr.decode()[-2000:]
    return [_measure(one, text_size / ROOT) for one in json.loads(unescape(found[1]))]


def _measure(found: dict[str, object] | None, scale: float) -> Measure | None:
    if found is None:
        return None
    values = {
        key: value * scale if isinstance(value, float | int) and not isinstance(value, bool) else value
        for key, value in found.items()
    }
    family = "".join(c for c in str(values["family"]) if c.isalpha()).lower()
    channels = [int(number) for number in re.findall(r"\d+", str(values["colour"]))[:3]]
    align = "center" if values["align"] == "center" else None
    return Measure(
        family, values["size"], values["bold"], values["italic"],  # type: ignore[arg-type]
        "".join(f"{channel:02x}" for channel in channels), align,
        values["indent"], values["hang"], values["leading"], values["space"],  # type: ignore[arg-type]
    )  # fmt: skip
