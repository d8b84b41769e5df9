"""The command `source map`: an unknown system becomes a source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer
from rich.markup import escape

from ingestion.mapping.proposal import EntityProposal
from orchestration.cli.console import Config, counted, err, out, print_table
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings, config_path, load_settings
from warehouse.source_blocks import add_block, source_block
from warehouse.source_settings import SourceSettings, System

if TYPE_CHECKING:
    from ingestion.mapping.making_source import MappedSource

WORKBOOK = "mapping.xlsx"
_SHOWN_DECISIONS = 15
Name = Annotated[str, typer.Argument(help="The source's name in the configuration, or the name that it is to have.")]
Vendor = Annotated[
    str | None, typer.Option(help="Folder in vendors/ that is written \\[default: the source's vendor].")
]
Dsn = Annotated[str | None, typer.Option(help="Address of a database that is in no configuration yet.")]
Place = Annotated[Path | None, typer.Option("--path", help="Folder of files, or file of a SQLite or DuckDB database.")]
Kind = Annotated[str, typer.Option("--system", help=f"What it is for the company: {', '.join(get_args(System))}.")]
Add = Annotated[bool, typer.Option("--add", help="Add the block \\[\\[source]] to the configuration and go on.")]
From = Annotated[Path | None, typer.Option("--from", metavar="FILE", help="A mapping.xlsx that was corrected.")]
Replace = Annotated[bool, typer.Option("--replace", help="Overwrite files that were changed by hand, too.")]
Json = Annotated[bool, typer.Option("--json", help="Print what was found and written as JSON.")]


def map_source(
    name: Name,
    config: Config = None,
    vendor: Vendor = None,
    dsn: Dsn = None,
    path: Place = None,
    system: Kind = "erp",
    add: Add = False,
    from_file: From = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Look at a system that Entrepot does not know and write contracts and staging models that run as they are.

    They stand in vendors/, with a spreadsheet `mapping.xlsx` in which a person corrects what was proposed; it is read
    back with --from. A file that was changed by hand is left alone.
    """
    if dsn or path:
        block = source_block(name, vendor or name, _system(system), dsn=dsn, path=path, config=config_path(config))
        if not add:
            _show_block(block, config_path(config), name)
            return
        settings = add_block(config_path(config), block)
    else:
        settings = load_settings(config)
    from ingestion.mapping.making_source import make_source

    source = _source(settings, name, vendor)
    mapped = make_source(settings, source, _tell, chosen=from_file, overwrite=replace)
    if as_json:
        typer.echo(json.dumps(_as_json(mapped), ensure_ascii=False, indent=2))
    else:
        _show(mapped)


def _system(given: str) -> System:
    if given not in get_args(System):
        raise ConfigurationError(
            f"there is no system {given!r}.", where="--system", todo=f"Say {', '.join(get_args(System))}."
        )
    return cast(System, given)


def _source(settings: Settings, name: str, vendor: str | None) -> SourceSettings:
    found = next((source for source in settings.source if source.name == name), None)
    if found is None:
        raise ConfigurationError(
            f"there is no source {name!r}.",
            where=str(settings.config_file),
            todo=f"Say where it is: `entrepot source map {name} --path FOLDER --add`, or --dsn for a database.",
        )
    return found.model_copy(update={"vendor": vendor}) if vendor else found


def _tell(text: str) -> None:
    err.print(f"  [dim]{escape(text)} …[/]", highlight=False, soft_wrap=True)


def _show_block(block: str, config: Path, name: str) -> None:
    typer.echo(block)
    err.print(f"Paste this into {escape(str(config))}, then `entrepot source map {name}`; or repeat this with --add.")


def _show(mapped: MappedSource) -> None:
    rows = [_entity_row(entity) for entity in mapped.proposal.entities]
    tables, entities = counted(len(mapped.profile.tables), "table"), counted(len(rows), "entity", "entities")
    print_table(
        f"{mapped.source.name}: {tables}, {entities}",
        ["entity", "rows of", "columns placed", "of", "confidence", "why"],
        rows,
        "",
    )
    _show_decisions(mapped)
    _show_unplaced(mapped)
    _show_files(mapped)


def _entity_row(entity: EntityProposal) -> list[object]:
    from ingestion.mapping.names_in_sql import entity_named

    columns = len(entity_named(entity.entity).mapped_columns)
    share = f"{entity.confidence:.0%}".replace("%", " %")
    return [entity.entity, entity.table, len(entity.placements), columns, share, entity.reason]


def _show_decisions(mapped: MappedSource) -> None:
    same: dict[tuple[str, str, str], list[str]] = {}
    for entity, it in mapped.to_decide:
        same.setdefault((it.column, it.expression, it.reason), []).append(entity.entity)
    if not same:
        return
    rows = [[name, ", ".join(entities), sql, why] for (name, sql, why), entities in same.items()]
    out.print()
    columns = ["column", "of", "taken from", "because"]
    print_table("For you to decide: what is least sure", columns, rows[:_SHOWN_DECISIONS], "")
    if len(rows) > _SHOWN_DECISIONS:
        out.print(f"… and {len(rows) - _SHOWN_DECISIONS} more, with their confidence, in {WORKBOOK}.")


def _show_unplaced(mapped: MappedSource) -> None:
    tables = [item.table for item in mapped.proposal.unplaced if item.column is None]
    columns = sum(item.column is not None for item in mapped.proposal.unplaced)
    out.print()
    if tables:
        out.print(f"Not used: {', '.join(tables)}.", highlight=False, soft_wrap=True, markup=False)
    out.print(
        f"{columns} columns of the other tables are placed nowhere; they are listed in {WORKBOOK} and do not land."
    )


def _show_files(mapped: MappedSource) -> None:
    files, source = mapped.files, mapped.source.name
    folder = _near(mapped.folder)
    counts = f"{len(files.written)} written, {len(files.same)} as they were, {len(files.removed)} removed"
    out.print(f"Files in {folder}: {counts}.", highlight=False, soft_wrap=True, markup=False)
    for kept in files.kept:
        said = f"{kept.path.relative_to(mapped.folder)} was changed by hand and stays: {kept.difference}."
        out.print(f"[yellow]![/] {escape(said)}", highlight=False, soft_wrap=True)
    if files.kept:
        out.print("To overwrite what was changed by hand: --replace.")
    workbook = folder / WORKBOOK
    out.print(
        f"Correct: {workbook}, then `entrepot source map {source} --from {workbook}`.", soft_wrap=True, markup=False
    )
    out.print(f"Next: `entrepot source check {source}`, then `entrepot run`.")


def _near(path: Path) -> Path:
    """A path as it is typed from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _as_json(mapped: MappedSource) -> dict[str, Any]:
    return {
        "source": mapped.source.name,
        "vendor": mapped.source.vendor,
        "tables": len(mapped.profile.tables),
        "entities": [_entity_json(entity) for entity in mapped.proposal.entities],
        "unplaced": [vars(item) for item in mapped.proposal.unplaced],
        "to_decide": [f"{entity.entity}.{it.column}" for entity, it in mapped.to_decide],
        "written": [str(path) for path in mapped.files.written],
        "kept": {str(kept.path): kept.difference for kept in mapped.files.kept},
        "removed": [str(path) for path in mapped.files.removed],
    }


def _entity_json(entity: EntityProposal) -> dict[str, Any]:
    return {
        "entity": entity.entity,
        "table": entity.table,
        "confidence": entity.confidence,
        "reason": entity.reason,
        "placements": [vars(placement) for placement in entity.placements],
    }
