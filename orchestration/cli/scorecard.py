"""The command `scorecard`: the current release of the demo company held against its truth.

Belongs here: printing the figures. Not here: any figure (the simulation's scorecard).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from itertools import groupby, product
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.console import Config, out, print_table, settings_of
from warehouse.errors import ConfigurationError

if TYPE_CHECKING:
    from simulation.scorecard import Score

_NOT_ESTIMATED = "not estimated yet"
_NOTHING = ""
_FEW = 4
_FORMS: dict[str, Callable[[float], str]] = {
    "share": "{:.1%}".format,
    "money": "{:,.2f}".format,
    "EUR": "{:,.2f}".format,
    "units": "{:,.2f}".format,
}
"""How a figure of each unit is written; all others are whole numbers."""


class Form(StrEnum):
    """How `scorecard` prints."""

    table = "table"
    json = "json"


def scorecard(
    config: Config = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to print.")] = Form.table,
) -> None:
    """Hold the current release of the demo company against what is true of it, figure by figure with its definition."""
    from orchestration.scoring import score_database
    from simulation.scorecard import has_truth
    from warehouse.releases import require_release

    settings = settings_of(config)
    if not has_truth(settings.data_dir):
        raise ConfigurationError(
            "nobody knows the truth of this company: only the demo's was made with it.",
            where=str(settings.data_dir),
            todo="Write one with `entrepot demo` and an own --config, and run it.",
        )
    release = require_release(settings, None)
    scores = score_database(settings, release.database)
    if form is Form.json:
        typer.echo(json.dumps({"release_id": release.id, "scores": [asdict(score) for score in scores]}, indent=1))
        return
    out.print(f"Release {release.id}, as of {release.manifest.as_of}.", highlight=False)
    for area, figures in groupby(scores, key=lambda score: score.area):
        _print_area(area, list(figures))


def _print_area(area: str, scores: Sequence[Score]) -> None:
    """Print an area's figures, with few subjects as columns, with many as rows."""
    subjects = list(dict.fromkeys(score.subject for score in scores))
    defined = {score.figure: score for score in scores}
    places = {(score.subject, score.figure): score for score in scores}
    cells = {place: _cell(places.get(place)) for place in product(subjects, defined)}
    if len(subjects) <= _FEW:
        rows = [
            [_words(name), *[cells[subject, name] for subject in subjects], defined[name].definition]
            for name in defined
        ]
        print_table(area.capitalize(), ["figure", *subjects, "definition"], rows, _NOTHING)
    else:
        rows = [[subject, *[cells[subject, name] for name in defined]] for subject in subjects]
        print_table(area.capitalize(), ["subject", *map(_words, defined)], rows, _NOTHING)
        for name, score in defined.items():
            out.print(f"  [dim]{_words(name)} ({score.unit}): {score.definition}[/]", highlight=False, soft_wrap=True)
    out.print()


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(score: Score | None) -> str:
    if score is None:
        return _NOTHING
    if score.value is None:
        return _NOT_ESTIMATED
    return _FORMS.get(score.unit, "{:,.0f}".format)(score.value)
