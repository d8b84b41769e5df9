"""What a single value looks like, as SQL over a text.

Belongs here: patterns that hold in any system. Not here: counting them (looking), and what a column means (proposing).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from babel import Locale
from babel.numbers import list_currencies

VALUE = "value"
"""The name of the text in every expression; it has no blanks at its ends and is not empty."""

NUMBER = r"^[-+]?(\d{1,18}|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][-+]?\d{1,3})?$"
ISO_DAY = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[-+]\d{2}(:?\d{2})?))?)?$"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_MIDNIGHT = r"[ T]00:00(:00(\.0+)?)?( ?Z|\+00(:?00)?)?$"
_PHONE = r"^[+(]?[0-9][0-9 ()./+-]{5,22}( ?(x|ext\.?) ?\d+)?$"
_PHONE_SIGNS = r"[-+() ].*[0-9]|^1[3-9][0-9]{9}$"
_GTIN = "^([0-9]{8}|[0-9]{12,14})$"
DATE_FORMATS = {
    "%Y/%m/%d": r"^\d{4}/\d{1,2}/\d{1,2}$",
    "%Y/%m/%d %H:%M:%S": r"^\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2}$",
    "%Y.%m.%d": r"^\d{4}\.\d{1,2}\.\d{1,2}$",
    "%Y年%m月%d日": r"^\d{4}年\d{1,2}月\d{1,2}日$",
    "%d.%m.%Y": r"^\d{1,2}\.\d{1,2}\.\d{4}$",
    "%d/%m/%Y": r"^\d{1,2}/\d{1,2}/\d{4}$",
    "%m/%d/%Y": r"^\d{1,2}/\d{1,2}/\d{4}$",
    "%Y%m%d": r"^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$",
}
"""Forms of days and times besides ISO 8601, in the signs of strptime; the first that all values have is taken."""


def pattern_sql() -> dict[str, str]:
    """Return a condition on `value` per pattern; a value may have several."""
    return {
        "integer": _matches(r"^[-+]?\d{1,18}$"),
        "number": f"{_matches(NUMBER)} and {_matches('[0-9]')}",
        "leading_zero": _matches(r"^0\d+$"),
        "negative": _matches(r"^-\d"),
        "yes_no": "lower(value) in ('0', '1', 'true', 'false', 't', 'f', 'y', 'n', 'yes', 'no', '是', '否')",
        "moment": f"({_matches(ISO_DAY)} and try_cast({VALUE} as timestamptz) is not null)",
        "clock": f"{_matches(_CLOCK)} and not {_matches(_MIDNIGHT)}",
        "email": _matches(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"),
        "url": _matches(r"^(https?://|www\.)"),
        "phone": f"({_matches(_PHONE)} and not {_matches(ISO_DAY)} and {_matches(_PHONE_SIGNS)})",
        "uuid": _matches(r"^\{?[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?$"),
        "country": _among(alpha2_countries(), upper=True),
        "country_name": f"lower({VALUE}) in ({_list(country_codes())})",
        "currency": _among(list_currencies(), upper=True),
        "language": f"regexp_extract(lower({VALUE}), '^([a-z]{{2}})([-_][a-z]{{2,4}})?$', 1) in ({_list(languages())})",
        "gtin": _gtin(),
        "tax_id": _matches(r"^([A-Z]{2}[0-9A-Z]{8,12}|[0-9]{2}-[0-9]{7}|[0-9A-HJ-NPQRTUWXY]{18})$"),
        "percent": _matches(r"^[-+]?\d+(\.\d+)? ?%$"),
        "markup": _matches(r"^\s*[<\[{]"),
        "letters": _matches(r"\p{L}"),
        "words": _matches(r"\p{L}{2,}.* .*\p{L}{2,}|\p{Han}{2,}"),
    }


def decimals_sql() -> str:
    """Return the digits behind the point of a number, as SQL."""
    return f"length(regexp_extract({VALUE}, '^[-+]?[0-9,]*\\.([0-9]*?)0*$', 1))"


@functools.cache
def alpha2_countries() -> tuple[str, ...]:
    """Return the codes of ISO 3166-1 alpha-2."""
    beyond = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"}
    return tuple(
        code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in beyond
    )


@functools.cache
def country_codes() -> dict[str, str]:
    """Return alpha-2 codes by names of countries in small letters: English, Chinese, and common short forms."""
    codes = set(alpha2_countries())
    names = {
        name.lower(): code
        for language in ("en", "zh", "zh_Hant")
        for code, name in Locale.parse(language).territories.items()
        if code in codes
    }
    return names | _SHORT_NAMES


_SHORT_NAMES = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "uk": "GB", "u.k.": "GB",
    "great britain": "GB", "england": "GB", "holland": "NL", "the netherlands": "NL", "korea": "KR", "uae": "AE",
    "russian federation": "RU", "czech republic": "CZ", "turkey": "TR", "viet nam": "VN", "中国大陆": "CN",
    "香港": "HK", "澳门": "MO",
}  # fmt: skip


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the two-letter codes of languages."""
    return tuple(code for code in map(str, Locale("en").languages) if len(code) == 2)


def _matches(pattern: str) -> str:
    return f"regexp_matches({VALUE}, {_literal(pattern)})"


def _among(codes: tuple[str, ...] | set[str], *, upper: bool) -> str:
    value = f"upper({VALUE})" if upper else VALUE
    return f"{value} in ({_list(codes)})"


def _list(codes: Iterable[str]) -> str:
    return ", ".join(_literal(code) for code in sorted(codes))


def _gtin() -> str:
    """Eight, twelve, thirteen or fourteen digits whose last one checks the others."""
    padded = f"lpad({VALUE}, 14, '0')"
    weighted = (
        f"list_sum([cast({padded}[i] as integer) * (case when i % 2 = 1 then 3 else 1 end) for i in range(1, 15)])"
    )
    return f"case when {_matches(_GTIN)} then {weighted} % 10 = 0 else false end"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
