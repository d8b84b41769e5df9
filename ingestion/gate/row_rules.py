"""The rules of the gate: what a contract asks of one value, as SQL.

Belongs here: names and predicates of rules on a value, and what becomes of it. Not here: the scan that applies them
(gate), the typing of values (value_sql), and rules over several rows (rules).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ingestion.connectors.files.reading import Extract
from ingestion.connectors.files.sheets.cells import NOT_CALCULATED
from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.contract.properties import MIXED
from ingestion.gate.value_sql import AMBIGUOUS_TIME, NO_SUCH_TIME, ambiguous_day, is_day, unreadable, zone_rules
from warehouse.connections import literal

_MISREAD = "[\u00c2\u00c3][\u0080-\u00bf]"
"""UTF-8 that somebody read as Latin-1: a capital A with a mark, and a sign that no name has."""
_OFFSET = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_AT_ANY_TIME = Extract(Path(), "", datetime.max, datetime.max)
AMBIGUOUS_DAY, CELL_ERROR = "ambiguous_day", "cell_error"
_CELL_ERRORS = f"#(N/A|REF!|VALUE!|DIV/0!|NAME[?]|NULL!|NUM!|SPILL!|CALC!)|{NOT_CALCULATED}.*"
_KEEPING = {"unknown_code", "after_extract", "misread", "without_zone", NO_SUCH_TIME, AMBIGUOUS_TIME}
"""Broken rules that leave the value as it is."""


def rules(table: SourceTable, extract: Extract) -> list[str]:
    """Return SQL for each rule of a table: its name where it is broken, else null."""
    found = []
    for column in table.columns:
        if unreadable(column) != "false":
            found.append(f"case when {unreadable(column)} then '{column.name}:unreadable' end")
        if column.is_required:
            found.append(f"case when {_absent(column)} then '{column.name}:missing' end")
        found += [f"case when {broken} then '{column.name}:{name}' end" for name, broken in bounds(column, extract)]
    return found


def rule_names(column: SourceColumn) -> list[str]:
    """Return the names of the gate's rules on a column."""
    names = ["unreadable"] if unreadable(column) != "false" else []
    names += ["missing"] if column.is_required else []
    return names + [name for name, _ in bounds(column, _AT_ANY_TIME)]


def _absent(column: SourceColumn) -> str:
    return f'"{column.name}" is null' if column.duckdb_type == "VARCHAR" else f'"given {column.name}" is null'


def bounds(column: SourceColumn, extract: Extract) -> list[tuple[str, str]]:
    """Return the rules on a value that can be read, each with the SQL of a bad one."""
    name, found = f'"{column.name}"', []
    if column.allowed is not None:
        codes = ", ".join("'" + code.replace("'", "''") + "'" for code in column.allowed)
        found.append(("unknown_code", f"cast({name} as varchar) not in ({codes})"))
    if column.minimum is not None:
        found.append(("too_small", f"{name} < {column.minimum}"))
    if column.maximum is not None:
        found.append(("too_large", f"{name} > {column.maximum}"))
    found += _forms(column)
    found += zone_rules(column)
    if "clock" in column.tags:
        limit = extract.extracted_at.isoformat(sep=" ")
        moment = f"date '{limit[:10]}'" if column.duckdb_type == "DATE" else f"timestamp '{limit}'"
        found.append(("after_extract", f"{name} > {moment}"))
    return found


def _forms(column: SourceColumn) -> list[tuple[str, str]]:
    """Rules on how a value is written."""
    name, found = f'"{column.name}"', []
    if column.pattern is not None:
        found.append(("malformed", f"not regexp_full_match({name}, {literal(column.pattern)})"))
    if "name" in column.tags:
        found.append(("formula", f"regexp_matches({name}, '^[=+@]')"))
        found.append(("misread", f"regexp_matches({name}, '{_MISREAD}')"))
    if "zoned" in column.tags:
        found.append(("without_zone", f"""not regexp_matches("given {column.name}", '{_OFFSET}')"""))
    if column.forms.date_format == MIXED and is_day(column):
        found.append((AMBIGUOUS_DAY, ambiguous_day(column)))
    if column.duckdb_type == "VARCHAR" and column.forms.in_workbook:
        found.append((CELL_ERROR, f"regexp_full_match({name}, {literal(_CELL_ERRORS)})"))
    return found


def refusal(table: SourceTable) -> str:
    """Return the predicate of a refused row: amount, quantity, currency or the row's own key cannot be read.

    So is a row with a day that could be two days.
    """
    broken = []
    for column in table.columns:
        broken += [f"({it})" for name, it in bounds(column, _AT_ANY_TIME) if name in refusing_rules(column)]
        if column.key_position is not None:
            broken.append(f'"{column.name}" is null')
        elif column.is_decisive:
            broken.append(
                unreadable(column) if not column.is_required else f'({unreadable(column)} or "{column.name}" is null)'
            )
    return f"coalesce({' or '.join(broken)}, false)" if broken else "false"


def refusing_rules(column: SourceColumn) -> set[str]:
    """Return the rules on a value that was read, or could be read in two ways, that refuse its row."""
    return {AMBIGUOUS_DAY, CELL_ERROR} if column.is_decisive else {AMBIGUOUS_DAY}


def landed(column: SourceColumn, extract: Extract) -> str:
    """Return a value as it lands: null where a bound or form is broken, kept where it still says something."""
    nulling = [broken for name, broken in bounds(column, extract) if name not in _KEEPING]
    if not nulling or column.is_decisive:
        return f'"{column.name}"'
    return f'case when not coalesce({" or ".join(nulling)}, false) then "{column.name}" end as "{column.name}"'
