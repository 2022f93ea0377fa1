"""Arguments in; messages, progress and an exit status out (0 well, 1 the author's errors, 2 use, 3 tools)."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from pipeline import messages
from pipeline.model import ERROR, INFO, WARNING, Finding, ToolFailed

AUTHOR, USE, TOOL, STOPPED = 1, 2, 3, 130
UNPROVEN = "this is Octavo's fault, not yours: please report it; octavo build --no-cache may help"
CHANGED = (
    "the file or the manuscript has changed since the file was built; if neither has, it is Octavo's fault: "
    "please report it"
)
_COLOURS = {ERROR: "red", WARNING: "yellow", INFO: "blue"}
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Stages:
    """Tells each stage with its time on stderr, one line a stage; or, passing, only while it lasts."""

    def __init__(self, quiet: bool, passing: bool = False) -> None:
        self.live = sys.stderr.isatty() and not quiet
        self.quiet = quiet or passing
        self.within = False

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A stage of the build, timed from entry to exit; one within another is not told."""
        if self.within:
            yield
            return
        begun, self.within = time.perf_counter(), True
        if self.live:
            click.echo(f"  {name:<10} …", err=True, nl=False)
        try:
            yield
        finally:
            self.within = False
            if self.quiet and self.live:
                click.echo("\r\x1b[K", err=True, nl=False)
            elif not self.quiet:
                start = "\r" if self.live else ""
                click.echo(f"{start}  {name:<10} {time.perf_counter() - begun:6.2f} s", err=True)


def show(findings: Sequence[Finding], *, as_json: bool, quiet: bool, verbose: bool) -> None:
    """The findings: as JSON lines on stdout, else as text on stderr; remarks are counted unless asked for."""
    for finding in findings:
        if as_json:
            click.echo(messages.record(finding))
        elif verbose or finding.level is not INFO:
            level = finding.level.value
            coloured = click.style(level, fg=_COLOURS[finding.level], bold=True)
            click.echo(messages.lines(finding).replace(f"{level}:", f"{coloured}:", 1), err=True)
    remarks = sum(finding.level is INFO for finding in findings)
    if remarks and not (as_json or quiet or verbose):
        click.echo(f"{remarks} remark{'s' * (remarks != 1)} besides (--verbose tells them).", err=True)


def tell_whose_fault(findings: Sequence[Finding], words: str) -> None:
    """The words, once, where a proof failed."""
    if any(one.level is ERROR and one.code.startswith("proof-") for one in findings):
        click.echo(f"  hint: {words}", err=True)


def project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--project DIR, for every command."""
    path = click.Path(file_okay=False, path_type=Path)
    text = "The folder that holds manuscript/ (this folder if not named)."
    return click.option("--project", "root", type=path, default=Path(), metavar="DIR", help=text)(command)


def message_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--strict, --json, --verbose and --quiet, for the commands that find things."""
    for names, text in (
        (("-q", "--quiet"), "Tell only errors and warnings."),
        (("-v", "--verbose"), "Tell remarks too, not only errors and warnings."),
        (("--json", "as_json"), "One finding a line, as JSON, on standard output."),
        (("--strict",), "Take warnings for errors."),
    ):
        command = click.option(*names, is_flag=True, help=text)(command)
    return command


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="octavo", prog_name="octavo")
def octavo() -> None:
    """Octavo makes a print PDF, an e-book and a Word file from one manuscript and one bibliography.

    Put the text into manuscript/ and the sources into references.bib, then type: octavo build
    """


