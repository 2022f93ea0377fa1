"""What laying out pages changes, remembered, so that they can be laid out in another way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from pipeline.weasy.context import NotesContext

PageState = Any


def of_page(context: NotesContext, page_number: int, page_state: PageState) -> Callable[[], None]:
    """A function that puts back all that laying out the page changes."""
    remake_state = context.page_maker[page_number - 1][-1]
    state, remake = copy.deepcopy(page_state), _copied(remake_state)
    attempt, area, current = context.attempt, context.__dict__.get("area"), list(context._current)
    notes_back = _of_notes(context, (page_number,))

    def back() -> None:
        page_state[0][:] = state[0]
        page_state[1].clear()
        page_state[1].update(copy.deepcopy(state[1]))
        page_state[2][:] = copy.deepcopy(state[2])
        page_state[3][:] = copy.deepcopy(state[3])
        notes_back()
        remake_state.update(_copied(remake))
        context.attempt, context.area, context._current = attempt, area, list(current)

    return back


def before(context: NotesContext, index: int, count: int) -> Callable[[], None]:
    """A function that puts back all that making so many pages changes."""
    following = range(index, index + count + 1)
    entries = [(entry, _copied(entry[-1])) for entry in context.page_maker[index : index + count + 1]]
    length = len(context.page_maker)
    carry = {number: context.carry.get(number) for number in following}
    names = {number: context.names.get(number) for number in following}
    notes_back = _of_notes(context, tuple(following))

    def back() -> None:
        del context.page_maker[length:]
        for number, (entry, remake) in enumerate(entries, index):
            entry[-1].update(_copied(remake))
            context.page_maker[number] = entry
        for number, waiting in carry.items():
            if waiting is None:
                context.carry.pop(number, None)
            else:
                context.carry[number] = waiting
        for number, name in names.items():
            if name is not None:
                context.names[number] = name
        notes_back()

    return back


def _of_notes(context: NotesContext, page_numbers: tuple[int, ...]) -> Callable[[], None]:
    footnotes, reported = context.footnotes.copy(), list(context.reported_footnotes)
    skips, broken = dict(context.skips), dict(context.broken_out_of_flow)
    rendered = list(context.rendered_notes or [])
    running = [
        (name, number, list(pages[number]) if number in pages else None)
        for name, pages in context.running_elements.items()
        for number in page_numbers
    ]

    def back() -> None:
        context.footnotes, context.reported_footnotes = footnotes, list(reported)
        context.skips, context.broken_out_of_flow = dict(skips), dict(broken)
        context.rendered_notes[:] = rendered
        known = {(name, number): elements for name, number, elements in running}
        for name, pages in context.running_elements.items():
            for number in page_numbers:
                elements = known.get((name, number))
                if elements is None:
                    pages.pop(number, None)
                else:
                    pages[number] = list(elements)

    return back


def _copied(state: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, list) else value for key, value in state.items()}
