"""Commands on releases: `release list`, `rollback`, `diff`, `publish`, `discard`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.console import Actor, Config, Reason, actor_of, out, print_table, settings_of

if TYPE_CHECKING:
    from warehouse.releases import TableDiff

app = typer.Typer(no_args_is_help=True, help="Releases: list, rollback, diff, publish, discard.")


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
    reason: Reason,
    release: Annotated[
        str | None, typer.Argument(help="The release to go back to \\[default: the one before].")
    ] = None,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Go back to an earlier release; undo it by going back to the newer one."""
    from warehouse.ledger import Ledger
    from warehouse.lock import run_lock
    from warehouse.releases import rollback as switch_back

    settings = settings_of(config)
    with run_lock(settings):
        target = switch_back(settings, Ledger(settings.ledger_url), release, actor=actor_of(actor), reason=reason)
    out.print(f"Current is now {target.id}, as of {target.manifest.as_of}.")


@app.command()
def diff(
    before: Annotated[
        str | None, typer.Argument(help="The older release \\[default with --candidate: the current one].")
    ] = None,
    after: Annotated[str | None, typer.Argument(help="The newer one \\[default: the current one].")] = None,
    config: Config = None,
    candidate: Annotated[
        bool, typer.Option("--candidate", help="Compare with the candidate that `run --candidate` left.")
    ] = False,
) -> None:
    """Compare two releases, or the candidate with one: rows, content, columns and sums of money per table."""
    from warehouse.releases import diff as compare
    from warehouse.releases import require_candidate, require_release

    settings = settings_of(config)
    if (candidate and after) or not (candidate or before):
        raise typer.BadParameter("name one release, two of them, or --candidate with at most one.")
    newer = require_candidate(settings) if candidate else require_release(settings, after)
    found = compare(settings, require_release(settings, before), newer)
    rows = [
        [table.name, table.status, table.before and table.before.rows, table.after and table.after.rows,
         ", ".join(table.columns), _sums(table)]
        for table in found.differences
    ]  # fmt: skip
    columns = ["table", "change", "rows before", "rows after", "columns", "sums that differ"]
    print_table(f"{found.before} → {found.after}", columns, rows, "Every table is the same.")


@app.command()
def publish(config: Config = None) -> None:
    """Publish exactly the candidate that `run --candidate` left, if nothing has changed since."""
    from orchestration.run import publish_kept_candidate

    release = publish_kept_candidate(settings_of(config))
    out.print(f"Current is now {release.id}, as of {release.manifest.as_of}.")


@app.command()
def discard(config: Config = None) -> None:
    """Remove the candidate that `run --candidate` left; the current release stays."""
    from warehouse.lock import run_lock
    from warehouse.releases import remove_candidate, require_candidate

    settings = settings_of(config)
    with run_lock(settings):
        candidate = require_candidate(settings)
        remove_candidate(settings)
    out.print(f"Removed: candidate {candidate.id}.")


def _sums(table: TableDiff) -> str:
    """The sums of money that moved, before and after."""
    moved = {name: sums for name, sums in table.amounts.items() if sums[0] != sums[1]}
    return ", ".join(f"{name} {before} → {after}" for name, (before, after) in moved.items())
