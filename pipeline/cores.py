"""How many processes work side by side, and what is shared out among them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

WORTH = 200_000  # letters that are worth a process of their own


def cores() -> int:
    """How many processes may work side by side; OCTAVO_WORKERS says otherwise."""
    told = os.environ.get("OCTAVO_WORKERS", "")
    return max(1, int(told)) if told.isdigit() else os.cpu_count() or 1


def python(
    module: str,
    *arguments: str,
    stdin: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """A process of Python that runs one of our modules, and finds all others where they were found here."""
    paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, "PYTHONPATH": paths},
    )


def shared(
    run: Callable[[list[str]], list[str]], texts: list[str], meanwhile: Callable[[], object] | None = None
) -> list[str]:
    """What `run` makes of each of the texts; where they are long, in several runs side by side.

    `meanwhile` is done here while another process is about them.
    """
    runs = min(cores(), len(texts), sum(map(len, texts)) // WORTH)
    if runs < 2 and meanwhile is None:
        return run(texts)
    from concurrent.futures import ThreadPoolExecutor  # short texts need not wait for it

    with ThreadPoolExecutor(max(1, runs)) as pool:
        runs_of = pool.map(run, _shares(texts, max(1, runs)))
        if meanwhile:
            meanwhile()
        return [one for done in runs_of for one in done]


def _shares(texts: Sequence[str], count: int) -> Iterator[list[str]]:
    """The texts in so many shares of about the same length, in order."""
    left, share = sum(map(len, texts)), list[str]()
    for text in texts:
        if share and count > 1 and sum(map(len, share)) + len(text) / 2 > left / count:
            yield share
            left, share, count = left - sum(map(len, share)), [], count - 1
        share.append(text)
    yield share
