"""Heads of tables are printed, however tall: a head that leaves a page no room for a row is no running head.

WeasyPrint sets the head of a table on every page that the table takes, and leaves it out wherever no row
fits beside it, on the first page too: its words would be on none.
"""

from __future__ import annotations

from typing import Any

from pipeline.weasy import internals

Box = Any

_table_layout = internals.block.table_layout


def table_layout(
    context: Any, table: Box, bottom_space: float, skip_stack: Any, *args: Any, **kwargs: Any
) -> Any:
    """Hook: the table as far as it fits the page; a head or foot left out where it begins becomes rows."""
    found = _table_layout(context, table, bottom_space, skip_stack, *args, **kwargs)
    if skip_stack is not None or found[0] is None:
        return found
    if len(_running(found[0])) == len(_running(table)):
        return found
    for group in _running(table):
        # The same boxes are laid out on the pages that follow.
        group.is_header = group.is_footer = False
    return _table_layout(context, table, bottom_space, skip_stack, *args, **kwargs)


def _running(table: Box) -> list[Box]:
    return [group for group in table.children if group.is_header or group.is_footer]


HOOKS: tuple[internals.Hook, ...] = ((internals.block, "table_layout", table_layout),)
