"""A process of its own for the print, so that the other editions are made while the pages are laid out.

It is started before the text is finished, and meanwhile gets WeasyPrint ready. Run as a module, this file is
that process: what to print comes in on standard input, what was printed goes out on standard output.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from lxml import etree

from pipeline.model import ToolFailed
from pipeline.weasy.printed import Printed

_NAME = "the printing process"


class Press:
    """A process that prints one document: `begin`, do other things, `printed`."""

    def __init__(self) -> None:
        # The modules are found where they were found here, whatever the folder.
        paths = os.pathsep.join(str(Path(path).absolute()) for path in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "pipeline.press"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
        )
        self._answer: tuple[bytes, bytes] = b"", b""
        self._talk: threading.Thread | None = None

    def begin(
        self,
        html: etree._Element,
        *,
        stylesheets: Sequence[str],
        resources: Mapping[str, bytes],
        identifier: bytes | None = None,
    ) -> None:
        """Start to print; the arguments are those of `weasy.render`."""
        asked = {"stylesheets": list(stylesheets), "resources": dict(resources), "identifier": identifier}
        job = pickle.dumps((etree.tostring(html, encoding="utf-8"), asked))

        def talk() -> None:
            self._answer = self._process.communicate(job)

        self._talk = threading.Thread(target=talk, daemon=True)
        self._talk.start()

    def printed(self) -> Printed:
        """What was printed, as soon as it is; ToolFailed where the process broke."""
        assert self._talk is not None, "nothing was begun"
        self._talk.join()
        out, told = self._answer
        if self._process.returncode:
            # The last line of a traceback says what happened; the rest is nothing to an author.
            lines = told.decode(errors="replace").split("\n")
            reason = next((line for line in reversed(lines) if line.strip()), "")
            raise ToolFailed(_NAME, reason or f"it ended with {self._process.returncode}")
        answer = pickle.loads(out)
        if answer is None:
            raise RecursionError
        if isinstance(answer, Printed):
            return answer
        raise ToolFailed(*answer)

    def __enter__(self) -> Press:
        return self

    def close(self) -> None:
        """End the process, whatever it is about."""
        self.__exit__(None, None, None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        if self._talk is not None:
            self._talk.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None and not pipe.closed:
                pipe.close()
        self._process.wait()


def main() -> None:
    """Print what standard input asks for."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand in the answer
    try:
        from pipeline import weasy

        with weasy.tool():
            from pipeline.weasy import engine  # noqa: F401  (ready before the text is)
        job = sys.stdin.buffer.read()
        if not job:
            return
        html, asked = pickle.loads(job)
        root = etree.fromstring(html, etree.XMLParser(huge_tree=True))
        answer: Any = weasy.render(root, **asked)
    except RecursionError:
        answer = None  # a document too deep to lay out
    except ToolFailed as error:
        answer = (error.tool, str(error).removeprefix(f"{error.tool}: "), error.hint)
    with out:
        pickle.dump(answer, out)


if __name__ == "__main__":
    main()
