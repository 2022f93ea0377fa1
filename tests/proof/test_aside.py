"""Pages that another process looked at are the same as if they were looked at here."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from pipeline.cache import Cache
from pipeline.cores import CAN_COPY, python
from pipeline.proof import pdf, pdf_aside
from pipeline.proof.area import text_areas
from pipeline.proof.pdf_aside import Aside, aside
from pipeline.proof.pdf_links import Stretch
from pipeline.proof.pdf_seen import Sight
from pipeline.proof.sight import Eye

from .books import book

BOOK = "damaged"


def test_pages_seen_aside_are_those_seen_here(monkeypatch: pytest.MonkeyPatch):
    data, areas = book(BOOK).files["pdf"], text_areas(book(BOOK).stylesheet.text)
    sight, pages = Sight(data, areas), Stretch(0, (0, 1), ())
    here = list(sight.pages(pages))
    said = python("pipeline.proof.pdf_aside").communicate(pdf_aside.asked(data, areas, [0, 1]))[0]
    other = Aside()
    other.listen(io.BytesIO(said))
    monkeypatch.setattr(Eye, "sheet", None)  # nothing is looked at here
    sight._other = other
    assert list(sight.pages(pages)) == here


def test_a_line_that_broke_off_is_no_page():
    other = Aside()
    other.listen(io.BytesIO(b"3 [1]\n2 [2"))
    assert [other.row(number) for number in (2, 3)] == [None, b"[1]"]


def test_a_long_file_is_read_with_another_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("OCTAVO_WORKERS", "2")
    data = book(BOOK).files["pdf"]
    alone = pdf.read(data)
    with aside(data, None, [0, 1]) as other:
        assert other is None  # too short to be worth it
    monkeypatch.setattr(pdf_aside, "WORTH", 0)
    asked: list[Any] = []

    def run(*arguments: Any, **pipes: Any) -> Any:
        asked.append(python(*arguments, **pipes))
        return asked[-1]

    monkeypatch.setattr(pdf_aside, "python", run)
    assert pdf.read(data, kept=Cache(tmp_path)) == alone
    assert [process.returncode is None for process in asked] == [False]


@pytest.mark.parametrize("is_copy", [False, CAN_COPY])
def test_a_process_that_stands_ready_is_the_one_that_looks(
    is_copy: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("OCTAVO_WORKERS", "2")
    pdf_aside.stand_by(pdf_aside.WORTH - 1)
    assert not pdf_aside._ready  # not worth it
    pdf_aside.stand_by(is_copy=is_copy)
    (ready,) = pdf_aside._ready
    monkeypatch.setattr(pdf_aside, "WORTH", 0)
    monkeypatch.setattr(pdf_aside, "python", None)  # no other is started
    data = book(BOOK).files["pdf"]
    assert pdf.read(data, kept=Cache(tmp_path)) == pdf.read(data)
    assert not pdf_aside._ready
    ready.wait()  # it has ended


def test_a_process_that_nobody_needs_ends_with_whoever_started_it():
    process = python("pipeline.proof.pdf_aside")
    assert process.communicate()[0] == b""
    assert process.returncode == 0


def test_what_the_other_process_cannot_read_is_read_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("OCTAVO_WORKERS", "2")
    monkeypatch.setattr(pdf_aside, "WORTH", 0)
    data = book(BOOK).files["pdf"]
    alone = pdf.read(data)
    monkeypatch.setattr(pdf_aside, "python", lambda *_, **pipes: python("pipeline.no_such", **pipes))
    assert pdf.read(data, kept=Cache(tmp_path)) == alone
