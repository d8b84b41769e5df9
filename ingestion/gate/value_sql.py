"""SQL that reads a value as its contract declares it: numbers, days and times in their declared forms, zones.

In the gate's scan a column stands as `"name"`, typed, and as `"given name"`, the text of the file.

Belongs here: turning the text of one value into its type, and telling when that failed or lost something. Not here:
rules on values that were read, and what becomes of a row (the gate).
"""

from __future__ import annotations

import re

from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.contract.properties import MIXED
from ingestion.gate.mixed_days import is_ambiguous, mixed_moment, serial_moment
from ingestion.gate.spellings import in_common_width, with_check_characters
from warehouse.connections import literal

NO_SUCH_TIME, AMBIGUOUS_TIME = "time_does_not_exist", "time_exists_twice"
_DECIMAL_PLACES_KEPT = "decimal(38, 10)"
_NUMBERS = ("DECIMAL", "NUMERIC", "HUGEINT", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "REAL")
_OFFSET_AT_END = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_CURRENCIES = r"[\s\x{a0}\x{3000}¥￥$€£元]|CNY|RMB|USD|EUR|GBP|HKD|JPY"
_SHIFTS = ("30 minutes", "1 hour", "2 hours")
"""How far clocks are put forward and back in the zones that do so."""


def typed(table: SourceTable, column: SourceColumn) -> str:
    """Return the column as it is read, and beside it, where it has a type, what was given."""
    name, given = f'"{column.name}"', _given(column)
    if column.duckdb_type == "VARCHAR":
        return f"cast({given} as varchar) as {name}"
    return f'{given} as "given {column.name}", {_cast(table, column, given)} as {name}'


def unreadable(column: SourceColumn) -> str:
    """Predicate: there is a value, and it cannot be read as the column's type."""
    given, value = f'"given {column.name}"', f'"{column.name}"'
    if column.duckdb_type == "VARCHAR":
        return f"not regexp_full_match({value}, '[A-Z]{{3}}')" if "currency" in column.tags else "false"
    missing = f"({given} is not null and {value} is null)"
    if column.forms.date_format == MIXED:
        return f"({missing} and not {ambiguous_day(column)})" if is_day(column) else missing
    if not is_exact_money(column):
        return missing
    decimals = long_decimals(decimal_point(column), scale(column))
    is_long = f"regexp_matches(cast({given} as varchar), {literal(decimals)})"
    kept = f"try_cast({_plain_number(column, given)} as {_DECIMAL_PLACES_KEPT})"
    return f"({missing} or case when {is_long} then {kept} <> {value} else false end)"


def is_day(column: SourceColumn) -> bool:
    """A column of days or times."""
    return column.duckdb_type in ("DATE", "TIMESTAMP")


def ambiguous_day(column: SourceColumn) -> str:
    """Predicate: what stands in a column of mixed days could be two days."""
    return is_ambiguous(f'"given {column.name}"')


def is_exact_money(column: SourceColumn) -> bool:
    """An amount that would be rounded in silence if it had more places than its type."""
    return "amount" in column.tags and column.duckdb_type.startswith("DECIMAL")


def scale(column: SourceColumn) -> int:
    """Return the decimals of a DECIMAL column."""
    return int(column.duckdb_type.rstrip(")").split(",")[1])


def decimal_point(column: SourceColumn) -> str:
    """Return the sign between units and decimals."""
    return column.forms.decimal_separator or "."


def long_decimals(points: str, places: int) -> str:
    """Return a pattern that every number with more decimals matches, one written as `1e-05` too.

    Args:
        points: The signs that may stand before decimals.
        places: How many decimals are not too many.
    """
    return f"[{re.escape(points)}][0-9]{{{places + 1}}}|[0-9][eE]-"


def zone_rules(column: SourceColumn) -> list[tuple[str, str]]:
    """Rules on a local time of the night when the clocks change: its name, and SQL that is true where it is broken.

    One rule says which time is taken in both cases: that of the zone's standard time. So 02:30 in Berlin is 01:30 in
    UTC in the night that has no such time, and in the one that has it twice.
    """
    zone, form = column.forms.zone, column.forms.timestamp_format
    if zone is None or column.duckdb_type != "TIMESTAMP" or _tells_zone(form):
        return []
    given, name = f'cast("given {column.name}" as varchar)', literal(zone)
    moment = f"""timezone('UTC', "{column.name}")"""
    local = f"timezone({name}, {moment})"
    is_local = "true" if form else f"not {_has_offset(given)}"
    others = " or ".join(
        f"timezone({name}, {moment} {sign} interval '{shift}') = {local}" for shift in _SHIFTS for sign in "+-"
    )
    return [
        (NO_SUCH_TIME, f"({is_local} and {local} <> {_local_time(column, given)})"),
        (AMBIGUOUS_TIME, f"({is_local} and ({others}))"),
    ]


