"""A book edited at random, over and over: warm and cold give the same bytes in all three editions.

python -m bench edits --count 100
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from bench import books
from pipeline.build import build
from pipeline.model import ERROR

SIZE = books.Size(words=6_000, chapters=5, notes=60, works=40)
WORDS = "harbour archive treaty minister letter never quietly secret border nevertheless ünruly 1914".split()


class Silent:
    """Tells nobody how far a build is."""

    @contextmanager
    def stage(self, _: str):  # type: ignore[no-untyped-def]
        """A stage of the build."""
        yield


def main() -> None:
    """So many edits, one after another; whatever differs ends the run with status 1."""
    parser = argparse.ArgumentParser("edits", description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    seconds: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        books.write(root, SIZE, style="book")
        for number in range(chosen.count + 1):
            what = edit(dice, root) if number else "new"
            made = {keeping: _built(root, keeping, seconds[keeping]) for keeping in (True, False)}
            if len(made[True]) != 3:
                sys.exit(f"{number:4} {what}: the book was not built")
            wrong = [kind for kind, data in made[True].items() if data != made[False].get(kind)]
            print(f"{number:4} {what:24} {'DIFFERS: ' + ', '.join(wrong) if wrong else 'same'}", flush=True)
            if wrong:
                sys.exit(1)
    warm, cold = (statistics.median(seconds[keeping][1:]) for keeping in (True, False))
    print(f"{chosen.count} edits, the same bytes; warm {warm:.2f} s, cold {cold:.2f} s (medians)")


def _built(root: Path, keeping: bool, seconds: list[float]) -> dict[str, bytes]:
    begun = time.perf_counter()
    out = build(root, Silent(), keeping=keeping, output=root / ("warm" if keeping else "cold"), epoch=0)
    for finding in out.findings if len(out.files) != 3 else ():
        if finding.level is ERROR:
            print(finding)
    seconds.append(time.perf_counter() - begun)
    return {path.suffix: path.read_bytes() for path in out.files}


def edit(dice: random.Random, root: Path) -> str:
    """One edit of the project, and its name."""
    name, change = dice.choice(EDITS)
    path = dice.choice(sorted((root / "manuscript").glob("*.md")))
    path.write_text(change(dice, path.read_text("utf-8")), "utf-8")
    return f"{name} in {path.name}"


def _in_paragraph(change: Callable[[random.Random, str], str]) -> Callable[[random.Random, str], str]:
    """The text with one of its plain paragraphs changed."""

    def changed(dice: random.Random, text: str) -> str:
        blocks = text.split("\n\n")
        plain = [at for at, block in enumerate(blocks) if block[:1].isalpha()]
        at = dice.choice(plain)
        blocks[at] = change(dice, blocks[at])
        return "\n\n".join(block for block in blocks if block)

    return changed


def _new(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(1, 9))).capitalize() + "."


def _cited(dice: random.Random) -> str:
    return f"@work{dice.randint(1, 40)}, {dice.randint(1, 99)}"


def _heading(dice: random.Random, text: str) -> str:
    return re.sub(r"\A# [^{\n]*", lambda _: f"# {_new(dice)[:-1]} ", text, count=1)


def _moved(dice: random.Random, text: str) -> str:
    blocks = text.split("\n\n")
    plain = [at for at, block in enumerate(blocks) if block[:1].isalpha()]
    one, other = dice.choice(plain), dice.choice(plain)
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return "\n\n".join(blocks)


EDITS: tuple[tuple[str, Callable[[random.Random, str], str]], ...] = (
    ("sentence", _in_paragraph(lambda dice, words: f"{words} {_new(dice)}")),
    ("word", _in_paragraph(lambda dice, words: f"{dice.choice(WORDS)} {words}")),
    ("note", _in_paragraph(lambda dice, words: f"{words}^[{_new(dice)}]")),
    (
        "citation",
        _in_paragraph(lambda dice, words: f"{words} [{_cited(dice)}]"),
    ),
    ("emphasis", _in_paragraph(lambda dice, words: f"{words} *{_new(dice)}*")),
    ("list", _in_paragraph(lambda dice, words: f"{words}\n\n1. {_new(dice)}\n2. {_new(dice)}")),
    ("paragraph taken out", _in_paragraph(lambda dice, words: words if "[^" in words else "")),
    ("paragraphs moved", _moved),
    ("heading", _heading),
    ("comment", lambda dice, text: f"{text}\n\n<!-- {_new(dice)} -->\n"),
)


if __name__ == "__main__":
    main()
