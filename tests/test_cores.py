"""What is shared out among the cores comes back whole and in order."""

from __future__ import annotations

import pytest

from pipeline import cores, pandoc


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
