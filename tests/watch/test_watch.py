"""Watching: a burst is one build, an error ends nothing, and the page that changed is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import watch
from pipeline.build import Outcome
from pipeline.proof.pages import texts
from tests.support import Silent

PARAGRAPH = "The harbour was quiet, and the archive stood open all day long, as it always had. " * 12


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "manuscript" / "text.md"
    path.parent.mkdir()
    path.write_text("\n\n".join([f"# Harbour\n\n{PARAGRAPH}", *[PARAGRAPH] * 8]), "utf-8")
    return path


class Author:
    """Whoever saves while the watcher sleeps: one step at each look, then they close the lid."""

    def __init__(self, *steps: str | None) -> None:
        self.steps: Iterator[str | None] = iter(steps)
        self.path = Path()

    def __call__(self, pause: float) -> None:
        step = next(self.steps, "the end")
        if step == "the end":
            raise KeyboardInterrupt
        if step is not None:
            self.path.write_text(step, "utf-8")


def built(text: Path, *steps: str | None) -> list[watch.Built]:
    author = Author(*steps)
    author.path = text
    found: list[watch.Built] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(watch.watch(text.parents[1], Silent(), kinds=["pdf"], sleep=author))
    return found


def test_burst_of_saves_is_one_build_and_the_changed_page_is_named(text: Path):
    old = text.read_text("utf-8")
    found = built(text, None, old + "\nOne.", old + "\nOne more.", old + "\nOne more sentence.", None, None)
    assert [len(one.outcome.files) if one.outcome else 0 for one in found] == [1, 1]
    first, second = found
    assert first.page is None
    assert second.page is not None
    assert second.page > 1


def test_pages_that_changed_come_first_and_in_a_file_of_their_own(text: Path):
    root, shown = text.parents[1], []
    (text.parent / "metadata.yaml").write_text("title: Harbours\noctavo: {style: book}\n", "utf-8")
    for name in ("Quay", "Mole"):
        (text.parent / f"{name}.md").write_text(f"# {name}\n\n{PARAGRAPH}\n", "utf-8")
    author = Author(None, text.read_text("utf-8") + "\n\nA new sentence.\n", None, None)
    author.path = text

    def early(pages: watch.Early) -> None:
        shown.append((pages, "".join(texts(pages.path.read_bytes()))))

    there: list[bool] = []

    def looking(pause: float) -> None:
        there.append((root / "build" / watch.EARLY).exists())
        author(pause)

    found: list[watch.Built] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(watch.watch(root, Silent(), kinds=["pdf"], sleep=looking, early=early))
    whole = list(texts(next((root / "build").glob("*.pdf")).read_bytes()))
    [(pages, words)] = shown
    assert "A new sentence." in words
    assert words.rstrip() == "".join(whole[pages.first_page - 1 : pages.last_page]).rstrip()
    assert there[-1]  # as long as the author watches
    assert not pages.path.exists()


def test_pages_of_a_change_do_not_outlive_the_next(text: Path):
    root, old = text.parents[1], text.read_text("utf-8")
    (text.parent / "metadata.yaml").write_text("title: Harbours\noctavo: {style: book}\n", "utf-8")
    for name in ("Quay", "Mole"):
        (text.parent / f"{name}.md").write_text(f"# {name}\n\n{PARAGRAPH}\n", "utf-8")
    path = root / "build" / watch.EARLY
    path.parent.mkdir()
    path.write_bytes(b"of a watch that was cut off")
    new = old + "\n\nA new sentence.\n"
    author = Author(None, new, None, None, old, None, None, new, None, None)
    author.path = text
    shown: list[str] = []

    def look(pause: float) -> None:
        shown.append("".join(texts(path.read_bytes())) if path.exists() else "")
        author(pause)

    with pytest.raises(KeyboardInterrupt):
        for _ in watch.watch(root, Silent(), kinds=["pdf"], sleep=look):
            pass
    told = [bool(words) and "A new sentence." in words for words in shown]
    # Edited, taken back (no page is made anew: those of the finished book are shown), edited again.
    assert "A new sentence." not in shown[0]
    assert [one for at, one in enumerate(told) if not at or one != told[at - 1]] == [False, True, False, True]
    assert shown[told.index(True) :].count("") == 0


def test_a_book_that_is_not_proved_is_nothing_to_compare_the_next_with(
    text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    old = text.read_text("utf-8")
    good = octavo_pdf(text.parents[1])
    text.write_text(f"Another beginning.\n\n{old}", "utf-8")
    other = octavo_pdf(text.parents[1])
    names = iter(["a.pdf", "a.unproven.pdf", "a.pdf"])

    def build(*_: object, **__: object) -> Outcome:
        path = tmp_path / "build" / next(names)
        path.write_bytes(other if "unproven" in path.name else good)
        return Outcome((), (path,))

    monkeypatch.setattr(watch.builds, "build", build)
    found = built(text, None, old + "\nOne.", None, old + "\nTwo.", None)
    assert [one.page for one in found] == [None, None, None]


def octavo_pdf(root: Path) -> bytes:
    (path,) = watch.builds.build(root, Silent(), kinds=["pdf"]).files
    return path.read_bytes()


def test_error_does_not_end_the_watch(text: Path):
    found = built(text, "# Harbour\n\nSee [@nobody].", None, "# Harbour\n\nSee them.", None)
    assert [bool(one.outcome and one.outcome.files) for one in found] == [True, False, True]


def test_what_is_built_hidden_or_left_by_editors_is_no_change(text: Path):
    root = text.parents[1]
    before = watch.state(root)
    for name in ("build/book.pdf", ".octavo/cache/x", "manuscript/.text.md.swp", "manuscript/text.md~"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert watch.state(root) == before
    (root / "references.bib").write_text("")
    assert watch.state(root) != before


def test_where_a_look_takes_long_the_next_one_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    clock = iter((0.0, 0.001, 1.0, 1.5))
    monkeypatch.setattr(watch.time, "perf_counter", lambda: next(clock))
    pauses = [watch._look(tmp_path, None)[1] for _ in range(2)]
    assert pauses == [watch.PAUSE, 20 * 0.5]
