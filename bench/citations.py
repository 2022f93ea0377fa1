"""Reading and citing 720 notes in 70,000 words, against plain `pandoc --citeproc` on the same text.

Run `python bench/citations.py`; the ratio is to stay under 1.6.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import citations, csl, pandoc
from pipeline.model import Settings

NOTES, WORDS, WORKS, BAR = 720, 70_000, 120, 1.6
NAMES = ("Adams", "Baker", "Clark", "Davis", "Evans", "Frank", "Ghosh", "Hills", "Irwin", "Jones", "Klein")
TALK = ("the", "of", "history", "archive", "war", "and", "peace", "in", "with", "letters", "silence", "power")


def works() -> list[dict[str, Any]]:
    """Made-up books and articles."""
    kinds = ["book", "article-journal", "chapter"]
    return [
        {
            "id": f"work{at}", "type": kinds[at % 3], "title": f"The {TALK[at % 12].title()} of Volume {at}",
            "author": [{"family": NAMES[at % 11], "given": f"A{at} B."}],
            "container-title": "Journal of Things",
            "publisher": "University Press", "issued": {"date-parts": [[1900 + at]]}, "page": "1-20",
        }
        for at in range(WORKS)
    ]  # fmt: skip


def manuscript(chance: random.Random) -> str:
    """Six chapters; half the notes are written by hand, half are made by citations."""
    words_a_note = WORDS // NOTES
    parts: list[str] = []
    for at in range(NOTES):
        if at % 120 == 0:
            parts.append(f"# Chapter {at // 120 + 1}")
        text = " ".join(chance.choice(TALK) for _ in range(words_a_note - 7))
        key, other = (f"@work{chance.randrange(WORKS)}, {chance.randrange(1, 400)}" for _ in range(2))
        if at % 2:
            parts.append(f"{text} [{key}].")
        else:
            note = f"See [{key}]; but compare [{other}], who disagrees with *all* of this."
            parts.append(f"{text}.[^{at}]\n\n[^{at}]: {note}")
    return "\n\n".join(parts)


def timed(work: Callable[[], object]) -> float:
    """Seconds of the best of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    text, items = manuscript(random.Random(7)), works()
    style = csl.resolve("chicago")
    assert isinstance(style, csl.Style)
    in_pandoc = [0.0]

    def run(*asked: Any) -> dict[str, Any]:
        start = time.perf_counter()
        answer = pandoc.cite(*asked)
        in_pandoc[0] = time.perf_counter() - start
        return answer

    with tempfile.TemporaryDirectory() as folder:
        source, references = Path(folder) / "m.md", Path(folder) / "r.json"
        source.write_text(text, "utf-8")
        references.write_text(json.dumps(items), "utf-8")
        known = csl.folder_of_styles() / f"{style.name}.csl"
        flags = [
            "-t",
            "json",
            "--citeproc",
            f"--csl={known}",
            f"--bibliography={references}",
            f"-o{folder}/o",
        ]
        plain = timed(lambda: subprocess.run([pandoc.executable(), str(source), *flags], check=True))
    reading = pandoc.read([text])[0]
    read = timed(lambda: pandoc.read([text]))

    def cited() -> None:
        gathered = citations.collect(reading.blocks, style.note)
        made = citations.cite([gathered], reading.meta, style, items, run, Settings())
        made.printed(0, gathered.blocks)

    cite = timed(cited)
    print(f"{len(text.split()):,} words, {NOTES} notes")
    print(f"plain pandoc --citeproc {plain:.2f} s")
    print(f"ours: read {read:.2f} s, cite {cite:.2f} s (our own passes {cite - in_pandoc[0]:.2f} s)")
    print(f"ratio {(read + cite) / plain:.2f} (bar {BAR})")
    sys.exit((read + cite) / plain > BAR)


if __name__ == "__main__":
    main()
