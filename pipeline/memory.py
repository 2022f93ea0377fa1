"""Memory that is free given back to the system: other processes of the same build may need it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

LARGE = 200_000_000  # bytes that a process holds, from which it is worth the time


def give_back() -> None:
    """Have a large process give back what it has freed; the C library of Linux keeps it otherwise."""
    with contextlib.suppress(OSError, ValueError, LookupError, AttributeError, TypeError):
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        if resident > LARGE:
            import ctypes  # most runs need none of this

            ctypes.CDLL(None).malloc_trim(0)
