"""Overrides of golden fields: what a person says stands under the record, the last one counts, and can be undone."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from identity.decisions.overrides import (
    FIELDS,
    Field,
    OverrideError,
    override,
    standing_overrides,
    undo,
    write_overrides,
)
from warehouse.ledger import BUILD_KINDS, Kind, Ledger

NAME = Field("customer", "crm", "contact:12", "full_name")
ADDRESS = Field("customer", "crm", "contact:12", "address")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def written(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, up_to: int | None = None
) -> list[tuple[object, ...]]:
    write_overrides(connection, standing_overrides(ledger, up_to))
    return connection.execute("select * exclude (recorded_at) from identity.field_override order by all").fetchall()


def test_the_last_override_of_a_field_counts(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> None:
    override(ledger, NAME, "Ann", "Ada", "she told us")
    override(ledger, NAME, " Anne ", "Bea", "she spelled it")
    assert written(connection, ledger) == [("customer", "crm", "contact:12", "full_name", "Anne", 2)]
    assert [entry.subject for entry in ledger.read(Kind.OVERRIDE)] == ["customer:crm:contact:12:full_name"] * 2
    assert Kind.OVERRIDE in BUILD_KINDS, "an override is a reason to build again"


def test_what_is_entered_while_a_run_is_under_way_is_for_the_next(
    ledger: Ledger, connection: duckdb.DuckDBPyConnection
) -> None:
    mark = override(ledger, NAME, "Ann", "Ada", "she told us")
    override(ledger, NAME, "Anne", "Bea", "she spelled it")
    assert [row[4] for row in written(connection, ledger, mark)] == ["Ann"]
    assert [row[4] for row in written(connection, ledger)] == ["Anne"]


def test_undo_is_a_further_entry_and_leaves_no_override(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> None:
    override(ledger, NAME, "Ann", "Ada", "she told us")
    assert undo(ledger, NAME, "Ada", "my mistake").value == "Ann"
    assert written(connection, ledger) == []
    assert [entry.payload["state"] for entry in ledger.read(Kind.OVERRIDE)] == ["set", "undone"]
    with pytest.raises(OverrideError, match="nobody has overridden"):
        undo(ledger, NAME, "Ada", "once more")


def test_an_address_is_overridden_whole_and_nothing_is_a_value(
    ledger: Ledger, connection: duckdb.DuckDBPyConnection
) -> None:
    override(ledger, ADDRESS, 'Rue "Royale" 1 | Liège | | BE', "Ada", "she moved")
    override(ledger, Field("customer", "crm", "contact:12", "phone"), "-", "Ada", "cut off")
    (_, _, _, _, address, _), (_, _, _, field, phone, _) = written(connection, ledger)
    parts = connection.execute(
        "select json_extract_string($1, '$.street'), json_extract_string($1, '$.city'), "
        "json_extract_string($1, '$.postal_code'), json_extract_string($1, '$.country_code'), "
        "json_object('street', 'Rue \"Royale\" 1', 'city', 'Liège', 'postal_code', null, 'country_code', 'BE') = $1",
        [address],
    ).fetchall()
    assert parts == [('Rue "Royale" 1', "Liège", None, "BE", True)]
    assert (field, phone) == ("phone", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field("customer", "crm", "1", "colour"), "red"),
        (Field("parcel", "crm", "1", "full_name"), "Ann"),
        (NAME, "  "),
        (ADDRESS, "Rue Royale 1, Liège"),
        (ADDRESS, "Rue Royale 1 | Liège | 4000 | Belgium"),
        (ADDRESS, "Rue Royale 1 | Liège | 4000 | XX"),
        (Field("customer", "crm", "1", "country_code"), "be"),
        (Field("customer", "crm", "1", "country_code"), "QQ"),
        (Field("supplier", "erp", "1", "country_code"), "UK"),
        (Field("customer", "crm", "1", "email"), "ann"),
        (Field("customer", "crm", "1", "email"), "ann@example"),
        (Field("customer", "crm", "1", "email"), "ann berg@example.org"),
        (Field("customer", "crm", "1", "customer_type"), "robot"),
        (Field("supplier", "erp", "1", "is_active"), "yes"),
    ],
)
def test_a_value_that_has_not_its_form_is_refused(ledger: Ledger, field: Field, value: str) -> None:
    with pytest.raises(OverrideError):
        override(ledger, field, value, "Ada", "because")
    assert ledger.read() == []


def test_an_e_mail_and_a_country_that_there_are_are_taken(
    ledger: Ledger, connection: duckdb.DuckDBPyConnection
) -> None:
    override(ledger, Field("customer", "crm", "1", "email"), "ann.o'berg+x@mail.example.org", "Ada", "told us")
    override(ledger, Field("customer", "crm", "1", "country_code"), "AQ", "Ada", "on a station")
    assert len(written(connection, ledger)) == 2


def test_every_field_with_a_rule_can_be_overridden_but_for_the_account_which_is_a_key(house: Path) -> None:
    with (house / "dbt_project" / "seeds" / "survivorship_rule.csv").open(encoding="utf-8", newline="") as file:
        ruled = {(row["entity"], row["field_name"]) for row in csv.DictReader(file)}
    fields = {(entity, name) for entity, names in FIELDS.items() for name in names}
    assert ruled - fields == {("customer", "account")}
    assert fields <= ruled
