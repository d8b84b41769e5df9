"""Source contracts: one ODCS v3 document per source table, read into small typed objects.

Belongs here: finding, reading and checking contracts. Not here: applying them to files (connectors, gate).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from open_data_contract_standard.model import OpenDataContractStandard, SchemaProperty

from ingestion.contract.controls import Control, read_control
from ingestion.contract.layout import Layout, read_layout
from ingestion.contract.properties import (
    DeleteRule,
    HeaderRows,
    Kept,
    ValueForms,
    extras_of,
    read_delete_rule,
    read_encoding,
    read_forms,
    read_header_rows,
    read_kept,
    read_look_back,
    read_unreadable_share,
)
from ingestion.rules.declared import DeclaredRule, read_rules
from warehouse.errors import ContractError
from warehouse.settings import Settings

OWN_CONTRACTS = Path(__file__).parents[1] / "contracts"
JSON_FORMATS = {"json": "array", "jsonl": "newline_delimited"}
"""What DuckDB calls a file that is one list of objects, and one with an object on each line."""
FORMATS = ("csv", *JSON_FORMATS, "parquet", "xlsx")
ROW_NUMBER = "_row_number"
"""The physical name of a column that holds the place of its row among the rows of the file, counted from 1."""
_DECISIVE = {"amount", "quantity", "currency"}


@dataclass(frozen=True)
class SourceColumn:
    """One column of a source table.

    Attributes:
        name: Name in raw and base.
        physical_name: Header of the file's column, or path inside a JSON line.
        duckdb_type: Type in raw, for example `DECIMAL(18,4)`.
        is_required: A missing value is a fault.
        key_position: Place in the table's key, counted from 1; None outside the key.
        tags: Of `amount`, `quantity`, `currency`, `clock`, `zoned`, `name`.
        allowed: Code list; None means anything.
        minimum: Smallest sensible value; None means no bound.
        maximum: Largest sensible value; None means no bound.
        pattern: Regular expression that a whole text must match; None means anything.
        other_names: Names that `physical_name` has, or had, in other files.
        is_optional: Files need not have the column; it is null then, and the batch says so.
        forms: How its values are written.
        kept: Who wants it to land although it serves no question.
    """

    name: str
    physical_name: str
    duckdb_type: str
    description: str
    is_required: bool
    key_position: int | None
    tags: frozenset[str]
    is_personal: bool
    allowed: tuple[str, ...] | None
    minimum: float | None
    maximum: float | None
    pattern: str | None
    other_names: tuple[str, ...]
    is_optional: bool
    forms: ValueForms
    kept: Kept | None = None

    @property
    def physical_names(self) -> tuple[str, ...]:
        """Every name that the column may have in a file; the first that stands there counts."""
        return (self.physical_name, *self.other_names)

    @property
    def is_decisive(self) -> bool:
        """A row is refused when this column cannot be read."""
        return self.key_position is not None or bool(self.tags & _DECISIVE)


@dataclass(frozen=True)
class SourceTable:
    """The contract of one source table.

    Attributes:
        deletes: How the source tells that rows are gone.
        max_unreadable_share: Share of a column's values that may be unreadable before the file is stopped (0 to 1).
        is_intraday: Runs within the day take it in too.
        header: Where the names of its columns stand, in CSV and Excel.
        layout: Where it stands among other things on a sheet, in CSV and Excel.
        physical_table: What the table is called in the source's own database or interface.
        cursor: The clock column by which only new and changed rows are asked for; None asks for the whole table.
        look_back: How far before the latest known value of the cursor rows are asked for again.
        left_out: Columns of the contract that serve nothing and do not land.
    """

    vendor: str
    name: str
    physical_table: str
    version: str
    description: str
    domain: str
    file: Path
    path_glob: str
    file_format: str
    delimiter: str
    encoding: str
    is_optional: bool
    is_intraday: bool
    row_filter: str | None
    columns: tuple[SourceColumn, ...]
    controls: tuple[Control, ...]
    rules: tuple[DeclaredRule, ...]
    content_hash: str
    deletes: DeleteRule
    max_unreadable_share: float
    header: HeaderRows
    layout: Layout
    cursor: str | None
    look_back: timedelta
    left_out: tuple[SourceColumn, ...] = ()

    @property
    def raw_name(self) -> str:
        """Qualified name of the raw table."""
        return f"raw_{self.vendor}.{self.name}"

    @property
    def deleted_name(self) -> str:
        """Qualified name of the table of keys that are gone; there is one where files tell which keys there are."""
        return f"{self.raw_name}__deleted"

    @property
    def base_name(self) -> str:
        """Name of the generated base model."""
        return f"base_{self.vendor}__{self.name}"

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns, in order."""
        keyed = [column for column in self.columns if column.key_position is not None]
        return tuple(column.name for column in sorted(keyed, key=lambda column: column.key_position or 0))

    @cached_property
    def own_rows(self) -> str:
        """SQL predicate on the uncast columns: which rows of a file that several tables share are this table's.

        A row without a key, which the filter cannot judge, is every table's: it is refused, not lost.
        """
        if not self.row_filter:
            return "true"
        keyless = " or ".join(f'"{name}" is null' for name in self.key)
        return f"coalesce({self.row_filter}, {keyless})"

    @cached_property
    def clocks(self) -> tuple[str, ...]:
        """Names of the columns that tell how far the source has come."""
        return tuple(column.name for column in self.columns if "clock" in column.tags)


