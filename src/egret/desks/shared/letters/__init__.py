"""Award letters as PDF and Word, made from the lines that the award keeps."""

from .answering import answered
from .content import Letter, letter_of
from .pdf import as_pdf
from .word import as_word

__all__ = ["Letter", "answered", "as_pdf", "as_word", "letter_of"]
