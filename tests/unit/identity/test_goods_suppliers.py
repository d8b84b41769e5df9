"""Which supplier records are one supplier, rule by rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from identity.linking import EntitySummary, link_suppliers
from tests.unit.identity.goods_records import RUN_AT, groups, sets, supplier

IBAN = "IT60 X054 2811 1010 0000 0123 456"
Suppliers = Callable[..., set[frozenset[str]]]


@pytest.fixture
def suppliers(connection: duckdb.DuckDBPyConnection, load: Any) -> Suppliers:
    """Link suppliers, and return which are one."""

    def found(*rows: dict[str, Any]) -> set[frozenset[str]]:
        load("supplier", rows)
        link_suppliers(connection, RUN_AT)
        return groups(connection, "supplier")

    return found


def reason(connection: duckdb.DuckDBPyConnection, source: str) -> tuple[str, str, str]:
    ((rule, decided_by, evidence),) = connection.execute(
        "select rule_name, decided_by, evidence from identity.supplier_link "
        f"where source_name = '{source}' and rule_name <> 'self'"
    ).fetchall()
    return rule, decided_by, evidence


def test_a_tax_id_joins_whatever_else_differs(connection: duckdb.DuckDBPyConnection, suppliers: Suppliers) -> None:
    found = suppliers(
        supplier("odoo:1", "Seta S.p.A.", supplier_code="S-1", tax_id="IT 0123 456 7890"),
        supplier("scm:1", "Tessuti di Milano", supplier_code="77", tax_id="01234567890"),
    )
    assert found == sets("odoo:1 scm:1")
    assert reason(connection, "scm") == (
        "tax_id",
        "rule",
        "same tax id, country as odoo:1; another supplier code, another name",
    )


def test_a_bank_account_joins_names_that_are_alike(connection: duckdb.DuckDBPyConnection, suppliers: Suppliers) -> None:
    found = suppliers(
        supplier("odoo:1", "Filo Srl", bank_account=IBAN), supplier("scm:1", "FILO", bank_account=IBAN.replace(" ", ""))
    )
    assert found == sets("odoo:1 scm:1")
    assert reason(connection, "scm")[:2] == ("bank_account", "rule")


def test_an_account_of_a_factor_joins_nobody(suppliers: Suppliers) -> None:
    found = suppliers(supplier("odoo:1", "Filo Srl", bank_account=IBAN), supplier("scm:1", "Lino", bank_account=IBAN))
    assert found == sets("odoo:1", "scm:1")


def test_code_and_name_join_and_either_alone_does_not(
    connection: duckdb.DuckDBPyConnection, suppliers: Suppliers
) -> None:
    found = suppliers(
        supplier("odoo:2", "Filo Srl", supplier_code="S-2"),
        supplier("scm:2", "FILO, S.R.L.", supplier_code="s-2 "),
        supplier("scm:3", "Lino Srl", supplier_code="S-2"),
    )
    assert found == sets("odoo:2 scm:2", "scm:3")
    assert reason(connection, "scm") == ("code_and_name", "rule", "same supplier code, name, country as odoo:2")


def test_name_and_mail_domain_join_a_record_that_was_entered_twice(
    connection: duckdb.DuckDBPyConnection, suppliers: Suppliers
) -> None:
    found = suppliers(
        supplier("erp:1", "Bursa Tekstil A.Ş.", country_code="TR", city="Bursa", email="orders@bursa.example"),
        supplier("erp:2", "BURSA TEKSTIL", country_code="TR", city="BURSA", email="sales@bursa.example"),
    )
    assert found == sets("erp:1 erp:2")
    assert reason(connection, "erp") == (
        "name_and_contact",
        "model",
        "same name, e-mail domain, city, country as erp:1",
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Confeções Minho Lda", "Confecoes Minho"),
        ("Hangzhou Yunfeng Apparel Co., Ltd.", "HANGZHOU YUNFENG APPAREL CO LTD"),
        ("Łódź Konfekcja Sp. z o.o.", "Lodz Konfekcja sp zoo"),
        ("Müller & Söhne GmbH & Co. KG", "MUELLER & SOEHNE"),
        ("ООО Текстиль", "Tekstil"),
        ("Otsu Denim Works K.K.", "Otsu Denim Works"),
    ],
)
def test_name_and_place_join_without_the_legal_form(
    connection: duckdb.DuckDBPyConnection, suppliers: Suppliers, one: str, other: str
) -> None:
    found = suppliers(supplier("erp:1", one, city="Milano"), supplier("scm:1", other, city="MILANO"))
    assert found == sets("erp:1 scm:1")
    assert reason(connection, "scm")[0] == "name_and_place"


@pytest.mark.parametrize(
    "other",
    [
        {"country_code": "FR", "email": "orders@seta.example"},
        {"tax_id": "IT99999000001", "email": "orders@seta.example", "supplier_code": "S-1"},
        {"supplier_name": "Lino Milano", "email": "orders@seta.example"},
    ],
)
def test_a_group_of_companies_is_not_one_supplier(suppliers: Suppliers, other: dict[str, Any]) -> None:
    seta = supplier(
        "erp:1", "Seta Milano S.p.A.", tax_id="IT01234567890", email="info@seta.example", supplier_code="S-1"
    )
    sister = {**supplier("scm:1", "Seta Milano S.p.A."), **other}
    assert suppliers(seta, sister) == sets("erp:1", "scm:1")


def test_placeholders_and_widely_shared_numbers_join_nobody(suppliers: Suppliers) -> None:
    names = ("Lino", "Seta", "Filo", "Lana", "Cotone", "Juta", "Canapa")
    agency = [
        supplier(f"erp:{number}", name, tax_id="IT55544433322", bank_account=IBAN, phone="+39 02 5550 1234")
        for number, name in enumerate(names)
    ]
    assert len(suppliers(*agency)) == len(names)
    assert suppliers(
        supplier("erp:1", "Lino", tax_id="00000000"), supplier("scm:1", "Seta", tax_id="00000000")
    ) == sets("erp:1", "scm:1")


def test_no_suppliers_yield_no_links(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load("supplier", [])
    assert link_suppliers(connection, RUN_AT) == EntitySummary("supplier", 0, 0, {}, 0, 0, 0)
    assert len(connection.execute("describe identity.supplier_link").fetchall()) == 10
