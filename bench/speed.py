"""Octavo and its peers on the same books, side by side in one run: time, processor time, memory.

The rounds are interleaved, so that a busy minute of the machine falls on every tool alike; what is printed
are medians, and ratios to the naive pipeline of the same rounds.
"""

from __future__ import annotations

import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import books
from bench.memory import watched
from bench.picture import drawn
from bench.tools import Tool, edit, tools

ROOT = Path(__file__).resolve().parents[1]
NAIVE = "three pandoc runs + WeasyPrint"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds on the clock and of processor, MB at the peak of the largest process and of all."""

    wall: float
    cpu: float
    peak: float
    together: float = 0.0
    kinds: Mapping[str, float] = field(default_factory=dict)


def timed(commands: Sequence[Sequence[str]]) -> Run:
    """The commands, one after another. Raises RuntimeError with the words of one that fails."""
    wall, cpu, peak, together = 0.0, 0.0, 0.0, 0.0
    kinds: dict[str, float] = {}
    for command in commands:
        with tempfile.TemporaryFile() as told:
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=told)
            with watched(process.pid) as taken:
                _, status, used = os.wait4(process.pid, 0)
            wall += time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                told.seek(0)
                words = told.read().decode(errors="replace")[-800:]
                raise RuntimeError(f"{' '.join(command)[:200]}: {words}")
        cpu += used.ru_utime + used.ru_stime
        peak = max(peak, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2))
        together = max(together, taken.megabytes)
        for kind, seconds in taken.seconds().items():
            kinds[kind] = kinds.get(kind, 0.0) + seconds
    return Run(wall, cpu, peak, together, kinds)


def project(folder: Path, name: str) -> Path:
    """The book of that size as a project in the folder; S is the essay that comes with Octavo."""
    at = folder / name
    if name == "S":
        shutil.copytree(ROOT / "manuscript", at / "manuscript")
        shutil.copy(ROOT / "references.bib", at / "references.bib")
    else:
        books.write(at, books.SIZES[name], style="book")
    return at


def measure(book: Path, chosen: Sequence[Tool], rounds: int) -> dict[str, list[Run]]:
    """Every tool's runs, the tools in turn; an uncounted build before them fills the cache and the memory."""
    runs: dict[str, list[Run]] = {tool.name: [] for tool in chosen}
    for round_number in range(rounds + 1):
        for tool in chosen:
            out = book / "out" / re.sub(r"\W+", "-", tool.name)
            out.mkdir(parents=True, exist_ok=True)
            if tool.before:
                tool.before(book, round_number)
            print(f"  {round_number}/{rounds} {tool.name}", end="", flush=True, file=sys.stderr)
            run = timed(tool.commands(book, out))
            print(f" {run.wall:.2f} s", file=sys.stderr)
            if round_number or rounds == 0:
                runs[tool.name].append(run)
            if round_number == 0 and run.wall > 240:
                runs[tool.name].append(run)  # one long run says enough
        if round_number == 0 and all(runs.values()):
            break
    return runs


