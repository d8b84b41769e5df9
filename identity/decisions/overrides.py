"""What people say that a field of the golden record is, whatever the rules of survivorship choose.

Belongs here: setting, undoing and reading such overrides, and the table that core reads them from. Not here: the rules
(`dbt_project/seeds/survivorship_rule.csv`) and how an override wins over them (the macro `survivors`).

An override is kept under a record of a source, never under a key, so it follows the record into whatever cluster it
comes to be in. Where two stand for one field of one golden record, the later one counts; undoing is a further entry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from identity.tables import FIELD_OVERRIDE
from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger

SET, UNDONE = "set", "undone"
NOTHING = "-"
"""What people type for a field that is to be empty."""
ADDRESS = "address"
ADDRESS_PARTS = ("street", "city", "postal_code", "country_code")
"""An address is overridden whole: these parts, with a bar between them."""

FIELDS = {
    "customer": ("customer_type", "full_name", "organisation_name", "email", "phone", ADDRESS, "country_code"),
    "product": (
        "sku",
        "style_code",
        "product_name",
        "variant_name",
        "colour_name",
        "size_code",
        "category_name",
        "product_type",
        "unit_code",
    ),
    "supplier": ("supplier_code", "supplier_name", "country_code", "currency_code", "is_active"),
}
_WITHOUT_TELEPHONE = frozenset({"AQ", "BV", "GS", "HM", "PN", "TF", "UM"})
"""Countries by ISO 3166-1 that have no numbering plan of their own; the library of plans knows the others."""
_FORMS = {
    "email": (r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "an e-mail address such as ann@example.org"),
    "customer_type": (r"person|organisation", "person or organisation"),
    "country_code": (r"[A-Z]{2}", "two capital letters (ISO 3166-1)"),
    "currency_code": (r"[A-Z]{3}", "three capital letters (ISO 4217)"),
    "is_active": (r"true|false", "true or false"),
    ADDRESS: (
        r"[^|]*\|[^|]*\|[^|]*\|\s*([A-Z]{2})?\s*",
        "street | city | postal code | country, the country as two capital letters; a part may be empty",
    ),
}

_CROSSWALKS = {
    "customer": ("xref_customer", "party_record_id"),
    "product": ("xref_product", "product_variant_id"),
    "supplier": ("xref_supplier", "supplier_id"),
}
"""Where a release knows the records of an entity, by source and id."""


class OverrideError(EntrepotError):
    """An override cannot be taken as it was given."""


@dataclass(frozen=True)
class Field:
    """A field of the golden record that a source's record belongs to."""

    entity: str
    source_name: str
    record_id: str
    name: str

    @property
    def subject(self) -> str:
        """What the ledger files it under."""
        return f"{self.entity}:{self.source_name}:{self.record_id}:{self.name}"


@dataclass(frozen=True)
class Override:
    """A value that stands, with who said it, why and when (UTC); None for a field that is to be empty."""

    field: Field
    value: str | None
    override_id: int
    actor: str
    reason: str
    recorded_at: datetime


def field_of(record: str, name: str, entity: str) -> Field:
    """Return a field as people name it: by a record, `source_name:record_id`.

    Raises:
        OverrideError: That names no record.
    """
    source_name, separator, record_id = record.partition(":")
    if not (separator and source_name and record_id):
        raise OverrideError(
            f"{record!r} names no record.", where="SOURCE:RECORD", todo="Write the source, a colon and its id."
        )
    return Field(entity, source_name, record_id, name)


def require_known(connection: duckdb.DuckDBPyConnection, field: Field) -> None:
    """Refuse a record that a release does not know.

    Raises:
        OverrideError: It does not.
    """
    if field.entity not in _CROSSWALKS:
        return
    table, column = _CROSSWALKS[field.entity]
    known = connection.execute(
        f"select 1 from core.{table} where source_name = ? and {column} = ? limit 1",
        [field.source_name, field.record_id],
    ).fetchall()
    if not known:
        raise OverrideError(
            f"the current release knows no such record of a {field.entity}.",
            where=f"{field.source_name}:{field.record_id}",
            todo=f"Look it up in core.{table}, or run first if it is new.",
        )


