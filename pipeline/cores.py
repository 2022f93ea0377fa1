"""How many processes work side by side, and what is shared out among them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

WORTH = 200_000  # letters that are worth a process of their own


def cores() -> int:
    """How many processes may work side by side; OCTAVO_WORKERS says otherwise."""
    told = os.environ.get("OCTAVO_WORKERS", "")
    return max(1, int(told)) if told.isdigit() else os.cpu_count() or 1


def shared(run: Callable[[list[str]], list[str]], texts: list[str]) -> list[str]:
    """What `run` makes of each of the texts; where they are long, in several runs side by side."""
    runs = min(cores(), len(texts), sum(map(len, texts)) // WORTH)
    if runs < 2:
        return run(texts)
    from concurrent.futures import ThreadPoolExecutor  # short texts need not wait for it

    with ThreadPoolExecutor(runs) as pool:
        return [one for done in pool.map(run, _shares(texts, runs)) for one in done]


def _shares(texts: Sequence[str], count: int) -> Iterator[list[str]]:
    """The texts in so many shares of about the same length, in order."""
    left, share = sum(map(len, texts)), list[str]()
    for text in texts:
        if share and count > 1 and sum(map(len, share)) + len(text) / 2 > left / count:
            yield share
            left, share, count = left - sum(map(len, share)), [], count - 1
        share.append(text)
    yield share
