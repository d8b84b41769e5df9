"""SQL that brings the spellings of one value into one: signs of full width, ids of 15 or 18 characters.

Belongs here: what two systems or programs write in two ways and mean as one. Not here: the forms of numbers, days and
times (value_sql).
"""

from __future__ import annotations

_FIRST_WIDE, _FIRST_COMMON, _SIGNS = 0xFF01, 0x21, 94
_WIDE = "".join(chr(_FIRST_WIDE + place) for place in range(_SIGNS)) + "\u3000"
_COMMON = "".join(chr(_FIRST_COMMON + place) for place in range(_SIGNS)) + " "
_TO_COMMON = str.maketrans(_WIDE, _COMMON)
_CHECK_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_GROUPS, _GROUP_LENGTH = (1, 6, 11), 5


def in_common_width(given: str) -> str:
    """Letters, digits and signs that East Asian programs write as wide as their own, as the common ones."""
    wide, common = (text.replace("'", "''") for text in (_WIDE, _COMMON))
    return f"translate(cast({given} as varchar), '{wide}', '{common}')"


def common_width(text: str) -> str:
    """The same of one text, where it is at hand and in no table."""
    return text.translate(_TO_COMMON)


def with_check_characters(given: str) -> str:
    """A Salesforce id with its three check characters: one of 15 gets them, anything else stays as it is.

    An id of 15 characters tells upper from lower case. Each check character stands for five of them, by which of the
    five are upper case, so that ids of 18 differ whatever becomes of their case.
    """
    text = f"cast({given} as varchar)"
    checks = " || ".join(_check_character(text, start) for start in _GROUPS)
    return f"case when regexp_full_match({text}, '[A-Za-z0-9]{{15}}') then {text} || {checks} else {text} end"


def _check_character(text: str, start: int) -> str:
    bits = " + ".join(
        f"case when substr({text}, {start + place}, 1) between 'A' and 'Z' then {2**place} else 0 end"
        for place in range(_GROUP_LENGTH)
    )
    return f"substr('{_CHECK_CHARACTERS}', 1 + {bits}, 1)"