def table(name: str, runs: Mapping[str, Sequence[Run]], chosen: Sequence[Tool]) -> str:
    """The medians of one book as Markdown."""
    naive = statistics.median(run.wall for run in runs[NAIVE]) if runs.get(NAIVE) else None
    lines = [
        f"| {name} | makes | seconds | from – to | × naive | cpu s | peak MB | of all |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for tool in chosen:
        walls = [run.wall for run in runs[tool.name]]
        middle = statistics.median(walls)
        ratio = f"{middle / naive:.2f}" if naive else "–"
        cpu = statistics.median(run.cpu for run in runs[tool.name])
        peak = max(run.peak for run in runs[tool.name])
        together = max(run.together for run in runs[tool.name])
        span = f"{min(walls):.2f} – {max(walls):.2f}"
        lines.append(
            f"| {tool.name} | {tool.makes} | {middle:.2f} | {span} | {ratio} | {cpu:.2f} | {peak:.0f} "
            f"| {together:.0f} |"
        )
    return "\n".join(lines)


def floors(runs: Mapping[str, Sequence[Run]]) -> str:
    """Who takes Octavo's processor time, and what no order of the same work could go below on these cores."""
    rows = ["| | seconds | floor | cpu s | of it |", "|---|--:|--:|--:|---|"]
    for name, found in runs.items():
        if name.startswith("octavo"):
            run = sorted(found, key=lambda one: one.wall)[len(found) // 2]
            floor = run.cpu / (os.cpu_count() or 1)
            kinds = sorted(run.kinds.items(), key=lambda one: -one[1])
            told = ", ".join(f"{kind} {seconds:.1f}" for kind, seconds in kinds if seconds >= 0.05)
            rows.append(f"| {name} | {run.wall:.2f} | {floor:.2f} | {run.cpu:.2f} | {told} |")
    return "\n".join(rows)


_STAGE = re.compile(r"^\s+(\w+)\s+([\d.]+) s$", re.MULTILINE)


def stages(book: Path) -> str:
    """How a cold build and one after an edit pass: the seconds of each stage of the main process, in order.

    Pages are laid out beside it from the end of `write` on; what it waits for them is `pdf`, and for the file
    that is read back the last `prove`.
    """
    rows = ["| Octavo by stages | seconds |", "|---|---|"]
    build = [sys.executable, "-m", "pipeline", "build", "--project", str(book), "--output", str(book / "out")]
    for what, options in (("cold", ["--no-cache"]), ("one sentence edited", [])):
        if not options:
            subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
            edit(book, 10_000)
        done = subprocess.run([*build, *options], cwd=ROOT, capture_output=True, text=True, check=True)
        told = ", ".join(f"{name} {seconds}" for name, seconds in _STAGE.findall(done.stderr))
        rows.append(f"| {what} | {told} |")
    return "\n".join(rows)


def exponents(lines: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """How each tool's seconds grow with the words: the slope of their logarithms; 1 is linear."""
    rows = ["| growth | exponent |", "|---|--:|"]
    for name, points in lines.items():
        if len(points) < 2:
            continue
        logs = [(math.log(words), math.log(seconds)) for words, seconds in points]
        slope, _ = statistics.linear_regression(*zip(*logs, strict=True))
        rows.append(f"| {name} | {slope:.2f} |")
    return "\n".join(rows)


def start_up(rounds: int) -> str:
    """How long it takes until Octavo says something, on the essay."""
    commands = {"octavo --help": ["--help"], "octavo check": ["check", "-q", "--project", str(ROOT)]}
    lines = ["| start-up, on S | seconds | cpu s |", "|---|--:|--:|"]
    for name, arguments in commands.items():
        runs = [timed([[sys.executable, "-m", "pipeline", *arguments]]) for _ in range(max(rounds, 1) + 1)][
            1:
        ]
        wall = statistics.median(run.wall for run in runs)
        lines.append(f"| {name} | {wall:.2f} | {statistics.median(run.cpu for run in runs):.2f} |")
    return "\n".join(lines)


def main(sizes: Sequence[str], rounds: int, picture: Path | None, only: Sequence[str] = ()) -> None:
    """Measure the sizes, print a table for each, and draw seconds against words."""
    every = [tool for tool in tools() if not only or any(word in tool.name for word in only)]
    chosen = [tool for tool in every if not tool.missing]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {rounds} rounds\n"
    )
    lines: dict[str, list[tuple[float, float]]] = {tool.name: [] for tool in chosen}
    with tempfile.TemporaryDirectory(prefix="octavo-bench-") as folder:
        for name in sizes:
            book = project(Path(folder), name)
            words = sum(len(path.read_text("utf-8").split()) for path in (book / "manuscript").glob("*.md"))
            runs = measure(book, chosen, rounds)
            print(table(f"{name}, {words:,} words", runs, chosen), end="\n\n", flush=True)
            if any(name.startswith("octavo") for name in runs):
                print(floors(runs), stages(book), sep="\n\n", end="\n\n", flush=True)
            for tool in chosen:
                lines[tool.name].append((words, statistics.median(run.wall for run in runs[tool.name])))
    print(exponents(lines), end="\n\n")
    print(start_up(rounds))
    for tool in every:
        if tool.missing:
            print(f"\nNot measured: {tool.name}: {tool.missing}.")
    if picture:
        picture.write_text(drawn(lines), "utf-8")
