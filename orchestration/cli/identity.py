"""The command group `identity`: how records are made one, why, and how well.

Belongs here: printing. Not here: any figure (`identity.evaluate`).
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli import identity_desk, identity_model, identity_review
from orchestration.cli.console import err, out, print_table

if TYPE_CHECKING:
    from identity.evaluate.running import Evaluation

app = typer.Typer(
    help="One customer, one supplier, one product: how records are made one, why, and how well.", no_args_is_help=True
)
app.command()(identity_desk.explain)
app.command()(identity_desk.show)
app.command()(identity_desk.merge)
app.command()(identity_desk.split)
app.command()(identity_desk.undo)
app.command()(identity_desk.decisions)
app.add_typer(identity_review.app, name="review")
app.add_typer(identity_model.app, name="model")
_NOTHING = ""


class Party(StrEnum):
    """What the records of a table are of."""

    person = "person"
    organisation = "organisation"


@app.callback()
def group() -> None:
    """One customer, one supplier, one product: how records are made one, why, and how well."""


@app.command()
def evaluate(
    records: Annotated[Path, typer.Argument(help="A CSV or Parquet table, one row per record.")],
    truth: Annotated[
        str, typer.Option("--truth", help="The column that is equal for records of one party; never used to resolve.")
    ],
    party: Annotated[Party, typer.Option("--type", help="What the records are of.")] = Party.person,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="theirs=ours, for a column of another name; several of theirs for one of ours are joined."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Resolve a table with the generic configuration and no labels, and hold the clusters against a column of truth.

    Columns that are looked at, any of which may be missing: record_id, source_name, given_name, family_name, full_name,
    email, phone, street, city, postal_code, region, country_code, birth_date, tax_id, company_name.
    """
    from identity.evaluate.running import evaluate as resolve_and_measure

    found = resolve_and_measure(
        records, truth, party.value, mapping or [], lambda text: err.print(f"… {text}", style="dim")
    )
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=1))
        return
    _print(found)


def _print(found: Evaluation) -> None:
    ways = (("model", found.figures), ("exact keys", found.deterministic))
    names = ("pairwise", "b_cubed")
    rows = [
        [f"{name.replace('_', '-')} {part}", *[f"{getattr(getattr(figures, name), part):.4f}" for _, figures in ways]]
        for name in names
        for part in ("precision", "recall", "f1")
    ]
    rows += [
        ["clusters", *[f"{figures.clusters:,}" for _, figures in ways]],
        ["largest cluster", *[f"{figures.largest_cluster:,}" for _, figures in ways]],
        ["CPU seconds", f"{found.cpu_seconds:.1f}", f"{found.deterministic_cpu_seconds:.1f}"],
    ]
    print_table(f"{found.records:,} records", ["figure", *[way for way, _ in ways]], rows, _NOTHING)
    out.print(
        f"{found.pairs:,} pairs compared under {found.keys} keys; at most {found.peak_memory_mb:,.0f} MB of memory.\n"
        f"Settings {found.settings_hash}",
        highlight=False,
        soft_wrap=True,
    )
