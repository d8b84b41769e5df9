"""Words of rows that are no data: totals, and what stands below a table.

Belongs here: the words that the finder knows, and how a cell is held against a word. Not here: what a contract
declares; only that counts when a file is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

TOTALS = (
    "本页小计", "小计", "合计", "总计", "累计", "subtotal", "sub-total", "grand total", "total", "zwischensumme",
    "gesamtsumme", "summe", "sous-total",
)  # fmt: skip
ENDINGS = (
    "制表人", "制表", "制单人", "制单", "审核人", "审核", "复核", "主管", "经办人", "打印日期", "打印时间", "打印人",
    "备注：", "备注:", "注：", "注:", "说明：", "说明:", "签字", "签名", "prepared by", "approved by", "checked by",
    "printed", "signature", "note:", "notes:", "remark:", "remarks:",
)  # fmt: skip
_SPACE = "[\\s\u3000]"


def total_pattern(word: str) -> str:
    """Return the pattern of a whole cell that is, ends with or begins with a total's word, such as `Total for …`.

    It means the same to Python and to DuckDB.
    """
    before = f"(.*{_SPACE})?" if word.isascii() else ".*"
    return (
        f"(?is){_SPACE}*({before}{_spaced(word)}{_SPACE}*[:：]?|{_spaced(word)}{_SPACE}*([:：(（]|for |of ).*){_SPACE}*"
    )


def ending_pattern(words: Sequence[str]) -> str:
    """Return the pattern of a whole cell that begins with one of some words; it means the same to both."""
    return f"(?is){_SPACE}*({'|'.join(map(_spaced, words))}).*"


def total_word(text: str | None, words: Sequence[str]) -> str | None:
    """Return the longest of the words whose total a cell is."""
    return next((word for word in longest_first(words) if text and re.fullmatch(total_pattern(word), text)), None)


def ending_word(text: str | None, words: Sequence[str]) -> str | None:
    """Return the first of the words with which a cell begins."""
    return next((word for word in words if text and re.fullmatch(ending_pattern([word]), text)), None)


def longest_first(words: Sequence[str]) -> list[str]:
    """Order words so that `subtotal` is asked for before `total`."""
    return sorted(words, key=len, reverse=True)


def _spaced(word: str) -> str:
    """A pattern of the word: Latin words apart as they are, signs of Chinese with or without spaces between."""
    if word.isascii():
        return f"{_SPACE}+".join(re.escape(part) for part in word.split())
    return f"{_SPACE}*".join(re.escape(sign) for sign in word if not sign.isspace())
