"""What the rules for products, suppliers and places make of one pair of records, part by part.

Belongs here: the levels and bits that linking goods gives a pair. Not here: linking (`identity.goods`), and parties
(`comparing`, `weighing`).
"""

from __future__ import annotations

from typing import Any

import duckdb

from identity.explain.explanation import Part, Weighed
from identity.explain.levels import MISSING
from identity.explain.subjects import RecordName
from identity.goods import scoring
from identity.goods.evidence import RECORD, Evidence, GoodKind
from identity.goods.products import PRODUCTS
from identity.goods.scoring import LEVEL, SCORED, sided
from identity.goods.suppliers import SUPPLIERS
from identity.places.kind import PLACES

KINDS = {kind.entity: kind for kind in (PRODUCTS, SUPPLIERS, PLACES)}
GUARDS = {
    "one_source": "two articles of one system with different SKUs are two",
    "tax_ids_of_one_country": "two tax numbers of one country are two suppliers",
    "two_countries": "suppliers of two countries are two, unless they have one tax number",
    "two_numbers": "two numbers of a house or flat are two places",
    "two_postal_codes": "one street and number under two postal codes are two places",
    "two_kinds_of_street": "a road and a lane of one name are two streets",
    "two_lands": "one street and number in two countries are two places",
}
"""What the names of guards say."""
_VALUES = {
    "sku": "sku", "barcode": "barcode", "style": "product_id", "colour": "colour_name", "size": "size_code",
    "tax": "tax_id", "code": "supplier_code", "company": "supplier_name", "country": "country_code",
    "street": "street", "postal": "postal_code", "city": "city",
}  # fmt: skip
"""What a comparison looks at, as the record itself says it, where one column says it."""


def weigh_goods(
    connection: duckdb.DuckDBPyConnection, entity: str, record: RecordName, other: RecordName
) -> Weighed | str:
    """Return what linking makes of two products, suppliers or places, or why it never compares them.

    Args:
        connection: The work warehouse, opened so that scratch tables may be made.
        entity: 'product', 'supplier' or 'place'.
        record: One record.
        other: The other one.
    """
    kind = KINDS[entity]
    try:
        kind.write_records(connection)
        numbers = [_number(connection, kind, each) for each in (record, other)]
        if None in numbers:
            return "the last run did not compare these records yet"
        if numbers[0] == numbers[1]:
            return "the two are written alike, but for capitals, abbreviations and the like"
        forbidden = _forbidden(connection, kind, numbers)
        if forbidden:
            return forbidden
        scoring.score_kind(connection, kind)
        return _weighed(connection, kind, (record, other), sorted(number for number in numbers if number is not None))
    finally:
        for name in (RECORD, *kind.scratch, *scoring.SCRATCH):
            connection.execute(f"drop table if exists temp.{name}")


def _number(connection: duckdb.DuckDBPyConnection, kind: GoodKind, record: RecordName) -> int | None:
    rows = connection.execute(
        f"select record_number from {kind.members} where source_name = ? and record_id = ?", list(record)
    ).fetchall()
    return int(rows[0][0]) if rows else None


def _forbidden(connection: duckdb.DuckDBPyConnection, kind: GoodKind, numbers: list[int | None]) -> str:
    """Return the first guard that forbids that the two are one, in words."""
    checks = ", ".join(f"coalesce(({sided(guard.sql)}), false)" for guard in kind.guards)
    held = connection.execute(
        f"select {checks} from {RECORD} as l, {RECORD} as r where l.record_number = ? and r.record_number = ?", numbers
    ).fetchall()[0]
    return next((GUARDS[guard.name] for guard, holds in zip(kind.guards, held, strict=True) if holds), "")


def _weighed(
    connection: duckdb.DuckDBPyConnection, kind: GoodKind, pair: tuple[RecordName, RecordName], numbers: list[int]
) -> Weighed | str:
    names = [each.comparison.name for each in kind.evidence]
    levels = ", ".join(f"scored.level_{name}" for name in names)
    bits = ", ".join(f"level.bits_{name}" for name in names)
    found = connection.execute(
        f"select scored.weight, {levels}, {bits} from {SCORED} as scored inner join {LEVEL} as level "
        "on scored.l = level.l and scored.r = level.r where scored.l = ? and scored.r = ?",
        numbers,
    ).fetchall()
    if not found:
        return f"the two share none of the values by which pairs of {kind.entity}s are found"
    weight, *rest = found[0]
    values = [_said(connection, kind, each) for each in pair]
    parts = tuple(
        _part(kind, each, rest[n], rest[len(names) + n], (values[0].get(names[n]), values[1].get(names[n])))
        for n, each in enumerate(kind.evidence)
    )
    beforehand = float(weight) - sum(part.bits for part in parts)
    return Weighed(parts, beforehand, None, float(weight), None, float(weight), 0.0, None)


def _part(
    kind: GoodKind, evidence: Evidence, level: int | None, bits: float, values: tuple[str | None, str | None]
) -> Part:
    """Return what one comparison says; how two systems differ in their own codes is counted beforehand."""
    name = evidence.comparison.name
    if level is None:
        return Part(name, MISSING, 0.0, 0.0, None, *values)
    differs = level >= len(evidence.words)
    if differs:
        counted = 0.0 if name == kind.own_code else bits
        return Part(name, f"another {evidence.other}", counted, 0.0, None, *values)
    return Part(name, f"the same {evidence.words[level]}", bits, 0.0, None, *values)


def _said(connection: duckdb.DuckDBPyConnection, kind: GoodKind, record: RecordName) -> dict[str, str | None]:
    """Return what a record itself says, by comparison."""
    there = {name for (name, *_) in connection.execute(f"describe {kind.reads}").fetchall()}
    wanted = {each.comparison.name: _VALUES.get(each.comparison.name) for each in kind.evidence}
    columns = {name: column for name, column in wanted.items() if column in there}
    rows: list[tuple[Any, ...]] = connection.execute(
        f"select {', '.join(f'{column}::varchar' for column in columns.values())} from {kind.reads} "
        f"where source_name = ? and {kind.said_by or kind.id_column} = ?",
        list(record),
    ).fetchall()
    return dict(zip(columns, rows[0], strict=True))