def load_vendor(vendor: str, settings: Settings) -> list[SourceTable]:
    """Read every contract of a vendor, the user's own folder first.

    Args:
        vendor: Name of the vendor, for example `shopify`.
        settings: Tells where a user's own vendors stand.

    Returns:
        The contracts, sorted by table name.

    Raises:
        ContractError: There is no such vendor, or one of its contracts is wrong.
    """
    folder = contract_folder(vendor, settings)
    tables = [read_contract(path, vendor) for path in sorted(folder.glob("*.yaml"))]
    if not tables:
        raise ContractError("there is no contract in this folder.", where=str(folder), todo="Add one YAML per table.")
    _check_parents(tables)
    return tables


def contract_folder(vendor: str, settings: Settings) -> Path:
    """Return the folder that holds a vendor's contracts, or say where it was looked for."""
    candidates = [settings.vendors_dir / vendor / "contracts", OWN_CONTRACTS / vendor]
    for folder in candidates:
        if folder.is_dir():
            return folder
    known = sorted(path.name for path in OWN_CONTRACTS.iterdir() if path.is_dir())
    source = next((source.name for source in settings.source if source.vendor == vendor), "NAME")
    raise ContractError(
        f"there are no contracts for the vendor {vendor!r}.",
        where=str(candidates[0]),
        todo=f"Run `entrepot source map {source}`, which writes them, or use one of {', '.join(known)}.",
    )


def read_contract(path: Path, vendor: str) -> SourceTable:
    """Read one contract file.

    Raises:
        ContractError: The file is no ODCS document, or lacks what a table needs; the message names the place.
    """
    return _parse_contract(path, vendor, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1024)
