"""Processes of their own for the print, so that the other editions are made while the pages are laid out.

One is started before the text is finished, and meanwhile gets WeasyPrint ready. It prints the book unit by
unit, with the help of as many more as there are cores. Run as a module, this file is such a process: what to
print comes in on standard input, what was printed goes out on standard output.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from subprocess import DEVNULL
from types import TracebackType
from typing import IO, Any, ClassVar

from lxml import etree

from pipeline.cache import Cache
from pipeline.cores import CAN_COPY, Other, Twin, cores, python
from pipeline.frames import roomy
from pipeline.memory import give_back
from pipeline.model import ToolFailed
from pipeline.weasy.printed import Changed, Printed

_NAME = "the printing process"
_END = object()
_MODULE = "pipeline.press"
_LONG, _HELP_OUT, _DRESS = "--long", "--help-out", "--dress"


class Press:
    """A process that prints one document: `begin`, do other things, `printed`, `read_back`.

    Of a long document that was never printed one says so (`is_long`): then a helper stands ready too.
    """

    def __init__(self, is_long: bool = False, cache: Cache | None = None) -> None:
        """`cache` is that of the book, whose last dress is made ready."""
        self._told = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the process)
        self._folder = tempfile.TemporaryDirectory(prefix="octavo-", ignore_cleanup_errors=True)
        dress = [_DRESS, str(cache.folder)] if cache and cache.folder else []
        self._process = python(
            _MODULE, *([_LONG] if is_long else []), *dress, stderr=self._told, folder=self._folder.name
        )
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._talk: threading.Thread | None = None
        self._spoken = threading.Event()
        self._order = b""

    def begin(
        self,
        html: etree._Element,
        *,
        stylesheets: Sequence[str],
        resources: Mapping[str, bytes],
        identifier: bytes | None = None,
        cache: Cache | None = None,
        read: Callable[[bytes], Any] | None = None,
        changed: Callable[[Changed], None] | None = None,
    ) -> None:
        """Start to print; the arguments are those of `weasy.render`.

        `read` is done in that process with the finished bytes, for `read_back`. `changed` is called, from a
        thread of its own, as soon as the pages that changed are there (see `weasy.shop`).
        """
        asked = {"stylesheets": list(stylesheets), "resources": dict(resources), "identifier": identifier}
        text = etree.tostring(html, encoding="utf-8")
        order = text, asked, cache and cache.folder, cores(), pickle.dumps(read), changed is not None
        self._order = pickle.dumps(order)
        self._talk = threading.Thread(target=self._listen, args=(changed,), daemon=True)
        self._talk.start()

    def _listen(self, changed: Callable[[Changed], None] | None) -> None:
        """Hand the order in, and take every answer."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(self._order)
                self._process.stdin.close()
            self._order = b""  # of a long book it is large
            while True:
                answer = pickle.load(self._process.stdout)
                self._spoken.set()
                if not isinstance(answer, Changed):
                    self._answers.put(answer)
                elif changed:
                    with contextlib.suppress(Exception):  # a look ahead that fails is no fault of the book
                        changed(answer)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            pass  # the process has ended
        finally:
            self._spoken.set()
            self._answers.put(_END)

    def wait(self, seconds: float) -> None:
        """Leave the machine to this process until it has pages to show, at most so long."""
        self._spoken.wait(seconds)

    def printed(self) -> Printed:
        """What was printed, as soon as it is; ToolFailed where the process broke."""
        assert self._talk is not None, "nothing was begun"
        answer = self._answers.get()
        if answer is _END:
            # The last line of a traceback says what happened; the rest is nothing to an author.
            status = self._process.wait()
            self._told.seek(0)
            lines = self._told.read().decode(errors="replace").split("\n")
            reason = next((line for line in reversed(lines) if line.strip()), "")
            raise ToolFailed(_NAME, reason or f"it ended with {status}")
        if answer is None:
            raise RecursionError
        if isinstance(answer, Printed):
            return answer
        raise ToolFailed(*answer)

    def read_back(self) -> Any:
        """What `read` gave, once it is there; None where it could not."""
        answer = self._answers.get()
        return None if answer is _END else answer

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
        for pipe in (self._process.stdin, self._process.stdout, self._told):
            if pipe is not None and not pipe.closed:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()
        self._folder.cleanup()


