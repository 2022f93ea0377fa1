"""WeasyPrint's system libraries, opened by their own names; imported before anything of WeasyPrint.

WeasyPrint tries half a dozen names for each library, and for most of them Python asks `ldconfig`, `gcc` and
`ld`, one process after another: a quarter of a second, in every process that prints. The name that the
system's loader knows is among them (`libpango-1.0.so.0`). Where it knows none, all are asked as before.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import io
import os
import sys
from collections.abc import Iterator
from importlib import import_module

_OPENS_LIBRARIES = "weasyprint.text.ffi"


@contextlib.contextmanager
def _by_own_names() -> Iterator[None]:
    """Nobody is asked where a library is."""
    asked = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = asked


def _open() -> None:
    """Open the libraries; what fails is told by whoever imports WeasyPrint next."""
    # What is missing is printed by WeasyPrint, which may yet find it.
    with contextlib.suppress(OSError), _by_own_names(), contextlib.redirect_stdout(io.StringIO()):
        import_module(_OPENS_LIBRARIES)


if os.name == "posix" and sys.platform != "darwin" and _OPENS_LIBRARIES not in sys.modules:
    _open()
