"""How soon after a save the page is there: `octavo watch` on a book of 540 pages, a sentence more each time.

python -m bench watch --rounds 3
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import books
from bench.memory import Taken
from bench.tools import edit

ROOT = Path(__file__).resolve().parents[1]
_TOLD = re.compile(r"(pages? .*? in|built in) ([\d.]+) s")


_THOUGHT = 2.0  # seconds that an author looks at the page before the next save, at the very least


def main() -> None:
    """The medians, from the save and as `octavo watch` counts them, once it has seen that all is saved."""
    parser = argparse.ArgumentParser("watch", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", default="L", choices=sorted(books.SIZES))
    chosen = parser.parse_args()
    takers: list[dict[str, float]] = []
    found: dict[str, list[tuple[float, float]]] = {"the pages that changed": [], "all three editions": []}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        books.write(root, books.SIZES[chosen.size], style="book")
        command = [sys.executable, "-m", "pipeline", "watch", "-q", "--project", folder]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr
            _wait(process, "built in")
            for number in range(chosen.rounds):
                time.sleep(_THOUGHT)
                edit(root, number)
                saved, before = time.perf_counter(), _taken(process.pid)
                for what, told in zip(found, ("page", "built in"), strict=True):
                    seconds = _wait(process, told)
                    found[what].append((time.perf_counter() - saved, seconds))
                    if told == "page":
                        after = _taken(process.pid)
                        takers.append({kind: after[kind] - before.get(kind, 0.0) for kind in after})
            process.terminate()
    for what, times in found.items():
        since_save, counted = (statistics.median(one[at] for one in times) for at in (0, 1))
        print(f"{what}: {since_save:.2f} s after the save, {counted:.2f} s as counted")
    shares = {kind: statistics.median(one.get(kind, 0.0) for one in takers) for kind in takers[0]}
    told = ", ".join(f"{kind} {seconds:.2f}" for kind, seconds in shares.items())
    print(
        f"seconds of processor until the pages, mostly one after another: {told}; pandoc's two runs besides"
    )


def _taken(process: int) -> dict[str, float]:
    """Seconds of processor by the kind of process, so far."""
    taken = Taken()
    taken.take(process)
    return taken.seconds()


def _wait(process: subprocess.Popen[str], told: str) -> float:
    """The seconds in the next line of this kind."""
    assert process.stderr
    for line in process.stderr:
        if (match := _TOLD.search(line)) and match[1].startswith(told):
            return float(match[2])
    raise RuntimeError(f"octavo watch ended with {process.wait()}")


if __name__ == "__main__":
    main()
