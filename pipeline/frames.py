"""Room for the frames of Python's functions, so that a deep call is as fast as any.

Python keeps frames in chunks of 16 KiB. Where a chunk ends, the next call asks the system for a new one and
its return gives it back: a loop at just that depth does so at every turn. Laying out pages took a sixth
longer for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

ROOM = 100_000  # words of 8 bytes: the chunk is the next power of two, and what is left of it our room

Given = ParamSpec("Given")
Gives = TypeVar("Gives")


def roomy(function: Callable[Given, Gives]) -> Callable[Given, Gives]:
    """The function, whose calls all stand in one large chunk of frames.

    The frame of a function that says it needs so much fits no chunk but one of its own, a mebibyte of
    addresses, of which only what is used is ever taken from the memory.
    """

    def run(*args: Given.args, **kwargs: Given.kwargs) -> Gives:
        return function(*args, **kwargs)

    run.__code__ = run.__code__.replace(co_stacksize=ROOM)
    return wraps(function)(run)
