"""A house style is one stylesheet; here is what each edition needs of it."""

from pipeline.house_style.stylesheet import Stylesheet, stylesheet
from pipeline.house_style.word import WordStyles, word_styles
from pipeline.house_style.word_fonts import Face

__all__ = ["Face", "Stylesheet", "WordStyles", "stylesheet", "word_styles"]
