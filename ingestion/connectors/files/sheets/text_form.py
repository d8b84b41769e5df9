"""The encoding and the delimiter of a text file that nobody has described.

Belongs here: finding out both. Not here: reading a text whose contract declares them (transcoding, reading).
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_BYTES = 1_000_000
_SAMPLE_LINES = 400
_CHINESE_SHARE = 0.9
"""Share of the letters beyond ASCII that are among the common ones of Chinese, from which on a text is Chinese; in a
Western text read as Chinese nearly none is."""


@dataclass(frozen=True)
class TextForm:
    """How a text file is written; the encoding is one that a contract may declare."""

    encoding: str
    delimiter: str


def text_form(path: Path) -> TextForm:
    """Find out how a text file is written: UTF-8, UTF-16 with its mark, GB18030, else Western Windows."""
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE_BYTES)
    encoding = _encoding(sample)
    return TextForm(encoding, _delimiter(sample.decode(encoding, "ignore").lstrip("\ufeff")))


def _encoding(sample: bytes) -> str:
    for mark, name in _MARKS.items():
        if sample.startswith(mark):
            return name
    if _decodes(sample, "utf-8") is not None:
        return "utf-8"
    chinese = _decodes(sample, "gb18030")
    foreign = [letter for letter in chinese or "" if ord(letter) > 127]
    common = "".join(foreign).encode("gb2312", "ignore").decode("gb2312")
    return "gb18030" if foreign and len(common) >= _CHINESE_SHARE * len(foreign) else "cp1252"


def _decodes(sample: bytes, encoding: str) -> str | None:
    """The text, but for a letter that the end of the sample cuts through; None if it is in another encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeDecodeError:
        return None


def _delimiter(text: str) -> str:
    """The sign that cuts most lines into the same number of values, more than one."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    return max(_DELIMITERS, key=lambda sign: _cut(lines, sign))


def _cut(lines: list[str], sign: str) -> int:
    widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)
