"""Which rules join two records whatever a model says.

Belongs here: the values that two records share and by which a run joins records: a reference that one system keeps of
the other's record, tax and other codes. Not here: whether the run did join them (the crosswalk).
"""

from __future__ import annotations

import duckdb

from identity import normalising
from identity.explain.subjects import RecordName, has_table
from identity.tables import KEY_MAP, PARTY_RECORD, PRODUCT_VARIANT, SUPPLIER

_REFERENCE = (
    "coalesce(({one}.external_vendor = {other}.vendor and {one}.external_id = {other}.{id})"
    " or ({other}.external_vendor = {one}.vendor and {other}.external_id = {one}.{id}), false)"
)
_RULES = {
    "customer": (
        PARTY_RECORD,
        "party_record_id",
        {"one system keeps the other's id of it": "", "the same tax number": "tax_key"},
        f"{normalising.signs('tax_id')} as tax_signs",
        f"{normalising.tax_id('tax_signs', 'country_code')} as tax_key",
    ),
    "product": (
        PRODUCT_VARIANT,
        "product_variant_id",
        {"the same SKU": "sku_key", "the same barcode": "barcode_key"},
        f"{normalising.signs('barcode')} as barcode_signs",
        f"{normalising.code('sku')} as sku_key, {normalising.barcode('barcode_signs')} as barcode_key",
    ),
    "supplier": (
        SUPPLIER,
        "supplier_id",
        {"the same tax number": "tax_key", "the same supplier code and name": "code_and_name"},
        f"{normalising.signs('tax_id')} as tax_signs, {normalising.words('supplier_name')} as name_words",
        f"{normalising.tax_id('tax_signs', 'country_code')} as tax_key, "
        f"{normalising.code('supplier_code')} || ' ' || {normalising.organisation_name('name_words')} as code_and_name",
    ),
}
"""By entity: its table, the column of the id, the shared values by what is said of them, and how these are spelt."""


def shared_values(
    connection: duckdb.DuckDBPyConnection, entity: str, record: RecordName, other: RecordName
) -> tuple[str, ...]:
    """Return in words what two records share that joins records by rule.

    Args:
        connection: The work warehouse.
        entity: 'customer', 'product' or 'supplier'.
        record: One record.
        other: The other one.
    """
    table, id_column, rules, spelt, keys = _RULES[entity]
    checks = [
        f"coalesce(one.{key} = other.{key}, false)"
        if key
        else _REFERENCE.format(one="one", other="other", id=id_column)
        for key in rules.values()
    ]
    found = connection.execute(
        f"""
        with spelt as (
            select *, {spelt} from {table}
            where (source_name = ? and {id_column} = ?) or (source_name = ? and {id_column} = ?)
        ),
        keyed as (select *, {keys} from spelt)
        select {", ".join(checks)}
        from keyed as one
        inner join keyed as other on (one.source_name, one.{id_column}) < (other.source_name, other.{id_column})
        """,
        [*record, *other],
    ).fetchall()
    shared = [said for said, holds in zip(rules, found[0], strict=True) if holds] if found else []
    return (*shared, *_mapped(connection, entity, record, other))


def _mapped(
    connection: duckdb.DuckDBPyConnection, entity: str, record: RecordName, other: RecordName
) -> tuple[str, ...]:
    """Tell whether a map of old to new keys names the two."""
    if not has_table(connection, KEY_MAP):
        return ()
    ((count,),) = connection.execute(
        f"select count(*) from {KEY_MAP} where entity = ? and "
        "((source_name = ? and record_id = ? and other_source_name = ? and other_record_id = ?) or "
        "(source_name = ? and record_id = ? and other_source_name = ? and other_record_id = ?))",
        [entity, *record, *other, *other, *record],
    ).fetchall()
    return ("a map of old to new keys names both",) if count else ()
