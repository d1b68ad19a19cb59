"""What an office hands out about an award, made from the award's own lines: PDF/A and Word, Chinese or English."""

from .letter import Letter, letter_of
from .pdf import pdf
from .word import word

__all__ = ["Letter", "letter_of", "pdf", "word"]
