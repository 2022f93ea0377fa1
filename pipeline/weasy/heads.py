"""Tables that no page holds: their heads are printed, however tall, and they begin where they are called for.

WeasyPrint sets the head of a table on every page that the table takes, and leaves it out wherever no row
fits beside it, on the first page too: its words would be on none. And a table that is to stay whole but is
taller than a page begins on a new one, far from its caption.
"""

from __future__ import annotations

from typing import Any

from pipeline.weasy import internals
from pipeline.weasy.strip import AVOID

Box = Any

_table_layout = internals.block.table_layout


def table_layout(
    context: Any, table: Box, bottom_space: float, skip_stack: Any, *args: Any, **kwargs: Any
) -> Any:
    """Hook: the table as far as it fits the page; a head or foot left out where it begins becomes rows."""
    if skip_stack is None and table.style["break_inside"] in AVOID and _is_too_tall(context, table):
        table.style = table.style.copy()
        table.style["break_inside"] = "auto"
    found = _table_layout(context, table, bottom_space, skip_stack, *args, **kwargs)
    if skip_stack is not None or found[0] is None:
        return found
    if len(_running(found[0])) == len(_running(table)):
        return found
    for group in _running(table):
        # The same boxes are laid out on the pages that follow.
        group.is_header = group.is_footer = False
    return _table_layout(context, table, bottom_space, skip_stack, *args, **kwargs)


def _is_too_tall(context: Any, table: Box) -> bool:
    """Whether its rows are more than the lines of a page."""
    rows = sum(bool(row.children) for group in table.children for row in group.children)
    return bool(rows * internals.strut(table.style)[0] > context.area.page.height)


def _running(table: Box) -> list[Box]:
    return [group for group in table.children if group.is_header or group.is_footer]


HOOKS: tuple[internals.Hook, ...] = ((internals.block, "table_layout", table_layout),)
