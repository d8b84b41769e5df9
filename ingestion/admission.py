"""Admission: does a source's canonical money and goods add up to its extract, to the cent?

Belongs here: reading the completeness model and saying what is off. Not here: what happens to a source that is held
back (orchestration), and the comparison itself (dbt's `int_quality__completeness`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb


@dataclass(frozen=True)
class Residual:
    """What is off in a source.

    Attributes:
        place_count: Days, currencies and entities that do not add up.
        amount: Sum of the absolute differences (mixed currencies and units).
        row_count: Sum of the absolute differences in rows.
        worst: The entity, day and currency with the largest difference.
    """

    source_name: str
    place_count: int
    amount: Decimal
    row_count: int
    worst: str

    @property
    def text(self) -> str:
        """One clause for messages."""
        return (
            f"{self.amount.normalize():f} and {self.row_count} rows apart on {self.place_count} totals, "
            f"the largest at {self.worst}"
        )


def residuals_by_source(connection: duckdb.DuckDBPyConnection) -> dict[str, Residual]:
    """Return what is off, per source; a source that adds up is not in the answer.

    Args:
        connection: The writer's connection, after canonical was built.
    """
    rows = connection.execute(
        """
        select source_name, count(*), sum(abs(residual_amount)), sum(abs(residual_row_count)),
               max_by(concat_ws(' ', entity, control_date, currency_code),
                      (abs(residual_amount), abs(residual_row_count), entity, control_date, currency_code))
        from canonical.int_quality__completeness
        where residual_amount <> 0 or residual_row_count <> 0
        group by source_name
        order by source_name"""
    ).fetchall()
    return {
        name: Residual(name, int(places), Decimal(amount), int(row_count), str(worst))
        for name, places, amount, row_count, worst in rows
    }
