"""Seconds from a stylesheet to Word styles: worked out, and as kept from the build before.

Run `python -m bench word`; the first is to stay under 0.5 s, the second under 0.05 s.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import fonts, project
from pipeline.cache import Cache
from pipeline.house_style import Face, Stylesheet, stylesheet, word, word_styles

ROUNDS = 7
BARS = {"worked out": 0.5, "kept": 0.05}


def main() -> int:
    faces = fonts.faces()
    missed = False
    with tempfile.TemporaryDirectory(prefix="octavo-bench-") as folder:
        kept = Cache(Path(folder))
        for name, path in project.styles().items():
            sheet = stylesheet(path.read_text("utf-8"), f"styles/{name}.css")
            work = partial(run, sheet, faces)
            work(kept)
            seconds = {"worked out": timed(partial(work, None)), "kept": timed(partial(work, kept))}
            missed |= any(seconds[what] > bar for what, bar in BARS.items())
            print(f"{name:<8} " + "  ".join(f"{what} {took:.3f} s" for what, took in seconds.items()))
    return int(missed)


def run(sheet: Stylesheet, faces: tuple[Face, ...], cache: Cache | None) -> None:
    word._worked.cache_clear()  # what another process would not have
    word_styles(sheet, lang="en", direction="ltr", running={"title": "T"}, fonts=faces, kept=cache)


def timed(work: Callable[[], None]) -> float:
    """The median of several runs, in seconds."""
    found = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return median(found)


if __name__ == "__main__":
    sys.exit(main())
