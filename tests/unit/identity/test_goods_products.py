"""Which variants are one product, rule by rule."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from identity.keys import KEY_NAMESPACE
from identity.linking import EntitySummary, link_products
from tests.unit.identity.goods_records import RUN_AT, groups, look, sets, style, variant

EAN = "4006381333931"
OTHER_EAN = "5901234123457"
Products = Callable[..., set[frozenset[str]]]


@pytest.fixture
def products(connection: duckdb.DuckDBPyConnection, load: Any) -> Products:
    """Link variants, and return which are one."""

    def found(*rows: dict[str, Any], styles: tuple[dict[str, Any], ...] = ()) -> set[frozenset[str]]:
        load("product", styles)
        load("product_variant", rows)
        link_products(connection, RUN_AT)
        return groups(connection, "product")

    return found


def rules(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None]]:
    return {
        record: (rule, evidence)
        for record, rule, evidence in connection.execute(
            "select source_name || ':' || product_variant_id, rule_name, evidence from identity.product_link"
        ).fetchall()
    }


def test_same_sku_is_one_product_across_and_within_sources(
    connection: duckdb.DuckDBPyConnection, products: Products
) -> None:
    found = products(variant("shop:1", " ab-1 "), variant("shop:2", "AB-1"), variant("odoo:1", "AB-1", EAN))
    assert found == sets("shop:1 shop:2 odoo:1")
    key = str(uuid.uuid5(KEY_NAMESPACE, "product:odoo:1"))
    rows = connection.execute("select * exclude (match_weight) from identity.product_link").fetchall()
    assert rows == [
        ("odoo", "1", key, "self", None, None, None, "rule", None),
        ("shop", "1", key, "sku", "same SKU as odoo:1", "odoo", "1", "rule", None),
        ("shop", "2", key, "sku", "same SKU as odoo:1", "odoo", "1", "rule", None),
    ]
    weights = connection.execute("select match_weight from identity.product_link order by all").fetchall()
    assert [weight is None or weight > 10 for (weight,) in weights] == [True, True, True]


def test_skus_in_any_script_match_and_placeholders_do_not(products: Products) -> None:
    found = products(
        *(variant(f"{source}:1", "旗袍-红") for source in ("shop", "odoo")),
        *(variant(f"{source}:2", "n/a") for source in ("shop", "odoo")),
        *(variant(f"{source}:3", " ") for source in ("shop", "odoo")),
    )
    assert found == sets("shop:1 odoo:1", "shop:2", "odoo:2", "shop:3", "odoo:3")


def test_a_sku_may_lack_its_punctuation(connection: duckdb.DuckDBPyConnection, products: Products) -> None:
    assert products(variant("shop:1", "ME-DR-001-S"), variant("odoo:1", "MEDR001S")) == sets("shop:1 odoo:1")
    assert rules(connection)["shop:1"] == ("sku_spelling", "same SKU but for its punctuation as odoo:1")


def test_a_spelling_that_two_skus_of_one_source_share_is_none(products: Products) -> None:
    found = products(variant("shop:1", "AB-1-11"), variant("shop:2", "AB-11-1"), variant("odoo:1", "AB111"))
    assert found == sets("shop:1", "shop:2", "odoo:1")


def test_a_barcode_joins_variants_without_sku_and_upc_equals_ean(
    connection: duckdb.DuckDBPyConnection, products: Products
) -> None:
    found = products(
        variant("odoo:2", "C", OTHER_EAN), variant("shop:2", None, f"0{OTHER_EAN}"), variant("crm:2", None, OTHER_EAN)
    )
    assert found == sets("odoo:2 shop:2 crm:2")
    assert rules(connection)["odoo:2"] == ("barcode", "same barcode as crm:2")


def test_a_barcode_under_two_skus_of_one_source_names_no_product(products: Products) -> None:
    found = products(variant("shop:1", "A", EAN), variant("shop:2", "B", EAN), variant("crm:1", None, EAN))
    assert found == sets("shop:1", "shop:2", "crm:1")


def test_a_barcode_joins_systems_with_codes_of_their_own(
    connection: duckdb.DuckDBPyConnection, products: Products
) -> None:
    eans = [f"59012341234{number:02}" for number in range(40)]
    shop = [variant(f"shop:{number:02}", f"WEB-{number:03}", ean) for number, ean in enumerate(eans)]
    erp = [variant(f"erp:{number:02}", f"47110{number:03}", ean) for number, ean in enumerate(eans)]
    assert products(*shop, *erp) == sets(*(f"shop:{number:02} erp:{number:02}" for number in range(40)))
    assert rules(connection)["shop:07"] == ("barcode", "same barcode as erp:07; another SKU")


def test_a_barcode_does_not_outweigh_another_code_and_another_look(products: Products) -> None:
    both = [
        look(f"{source}:{number:02}", "9", "Black", "M", sku=f"ME-DR-{number:03}", barcode=f"59012341234{number:02}")
        for source in ("shop", "erp")
        for number in range(40)
    ]
    wrong = (
        look("shop:z", "1", "Black", "M", sku="ME-SK-901", barcode=EAN),
        look("erp:z", "2", "Ivory", "XL", sku="ME-SK-902", barcode=EAN),
    )
    styles = (style("shop:1", "Aurora Dress"), style("erp:2", "Leather Belt"))
    found = products(*both, *wrong, styles=styles)
    assert {frozenset({"shop:z"}), frozenset({"erp:z"}), frozenset({"shop:07", "erp:07"})} <= found


def test_two_systems_that_number_from_one_do_not_mean_the_same(products: Products) -> None:
    names = ("Chai", "Ikura", "Tofu", "Konbu", "Pavlova")
    others = ("Mountain Bike", "Road Frame", "Helmet", "Chain", "Pedal")
    rows = [
        look(f"{source}:{number}", str(number), colour, size, sku=str(1000 + number))
        for source, colour, size in (("food", "green", "1 kg"), ("bikes", "red", "38"))
        for number in range(5)
    ]
    styles = [style(f"food:{number}", name) for number, name in enumerate(names)]
    styles += [style(f"bikes:{number}", name) for number, name in enumerate(others)]
    assert len(products(*rows, styles=tuple(styles))) == 10


def test_two_systems_that_number_from_one_alike_mean_the_same(products: Products) -> None:
    names = ("Chai", "Ikura", "Tofu", "Konbu", "Pavlova")
    rows = [
        variant(f"{source}:{number}", str(number + 1), product_id=str(number))
        for source in ("shop", "erp")
        for number in range(5)
    ]
    styles = [style(f"{source}:{number}", name) for source in ("shop", "erp") for number, name in enumerate(names)]
    assert len(products(*rows, styles=tuple(styles))) == 5


CATALOGUE = ("Aurora Dress", "Aurora Dress II", "Meridian Coat", "Solstice Skirt 12", "Linen Tee", "Linen Tee 3-pack")
COLOURS, SIZES = ("Black", "Navy blue", "Ivory"), ("S", "M", "XXL")


def catalogue(source: str, spell: Callable[[str], str] = str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every style in every colour and size, in the spelling of a source."""
    styles = [style(f"{source}:{number}", spell(name)) for number, name in enumerate(CATALOGUE)]
    rows = [
        look(f"{source}:{number}-{colour}-{size}", str(number), spell(COLOURS[colour]), spell(SIZES[size]))
        for number in range(len(CATALOGUE))
        for colour in range(len(COLOURS))
        for size in range(len(SIZES))
    ]
    return rows, styles


