"""Odoo's two APIs against a local server that speaks them: every row and value, whatever happens between the pages."""

from __future__ import annotations

import sys
import time
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import requests

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.apis.odoo import OdooReader, open_api
from ingestion.connectors.apis.odoo.remote import model_of
from ingestion.connectors.apis.odoo.xmlrpc import read_document
from ingestion.contract.document import SourceTable, read_contract
from warehouse.errors import ConfigurationError
from warehouse.source_settings import SourceSettings

sys.path.insert(0, str(Path(__file__).parents[2] / "vendors"))
data, server, trouble = (import_module(name) for name in ("odoo_data", "odoo_server", "trouble"))

CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: odoo.{table}
name: {table}
version: 1.0.0
status: active
servers: [{{server: files, type: local, path: "{table}_*.csv", format: csv}}]
schema:
  - name: {table}
    customProperties: [{{property: cursor, value: write_date}}, {{property: optional, value: {optional}}}]
    properties:
      - {{name: row_id, physicalName: id, physicalType: BIGINT, required: true, primaryKey: true}}
{columns}
      - {{name: write_date, physicalType: TIMESTAMP, tags: [clock]}}
"""
COLUMNS = {
    "res_partner": "name email active parent_id vat no_such_column display_name",
    "sale_order_line": "name price_subtotal product_uom product_uom_qty",
    "product_product": "default_code standard_price",
    "helpdesk_ticket": "name",
}
PARTNERS = """id,name,email,active,parent_id,vat,write_date
1,"Zoë & Sons <Ltd>",,t,,,2025-01-01 08:00:00
2,"{""en_US"": ""Line\\nbreak""}",b@x.example,f,1,FR1,2025-01-02 08:00:00
3,Three,c@x.example,t,1,,2025-01-03 08:00:00
4,Four,d@x.example,t,1,,2025-01-04 08:00:00
5,Five,e@x.example,t,3,,2025-01-05 08:00:00
"""
LINES = """id,name,price_subtotal,product_uom,product_uom_qty,write_date
10,Tee,0.1,1,3,2025-01-01 08:00:00
11,Coat,12345678901.23,1,0.000001,2025-01-01 08:00:00
12,Freight,,,,2025-01-01 08:00:00
"""
PRODUCTS = """id,default_code,standard_price,write_date
20,TEE-1,"{""1"": 31.54, ""2"": 30.1}",2025-01-01 08:00:00
21,TEE-2,,2025-01-01 08:00:00
"""
COMPANIES = """id,name,write_date
1,Europe,2025-01-01 08:00:00
2,America,2025-01-01 08:00:00
"""
XML, JSON = {"database": server.DATABASE, "user": server.USER}, {"database": server.DATABASE}
BOTH = pytest.mark.parametrize("version", [14, 18, 19, 22])
Open = Callable[..., AbstractContextManager[OdooReader]]


@pytest.fixture
def database(tmp_path: Path) -> Any:
    """A small Odoo database."""
    folder = tmp_path / "erp"
    folder.mkdir()
    texts = {"res_partner": PARTNERS, "sale_order_line": LINES, "product_product": PRODUCTS, "res_company": COMPANIES}
    for table, text in texts.items():
        (folder / f"{table}_2025-01-31.csv").write_text(text, encoding="utf-8")
    return data.Database(folder)


@pytest.fixture
def odoo(database: Any) -> Any:
    """An Odoo 19 over that database."""
    return server.Odoo(database, 19, trouble.Trouble())


@pytest.fixture
def open_odoo(odoo: Any, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Serve it and open its API as a source of the configuration does."""
    monkeypatch.setenv("ODOO_KEY", server.KEY)

    @contextmanager
    def opened(
        version: int = 19, key: str = "${ODOO_KEY}", secret: str | None = None, **options: str
    ) -> Iterator[OdooReader]:
        odoo.version = version
        given = {"attempts": "3", "backoff_seconds": "0.01", "timeout_seconds": "20", "page_size": "2"}
        with server.serve_odoo(odoo) as address:
            source = SourceSettings(
                name="erp",
                vendor="odoo",
                systems=["erp"],
                path=Path("erp"),
                url=address,
                options={**(XML if version < 19 else JSON), **given, **options},
                credentials={secret or ("password" if version < 19 else "token"): key},
            )
            with open_api(Access(source)) as reader:
                yield reader

    return opened