def override(ledger: Ledger, field: Field, value: str, actor: str, reason: str) -> int:
    """Write into the ledger what a field is; the next run uses it.

    Args:
        ledger: The ledger.
        field: The field, by one record of the golden record.
        value: What it is; `-` for nothing, and for an address `street | city | postal code | country`.
        actor: Who says so.
        reason: Why.

    Returns:
        The id of the entry.

    Raises:
        OverrideError: There is no such field, or the value has not its form.
    """
    return _append(ledger, field, _checked(field, value.strip()), SET, actor, reason)


def undo(ledger: Ledger, field: Field, actor: str, reason: str) -> Override:
    """Take an override back by a further entry, and return what stood.

    Raises:
        OverrideError: Nobody has overridden that field of that record, or it was undone already.
    """
    found = next((item for item in standing_overrides(ledger) if item.field == field), None)
    if found is None:
        raise OverrideError(
            "nobody has overridden this field of this record.",
            where=field.subject,
            todo="See what stands with `entrepot identity overrides`.",
        )
    _append(ledger, field, found.value, UNDONE, actor, reason)
    return found


def standing_overrides(ledger: Ledger, up_to: int | None = None) -> list[Override]:
    """Return every override that stands, the oldest first; up to an entry of the ledger if one is given."""
    last: dict[str, Entry] = {entry.subject: entry for entry in ledger.read(Kind.OVERRIDE, up_to=up_to)}
    standing = (_override(entry) for entry in last.values() if entry.payload["state"] == SET)
    return sorted(standing, key=lambda item: item.override_id)


def write_overrides(connection: duckdb.DuckDBPyConnection, standing: Iterable[Override]) -> None:
    """Write `identity.field_override`, one row per override; an address as JSON with its parts."""
    rows: Sequence[Sequence[object]] = [
        [item.field.entity, item.field.source_name, item.field.record_id, item.field.name, _stored(item),
         item.override_id, item.recorded_at.replace(tzinfo=None)]
        for item in standing
    ]  # fmt: skip
    schema = FIELD_OVERRIDE.partition(".")[0]
    connection.execute(f"create schema if not exists {schema}")
    connection.execute(
        f"create or replace table {FIELD_OVERRIDE} (entity varchar, source_name varchar, record_id varchar, "
        "field_name varchar, field_value varchar, override_id bigint, recorded_at timestamp)"
    )
    if rows:
        connection.executemany(f"insert into {FIELD_OVERRIDE} values (?, ?, ?, ?, ?, ?, ?)", rows)


def _checked(field: Field, value: str) -> str | None:
    """Return the value that is kept."""
    known = FIELDS.get(field.entity, ())
    if field.name not in known:
        raise OverrideError(
            f"a {field.entity} has no golden field {field.name!r}.",
            where=field.subject,
            todo=f"Use one of {', '.join(known) or ', '.join(FIELDS)}.",
        )
    if value == NOTHING:
        return None
    form, words = _FORMS.get(field.name, (r".+", f"a text; {NOTHING} for nothing"))
    if not re.fullmatch(form, value, re.DOTALL):
        raise OverrideError(f"{value!r} is no such value.", where=field.subject, todo=f"It is {words}.")
    country = {"country_code": value, ADDRESS: value.rpartition("|")[2].strip()}.get(field.name)
    if country:
        _require_country(field, country)
    return value


def _require_country(field: Field, code: str) -> None:
    from phonenumbers import SUPPORTED_REGIONS

    if code not in _WITHOUT_TELEPHONE | set(SUPPORTED_REGIONS):
        raise OverrideError(
            f"there is no country {code!r}.", where=field.subject, todo="Give its code by ISO 3166-1, such as GB."
        )


def _stored(item: Override) -> str | None:
    if item.value is None or item.field.name != ADDRESS:
        return item.value
    parts = [part.strip() or None for part in item.value.split("|")]
    return json.dumps(dict(zip(ADDRESS_PARTS, parts, strict=True)), ensure_ascii=False, separators=(",", ":"))


def _append(ledger: Ledger, field: Field, value: str | None, state: str, actor: str, reason: str) -> int:
    payload = {
        "entity": field.entity,
        "record": [field.source_name, field.record_id],
        "field": field.name,
        "value": value,
        "state": state,
    }
    return ledger.append(Kind.OVERRIDE, field.subject, payload, actor, reason)


def _override(entry: Entry) -> Override:
    payload = entry.payload
    source_name, record_id = payload["record"]
    field = Field(payload["entity"], source_name, record_id, payload["field"])
    return Override(field, payload["value"], entry.entry_id, entry.actor, entry.reason, entry.recorded_at)
