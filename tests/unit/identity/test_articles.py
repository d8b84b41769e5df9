"""Codes, barcodes, titles, sizes and packs as they can be compared."""

from __future__ import annotations

import duckdb
import pytest

from identity.normalise import articles, spelling


def spelt(sql: str, value: str | None) -> object:
    """What SQL on the column `given` makes of a value."""
    ((found,),) = duckdb.execute(f"select {sql} from (select ?::varchar as given)", [value]).fetchall()
    return found


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (" ab-1 ", "AB-1"), ("旗袍-红", "旗袍-红"), ("n/a", None), ("0", None), (" ", None), ("TBC", None),
    ],
)  # fmt: skip
def test_a_code_is_trimmed_and_a_placeholder_is_none(given: str, meant: str | None) -> None:
    assert spelt(articles.code("given"), given) == meant


def test_a_short_code_has_no_other_spelling() -> None:
    assert spelt(articles.bare("given"), "ME-DR 001/S") == "MEDR001S"
    assert spelt(articles.bare("given"), "A-1") is None


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("0000000000000", None),
        ("123456789", None),
        ("AB-4471-X", "AB4471X"),
    ],
)
def test_a_barcode_is_a_gtin_of_fourteen_digits(given: str, meant: str | None) -> None:
    signs = spelt(spelling.signs("given"), given)
    assert isinstance(signs, str)
    assert spelt(articles.barcode("given"), signs) == meant


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("XXL", "2xl"), ("2XL", "2xl"), ("Small", "s"), ("X-Large", "xl"), ("EU 38", "38"), ("Taille 38", "38"),
        ("One Size", "one"), ("OS", "one"), ("ONE", "one"), ("34/32", "3432"), ("", None),
    ],
)  # fmt: skip
def test_a_size_is_one_however_it_is_written(given: str, meant: str | None) -> None:
    assert spelt(articles.size("given"), given) == meant


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("linen tee 3 pack", 3), ("set of 6 glasses", 6), ("6 x mug", 6), ("pack of 12", 12), ("linen tee", None),
        ("road 650", None), ("mountain 200 black", None),
    ],
)  # fmt: skip
def test_a_pack_is_what_the_title_says(given: str, meant: int | None) -> None:
    assert spelt(articles.pack("given"), given) == meant


def test_a_title_is_its_words_without_colour_and_size() -> None:
    assert spelt(articles.title_key("given", "'black'", "'s'"), "aurora dress black s") == "aurora dress"
    assert spelt(articles.title_key("given", "cast(null as varchar)"), "dress aurora dress") == "aurora dress"
    assert spelt(articles.title_key("given", "'black'"), "black") is None


def test_numbers_numerals_and_single_letters_tell_models_apart() -> None:
    assert spelt(articles.marks("given"), "aurora dress ii 750 k linen") == "ii 750 k"
    assert spelt(articles.marks("given"), "aurora dress") == ""
