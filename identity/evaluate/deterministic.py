"""What exact keys alone find: the yardstick beside the model.

Belongs here: rules on comparable records and the clusters that they connect. Not here: any weighing.
"""

from __future__ import annotations

import duckdb
import numpy as np
from pyarrow.lib import table

from identity.cluster.components import connected
from identity.normalise.build import RECORD

DETERMINISTIC = "identity_step_deterministic"
"""record_number, cluster."""
_PERSON = (
    "tax",
    "mailbox || '|' || name_key",
    "phone || '|' || name_key",
    "birth_date || '|' || name_key",
    "address_key || '|' || name_key",
)
_ORGANISATION = (
    "tax",
    "mail_domain || '|' || company_key",
    "phone || '|' || company_key",
    "address_key || '|' || company_key",
)


def write_deterministic(connection: duckdb.DuckDBPyConnection, records: int, *, organisations: bool) -> None:
    """Write the clusters of records that share a tax id, or a name with an e-mail, phone, address or birth date."""
    rules = _ORGANISATION if organisations else _PERSON
    edges = " union all ".join(
        f"select record_number as r, first_value(record_number) over (partition by {key} order by record_number) as l "
        f"from {RECORD} where ({key}) is not null"
        for key in rules
    )
    found = connection.execute(f"select l, r from ({edges}) where l <> r order by l, r").fetchnumpy()
    label = connected(records, np.asarray(found["l"], dtype=np.int64), np.asarray(found["r"], dtype=np.int64))
    connection.register("identity_labels", table({"record_number": np.arange(records), "cluster": label}))
    connection.execute(
        f"create or replace temp table {DETERMINISTIC} as select record_number::integer as record_number, cluster "
        "from identity_labels"
    )
    connection.unregister("identity_labels")
