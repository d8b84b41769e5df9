"""What the commands share: consoles, the configuration option, and errors as one line.

Belongs here: printing helpers. Not here: commands.
"""

from __future__ import annotations

import getpass
import os
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.reporter import Reporter, StepTime
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings, load_settings

_NUMBER = re.compile(r"(-?[\d,]+(\.\d+)?( ?%)?|–)?")
_ENDLESS = 100_000
Named = TypeVar("Named", bound=StrEnum)


def _width(is_terminal: bool) -> int | None:
    """Return how wide lines may be: as the terminal is, or as `COLUMNS` says; what is piped is never broken."""
    return None if is_terminal or "COLUMNS" in os.environ else _ENDLESS


out = Console(emoji=False, width=_width(sys.stdout.isatty()))
err = Console(stderr=True, emoji=False, width=_width(sys.stderr.isatty()))

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", metavar="FILE", help="Configuration file \\[default: $ENTREPOT_CONFIG or ./entrepot.toml]."
    ),
]

Reason = Annotated[str, typer.Option("--reason", prompt=True, help="Why; it is kept in the ledger.")]
Why = Annotated[
    str | None, typer.Option("--reason", help="Why; it is kept in the ledger. At a terminal it is asked for.")
]
Actor = Annotated[str | None, typer.Option("--by", help="Who decides \\[default: the user of this session].")]


def actor_of(given: str | None) -> str:
    """Return who decides: who was named, else the user of this session."""
    return given or getpass.getuser()


def reason_of(given: str | None) -> str:
    """Return why: what was given, else what a person at the terminal answers.

    Raises:
        ConfigurationError: Nothing was given and nobody can be asked, or what was given is blank.
    """
    if given is None and sys.stdin.isatty():
        given = str(typer.prompt("Reason"))
    if not (given or "").strip():
        raise ConfigurationError("there is no reason.", where="--reason", todo="Say why; it is kept in the ledger.")
    return str(given).strip()


def settings_of(config: Path | None) -> Settings:
    """Load the configuration that a command was given."""
    return load_settings(config)


def one_of(names: type[Named], given: str, where: str) -> Named:
    """Return what a word names.

    Args:
        names: What there is.
        given: What was typed.
        where: The argument, as the help calls it.

    Raises:
        ConfigurationError: There is no such thing.
    """
    if given not in [name.value for name in names]:
        near = get_close_matches(given, [name.value for name in names], n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise ConfigurationError(f"there is no {given!r}.", where=where, todo=f"{meant}There are: {', '.join(names)}.")
    return names(given)


def counted(count: int, one: str, several: str | None = None) -> str:
    """Write a number with what is counted, as English has it.

    Args:
        count: How many.
        one: What one is called.
        several: What several are called; that of one with an s, if left out.
    """
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str, whole: Collection[str] = ()
) -> None:
    """Print rows as a table; numbers to the right; one sentence where there is nothing.

    Args:
        title: Above the table.
        columns: Their names.
        rows: Their values.
        empty: What is printed where there are no rows.
        whole: Columns whose values are typed elsewhere, and so are never broken over lines.
    """
    table = Table(
        title=title, title_justify="left", header_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0)
    )
    rows = [list(row) for row in rows]
    if not rows:
        out.print(empty)
        return
    for number, name in enumerate(columns):
        is_number = all(_is_number(row[number]) for row in rows)
        table.add_column(
            name, justify="right" if is_number else "left", overflow="fold", no_wrap=is_number or name in whole
        )
    for row in rows:
        table.add_row(*[escape(_shown(value)) for value in row])
    out.print(table)


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return bool(_NUMBER.fullmatch(value))
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


class ConsoleReporter(Reporter):
    """Shows the step under way, and each finished step with its time, on standard error."""

    def __init__(self) -> None:
        """Begin without a step."""
        super().__init__()
        self._status = err.status("", spinner="dots")

    def started(self, step: str) -> None:
        """Show the step as under way."""
        self._status.update(f"{step} …")
        self._status.start()

    def detail(self, text: str) -> None:
        """Show what is being worked on."""
        self._status.update(f"{self._status.status} · {text}" if not err.is_terminal else text)

    def failed(self, step: str) -> None:
        """Show nothing as under way, so that the error is the last line."""
        self._status.stop()

    def finished(self, step: StepTime) -> None:
        """Write the finished step as a line."""
        self._status.stop()
        err.print(f"  [green]✓[/] {step.name:<24} {step.wall_seconds:6.1f} s  [dim](CPU {step.cpu_seconds:.1f} s)[/]")

    def warned(self, text: str) -> None:
        """Write a warning as a line."""
        self._status.stop()
        err.print(f"  [yellow]![/] {escape(text)}", highlight=False, soft_wrap=True)
