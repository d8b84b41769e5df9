"""Places on a sheet: letters of columns and their numbers, and the columns that tell where a row stood.

Belongs here: turning one into the other, and these names. Not here: what stands in a cell.
"""

from __future__ import annotations

SHEET, ROW, LETTERS, TOTAL = "_sheet", "_row", "_letters", "_total"
PLACE = (SHEET, ROW, LETTERS, TOTAL)
"""Columns of rows that were laid out: sheet, row in it, JSON of each column's letters, and the word of a total."""

_LETTERS = 26


def number_of(letters: str) -> int:
    """Return the number of a column, counted from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """Return the letters of a column, whose number counts from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
