"""A house style is one stylesheet; here is what each edition needs of it."""

from pipeline.fonts import Face
from pipeline.house_style.stylesheet import Stylesheet, stylesheet
from pipeline.house_style.word import WordStyles, word_styles

__all__ = ["Face", "Stylesheet", "WordStyles", "stylesheet", "word_styles"]
