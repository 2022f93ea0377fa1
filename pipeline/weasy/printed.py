"""What the print shop hands back: the PDF, where its notes stand, and what the author should know."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Finding


@dataclass(frozen=True, slots=True)
class NoteOnPage:
    """Where a note stands: the page of its call, its first and its last page, all counted from 1."""

    serial: int
    call_page: int
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Changed:
    """The pages that were made anew, as a PDF of their own, and their place in the book, counted from 1.

    Links in it to other pages lead nowhere.
    """

    pdf: bytes
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF, its number of pages, its notes in the order of their calls, and the findings."""

    pdf: bytes
    pages: int
    notes: tuple[NoteOnPage, ...]
    findings: tuple[Finding, ...]