def market(text: str) -> str:
    """How a marketplace writes titles, colours and sizes."""
    return {"XXL": "2XL", "S": "Small", "M": "Medium"}.get(text, text.upper())


def test_title_colour_and_size_join_variants_without_codes(
    connection: duckdb.DuckDBPyConnection, products: Products
) -> None:
    (shop, shop_styles), (mart, mart_styles) = catalogue("shop"), catalogue("mart", market)
    found = products(*shop, *mart, styles=(*shop_styles, *mart_styles))
    assert found == sets(*(f"{row['source_name']}:{row['product_variant_id']} "
                           f"mart:{row['product_variant_id']}" for row in shop))  # fmt: skip
    assert rules(connection)["shop:0-1-2"] == ("attributes", "same title, colour, size as mart:0-1-2")
    assert {rule for rule, _ in rules(connection).values()} == {"self", "attributes"}


def test_a_numeral_or_a_pack_makes_another_product(products: Products) -> None:
    one, other = catalogue("shop"), catalogue("mart", market)
    rows = [row for row in one[0] if row["product_id"] in "04"] + [row for row in other[0] if row["product_id"] in "15"]
    assert len(products(*rows, styles=(*one[1], *other[1]))) == len(rows)


def test_two_that_look_the_same_in_one_source_are_not_joined_by_their_look(products: Products) -> None:
    (shop, shop_styles), (mart, mart_styles) = catalogue("shop"), catalogue("mart", market)
    twin = {**shop[4], "product_variant_id": "again"}
    found = products(*shop, twin, *mart, styles=(*shop_styles, *mart_styles))
    record = shop[4]["product_variant_id"]
    assert {frozenset({f"shop:{record}"}), frozenset({f"mart:{record}"}), frozenset({"shop:again"})} <= found