@pytest.fixture
def contract(tmp_path: Path) -> Callable[..., SourceTable]:
    """Write the contract of a table."""

    def write(table: str, optional: str = "false") -> SourceTable:
        columns = "\n".join(f"      - {{name: {name}, physicalType: VARCHAR}}" for name in COLUMNS[table].split())
        path = tmp_path / f"{table}.yaml"
        path.write_text(CONTRACT.format(table=table, columns=columns, optional=optional), encoding="utf-8")
        return read_contract(path, "odoo")

    return write


def read(reader: OdooReader, table: SourceTable, since: datetime | None = None) -> list[dict[str, Any]]:
    return [row for page in reader.rows(table, since) for row in page]


@BOTH
def test_rows_are_those_of_the_database_archived_ones_too(open_odoo: Open, contract: Any, version: int) -> None:
    table = contract("res_partner")
    with open_odoo(version) as reader:
        rows = read(reader, table)
        assert reader.count(table, None) == 5
        assert [row for page in reader.keys(table) or () for row in page] == [{"id": number} for number in range(1, 6)]
    assert rows[:2] == [
        {
            "id": 1, "name": "Zoë & Sons <Ltd>", "email": None, "active": True, "parent_id": None, "vat": None,
            "write_date": "2025-01-01 08:00:00",
        },
        {
            "id": 2, "name": "Line\nbreak", "email": "b@x.example", "active": False, "parent_id": 1, "vat": "FR1",
            "write_date": "2025-01-02 08:00:00",
        },
    ]  # fmt: skip
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5]


@BOTH
def test_money_keeps_its_decimals_and_a_number_that_is_empty_is_zero(
    open_odoo: Open, contract: Any, version: int
) -> None:
    with open_odoo(version) as reader:
        rows = read(reader, contract("sale_order_line"))
    assert [(row["price_subtotal"], row["product_uom_qty"], row["product_uom"]) for row in rows] == [
        ("0.1", "3.0", 1),
        ("12345678901.23", "0.000001", 1),
        ("0.0", "0.0", None),
    ]


@pytest.mark.parametrize("version", [18, 19])
def test_a_value_of_each_company_is_the_column_that_the_database_has(
    open_odoo: Open, contract: Any, version: int
) -> None:
    with open_odoo(version) as reader:
        rows = read(reader, contract("product_product"))
    assert [row["standard_price"] for row in rows] == ['{"1": 31.54, "2": 30.1}', None]


def test_only_stored_fields_are_asked_for_by_name(open_odoo: Open, odoo: Any, contract: Any) -> None:
    with open_odoo() as reader:
        read(reader, contract("res_partner"))
    asked = {name for call in odoo.seen for name in call["fields"]}
    assert asked == {"id", "name", "email", "active", "parent_id", "vat", "write_date"}
    assert {call["context"]["active_test"] for call in odoo.seen} == {False}


@BOTH
def test_rows_since_a_moment_begin_at_it(open_odoo: Open, contract: Any, version: int) -> None:
    table, since = contract("res_partner"), datetime(2025, 1, 4, 8)
    with open_odoo(version) as reader:
        assert [row["id"] for row in read(reader, table, since)] == [4, 5]
        assert reader.count(table, since) == 2


@pytest.mark.parametrize("version", [18, 19])
@pytest.mark.parametrize("kind", [trouble.TOO_MANY, trouble.BROKEN, trouble.CUT, trouble.REPEATED])
def test_a_page_that_goes_wrong_once_is_asked_for_again(
    open_odoo: Open, odoo: Any, contract: Any, version: int, kind: str
) -> None:
    odoo.trouble.planned.extend([None, kind])
    with open_odoo(version) as reader:
        assert [row["id"] for row in read(reader, contract("res_partner"))] == [1, 2, 3, 4, 5]
    assert not odoo.trouble.planned
    assert all(rest >= 1 for rest in odoo.trouble.rests)


