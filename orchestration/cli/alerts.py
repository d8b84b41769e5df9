"""Commands on alerts: `list`, `send`, `test`.

Belongs here: printing and exit codes. Not here: what is told, and how (the package alerts).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from orchestration.cli.console import Config, out, settings_of
from orchestration.cli.status import minute, print_alerts

app = typer.Typer(no_args_is_help=True, help="Who is told that something is not as it should be: list, send, test.")
SENT, NOT_SENT = 0, 2
NO_CHANNEL = "No channel is configured: write \\[alerts] into the configuration (docs/how-to/operate.md)."


@app.command("list")
def list_alerts(
    config: Config = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many of what was told before.")] = 20,
) -> None:
    """List what is open with who has been told, and what was told before."""
    from orchestration.alerts.memory import read_memory
    from orchestration.alerts.writing import headline
    from orchestration.standing import open_alerts

    settings = settings_of(config)
    memory = read_memory(settings)
    print_alerts(open_alerts(settings, memory, datetime.now(UTC)))
    out.print("Told before:" if memory.notes else "Nothing has been told yet.")
    for note in memory.notes[-limit:]:
        told = f"told: {', '.join(note.sent)}" if note.sent else "told nobody"
        remarks = "".join(f"; {name}: {remark}" for name, remark in note.remarks.items())
        line = f"{minute(note.began_at)}  {headline(note)}: {note.what} ({told}{remarks})"
        out.print(escape(line), highlight=False, soft_wrap=True)


@app.command()
def send(config: Config = None) -> None:
    """Look now, and send what has not been sent; for a line in cron beside that of the run.

    Exit code 0: everybody knows; 2: a channel could not be told, and it is tried again the next time.
    """
    from orchestration.alerts.channels import channels_of
    from orchestration.alerts.telling import tell

    settings = settings_of(config)
    unsent = tell(settings)
    for line in unsent:
        out.print(f"[red]✗[/] {escape(line)}", highlight=False, soft_wrap=True)
    if not channels_of(settings):
        out.print(NO_CHANNEL, soft_wrap=True)
    elif not unsent:
        out.print("Everybody knows what there is to know.")
    raise typer.Exit(NOT_SENT if unsent else SENT)


@app.command()
def test(config: Config = None) -> None:
    """Send a test message through every channel; exit code 2 if one did not take it as it should."""
    from orchestration.alerts.telling import try_channels

    outcomes = try_channels(settings_of(config))
    for name, outcome in outcomes.items():
        mark = "[green]✓[/]" if outcome.is_sent else "[red]✗[/]"
        said = "took the message" if outcome.is_sent else "did not take the message"
        reason = f": {outcome.reason}" if outcome.reason else ""
        out.print(f"{mark} {escape(f'{name} {said}{reason}')}", highlight=False, soft_wrap=True)
    if not outcomes:
        out.print(NO_CHANNEL, soft_wrap=True)
    is_good = bool(outcomes) and all(outcome.is_sent and not outcome.reason for outcome in outcomes.values())
    raise typer.Exit(SENT if is_good else NOT_SENT)