class Helper:
    """One more process that lays out units of one book; see `weasy.shop.Hand`."""

    _ready: ClassVar[list[Other]] = []

    def __init__(self, order: Any) -> None:
        self._process: Other = (
            self._ready.pop() if self._ready else python(_MODULE, _HELP_OUT, stderr=DEVNULL)
        )
        self._order: Any = order  # told with the first unit: nobody need wait until the process is there

    @classmethod
    def stand_by(cls) -> None:
        """Have a process ready before there is an order, or anything that would not outlive copying."""
        with contextlib.suppress(OSError):  # no room for one: perhaps there is when it is needed
            cls._ready.append(Twin(_serve) if CAN_COPY else python(_MODULE, _HELP_OUT, stderr=DEVNULL))

    def _say(self, what: Any) -> None:
        assert self._process.stdin
        pickle.dump(what, self._process.stdin)
        self._process.stdin.flush()

    def _ask(self, *what: Any) -> Any:
        assert self._process.stdout
        try:
            if self._order:
                self._say(self._order)
                self._order = None
            self._say(what)
            answer = pickle.load(self._process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise ToolFailed(_NAME, f"a helper ended with {self._process.wait()}") from error
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def lay_out(self, number: int, unit: Any, entry: Any, old: Any) -> Any:
        """Have the unit laid out, and kept in hand."""
        return self._ask("lay_out", number, unit, entry, old)

    def finish(self, number: int, unit: Any, entry: Any, old: Any) -> Any:
        """Have the unit finished."""
        return self._ask("finish", number, unit, entry, old)

    def bind(self, piece: Any, place: Any) -> Any:
        """Have the piece bound at its place in the file."""
        return self._ask("bind", piece, place)

    def __enter__(self) -> Helper:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


@roomy
def help_out() -> None:
    """Lay out and finish what standard input asks for, of the order that comes first."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    gc.disable()  # (see `weasy.speed`)
    from pipeline import weasy

    with weasy.tool():
        from pipeline.weasy import shop  # noqa: F401  (ready before the order is)
    _serve(sys.stdin.buffer, out)


def _serve(asked: IO[bytes], out: IO[bytes]) -> None:
    from pipeline.weasy.pagination import Inseparable

    with contextlib.suppress(EOFError):  # nobody asks for more
        case = pickle.load(asked).case()
        while True:
            what, *arguments = pickle.load(asked)
            try:
                answer = getattr(case, what)(*arguments)
            except (RecursionError, ToolFailed, Inseparable) as error:
                answer = error
            _say(out, answer)


@roomy
def main() -> None:
    """Print what standard input asks for."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand in the answer
    try:
        from pipeline import weasy

        with weasy.tool():  # (ready before the text is)
            from pipeline.proof import area, pdf, pdf_aside  # noqa: F401
            from pipeline.weasy import dress, shop
        if cores() > 1 and (CAN_COPY or _LONG in sys.argv):
            Helper.stand_by()
            if CAN_COPY:  # (after the helper, which so holds no end of its pipes)
                pdf_aside.stand_by(is_copy=True)
        gc.disable()  # this process ends with the book (see `weasy.speed`)
        ready = dress.ready(Cache(Path(sys.argv[-1]))) if _DRESS in sys.argv else None
        job = sys.stdin.buffer.read()
        if not job:
            return
        html, asked, folder, hands, read, tell = pickle.loads(job)
        cache = Cache(folder) if folder else None
        reader = pickle.loads(read)
        answer: Any = shop.render(
            html,
            **asked,
            cache=cache,
            hire=Helper,
            most_hands=hands - 1,
            changed=partial(_say, out) if tell else None,
            ending=pdf_aside.stand_by if reader else None,
            ready=ready,
        )
    except RecursionError:
        answer = None  # a document too deep to lay out
    except ToolFailed as error:
        answer = (error.tool, str(error).removeprefix(f"{error.tool}: "), error.hint)
    _say(out, answer)
    give_back()
    if isinstance(answer, Printed) and reader:
        with contextlib.suppress(Exception):  # whoever asked will meet it too, and tell it
            _say(out, reader(answer.pdf))
    os._exit(0)  # whoever waits for the answer need not wait until the boxes are taken apart


def _say(out: IO[bytes], answer: Any) -> None:
    pickle.dump(answer, out)
    out.flush()


if __name__ == "__main__":
    help_out() if _HELP_OUT in sys.argv else main()