def test_half_a_page_loses_no_row_unnoticed(open_odoo: Open, odoo: Any, contract: Any) -> None:
    table = contract("res_partner")
    odoo.trouble.planned.append(trouble.HALF)
    with open_odoo(page_size="3") as reader:
        assert [row["id"] for row in read(reader, table)] == [1, 3, 4, 5]
        assert reader.count(table, None) == 5


@pytest.mark.parametrize("version", [18, 19])
def test_rows_that_come_change_and_go_between_pages_shift_nothing(
    open_odoo: Open, odoo: Any, database: Any, contract: Any, version: int
) -> None:
    def change() -> None:
        database.run("delete from res_partner where id in (1, 3)")
        database.run("insert into res_partner by name select * replace (6 as id) from res_partner where id = 5")
        database.run("update res_partner set name = 'V' where id = 5")

    odoo.trouble.between_pages[1] = change
    with open_odoo(version) as reader:
        rows = read(reader, contract("res_partner"))
    assert [(row["id"], row["name"]) for row in rows[2:]] == [(4, "Four"), (5, "V"), (6, "Five")]


@pytest.mark.parametrize("version", [18, 19])
@pytest.mark.parametrize(
    ("kind", "said"), [(trouble.BROKEN, "500"), (trouble.TOO_MANY, "429"), (trouble.REPEATED, "not the page")]
)
def test_a_server_that_stays_broken_fails_the_reading(
    open_odoo: Open, odoo: Any, contract: Any, version: int, kind: str, said: str
) -> None:
    with open_odoo(version, attempts="1") as reader:
        pages = reader.rows(contract("res_partner"), None)
        next(pages)
        odoo.trouble.forever = kind
        with pytest.raises(SourceUnreachableError, match=said) as caught:
            list(pages)
    assert server.KEY not in str(caught.value)


def test_a_server_that_falls_silent_fails_the_reading_in_time(open_odoo: Open, odoo: Any, contract: Any) -> None:
    odoo.trouble.forever = trouble.SILENT
    begun = time.monotonic()
    with (
        open_odoo(attempts="1", timeout_seconds="0.2") as reader,
        pytest.raises(SourceUnreachableError, match="no answer"),
    ):
        read(reader, contract("res_partner"))
    assert time.monotonic() - begun < trouble.SECONDS_OF_SILENCE


@pytest.mark.parametrize("version", [18, 19])
def test_a_missing_right_is_named_with_model_and_remedy(
    open_odoo: Open, odoo: Any, contract: Any, version: int
) -> None:
    odoo.denied = {"res.partner"}
    with open_odoo(version) as reader, pytest.raises(SourceUnreachableError) as caught:
        read(reader, contract("res_partner"))
    assert "res.partner" in str(caught.value)
    assert "Inventory/User" in str(caught.value)
    assert "put it into one of the groups" in caught.value.todo


