"""A PDF is written with the objects that it was given, whoever packs them."""

from __future__ import annotations

import io

import pikepdf
import pydyf
import pytest

from pipeline.weasy import writing


def pdf(objects: int) -> pydyf.PDF:
    made = pydyf.PDF()
    box = pydyf.Array((0, 0, 100, 100))
    page = {"Type": "/Page", "Parent": made.pages.reference, "MediaBox": box, "Resources": pydyf.Dictionary()}
    made.add_page(pydyf.Dictionary(page))
    for number in range(objects):
        made.add_object(pydyf.Dictionary({"Number": number, "Words": pydyf.String(f"({number}\\ é")}))
        if number % 300 == 0:
            made.add_object(pydyf.Stream([b"q Q" * number], compress=bool(number % 2)))
    made.info["Title"] = pydyf.String("A title")
    return made


def opened(data: bytes) -> pikepdf.Pdf:
    file = pikepdf.open(io.BytesIO(data))
    assert file.get_warnings() == []
    return file


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 2500])
def test_every_object_is_in_the_file(count: int) -> None:
    plain = io.BytesIO()
    pdf(count).write(plain, b"1.7", b"name", compress=False)
    ours, theirs = opened(writing.written(pdf(count), b"name")), opened(plain.getvalue())
    for one, other in zip(ours.objects, theirs.objects, strict=False):
        assert one.unparse() == other.unparse()
        if isinstance(other, pikepdf.Stream):
            assert isinstance(one, pikepdf.Stream)
            assert one.read_bytes() == other.read_bytes()
    for name in ("/Root", "/Info"):
        assert ours.trailer[name].unparse() == theirs.trailer[name].unparse()
    others = {bytes(opened(writing.written(pdf(other), b"name")).trailer.ID[1]) for other in (1, 2, 3)}
    assert bytes(ours.trailer.ID[0]) == b"name"
    assert len({bytes(ours.trailer.ID[1]), *others}) == 3 + (count > 1 or not count)


def test_the_file_does_not_depend_on_who_packed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    files = []
    for workers in ("1", "4"):
        monkeypatch.setenv("OCTAVO_WORKERS", workers)
        files.append(writing.written(pdf(3000), None))
    assert files[0] == files[1]
    assert "/ID" not in opened(files[0]).trailer