def _parse_contract(path: Path, vendor: str, text: str) -> SourceTable:
    """Turn a contract's text into a table; a run asks for the same texts many times."""
    try:
        document = OpenDataContractStandard.from_string(text)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise ContractError(
            f"this is no data contract: {error}.", where=str(path), todo="Compare with another contract."
        ) from error
    if not document.schema_ or not document.servers:
        raise ContractError("it has no schema or no server.", where=str(path), todo="Add both blocks.")
    schema, server = document.schema_[0], document.servers[0]
    extras = extras_of(schema.customProperties)
    forms = read_forms(extras, ValueForms(in_workbook=server.format == "xlsx"), path)
    table = SourceTable(
        vendor=vendor,
        name=schema.name or path.stem,
        physical_table=schema.physicalName or schema.name or path.stem,
        version=document.version or "0.0.0",
        description=schema.dataGranularityDescription or schema.description or "",
        domain=document.domain or vendor,
        file=path,
        path_glob=server.path or "",
        file_format=server.format or "csv",
        delimiter=server.delimiter or ",",
        encoding=read_encoding(server.encoding, path),
        is_optional=bool(extras.get("optional", False)),
        is_intraday=bool(extras.get("intraday", False)),
        row_filter=extras.get("rowFilter"),
        columns=tuple(_column(item, forms, path) for item in schema.properties or []),
        controls=tuple(read_control(item, path) for item in extras.get("controls", [])),
        rules=read_rules(schema.quality, path, document.domain or vendor),
        content_hash=hashlib.sha256(text.encode()).hexdigest()[:16],
        deletes=read_delete_rule(extras, path),
        max_unreadable_share=read_unreadable_share(extras, path),
        header=read_header_rows(extras, path),
        layout=read_layout(extras, path),
        cursor=extras.get("cursor"),
        look_back=read_look_back(extras, path),
    )
    _check_table(table)
    return table


def _column(item: SchemaProperty, forms: ValueForms, path: Path) -> SourceColumn:
    if not item.name or not item.physicalType:
        raise ContractError(
            f"the column {item.name or item.physicalName!r} has no name or no physicalType.",
            where=str(path),
            todo="Give both; the type is one that DuckDB knows.",
        )
    bounds, extras = item.logicalTypeOptions or {}, extras_of(item.customProperties)
    return SourceColumn(
        name=item.name,
        physical_name=item.physicalName or item.name,
        duckdb_type=item.physicalType.upper(),
        description=item.description or "",
        is_required=bool(item.required),
        key_position=(item.primaryKeyPosition or 1) if item.primaryKey else None,
        tags=frozenset(item.tags or []),
        is_personal=item.classification == "personal",
        allowed=tuple(str(value.value) for value in item.enum) if item.enum else None,
        minimum=bounds.get("minimum"),
        maximum=bounds.get("maximum"),
        pattern=bounds.get("pattern"),
        other_names=tuple(
            str(name) for name in extras.get("alternativeNames", []) if name != (item.physicalName or item.name)
        ),
        is_optional=bool(extras.get("optional", False)),
        forms=read_forms(extras, forms, path),
        kept=read_kept(extras, path),
    )


def _check_table(table: SourceTable) -> None:
    """Refuse a contract that the rest of the way could not use."""
    complaints = []
    if not table.key:
        complaints.append("no column is marked primaryKey")
    if table.file_format not in FORMATS:
        complaints.append(f"the format {table.file_format!r} is none of {', '.join(FORMATS)}")
    if not table.path_glob:
        complaints.append("the server has no path")
    if table.file_format not in ("csv", "xlsx") and (table.header, table.layout) != (HeaderRows(), Layout()):
        complaints.append("only csv and xlsx have a row of names and a place on a sheet")
    if table.file_format in JSON_FORMATS and any(column.physical_name == ROW_NUMBER for column in table.columns):
        complaints.append("rows of json and jsonl are not numbered")
    names = [column.name for column in table.columns]
    complaints += [f"the column {name!r} stands twice" for name in sorted({n for n in names if names.count(n) > 1})]
    complaints += [
        f"the column {column.name!r} is optional, and required or part of the key"
        for column in table.columns
        if column.is_optional and (column.is_required or column.key_position is not None)
    ]
    if table.cursor and table.clocks != (table.cursor,):
        complaints.append(f"the cursor {table.cursor!r} is not the one column with the tag clock")
    if complaints:
        raise ContractError("; ".join(complaints) + ".", where=str(table.file), todo="Correct the contract.")


def _check_parents(tables: list[SourceTable]) -> None:
    names = {table.name for table in tables}
    for table in tables:
        for control in table.controls:
            for join in control.joins:
                if join.table in names:
                    continue
                raise ContractError(
                    f"the control of {control.entity} names a parent without contract: {join.table!r}.",
                    where=str(table.file),
                    todo=f"Name one of {', '.join(sorted(names))}.",
                )
