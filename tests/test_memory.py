"""Memory is given back where that can be done, and nothing is said where it cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline import memory, tree


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")
def test_what_was_freed_goes_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "LARGE", 0)
    many = [bytes(20_000) for _ in range(5_000)]  # each too small to be a mapping of its own
    last = bytes(20_000)
    del many
    before = resident()
    memory.give_back()
    assert resident() < before - 10_000  # pages
    assert not any(last)


def test_a_system_without_it_is_no_fault(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(memory, "Path", lambda _: Path("/no/such/file"))
    memory.give_back()


def test_the_spaces_of_a_tree_are_one():
    para = '{"t":"Para","c":[{"t":"Str","c":"a"},{"t":"Space"},{"t":"Str","c":"b"},{"t":"Space"}]}'
    words = tree.loaded(para)["c"]
    assert words[1] is words[3]
    assert words == [{"t": "Str", "c": "a"}, {"t": "Space"}, {"t": "Str", "c": "b"}, {"t": "Space"}]


def test_metadata_of_any_name_are_no_elements():
    assert tree.loaded('{"t":{"t":"MetaString","c":"a"}}') == {"t": {"t": "MetaString", "c": "a"}}
