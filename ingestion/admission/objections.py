"""Admission: does a source's canonical money and goods add up to its extract, and do its rows keep the hard rules?

Belongs here: reading the completeness model and saying what is off. Not here: what happens to a source that is held
back (orchestration), and the comparison itself (dbt's `int_quality__completeness`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
        broken: Rules of severity error that more rows break than may, each in words.
    """

    source_name: str
    place_count: int
    amount: Decimal
    row_count: int
    worst: str
    broken: tuple[str, ...] = ()

    @property
    def complaint(self) -> str:
        """What is wrong, before the figures."""
        return "the canonical rows do not add up to the extract" if self.place_count else "a hard rule is broken"

    @property
    def text(self) -> str:
        """One clause for messages."""
        apart = (
            f"{self.amount.normalize():f} and {self.row_count} rows apart on {self.place_count} totals, "
            f"the largest at {self.worst}"
        )
        return "; ".join([*([apart] if self.place_count else []), *self.broken])


def objections_by_source(connection: duckdb.DuckDBPyConnection) -> dict[str, Residual]:
    """Return what speaks against each source: totals that differ, and broken rules of severity error.

    Args:
        connection: The writer's connection, after canonical was built and the rules were judged.
    """
    found = residuals_by_source(connection)
    for name, broken in _broken_rules(connection).items():
        found[name] = replace(found.get(name) or Residual(name, 0, Decimal(0), 0, ""), broken=broken)
    return found


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


def _broken_rules(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """Per source the broken rules that hold it back."""
    rows = connection.execute(
        """
        select source_name, list(format('{}.{} breaks {} in {:,} of {:,} rows', table_name, column_name, rule_name,
                                        failing_count, checked_count) order by table_name, column_name, rule_name)
        from run.rule where holds_back and is_broken group by source_name order by source_name"""
    ).fetchall()
    return {name: tuple(broken) for name, broken in rows}
