"""What is shared out among the cores comes back whole and in order."""

from __future__ import annotations

import errno
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from pipeline import cores, pandoc
from pipeline.cache import Cache, kept_or_made


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVO_WORKERS", "3")
    monkeypatch.setattr(cores, "WORTH", 4)


@pytest.mark.parametrize(
    "lengths", [[1, 1], [5], [20, 1, 1], [1, 1, 20], [3] * 7, [9, 9, 9], [1, 30, 1, 1], [0, 0, 40, 0]]
)
def test_shares_are_whole_in_order_and_about_equal(lengths: list[int]) -> None:
    texts = [f"{number}" * length for number, length in enumerate(lengths)]
    runs: list[list[str]] = []

    def run(some: list[str]) -> list[str]:
        runs.append(some)
        return [text.upper() for text in some]

    assert cores.shared(run, texts) == [text.upper() for text in texts]
    assert all(runs)
    assert len(runs) <= 3
    fair = sum(lengths) / len(runs) + max(lengths)
    assert max(sum(map(len, some)) for some in runs) <= fair


def test_a_fault_in_one_share_is_told() -> None:
    def run(some: list[str]) -> list[str]:
        if "bad bad bad" in some:
            raise pandoc.TooSlow
        return some

    with pytest.raises(pandoc.TooSlow):
        cores.shared(run, ["good good", "bad bad bad", "good"])


def test_pandoc_reads_alike_in_one_run_and_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [f"# Part {number}\n\nWords.[^1] {'More. ' * number}\n\n[^1]: A note.\n" for number in range(5)]
    several = [(one.meta, one.blocks, one.log) for one in pandoc.read(bodies, ["title: One"])]
    monkeypatch.setenv("OCTAVO_WORKERS", "1")
    assert several == [(one.meta, one.blocks, one.log) for one in pandoc.read(bodies, ["title: One"])]


def upper(kept: Cache | None, words: list[str], makers: set[int] | None = None) -> list[str]:
    """Each word in capitals, and who made them by the numbers of their processes; `bad` fails in a copy."""
    ours = os.getpid()

    def make(missing: list[int]) -> Iterator[tuple[str, int]]:
        for at in missing:
            if words[at] == "bad" and os.getpid() != ours:
                raise RuntimeError
            yield words[at].upper(), os.getpid()

    found = kept_or_made(
        kept,
        "upper",
        [word.encode() for word in words],
        make,
        lambda one: f"{one[0]} {one[1]}".encode(),
        lambda data: (data.decode().split()[0], int(data.decode().split()[1])),
        lambda at: len(words[at]),
    )
    if makers is not None:
        makers |= {maker for _, maker in found}
    return [word for word, _ in found]


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")
def test_what_can_be_made_apart_is_made_by_copies(tmp_path: Path) -> None:
    words, makers, kept = ["one", "two", "three", "four", "five", "six"], set[int](), Cache(tmp_path / "kept")
    assert upper(kept, words, makers) == ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX"]
    assert len(makers) == 3
    again = set[int]()
    assert upper(kept, words, again) == ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX"]
    assert again == makers, "all is kept, whoever made it"
    few = set[int]()
    assert upper(None, ["a", "b"], few) == ["A", "B"]
    assert few == {os.getpid()}, "too little for a copy"


@pytest.mark.parametrize("bad", range(6))
def test_what_a_copy_could_not_make_is_made_here(bad: int) -> None:
    words = ["one", "two", "three", "four", "five", "six"]
    words[bad] = "bad"
    assert upper(None, words) == [word.upper() for word in words]


def test_a_copy_is_one_process_and_has_no_time_for_anything_else() -> None:
    texts = ["a word"] * 4

    def told() -> Iterator[bytes]:
        done: list[int] = []
        texts_made = cores.shared(lambda some: [str(len(some))], texts, lambda: done.append(1))
        yield f"{cores.cores()} {texts_made} {done}".encode()

    with cores.copied([told]) as made:
        assert cores.cores() == 2
        blobs = made[0]()
    assert cores.cores() == 3
    assert blobs == ([b"1 ['4'] []"] if sys.platform == "linux" else [])


@pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux alone")
def test_a_twin_answers_until_nobody_asks() -> None:
    def serve(asked: IO[bytes], out: IO[bytes]) -> None:
        print("what a library prints")
        for line in asked:
            out.write(line.upper())
            out.flush()

    twin = cores.Twin(serve)
    assert twin.stdin
    assert twin.stdout
    for word in (b"one\n", b"two\n"):
        twin.stdin.write(word)
        twin.stdin.flush()
        assert twin.stdout.readline() == word.upper()
    twin.stdin.close()
    assert twin.wait() == 0
    twin.kill()  # has ended: nobody else is hit
    assert twin.stdout.read() == b""
    twin.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="twins are made on Linux alone")
def test_a_twin_holds_no_pipe_but_its_own() -> None:
    hears, says = os.pipe()
    twin = cores.Twin(lambda asked, out: asked.read())
    os.close(says)
    os.set_blocking(hears, False)
    try:
        assert select.select([hears], [], [], 5)[0], "the end of what was said is not heard"
        assert os.read(hears, 1) == b""
    finally:
        os.close(hears)
        twin.kill()
        twin.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="twins are made on Linux alone")
def test_a_twin_that_breaks_says_so_by_its_status() -> None:
    twin = cores.Twin(lambda asked, out: 1 / 0)
    assert twin.wait() == 1


def test_where_the_system_makes_no_more_processes_all_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_more)
    makers = set[int]()
    assert upper(None, ["one", "two", "three"], makers) == ["ONE", "TWO", "THREE"]
    assert makers == {os.getpid()}
