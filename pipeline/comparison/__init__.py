"""The three editions of the specimen side by side: measured, pictured, and written as one page for people."""

from pipeline.comparison.editions import make
from pipeline.comparison.page import page
from pipeline.comparison.story import Looked, look

__all__ = ["Looked", "look", "make", "page"]
