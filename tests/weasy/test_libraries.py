"""WeasyPrint finds its libraries without asking a compiler; where their names are unknown, as ever."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="names are looked for elsewhere in other ways"
)

_COUNTED = """
import subprocess
started = []
begin = subprocess.Popen.__init__
def counted(self, *rest, **more):
    started.append(rest)
    begin(self, *rest, **more)
subprocess.Popen.__init__ = counted
"""
_IMPORT = """
from pipeline import weasy
with weasy.tool():
    from pipeline.weasy import shop
from weasyprint.text.ffi import pango
assert pango.pango_units_from_double(1) == 1024
"""
_UNKNOWN = """
import cffi, ctypes.util
ask, open_ = ctypes.util.find_library, cffi.FFI.dlopen
def unknown(self, name, flags=0):
    if ctypes.util.find_library is not ask:
        raise OSError(name)
    return open_(self, name, flags)
cffi.FFI.dlopen = unknown
"""


def _run(*code: str) -> str:
    done = subprocess.run([sys.executable, "-c", "".join(code)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_no_process_is_started_to_find_a_library():
    assert _run(_COUNTED, _IMPORT, "print(len(started))") == "0"


def test_library_whose_name_the_loader_does_not_know_is_looked_for():
    assert _run(_UNKNOWN, _COUNTED, _IMPORT, "print(len(started) > 0)") == "True"
