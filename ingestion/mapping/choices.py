"""What a person types into a mapping's spreadsheet for one canonical column, and the placement that it means.

    (nothing)            the proposal stands
    -                    the column stays empty
    Orders.OrderDate     this column of the driving table or of a joined one
    value: USD           the same text in every row
    sql: upper(Orders.X) SQL over the driving table and the joins

Belongs here: that small language. Not here: the cells (workbook), and types (binding).
"""

from __future__ import annotations

from difflib import get_close_matches

from ingestion.mapping.canonical_contracts import CanonicalColumn, CanonicalEntity, canonical_entities
from ingestion.mapping.mapping_error import MappingError
from ingestion.mapping.proposal import EntityProposal, Join, Placement
from ingestion.mapping.system_profile import SystemProfile
from warehouse.connections import literal, quoted

EMPTY = "-"
VALUE, SQL = "value:", "sql:"
SURE = 1.0
_LISTED = 12
CHOSEN = "Chosen by a person."
HOW_TO_CHOOSE = "Type Table.Column, `value: …`, `sql: …`, or - for nothing."


def chosen(entity: EntityProposal, column: str, text: str, profile: SystemProfile) -> Placement | None:
    """Return the placement that a choice means; None leaves the column empty.

    Args:
        entity: The entity, with its joins.
        column: The canonical column.
        text: What was typed.
        profile: What the system holds.

    Raises:
        MappingError: There is no such column, its table is not joined to the entity, the text is none of our codes, or
            the column may not be empty.
    """
    contract = canonical_entities()[entity.entity]
    if text == EMPTY:
        _check_may_be_empty(column, contract)
        return None
    if text.lower().startswith(VALUE):
        value = _one_of_ours(text[len(VALUE) :].strip(), contract.by_name[column])
        return Placement(column, (), literal(value), SURE, CHOSEN)
    if text.lower().startswith(SQL):
        return Placement(column, (), text[len(SQL) :].strip(), SURE, CHOSEN)
    table, source = source_column(text, profile)
    return from_column(entity, column, table, source)


def _check_may_be_empty(column: str, contract: CanonicalEntity) -> None:
    if column in contract.always_filled:
        raise MappingError(
            f"without {column} nothing of {contract.name} can be published.",
            todo="Choose what fills it, or type `no` beside the entity on the sheet entities.",
        )


def _one_of_ours(value: str, column: CanonicalColumn) -> str:
    if column.codes and value not in column.codes:
        near = get_close_matches(value.casefold(), column.codes, n=1) or get_close_matches(value, column.codes, n=1)
        known = f"Did you mean {near[0]!r}? " if near else ""
        listed = ", ".join(sorted(column.codes)[:_LISTED]) + (", …" if len(column.codes) > _LISTED else "")
        raise MappingError(f"{value!r} is none of the codes of {column.name}.", todo=f"{known}There are: {listed}.")
    return value


def source_column(text: str, profile: SystemProfile) -> tuple[str, str]:
    """Return table and column of `Table.Column`, as the system has them.

    Raises:
        MappingError: There is no such table or column.
    """
    written = text.replace('"', "").casefold()
    for table in profile.tables:
        if written.startswith(f"{table.name.casefold()}."):
            rest = written[len(table.name) + 1 :]
            found = next((column.name for column in table.columns if column.name.casefold() == rest), None)
            if found:
                return table.name, found
            raise MappingError(
                f"the table {table.name!r} has no column {text[len(table.name) + 1 :]!r}.", todo=HOW_TO_CHOOSE
            )
    raise MappingError(f"the system has no column {text!r}.", todo=HOW_TO_CHOOSE)


def from_column(entity: EntityProposal, column: str, table: str, source: str) -> Placement:
    """Return the placement of one source column as it stands.

    Raises:
        MappingError: The column's table is neither the driving table nor a joined one.
    """
    name = entity.table if table == entity.table else _joined(entity, table).name
    return Placement(column, (f"{table}.{source}",), f"{quoted(name)}.{quoted(source)}", SURE, CHOSEN)


def _joined(entity: EntityProposal, table: str) -> Join:
    found = next((join for join in entity.joins if join.table == table), None)
    if found is None:
        known = ", ".join(dict.fromkeys([entity.table, *(join.table for join in entity.joins)]))
        raise MappingError(
            f"the table {table!r} is not joined to {entity.entity}.",
            todo=f"Choose a column of {known}, or write the join on the sheet entities.",
        )
    return found
