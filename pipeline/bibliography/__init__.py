"""Bibliographies: the text of .bib files -> entries -> the CSL JSON that citeproc reads."""

from pipeline.bibliography.bibtex import from_cache, parse, to_cache
from pipeline.bibliography.csl import csl_items, unlisted
from pipeline.bibliography.merging import merge
from pipeline.bibliography.store import Bibliography, Entry, known_keys, nearest

__all__ = [
    "Bibliography",
    "Entry",
    "csl_items",
    "from_cache",
    "known_keys",
    "merge",
    "nearest",
    "parse",
    "to_cache",
    "unlisted",
]
