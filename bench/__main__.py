"""`make bench`: how fast Octavo and its peers are, and how well citations, notes and proof do.

python -m bench                            # speed of S, M and L, three rounds
python -m bench speed M XL --rounds 5 --picture speed.svg --only octavo
python -m bench notes | citations | bibliography | proof | word | edits | watch  # and its own options
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # pip has compiled the peers too
    others = sorted(
        name
        for name in ("bibliography", "citations", "edits", "hostile", "notes", "proof", "watch", "word")
        if (HERE / f"{name}.py").exists()
    )
    if sys.argv[1:2] and sys.argv[1] in others:
        name = sys.argv.pop(1)
        sys.argv[0] = f"{HERE / name}.py"
        runpy.run_path(sys.argv[0], run_name="__main__")
        return
    parser = argparse.ArgumentParser("bench", description="Time Octavo and its peers, side by side.")
    parser.add_argument("what", nargs="?", default="speed", choices=["speed", *others])
    parser.add_argument("sizes", nargs="*", default=["S", "M", "L"], choices=["S", "M", "L", "XL"])
    rounds = "0 counts the very first builds, when nothing is kept yet"
    parser.add_argument("--rounds", type=int, default=3, help=rounds)
    parser.add_argument("--picture", type=Path, help="draw seconds against words into this SVG file")
    parser.add_argument("--only", nargs="+", default=[], help="tools whose names hold one of these words")
    chosen = parser.parse_args()
    from bench import speed

    speed.main(chosen.sizes, chosen.rounds, chosen.picture, chosen.only)


if __name__ == "__main__":
    main()