@octavo.command()
@click.argument(
    "editions", nargs=-1, type=click.Choice(["pdf", "epub", "docx"]), metavar="[pdf] [epub] [docx]"
)
@project_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the files go (build/ of the project if not named).",
)
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing for the next time.")
@click.option("--no-proof", is_flag=True, help="Do not read the finished files back.")
@message_options
def build(
    editions: tuple[str, ...],
    root: Path,
    output: Path | None,
    no_cache: bool,
    no_proof: bool,
    strict: bool,
    as_json: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Make the editions: all three, or those that you name."""
    from pipeline import build as builds

    outcome = builds.build(
        root.absolute(),
        Stages(quiet),
        kinds=editions or builds.KINDS,
        output=output.absolute() if output else None,
        epoch=_epoch(),
        strict=strict,
        keeping=not no_cache,
        prove=not no_proof,
    )
    show(outcome.findings, as_json=as_json, quiet=quiet, verbose=verbose)
    tell_whose_fault(outcome.findings, UNPROVEN)
    for path in outcome.files:
        click.echo(_near(path), err=as_json)
    if outcome.failed(strict) or not outcome.files:
        if not quiet:
            click.echo(f"Nothing was built: {messages.summary(outcome.findings)}.", err=True)
        sys.exit(AUTHOR)


@octavo.command()
@click.argument(
    "editions", nargs=-1, type=click.Choice(["pdf", "epub", "docx"]), metavar="[pdf] [epub] [docx]"
)
@project_option
@message_options
def watch(
    editions: tuple[str, ...], root: Path, strict: bool, as_json: bool, verbose: bool, quiet: bool
) -> None:
    """Build again whenever a file of the project is saved, until Ctrl-C."""
    from pipeline import build as builds
    from pipeline import watch as watching

    kinds = editions or builds.KINDS
    stages = Stages(quiet=True)
    for name in ("SIGTERM", "SIGHUP"):  # the window is closed: as if it were Ctrl-C
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)

    def early(pages: watching.Early) -> None:
        first, last = pages.first_page, pages.last_page
        where = f"page {first}" if first == last else f"pages {first}–{last}"
        click.echo(f"{where} in {pages.seconds:.1f} s, not proved yet: {_near(pages.path)}", err=True)

    for built in watching.watch(
        root.absolute(), stages, kinds=kinds, epoch=_epoch(), strict=strict, early=early
    ):
        if built.broken:
            click.echo(f"error: {built.broken} [tool-failed]", err=True)
        if built.outcome is None:
            continue
        show(built.outcome.findings, as_json=as_json, quiet=quiet, verbose=verbose)
        tell_whose_fault(built.outcome.findings, UNPROVEN)
        failed = built.outcome.failed(strict) or not built.outcome.files
        page = f"; page {built.page} changed" if built.page and not failed else ""
        told = "nothing was built" if failed else "built"
        click.echo(f"{told} in {built.seconds:.1f} s{page}. Waiting for the next save …", err=True)


@octavo.command()
@project_option
@click.option("--fix", is_flag=True, help="First mend what is safe to mend, and show what was changed.")
@click.option("--select", metavar="CODES", default="", help="Only these findings: note,cite-unknown")
@click.option("--ignore", metavar="CODES", default="", help="All but these findings.")
@message_options
def check(
    root: Path, fix: bool, select: str, ignore: str, strict: bool, as_json: bool, verbose: bool, quiet: bool
) -> None:
    """Tell what is wrong with the manuscript and the bibliography, without building."""
    from pipeline import build as builds

    if fix:
        from pipeline import mending

        click.echo(mending.mend(root.absolute(), _codes(select)), nl=False)
    stages = Stages(quiet or as_json, passing=True)
    outcome = builds.check(root.absolute(), stages).only(_codes(select), _codes(ignore))
    show(outcome.findings, as_json=as_json, quiet=quiet, verbose=verbose)
    if not quiet and not as_json:
        click.echo(messages.summary(outcome.findings) or "No errors and no warnings.", err=True)
    if outcome.failed(strict):
        sys.exit(AUTHOR)


@octavo.command()
@project_option
@click.option(
    "--csv", "as_csv", is_flag=True, help="As a table for a spreadsheet: octavo notes --csv > notes.csv"
)
def notes(root: Path, as_csv: bool) -> None:
    """List every note: its number and place, its words, what it cites in which form, and why."""
    from pipeline import build as builds
    from pipeline import ledger

    outcome = builds.check(root.absolute(), Stages(quiet=True))
    if outcome.manuscript is None:
        show(outcome.findings, as_json=False, quiet=True, verbose=False)
        sys.exit(AUTHOR)
    book = ledger.ledger(outcome.manuscript)
    width = max(40, min(shutil.get_terminal_size((100, 24)).columns, 100))
    click.echo(ledger.table(book) if as_csv else ledger.text(book, width), nl=False)
    if outcome.failed():
        click.echo(f"{messages.summary(outcome.findings)}; octavo check tells them.", err=True)


@octavo.command()
@click.argument("words", nargs=-1)
def styles(words: tuple[str, ...]) -> None:
    """Search the 10,000 citation styles by WORDS of their name or title; what is printed goes into `csl:`."""
    from pipeline import csl

    found = csl.search(" ".join(words))
    for name, title in found:
        click.echo(f"{name}  {title}")
    if not found:
        click.echo("No citation style has all these words in its name or title. Try fewer.", err=True)
        sys.exit(AUTHOR)


@octavo.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@project_option
@message_options
def prove(
    files: tuple[Path, ...], root: Path, strict: bool, as_json: bool, verbose: bool, quiet: bool
) -> None:
    """Read finished FILES back and tell what they lack of the manuscript as it stands now."""
    from pipeline import build as builds

    outcome = builds.prove(root.absolute(), files, Stages(quiet=True))
    show(outcome.findings, as_json=as_json, quiet=quiet, verbose=verbose)
    tell_whose_fault(outcome.findings, CHANGED)
    if outcome.failed(strict):
        sys.exit(AUTHOR)
    if not quiet and not as_json:
        click.echo("Every word, note, number, heading and picture is there.", err=True)


@octavo.command()
@click.argument("name", required=False)
@click.option("--eject", is_flag=True, help="Copy the style into styles/ of the project, to change it.")
@click.option("--proof", is_flag=True, help="Show the style in all three editions side by side, measured.")
@project_option
@click.option("-q", "--quiet", is_flag=True, help="Tell only errors and warnings.")
def style(name: str | None, eject: bool, proof: bool, root: Path, quiet: bool) -> None:
    """List the house styles; --eject copies the style NAME into the project; --proof compares what it looks
    like in print, e-book and Word, construct by construct, and writes build/style-NAME.html."""
    from pipeline.house_style import catalogue

    if proof:
        _proof_of_style(name or "essay", root.absolute(), Stages(quiet))
        return
    if not (name and eject):
        for line in catalogue.listed(catalogue.catalogue()):
            click.echo(line)
        return
    copied = catalogue.eject(name, root.absolute())
    if not isinstance(copied, Path):
        show([copied], as_json=False, quiet=False, verbose=True)
        sys.exit(AUTHOR)
    click.echo(_near(copied))


def _proof_of_style(name: str, root: Path, stages: Stages) -> None:
    """The page of the comparison, written to build/ of the project."""
    from pipeline import build as builds
    from pipeline import comparison, saving

    made, findings = comparison.make(name, stages, root)
    if len(made) < len(builds.KINDS):
        show(findings, as_json=False, quiet=True, verbose=False)
        sys.exit(AUTHOR)
    looked = comparison.look(made, stages)
    show(looked.findings, as_json=False, quiet=True, verbose=False)
    html = comparison.page(name, looked)
    (path,) = saving.save(root / "build", {f"style-{saving.slug(Path(name).stem)}.html": html.encode()})
    found = looked.comparison
    if found.pairs:
        click.echo(f"{found.share:.1%} of {found.pairs} pairs of a construct and a property agree.", err=True)
    click.echo(_near(path))


@octavo.command()
@project_option
def clean(root: Path) -> None:
    """Remove what Octavo keeps between builds (.octavo/cache/). What was built stays."""
    from pipeline.cache import Cache

    Cache.of(root.absolute()).clear()


def _codes(typed: str) -> tuple[str, ...]:
    """Codes with commas between them."""
    return tuple(code.strip() for code in typed.split(",") if code.strip())


def _epoch() -> int | None:
    """SOURCE_DATE_EPOCH as whole seconds, or None where it is not set."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise click.UsageError(
            f"SOURCE_DATE_EPOCH is {value!r}; it must be a whole number of seconds"
        ) from None


def _near(path: Path) -> str:
    """The path as seen from this folder, where it lies in it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command `octavo`; ends the process with its exit status."""
    atexit.register(gc.freeze)  # at the end Python need not look for cycles in all the trees of a book
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        octavo.main(
            args=list(arguments) if arguments is not None else None, prog_name="octavo", standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        sys.exit(USE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped. The last good files are as they were.", err=True)
        sys.exit(STOPPED)
    except ToolFailed as error:
        click.echo(f"{click.style('error', fg='red', bold=True)}: {error} [tool-failed]", err=True)
        if error.hint:
            click.echo(f"  hint: {error.hint}", err=True)
        sys.exit(TOOL)
    except Exception as error:
        if os.environ.get("OCTAVO_DEBUG"):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        told = f"{click.style('error', fg='red', bold=True)}: Octavo broke: {type(error).__name__} at {where}"
        click.echo(f"{told} [internal]", err=True)
        click.echo(
            "  hint: this is Octavo's fault, not yours: please report it. Your files are as they were.",
            err=True,
        )
        sys.exit(TOOL)


if __name__ == "__main__":
    main()
