"""What an Odoo server holds: the tables of the demo company, as models whose fields have Odoo's types.

Belongs here: loading an ERP's files into DuckDB, types of fields, and values as Odoo's APIs give them. Not here: the
protocols (odoo_server), and anything of the code under test.
"""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

import duckdb

_FILE = re.compile(r"(.+)_\d{4}-\d{2}-\d{2}\.csv")
_WHOLE = {"decimal_places", "id", "res_id", "supplier_rank", "customer_rank"}
_DECIMAL = {
    "amount", "amount_currency", "amount_tax", "amount_total", "amount_untaxed", "balance", "credit", "debit",
    "duration", "duration_expected", "list_price", "price_subtotal", "price_subtotal_incl", "price_tax", "price_unit",
    "product_qty", "product_uom_qty", "qty", "qty_received", "quantity", "rate", "reserved_quantity", "standard_price",
    "time_efficiency", "unit_cost", "value", "weight",
}  # fmt: skip
_OF_COMPANY = {"standard_price"}
_LINKS = {"product_uom"}
_MOMENT = r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}"


class Database:
    """An Odoo database.

    Args:
        folder: Files of an ERP, `<table>_<date>.csv`; of a row that stands in several the last one counts.
        tables: Those that are installed; None takes all.
    """

    def __init__(self, folder: Path, tables: set[str] | None = None) -> None:
        """Load every table that has an id."""
        self._connection = duckdb.connect()
        self._lock = threading.Lock()
        self.types: dict[str, dict[str, str]] = {}
        found = {match[1] for path in folder.iterdir() if (match := _FILE.fullmatch(path.name))}
        for table in sorted(found if tables is None else found & tables):
            self._load(folder, table)

    def _load(self, folder: Path, table: str) -> None:
        files = f"'{folder}/{table}_2*.csv'"
        read = f"read_csv({files}, all_varchar = true, union_by_name = true, filename = true)"
        names = [row[0] for row in self.run(f"describe select * exclude (filename) from {read}")]
        if "id" not in names:
            return
        self.run(
            f"create table {table} as select * exclude (filename, place) from (select *, row_number() over () as place"
            f" from {read}) qualify row_number() over (partition by id order by filename desc, place desc) = 1"
        )
        self.run(f"alter table {table} alter id type bigint using cast(id as bigint)")
        self.types[table] = {name: self._type(table, name) for name in names}

    def _type(self, table: str, name: str) -> str:
        if name in _LINKS or (name.endswith("_id") and name != "res_id"):
            return "many2one"
        if name in _WHOLE | _DECIMAL:
            return "integer" if name in _WHOLE else "float"
        samples = [row[0] for row in self.run(f"select distinct {name} from {table} where {name} is not null limit 50")]
        if samples and all(sample in ("t", "f") for sample in samples):
            return "boolean"
        if samples and all(re.fullmatch(_MOMENT, sample) for sample in samples):
            return "datetime"
        return "date" if samples and all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", sample) for sample in samples) else "char"

    def run(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run SQL on the tables, which hold the texts of the files."""
        with self._lock:
            return self._connection.execute(sql, values or []).fetchall()

    def table_of(self, model: str) -> str | None:
        """The table of a model, if the module that brings it is installed."""
        table = model.replace(".", "_")
        return table if table in self.types else None

    def fields_get(self, table: str, wanted: list[str]) -> dict[str, dict[str, Any]]:
        """Return type and store of the fields that there are; one more is computed and has no column."""
        told = {
            name: {"type": kind, "store": True, **({"company_dependent": True} if name in _OF_COMPANY else {})}
            for name, kind in self.types[table].items()
        }
        told["display_name"] = {"type": "char", "store": False}
        return {name: attributes for name, attributes in told.items() if not wanted or name in wanted}

    def search(
        self, table: str, domain: list[list[Any]], limit: int | None, is_active_test: bool
    ) -> tuple[str, list[Any]]:
        """Return SQL, with its values, that selects the rows of a domain in the order of their ids."""
        terms, values = [], []
        for name, operator, value in domain:
            if operator == "in":
                terms.append(f"{name} in (select unnest(cast(? as bigint[])))")
            elif operator in (">", ">="):
                terms.append(f"{name} {operator} ?")
            else:
                raise ValueError(f"this server knows no {operator}")
            values.append(value)
        if is_active_test and "active" in self.types[table]:
            terms.append("active = 't'")
        where = f" where {' and '.join(terms)}" if terms else ""
        return f"from {table}{where} order by id" + (f" limit {limit}" if limit else ""), values

    def read(self, table: str, fields: list[str], found: tuple[str, list[Any]], company: int) -> list[dict[str, Any]]:
        """Return rows as the APIs give them."""
        names = ["id", *(name for name in fields if name != "id")]
        rows = self.run(f"select {', '.join(names)} {found[0]}", found[1])
        kinds = self.types[table]
        return [
            {name: _given(kinds[name], name, value, company) for name, value in zip(names, row, strict=True)}
            for row in rows
        ]


def _given(kind: str, name: str, value: str | int | None, company: int) -> Any:
    """A column's value as Odoo's APIs give it: false for nothing but a number, which is 0; a link with its name."""
    if name in _OF_COMPANY:
        return json.loads(str(value or "{}")).get(str(company), 0.0)
    if kind in ("float", "integer"):
        return (float if kind == "float" else int)(value or 0)
    if kind == "boolean":
        return value == "t"
    if value is None or value == "":
        return False
    if kind == "many2one":
        return [int(value), f"name of {value}"]
    if str(value).startswith('{"en_US"'):
        return json.loads(str(value))["en_US"]
    return value
