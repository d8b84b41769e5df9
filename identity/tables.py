"""The tables that identity reads and writes, and nothing else.

Belongs here: names, the columns of what is written, and the check that what is read is there.
Not here: how records are matched.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from warehouse.errors import EntrepotError

PARTY_RECORD = "canonical.party_record"
PRODUCT = "canonical.product"
PRODUCT_VARIANT = "canonical.product_variant"
SUPPLIER = "canonical.supplier"
PARTY_VERSION = "run.party_version"

KEY_MAP = "run.key_map"
IDENTITY_DECISION = "run.identity_decision"
ISSUED = "run.identity_issued"
FORMER = "run.identity_former"

CUSTOMER_LINK = "identity.customer_link"
PRODUCT_LINK = "identity.product_link"
SUPPLIER_LINK = "identity.supplier_link"
HOUSEHOLD_LINK = "identity.household_link"
PLACE_LINK = "identity.place_link"
REVIEW_ITEM = "identity.review_item"
KEY_EVENT = "identity.key_event"
KEY_ALIAS = "identity.key_alias"
FIELD_OVERRIDE = "identity.field_override"

READS = (PARTY_RECORD, PRODUCT, PRODUCT_VARIANT, SUPPLIER, PARTY_VERSION)
WRITES = (
    CUSTOMER_LINK,
    PRODUCT_LINK,
    SUPPLIER_LINK,
    HOUSEHOLD_LINK,
    PLACE_LINK,
    REVIEW_ITEM,
    KEY_EVENT,
    KEY_ALIAS,
    IDENTITY_DECISION,
    FIELD_OVERRIDE,
)
SCRATCH = (KEY_MAP, ISSUED, FORMER)
"""Written and read by identity alone: from files of the configuration, the ledger, and what was landed of keys."""


class IdentityError(EntrepotError):
    """The canonical records cannot be linked as they stand."""


def require_unique(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> None:
    """Refuse a table that is missing or holds a record twice: each record gets exactly one link.

    Args:
        connection: The open work warehouse.
        table: `schema.name` of the table to read.
        columns: The columns that together name a record.

    Raises:
        IdentityError: The table does not exist, or two of its rows have the same key.
    """
    key = ", ".join(columns)
    try:
        twice = connection.execute(
            f"select {key} from {table} group by {key} having count(*) > 1 order by {key} limit 1"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise IdentityError(
            f"the table {table} does not exist.", where="identity", todo="Build the canonical models first."
        ) from error
    if twice:
        record = ":".join(str(value) for value in twice[0])
        raise IdentityError(
            f"the record {record} stands there more than once.",
            where=table,
            todo=f"Make ({key}) unique in the staging models of that source.",
        )
