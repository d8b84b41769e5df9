"""Commands that keep the warehouse: `backup` and `restore`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from orchestration.cli.console import Config, counted, err, out, print_table, settings_of
from warehouse.settings import config_path

if TYPE_CHECKING:
    from warehouse.backup import Progress as Told


def backup(
    target: Annotated[
        Path | None, typer.Argument(help="Folder of back-ups, best on another disk \\[default: backups in data_dir].")
    ] = None,
    config: Config = None,
    with_releases: Annotated[bool, typer.Option("--with-releases", help="Published releases, too.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Read it once more and compare every hash.")] = False,
    keep: Annotated[int, typer.Option(min=1, help="How many back-ups of the folder stay, this one included.")] = 14,
    only_list: Annotated[bool, typer.Option("--list", help="List the back-ups of the folder, make none.")] = False,
) -> None:
    """Back up what cannot be rebuilt: landing, ledger, configuration with vendors, other files of data_dir.

    Only what is new since the last back-up of the folder is copied. Not while a run is under way.
    """
    from warehouse.backup import BACKUPS, create_backup, list_backups, verify_backup

    settings, started = settings_of(config), time.monotonic()
    folder = (target or settings.data_dir / BACKUPS).resolve()
    if only_list:
        rows = [
            [item.id, len(item.files), f"{item.size_bytes / 1e6:,.1f} MB", item.version]
            for item in list_backups(folder)
        ]
        print_table("Back-ups", ["back-up", "files", "size", "version"], rows, "There is no back-up here yet.")
        return
    with _bar("backing up") as told:
        made, copied = create_backup(settings, folder, with_releases=with_releases, keep=keep, on_progress=told)
    if verify:
        with _bar("verifying") as told:
            verify_backup(folder, made, told)
    said = "; every hash is right" if verify else ""
    size = f"{counted(len(made.files), 'file')}, {_megabytes(made.size_bytes)}, of which {_megabytes(copied)} were new"
    out.print(
        f"Back-up {made.id}: {size}{said}. Took {time.monotonic() - started:.1f} s.", highlight=False, soft_wrap=True
    )
    if target is None:
        out.print(f"It lies on the very disk that may break: {folder}. Name one on another disk.", soft_wrap=True)
    out.print(f"To put it back into an empty folder: `entrepot restore {folder}`.", soft_wrap=True)


def restore(
    source: Annotated[Path, typer.Argument(help="Folder of back-ups.")],
    config: Config = None,
    backup_id: Annotated[
        str | None,
        typer.Option("--backup", help="One of its back-ups, see `backup --list` \\[default: the newest]."),
    ] = None,
) -> None:
    """Put a back-up into an empty data_dir, each hash compared; the next run builds the rest.

    The configuration decides where: one that is there is used as it is, else that of the back-up is written.
    """
    from warehouse.backup import restore_backup

    started = time.monotonic()
    with _bar("restoring") as told:
        found = restore_backup(source.resolve(), config_path(config), backup_id, told)
    size = f"{counted(len(found.backup.files), 'file')}, {_megabytes(found.backup.size_bytes)}"
    where, seconds = found.settings.data_dir, time.monotonic() - started
    out.print(f"Restored {found.backup.id}, {size}, in {where}. Took {seconds:.1f} s.", highlight=False, soft_wrap=True)
    for path in found.kept:
        out.print(f"[yellow]![/] {escape(path)} stood there, differs from the back-up's, and was left as it is.")
    if not found.backup.ledger:
        out.print("[yellow]![/] There was no ledger: nobody had decided anything yet.")
    if found.missing:
        names = ", ".join(found.missing)
        out.print(
            f"[yellow]![/] The folders of extracts of {names} are not there: until they are back, these "
            "sources stay at what has landed and are called missing (exit code 2).",
            soft_wrap=True,
        )
    out.print("Next: `entrepot run`, which builds the warehouse and publishes a release.")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


@contextmanager
def _bar(what: str) -> Iterator[Told]:
    """Show the bytes that are done, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
