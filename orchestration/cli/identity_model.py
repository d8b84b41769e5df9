"""The command group `identity model`: list, train, report, approve.

Belongs here: printing, and asking. Not here: training or counting (`orchestration.modelling`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from orchestration.cli.console import Actor, Config, Why, actor_of, err, out, print_table, reason_of, settings_of

app = typer.Typer(help="The models by which records are linked: list, train, report, approve.", no_args_is_help=True)
Version = Annotated[str, typer.Argument(help="Such as person-2; see `entrepot identity model list`.")]


class Kinds(StrEnum):
    """Which models are trained."""

    both = "both"
    person = "person"
    organisation = "organisation"


@app.callback()
def group() -> None:
    """The models by which records are linked: trained on purpose, used once approved, never in the daily run."""


@app.command("list")
def list_models(config: Config = None) -> None:
    """List the kept models, and which of them runs use."""
    from orchestration.modelling import kept_models

    rows = [
        [kept.version, "yes" if used else "", kept.origin, kept.record_count, len(kept.keys), kept.settings_hash[:8]]
        for kept, used in kept_models(settings_of(config))
    ]
    print_table("Models", ["model", "in use", "origin", "records", "keys", "settings"], rows, "No run has linked yet.")


@app.command()
def train(kind: Annotated[Kinds, typer.Option("--type", help="Of what.")] = Kinds.both, config: Config = None) -> None:
    """Train models on the records of the last run, without labels; they are kept, and not used before approval."""
    from orchestration.modelling import train_models

    chosen = ("person", "organisation") if kind is Kinds.both else (kind.value,)
    for kept in train_models(settings_of(config), chosen, _say):  # type: ignore[arg-type]
        out.print(
            f"{kept.version}: trained on {kept.record_count:,} records; pairs are found by {len(kept.keys)} keys."
        )
    out.print("See what one would change with `entrepot identity model report`, then `approve` it.")


@app.command()
def report(version: Version, config: Config = None) -> None:
    """Say what customers a model would change, without changing any."""
    _print_churn(version, config)


@app.command()
def approve(
    version: Version,
    reason: Why = None,
    by: Actor = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: Config = None,
) -> None:
    """Use a model from the next run on: shows what it changes, and asks if that is more than 0.5 % of the records."""
    from orchestration.modelling import CHURN_TO_APPROVE
    from orchestration.modelling import approve as take_down

    churn = _print_churn(version, config)
    if churn > CHURN_TO_APPROVE and not yes:
        typer.confirm(f"{churn:.2%} of the records get another key. Approve it?", abort=True)
    entry = take_down(settings_of(config), version, actor_of(by), reason_of(reason))
    out.print(f"Entry {entry}: {version} is used from the next run on.")


def _print_churn(version: str, config: Config) -> float:
    from orchestration.modelling import churn_of

    found = churn_of(settings_of(config), version, _say)
    rows: list[list[object]] = [
        ["records", found.record_count],
        ["customers", found.customer_count],
        ["records with another key", found.moved_count],
        ["share of records with another key", f"{found.churn:.2%}"],
        ["keys that end in another one", found.merged_count],
        ["keys that lose records to another one", found.split_count],
    ]
    print_table(f"What {version} would change", ["figure", "value"], rows, "")
    return found.churn


def _say(text: str) -> None:
    err.print(f"… {text}", style="dim")