def test_one_source_never_merges_two_variants_by_barcode(products: Products) -> None:
    assert products(variant("shop:1", None, EAN), variant("shop:2", None, EAN)) == sets("shop:1", "shop:2")
    assert products(variant("shop:1", "A", EAN), variant("shop:2", None, EAN)) == sets("shop:1", "shop:2")


def test_one_source_never_merges_two_variants_by_way_of_another(products: Products) -> None:
    found = products(variant("shop:1", "A"), variant("odoo:1", "A", EAN), variant("shop:2", None, EAN))
    assert found == sets("shop:1 odoo:1", "shop:2")
    found = products(
        variant("odoo:1", "A", EAN),
        variant("crm:1", "A", OTHER_EAN),
        variant("shop:1", None, EAN),
        variant("shop:2", None, OTHER_EAN),
    )
    assert len({group for group in found if {"shop:1", "shop:2"} <= group}) == 0
    assert frozenset({"odoo:1", "crm:1"}) <= max(found, key=len)


@pytest.mark.parametrize("barcode", ["0000000000000", "123456789", "1234", "none", ""])
def test_made_up_barcodes_are_no_evidence(products: Products, barcode: str) -> None:
    assert products(variant("shop:1", None, barcode), variant("odoo:1", None, barcode)) == sets("shop:1", "odoo:1")


def test_a_sku_that_too_many_variants_of_a_source_have_is_none(products: Products) -> None:
    rows = [variant(f"shop:{number:02}", "MISC") for number in range(26)]
    assert len(products(*rows, variant("odoo:1", "MISC"))) == 27
    assert len(products(*rows[:25], variant("odoo:1", "MISC"))) == 1


@pytest.mark.parametrize("column", ["colour_name", "size_code", "variant_name"])
def test_a_sku_of_several_colours_sizes_or_names_is_none(products: Products, column: str) -> None:
    chairs = [
        variant(f"shop:{look}", "404.038.96", product_id="54", **{column: f"Modern Cafe Chair {look}"})
        for look in ("mustard", "mint", "pearl")
    ]
    other = variant("odoo:1", "404.038.96")
    styles = (style("shop:54", "Modern Cafe Chair"),)
    assert len(products(*chairs, other, styles=styles)) == 4
    assert len(products(*({**chair, column: "mint"} for chair in chairs), other, styles=styles)) == 1


def test_no_variants_yield_no_links(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("product_variant", [])
    assert link_products(connection, RUN_AT) == EntitySummary("product", 0, 0, {}, 0, 0, 0)
    assert len(connection.execute("describe identity.product_link").fetchall()) == 10
