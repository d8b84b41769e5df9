"""Tables that a company does not want to be read of a system: option `leave_out`, names parted by commas.

Belongs here: that option. Not here: tables that a system does not have (the connectors).
"""

from __future__ import annotations

from ingestion.connectors.access import Access
from ingestion.contract.document import SourceTable
from warehouse.errors import ConfigurationError


def left_out_names(access: Access) -> set[str]:
    """Return the names that the option holds."""
    return {name.strip() for name in access.options.get("leave_out", "").split(",")} - {""}


def is_left_out(access: Access, table: SourceTable) -> bool:
    """Say whether a table is not to be read.

    Raises:
        ConfigurationError: It is named, and is not one that may be absent.
    """
    if table.name not in left_out_names(access):
        return False
    if not table.is_optional:
        raise ConfigurationError(
            f"the option leave_out names {table.name}, which must be there.",
            where=f"source {access.name}",
            todo="Name only tables of which the contract says that they are optional.",
        )
    return True