def _given(column: SourceColumn) -> str:
    """The text of a value in its one spelling."""
    given, is_text = f'"{column.name}"', column.duckdb_type == "VARCHAR"
    if column.forms.full_width == "all" or (column.forms.full_width and not is_text):
        given = in_common_width(given)
    return with_check_characters(given) if column.forms.id_form and is_text else given


def _cast(table: SourceTable, column: SourceColumn, given: str) -> str:
    if column.duckdb_type == "TIMESTAMP" and (table.file_format != "parquet" or column.forms.zone):
        return _timestamp(column, f"cast({given} as varchar)", has_serials=table.file_format == "xlsx")
    if column.duckdb_type == "DATE" and column.forms.date_format == MIXED:
        return f"cast({mixed_moment(given, has_serials=table.file_format == 'xlsx')} as date)"
    if column.duckdb_type == "DATE" and column.forms.date_format:
        return f"cast({_parsed(given, column.forms.date_format)} as date)"
    if column.duckdb_type == "DATE" and table.file_format == "xlsx":
        serial = f"date '1899-12-30' + try_cast(try_cast({given} as double) as integer)"
        return f"coalesce(try_cast({given} as date), {serial})"
    if column.duckdb_type.startswith(_NUMBERS):
        return f"try_cast({_plain_number(column, given)} as {column.duckdb_type})"
    return f"try_cast({given} as {column.duckdb_type})"


def _timestamp(column: SourceColumn, given: str, *, has_serials: bool) -> str:
    """A time in UTC: by its offset, else by the declared zone, else as it stands."""
    form, zone = column.forms.timestamp_format, column.forms.zone
    if form and _tells_zone(form):
        return f"timezone('UTC', {_parsed(given, form)})"
    local = _local_time(column, given)
    if not form and column.forms.date_format == MIXED:
        local = mixed_moment(given, has_serials=has_serials)
    elif not form and has_serials:
        local = f"coalesce({local}, {serial_moment(given)})"
    if zone:
        local = f"timezone('UTC', timezone({literal(zone)}, {local}))"
    if form:
        return local
    signs = f"(contains(substr({given}, 20), '+') or contains(substr({given}, 20), '-'))"
    has_offset = _has_offset(given) if zone else signs
    return f"case when {has_offset} then timezone('UTC', try_cast({given} as timestamptz)) else {local} end"


def _local_time(column: SourceColumn, given: str) -> str:
    form = column.forms.timestamp_format
    return _parsed(given, form) if form else f"try_cast({given} as timestamp)"


def _has_offset(given: str) -> str:
    return f"regexp_matches(substr({given}, 12), '{_OFFSET_AT_END}')"


def _tells_zone(form: str | None) -> bool:
    return form is not None and "%z" in form.lower()


def _parsed(given: str, form: str) -> str:
    """A text read by a format; a year of two digits where four are declared is no year."""
    read = f"try_strptime(cast({given} as varchar), {literal(form)})"
    return f"case when year({read}) >= 1000 then {read} end"


def _plain_number(column: SourceColumn, given: str) -> str:
    """The text of a number with a decimal point and no groups; null where it is not in the declared form."""
    if column.forms.decimal_separator is None:
        return given
    point, group = column.forms.decimal_separator, column.forms.thousands_separator
    digits = f"([0-9]+|[0-9]{{1,3}}({re.escape(group)}[0-9]{{3}})+)" if group else "[0-9]+"
    form = f"[+-]?{digits}({re.escape(point)}[0-9]+)?"
    text = f"cast({given} as varchar)"
    text = _of_accounting(text) if column.forms.number_style else text
    ungrouped = f"replace({text}, {literal(group)}, '')" if group else text
    return f"case when regexp_full_match({text}, {literal(form)}) then replace({ungrouped}, {literal(point)}, '.') end"


def _of_accounting(text: str) -> str:
    """A number without the signs of currencies; one in parentheses or with a minus behind it is negative."""
    bare = f"regexp_replace({text}, '{_CURRENCIES}', '', 'g')"
    return f"regexp_replace({bare}, '^(?:\\((.*)\\)|([^-].*)-)$', '-\\1\\2')"
