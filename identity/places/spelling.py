"""An address taken apart: the street's name, its kind, all numbers of house and flat, postal code, town.

Belongs here: SQL on the columns of an address. Not here: the words for kinds of streets (`identity.normalise.places`),
and what two addresses come to (`comparing`).

House and flat numbers are kept whole and in the order in which they are written, so that no two addresses whose numbers
differ are ever compared. A number behind a word for a flat or a floor is told from the house's, wherever it stands.
"""

from __future__ import annotations

import duckdb

from identity.normalise import latin, names, places
from identity.normalise.stoplists import in_list

KINDS = (
    "street", "road", "avenue", "place", "drive", "court", "lane", "boulevard", "crescent", "close", "circuit",
    "parade", "terrace", "highway", "way",
)  # fmt: skip
"""Words for what a street is, as `street_words` writes them."""
_FLAT = "flat|apt|apartment|unit|suite|ste|room|appartement|appt|wohnung|whg|top|piso|lokal|lok|m|interno|int|zimmer|#"
_FLOOR = "floor|etage|stock|planta|piano|fl"
_LATIN = ("street", "city")
_APART = r"regexp_replace(lower(street_latin), '([a-z]{4})(weg|platz)([^a-z]|$)', '\1 \2\3')"
"""A street with its kind apart: `Lindenweg` is `linden weg`."""


def _behind(words: str, column: str) -> str:
    """Return SQL for the number behind one of the words, empty if there is none."""
    return rf"regexp_extract({column}, '(^| )(?:{words}) (?:no |nr )?([0-9]+[a-z]?|[a-z])( |$)', 2)"


def _without(words: str, column: str) -> str:
    return rf"regexp_replace({column}, '(^| )(?:{words}) (?:no |nr )?(?:[0-9]+[a-z]?|[a-z])( |$)', ' ')"


def spelt_sql(texts: str) -> str:
    """Return SQL for one row per text of a table with text_hash and the columns of an address.

    `latin.FORMS` holds the Latin forms of its streets and towns. The columns are text_hash, core (the street's name
    without spaces), kinds, numbers (empty for an address without any), postal, city, country.
    """
    forms = ", ".join(f"coalesce({column}_form.form, text.{column}) as {column}_latin" for column in _LATIN)
    joins = " ".join(
        f"left join {latin.FORMS} as {column}_form on text.{column} = {column}_form.value" for column in _LATIN
    )
    lettered = r"regexp_replace(rest, '(^| )([0-9]+) ([a-df-mo-rt-v])( |$)', '\1\2\3 ', 'g')"
    return f"""
        with worded as (
            select text.text_hash, {places.street_words(_APART)} as words,
                {names.words("city_latin")} as city,
                {places.postal("postal_code")} as signs, upper(nullif(trim(country_code), '')) as country
            from (select text.*, {forms} from {texts} as text {joins}) as text
        ),
        placed as (
            select *, {_behind(_FLAT, "words")} as flat, {_behind(_FLOOR, "words")} as floor,
                {_without(_FLOOR, _without(_FLAT, "words"))} as rest
            from worded
        ),
        parted as (
            select *, list_filter(string_split({lettered}, ' '), word -> word <> '') as parts from placed
        ),
        told as (
            select *, list_filter(parts, word -> regexp_matches(word, '[0-9]')) as digits,
                list_filter(parts, word -> word in {in_list(KINDS)}) as kind_words,
                list_filter(parts, word -> not regexp_matches(word, '[0-9]') and word not in {in_list(KINDS)}) as named
            from parted
        )
        select text_hash,
            case when len(named) > 0 then array_to_string(named, '') else array_to_string(kind_words, '') end as core,
            case when len(named) > 0 then array_to_string(list_sort(list_distinct(kind_words)), ' ') else '' end
                as kinds,
            case when len(digits) > 0 then array_to_string(digits, ' ')
                || case when flat <> '' then ' flat ' || flat else '' end
                || case when floor <> '' then ' floor ' || floor else '' end
                else '' end as numbers,
            case when coalesce(country, 'US') = 'US' and regexp_full_match(signs, '[0-9]{{9}}') then left(signs, 5)
                else signs end as postal,
            city, country
        from told
    """


def write_forms(connection: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Write `latin.FORMS` for the streets and towns of a table of texts."""
    latin.write_forms(connection, texts, _LATIN)
