"""Finished chapters -> HTML element trees, which the PDF and the e-book share."""

from pipeline.markup.contents import fill_lists
from pipeline.markup.front import opened
from pipeline.markup.kept import Written, WrittenNote
from pipeline.markup.maths import print_maths
from pipeline.markup.notes import end_notes, for_print, for_screen, last_of_text, with_calls
from pipeline.markup.tables import TIGHT, mark_tight
from pipeline.markup.terms import term
from pipeline.markup.title import book, title_block
from pipeline.markup.write import HEADINGS, Writer, plain_text, write

__all__ = [
    "HEADINGS",
    "TIGHT",
    "Writer",
    "Written",
    "WrittenNote",
    "book",
    "end_notes",
    "fill_lists",
    "for_print",
    "for_screen",
    "last_of_text",
    "mark_tight",
    "opened",
    "plain_text",
    "print_maths",
    "term",
    "title_block",
    "with_calls",
    "write",
]
