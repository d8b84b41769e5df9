"""Articles as they can be compared: codes, barcodes, titles, colours, sizes and packs.

Belongs here: SQL expressions on the columns of a product. Not here: which of them together are evidence
(`identity.goods.products`), or names of people and companies.
"""

from __future__ import annotations

from identity.normalise import companies, spelling
from identity.normalise.stoplists import PLACEHOLDERS, in_list, word_set

_ONE_SIZE = word_set("one os tu uni onesize freesize free 均码 unica unique")
_SIZE_WORDS = {
    "extra extra small": "xxs", "extra small": "xs", "small": "s", "medium": "m", "large": "l", "extra large": "xl",
    "extra extra large": "xxl", "xxl": "2xl", "xxxl": "3xl", "xxxxl": "4xl", "x large": "xl", "x small": "xs",
}  # fmt: skip
_SIZE_SYSTEMS = "size|taille|grosse|talla|taglia|eu|eur|us|uk|fr|it|de|nr|no"
_PACK_WORDS = "pack|packs|pk|set|bundle|box|lot|pcs|pieces|pc|er pack"
_ROMAN = "ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii"


def code(column: str) -> str:
    """Return SQL for a code that people keep (SKU, supplier code): trimmed, capitals; a placeholder yields null."""
    bare = rf"regexp_replace(lower({column}), '[^\p{{L}}\p{{N}}]', '', 'g')"
    return f"case when {bare} not in {in_list(PLACEHOLDERS | {'', '0'})} then upper(trim({column})) end"


def bare(code_column: str) -> str:
    """Return SQL for the letters and digits of a code of four signs or more, nothing between them."""
    signs = rf"regexp_replace({code_column}, '[^\p{{L}}\p{{N}}]', '', 'g')"
    return f"case when length({signs}) >= 4 then {signs} end"


def barcode(signs_column: str) -> str:
    """Return SQL for a barcode: the digits of a GTIN filled to 14, so that a UPC equals its EAN; others as kept."""
    is_gtin = f"regexp_full_match({signs_column}, '[0-9]{{8}}|[0-9]{{12,14}}')"
    key = f"case when {is_gtin} then lpad({signs_column}, 14, '0') else {signs_column} end"
    return f"case when {spelling.is_real_number(signs_column)} then {key} end"


def words(latin: str) -> str:
    """Return SQL for the words of a title or colour in small letters, one space between them."""
    return companies.words(latin)


def size(latin: str) -> str:
    """Return SQL for a size: small letters, one word for each, without the system that it is of.

    One size is `one`; `XXL` and `2XL` are one size; words become letters.
    """
    plain = words(latin)
    bare = rf"trim(regexp_replace({plain}, '(^| )({_SIZE_SYSTEMS})( |$)', ' ', 'g'))"
    cases = " ".join(f"when '{written}' then '{meant}'" for written, meant in _SIZE_WORDS.items())
    return (
        f"case when replace({plain}, ' ', '') in {in_list(_ONE_SIZE)} or {plain} = 'one size' then 'one' "
        f"else nullif(case {bare} {cases} else replace({bare}, ' ', '') end, '') end"
    )


def pack(words_column: str) -> str:
    """Return SQL for how many pieces a title names, null if it names none: `2-pack`, `set of 3`, `6 x`."""
    before = rf"regexp_extract({words_column}, '(^| )([0-9]{{1,3}}) ?(x|{_PACK_WORDS})( |$)', 2)"
    behind = rf"regexp_extract({words_column}, '(^| )({_PACK_WORDS}) (of )?([0-9]{{1,3}})( |$)', 4)"
    return f"coalesce(try_cast(nullif({before}, '') as integer), try_cast(nullif({behind}, '') as integer))"


def title_key(words_column: str, *without: str) -> str:
    """Return SQL for the sorted words of a title, without those of other columns, such as its colour and size."""
    taken = " or ".join(f"list_contains(string_split({column}, ' '), word)" for column in without) or "false"
    kept = f"list_filter(string_split({words_column}, ' '), word -> not coalesce({taken}, false))"
    return f"nullif(array_to_string(list_sort(list_distinct({kept})), ' '), '')"


def marks(words_column: str) -> str:
    """Return SQL for the words of a title that tell one model from the next: numbers, numerals, single letters."""
    return (
        f"array_to_string(list_filter(string_split({words_column}, ' '), "
        f"word -> regexp_matches(word, '[0-9]') or regexp_full_match(word, '{_ROMAN}|[a-z]')), ' ')"
    )
