"""Words of rows that are no data: totals, and what stands below a table.

Belongs here: the words that the finder knows, and how a cell is held against a word. Not here: what a contract
declares; only that counts when a file is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TOTALS = (
    "本页小计", "小计", "合计", "总计", "累计", "subtotal", "sub-total", "grand total", "total", "zwischensumme",
    "gesamtsumme", "summe", "sous-total",
)  # fmt: skip
ENDINGS = (
    "制表人", "制表", "制单人", "制单", "审核人", "审核", "复核", "主管", "经办人", "打印日期", "打印时间", "打印人",
    "备注：", "备注:", "注：", "注:", "说明：", "说明:", "签字", "签名", "prepared by", "approved by", "checked by",
    "printed", "signature", "note:", "notes:", "remark:", "remarks:",
)  # fmt: skip
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text as it is held against words: small letters; no spaces, but between Latin words."""
    small = _SPACES.sub(" ", text).strip().lower()
    return small if small.isascii() else small.replace(" ", "")


def total_word(text: str | None, words: Iterable[str]) -> str | None:
    """Return the longest of the words that a cell is, ends with, or begins with as in `合计：` or `Total for …`."""
    if not text:
        return None
    cell = plain(text).rstrip(":：")
    for word in sorted(words, key=len, reverse=True):
        it = plain(word)
        begins = cell.startswith((f"{it}:", f"{it}：", f"{it}(", f"{it}（", f"{it} for ", f"{it} of "))
        if cell == it or begins or (cell.endswith(it) and (not it.isascii() or cell.endswith(f" {it}"))):
            return word
    return None


def ending_word(text: str | None, words: Iterable[str]) -> str | None:
    """Return the word that a cell begins with."""
    cell = plain(text) if text else ""
    return next((word for word in words if cell and cell.startswith(plain(word))), None)
