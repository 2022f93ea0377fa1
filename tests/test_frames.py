"""Calls cost no page of memory, however deep they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.frames import roomy

resource = pytest.importorskip("resource", reason="page faults are counted by Unix alone")

DEPTHS = 400
TURNS = 100


def faults_at_every_depth() -> int:
    """Page faults of some calls at each depth down to `DEPTHS`."""

    def nothing() -> None:
        pass

    def down(left: int) -> None:
        for _ in range(TURNS):
            nothing()
        if left:
            down(left - 1)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    down(DEPTHS)
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)


def test_calls_at_no_depth_take_memory_anew():
    roomy(faults_at_every_depth)()  # the machine's own first touches
    assert roomy(faults_at_every_depth)() < TURNS


def test_function_is_as_it_was():
    def share(whole: int, *, among: int = 2) -> float:
        """A share."""
        return whole / among

    made: Callable[..., float] = roomy(share)
    assert made(6, among=3) == 2
    assert (made.__name__, made.__doc__) == ("share", "A share.")
    with pytest.raises(ZeroDivisionError):
        made(1, among=0)
