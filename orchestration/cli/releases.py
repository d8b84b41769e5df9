"""Commands on releases: `release list`, `rollback`, `diff`."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.console import Config, out, print_table, settings_of

if TYPE_CHECKING:
    from warehouse.releases import TableDiff

app = typer.Typer(no_args_is_help=True, help="Published releases: list, rollback, diff.")


@app.command("list")
def list_all(config: Config = None) -> None:
    """List releases, oldest first; the current one is marked."""
    from warehouse.releases import current_release, list_releases

    settings = settings_of(config)
    current = current_release(settings)
    rows = [
        [
            "*" if current and release.id == current.id else "",
            release.id,
            f"{release.manifest.published_at:%Y-%m-%d %H:%M}",
            release.manifest.as_of,
            "provisional" if release.manifest.is_provisional else "",
            len(release.tables),
            sum(table.rows for table in release.tables.values()),
            f"{release.size_bytes / 1e6:.1f} MB",
        ]
        for release in list_releases(settings)
    ]
    columns = ["", "release", "published (UTC)", "as of", "kind", "tables", "rows", "size"]
    print_table("Releases", columns, rows, "There is no release yet. Publish one with `entrepot run`.")


@app.command()
def rollback(
    reason: Annotated[str, typer.Option("--reason", prompt=True, help="Why; it is kept in the ledger.")],
    release: Annotated[
        str | None, typer.Argument(help="The release to go back to \\[default: the one before].")
    ] = None,
    config: Config = None,
    actor: Annotated[
        str | None, typer.Option("--by", help="Who decides \\[default: the user of this session].")
    ] = None,
) -> None:
    """Go back to an earlier release; undo it by going back to the newer one."""
    from warehouse.ledger import Ledger
    from warehouse.lock import run_lock
    from warehouse.releases import rollback as switch_back

    settings = settings_of(config)
    with run_lock(settings):
        target = switch_back(
            settings, Ledger(settings.ledger_url), release, actor=actor or getpass.getuser(), reason=reason
        )
    out.print(f"Current is now {target.id}, as of {target.manifest.as_of}.")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="The older release.")],
    after: Annotated[str | None, typer.Argument(help="The newer one \\[default: the current one].")] = None,
    config: Config = None,
) -> None:
    """Compare two releases: rows, content and sums of money per table."""
    from warehouse.releases import diff as compare
    from warehouse.releases import require_release

    settings = settings_of(config)
    found = compare(settings, before, require_release(settings, after).id)
    rows = [
        [table.name, table.status, table.before and table.before.rows, table.after and table.after.rows, _sums(table)]
        for table in found.differences
    ]
    columns = ["table", "change", "rows before", "rows after", "sums that differ"]
    print_table(f"{found.before} → {found.after}", columns, rows, "Every table is the same.")


def _sums(table: TableDiff) -> str:
    """The sums of money that moved, before and after."""
    moved = {name: sums for name, sums in table.amounts.items() if sums[0] != sums[1]}
    return ", ".join(f"{name} {before} → {after}" for name, (before, after) in moved.items())
