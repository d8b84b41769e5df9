"""Personal values as they are shown to those who have not asked to see them.

Belongs here: the one mask. Not here: who may see (the command asks and writes it down).
"""

from __future__ import annotations

import re

_HIDDEN = "•••"
_WORD = re.compile(r"\w+")


def masked(value: str | None) -> str | None:
    """Return a value with the first letter of every word, and of a number its last two digits, and nothing else."""
    return None if value is None else _WORD.sub(lambda found: _hide(found[0]), value)


def _hide(word: str) -> str:
    if any(sign.isdigit() for sign in word):
        return _HIDDEN + (word[-2:] if len(word) > 4 else "")
    return word[0] + _HIDDEN
