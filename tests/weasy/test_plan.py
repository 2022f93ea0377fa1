"""Ends of pages chosen together: lines and notes made up, no page laid out."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.weasy.plan import Rest, State, Task, cheapest, price
from pipeline.weasy.shape import Line, Part, Shape
from pipeline.weasy.strip import ORPHAN, WIDOW, Break, Piece, Strip


def task(
    lines: int,
    calls: dict[int, list[int]],
    notes: list[int],
    page: int,
    breaks: dict[int, Break | None] | None = None,
) -> Task:
    """Lines one pixel tall, `calls[line]` the notes called there, `notes` their lines; no separator."""
    pieces = [Piece(line, line + 1, tuple(calls.get(line, ())), (), True) for line in range(lines)]
    ends = [(breaks or {}).get(line, Break()) for line in range(lines)]
    sizes = {number: Shape.even(float(count), count) for number, count in enumerate(notes)}
    return Task(
        strip=Strip(pieces, ends, [0]), notes=sizes, begin=State(0), heights=[float(page)] * 9, lead=0.0,
        decoration=0.0, continued=0.75 * page, line=1.0, known={},
    )  # fmt: skip


def ends(given: Task) -> list[tuple[int, Rest]]:
    found = cheapest(given)
    assert found
    return [tuple(end.state) for end in found[0]]


def test_pages_without_notes_are_filled():
    assert [start for start, _ in ends(task(45, {}, [], 20))] == [20, 40, 45]


def test_note_that_does_not_fit_is_cut_and_goes_on():
    first, *_ = ends(task(30, {12: [0]}, [12], 20))
    assert first == (13, Rest(0, 5))


def test_note_of_three_lines_is_never_cut():
    (start, rest), *_ = ends(task(30, {18: [0]}, [3], 20))
    assert start == 18
    assert not rest.lines


def test_of_several_notes_of_a_line_an_early_long_one_is_cut_where_the_last_is_too_short():
    (start, rest), *_ = ends(task(30, {11: [0, 1]}, [14, 3], 20))
    assert (start, rest.note) == (12, 0)
    assert rest.lines == 9


def test_earlier_page_ends_early_where_that_spares_a_gap_on_a_later_one():
    # Six lines stay together. They are too many for page two: four lines short, or both pages two.
    together = dict.fromkeys(range(36, 40))
    found = cheapest(task(60, {41: [0]}, [2], 20, {**together, 17: Break(), 40: None}))
    assert found
    gaps = [end.cost for end in found[0]]
    assert sum(gaps) < price(4)


def test_orphan_is_dearer_than_a_gap_of_its_lines_and_cheaper_than_a_tall_one():
    alone = {19: Break(ORPHAN), **dict.fromkeys(range(17, 19))}
    assert ends(task(40, {}, [], 20, alone))[0][0] == 17
    assert ends(task(40, {}, [], 20, {**alone, **dict.fromkeys(range(6, 19))}))[0][0] == 20


def test_gap_is_left_above_a_block_that_stays_whole_and_not_in_a_paragraph():
    # Twelve lines after line 31 stay whole and call a note: page two has no room for them. Ending page one
    # early would only move the gap up, into a paragraph.
    whole = dict.fromkeys(range(32, 43))
    found = cheapest(task(60, {33: [0]}, [3], 20, whole))
    assert found
    assert [(end.state.start, end.held) for end in found[0]][:2] == [(20, False), (32, True)]
    assert found[0][1].cost == price(8, held=True) == 8


def test_widow_is_dearer_than_a_heading_that_leaves_a_gap_of_eight_lines():
    # A heading, four lines tall, and three lines below it; the page ends between the second and the third.
    heading = dict.fromkeys(range(12, 17))
    near = {**heading, 17: Break(ORPHAN), 18: Break(WIDOW)}
    assert ends(task(30, {}, [], 19, near))[0][0] == 12


def test_note_is_cut_where_its_lines_may_be_parted():
    lines = [Line(at, at + 1, may_end=at in (4, 7), closed=at == 7) for at in range(10)]
    shape = Shape(10.0, lines)
    assert shape.part(0, 1.0) == Part(5, 5.0, closed=False)  # after line 7 it would seem to be over
    assert shape.part(5, 1.0) == Part(8, 2.0, closed=True)
    assert shape.part(0, 6.0) is None
    assert shape.most_left == 5.0


def test_what_is_left_of_a_note_is_not_drawn_out_over_one_more_page():
    # Its rest of eight lines fits page two, which then ends two lines early above a block of six.
    found = ends(task(40, {10: [0]}, [17], 20, dict.fromkeys(range(21, 26))))
    assert found[0] == (11, Rest(0, 8))
    assert found[1] == (21, Rest())


def test_text_keeps_going_above_a_note_of_several_pages():
    found = ends(task(60, {2: [0]}, [70], 20))
    starts = [0, *(start for start, _ in found)]
    assert [rest.lines for _, rest in found][:3] == [53, 36, 19]
    assert [after - before for before, after in pairwise(starts)][:3] == [3, 3, 3]


@pytest.mark.parametrize("gap", [0.0, 3.0])
def test_small_gap_costs_its_lines(gap: float):
    assert price(gap) == gap
    assert price(gap + 4) > gap + 7