@pytest.mark.parametrize("version", [18, 19])
def test_a_wrong_key_is_told_and_not_repeated(
    open_odoo: Open, contract: Any, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG_KEY", "none-of-these-keys")
    with (
        pytest.raises(SourceUnreachableError, match="Check database, user and the key") as caught,
        open_odoo(version, key="${WRONG_KEY}") as reader,
    ):
        read(reader, contract("res_partner"))
    assert "none-of-these-keys" not in str(caught.value)


@pytest.mark.parametrize("version", [18, 19])
def test_a_model_that_is_not_installed_stops_only_where_it_must_be_there(
    open_odoo: Open, contract: Any, version: int
) -> None:
    with open_odoo(version) as reader:
        table = contract("helpdesk_ticket", optional="true")
        assert (read(reader, table), reader.count(table, None), reader.keys(table)) == ([], 0, None)
    with open_odoo(version) as reader, pytest.raises(SourceUnreachableError, match="not installed"):
        read(reader, contract("helpdesk_ticket"))


@pytest.mark.parametrize(("version", "path"), [(14, "/xmlrpc/2/object"), (19, "/json/2/res.partner/search_read")])
def test_the_version_of_the_server_tells_which_api_is_asked(
    open_odoo: Open, odoo: Any, contract: Any, version: int, path: str
) -> None:
    with open_odoo(version) as reader:
        read(reader, contract("res_partner"))
    assert path in odoo.trouble.requests


@pytest.mark.parametrize("version", [18, 19])
def test_a_table_that_may_be_absent_can_be_left_out(open_odoo: Open, odoo: Any, contract: Any, version: int) -> None:
    odoo.denied = {"res.partner"}
    with open_odoo(version, leave_out="mail_message, res_partner") as reader:
        table = contract("res_partner", optional="true")
        assert (read(reader, table), reader.count(table, None), reader.keys(table)) == ([], 0, None)
        with pytest.raises(ConfigurationError, match="must be there"):
            read(reader, contract("res_partner"))


def test_an_old_server_that_sends_to_another_page_is_asked_by_xmlrpc(open_odoo: Open, odoo: Any, contract: Any) -> None:
    odoo.status_of_unknown = 200
    with open_odoo(18) as reader:
        assert len(read(reader, contract("res_partner"))) == 5


def test_a_password_is_for_xmlrpc_as_long_as_there_is_one(open_odoo: Open, odoo: Any, contract: Any) -> None:
    with open_odoo(19, secret="password", user=server.USER) as reader:
        read(reader, contract("res_partner"))
    assert "/xmlrpc/2/object" in odoo.trouble.requests
    with pytest.raises(ConfigurationError, match="'token' is missing"), open_odoo(22, secret="password"):
        pass


def test_an_api_that_there_is_not_is_refused_by_name(open_odoo: Open) -> None:
    with pytest.raises(ConfigurationError, match="api is 'soap'"), open_odoo(api="soap"):
        pass


@pytest.mark.parametrize(
    ("table", "model"),
    [
        ("sale_order", "sale.order"),
        ("mail_tracking_value", "mail.tracking.value"),
        ("l10n_latam_document_type", "l10n_latam.document.type"),
        ("ir_act_server", "ir.actions.server"),
    ],
)
def test_a_table_is_the_model_of_its_name(table: str, model: str) -> None:
    assert model_of(table) == model


def test_the_local_server_answers_as_the_samples_of_the_documentation(odoo: Any) -> None:
    """Both pages have these requests, with these answers, but for the data."""
    body = {"context": {"lang": "en_US"}, "domain": [["id", "in", [1]]], "fields": ["name"]}
    keyed = {"X-Odoo-Database": server.DATABASE, "Authorization": f"bearer {server.KEY}"}
    with server.serve_odoo(odoo) as address:
        path = f"{address}/json/2/res.partner/search_read"
        version = requests.get(f"{address}/web/version", timeout=5).json()
        good = requests.post(path, json=body, headers=keyed, timeout=5)
        bad = requests.post(path, json=body, headers={"Authorization": "bearer none"}, timeout=5)
        common = xmlrpc.client.ServerProxy(f"{address}/xmlrpc/2/common")
        told, nobody = common.version(), common.authenticate("maison", "nobody", "none", {})
    assert version == {"version_info": [19, 0, 0, "final", 0, ""], "version": "19.0"}
    assert (good.status_code, good.json()) == (200, [{"id": 1, "name": "Zoë & Sons <Ltd>"}])
    assert (bad.status_code, bad.json()["name"], bad.json()["message"]) == (
        401,
        "werkzeug.exceptions.Unauthorized",
        "Invalid apikey",
    )
    assert set(bad.json()) == {"name", "message", "arguments", "context", "debug"}
    assert set(told) == {"server_version", "server_version_info", "server_serie", "protocol_version"}
    assert nobody is False


def test_a_document_with_entities_is_not_read() -> None:
    with pytest.raises(ValueError, match="document type"):
        read_document(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><methodResponse/>')
