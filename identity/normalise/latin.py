"""Names in Latin letters, whatever script they were written in.

Belongs here: the form of one distinct value. Not here: how a name is taken apart (`names`).
"""

from __future__ import annotations

import re

import duckdb
from anyascii import anyascii
from pyarrow.lib import table

from identity.normalise.stoplists import word_set

FORMS = "identity_step_form"
"""value, form: distinct values beyond ASCII and their Latin form."""

_HAN_NAME = re.compile(r"[一-鿿]{2,4}")
_ARABIC_ARTICLE = re.compile(r"(^|\s)ال(?=\S{3})")
_SYLLABLE = re.compile(r"[A-Z][a-z]*")
_LONG_CHINESE_FAMILIES = word_set(
    """
    欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 皇甫 东方 東方 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 夏侯 宇文 长孙 長孫
    """
)


def latin_form(value: str) -> str:
    """Return a value in ASCII; a Chinese name gets a space between family and given name, an Arabic article its vowel.

    Japanese characters are read as Chinese ones: that form serves to compare with others of the same script only.
    """
    if _HAN_NAME.fullmatch(value):
        syllables = _SYLLABLE.findall(anyascii(value))
        family = 2 if value[:2] in _LONG_CHINESE_FAMILIES and len(value) > 2 else 1
        return "".join(syllables[:family]) + " " + "".join(syllables[family:])
    return anyascii(_ARABIC_ARTICLE.sub(r"\1al", value))


def write_forms(connection: duckdb.DuckDBPyConnection, relation: str, columns: tuple[str, ...]) -> None:
    """Write the scratch table of forms for the values of some columns that are not plain ASCII."""
    union = " union ".join(
        rf"select {column} as value from {relation} where regexp_matches({column}, '[^\x00-\x7F]')"
        for column in columns
    )
    values = [value for (value,) in connection.execute(f"select value from ({union}) order by value").fetchall()]
    connection.register("identity_forms", table({"value": values, "form": list(map(latin_form, values))}))
    connection.execute(
        f"create or replace temp table {FORMS} as "
        "select cast(value as varchar) as value, cast(form as varchar) as form from identity_forms"
    )
    connection.unregister("identity_forms")


def latin_sql(column: str) -> str:
    """Return SQL for the Latin form of a column, by a look-up in the scratch table."""
    return f"coalesce((select form from {FORMS} where value = {column}), {column})"
