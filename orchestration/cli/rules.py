"""Commands on rules: `rule list`, `rule allow`, `rule undo`.

Belongs here: showing the rules of the current release, and taking down that some rows may break one for a while. Not
here: the rules (contracts, ingestion).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.console import Actor, Config, Reason, actor_of, counted, out, settings_of
from warehouse import exemptions
from warehouse.connections import open_reader
from warehouse.errors import EntrepotError
from warehouse.exemptions import Exemption
from warehouse.ledger import open_ledger
from warehouse.releases import require_release

app = typer.Typer(no_args_is_help=True, help="Rules of quality: list, allow, undo.")
RULES = """
    select concat_ws('.', source_name, table_name, column_name, rule_name) as rule, severity, owner, checked_count,
           failing_count, allowed_count, allowed_until, reason
    from marts.mart_quality__rule
    where (is_broken or ?) and source_name = coalesce(?, source_name)
    order by severity, failing_count desc, rule"""


@app.command("list")
def list_rules(
    config: Config = None,
    source: Annotated[str | None, typer.Option("--source", help="Only this source.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also rules that nothing breaks.")] = False,
) -> None:
    """List the broken rules of the current release, with what breaks them and who mends it."""
    release = require_release(settings_of(config), None)
    with open_reader(release.database) as connection:
        rows = connection.execute(RULES, [every, source]).fetchall()
    for row in rows:
        out.print(_line(*row), highlight=False, soft_wrap=True)
    if not rows:
        out.print("No rule is broken.")


def _line(
    rule: str, severity: str, owner: str, checked: int, failing: int, allowed: int, until: date | None, reason: str
) -> str:
    """One rule: what breaks it, what may, who mends it and what it means."""
    mark = "[green]✓[/]" if not failing else "[red]✗[/]" if severity == "error" else "[yellow]![/]"
    bound = f", {allowed:,} allowed" + (f" until {until}" if until else "") if allowed else ""
    return f"{mark} [bold]{escape(rule)}[/]: {failing:,} of {checked:,}{bound} ({escape(owner)}). {escape(reason)}"


@app.command()
def allow(
    rule: Annotated[str, typer.Argument(help="source.table.column.rule, as `rule list` writes it.")],
    count: Annotated[int, typer.Option("--count", min=0, help="Rows that may break it; 0 ends an earlier allowance.")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day on which they may.")],
    reason: Reason,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Let some rows break a rule until a day; the next run takes it into account."""
    settings = settings_of(config)
    _check_known(require_release(settings, None).database, rule)
    exemptions.allow(open_ledger(settings), Exemption(rule, count, until.date()), actor_of(actor), reason)
    out.print(f"{counted(count, 'row')} may break {rule} until {until.date()}. Next: `entrepot run`.")


@app.command()
def undo(
    rule: Annotated[str, typer.Argument(help="source.table.column.rule, as `rule list` writes it.")],
    reason: Reason,
    config: Config = None,
    actor: Actor = None,
) -> None:
    """Take the last allowance of a rule back; what held before it holds again from the next run on."""
    found = exemptions.take_back(open_ledger(settings_of(config)), rule, actor_of(actor), reason)
    out.print(f"No longer: {counted(found.allowed_count, 'row')} may break {rule}. Next: `entrepot run`.")


def _check_known(database: Path, rule: str) -> None:
    with open_reader(database) as connection:
        names = {row[0] for row in connection.execute(RULES, [True, None]).fetchall()}
    if rule not in names:
        raise EntrepotError(
            f"there is no rule {rule!r}.", where="the current release", todo="Take one from `entrepot rule list --all`."
        )
