"""What the other departments did: carriers, finance, service, sales people and the office.

All of it follows from what was bought, sold and made, and is written in SQL, one file per department.

Belongs here: the order of those files. Not here: what stands in them, or how a system writes it down.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

DEPARTMENT_BOOKS = Path(__file__).parent / "departments"
DEPARTMENTS = (
    "goods", "stock", "shops", "funds", "trade", "service", "office", "accounts", "ledger", "joints", "erp",
)  # fmt: skip
"""In this order: later ones read tables of earlier ones."""


def keep_books(connection: duckdb.DuckDBPyConnection, tell: Callable[[str], None]) -> None:
    """Write every department's tables into the store.

    Args:
        connection: The store, filled.
        tell: Told what is under way.
    """
    for name in DEPARTMENTS:
        tell(f"the books of {name}")
        connection.execute((DEPARTMENT_BOOKS / f"{name}.sql").read_text(encoding="utf-8"))
