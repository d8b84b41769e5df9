"""Scoring a release against the truth of the demo company.

Belongs here: running the SQL beside, and giving each figure its unit and its definition. Not here: how a figure is
computed (the SQL), what it means (`definitions.toml`).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from simulation.folder import TRUTH, TRUTH_MARKER
from simulation.scorecard.numbers import score_numbers

_HERE = Path(__file__).parent
_SQL = ("matching", "faults", "money", "demand")
_SCORE = "create or replace temp table score (area varchar, subject varchar, figure varchar, figure_value double)"


@dataclass(frozen=True)
class Score:
    """One figure of the scorecard.

    Attributes:
        area: Matching, faults, money on faults, money, numbers, returns to come, parcels, deposits, forecast, lost
            sales or broken joints.
        subject: What it is about, such as a kind of record or a class of faults; "all" for everything.
        figure: Its short name, such as `f1`.
        value: The figure; None where the warehouse does not estimate it yet.
        unit: `share`, `rows`, `units`, `EUR`, `money` (of the currency that the subject names) or `count`.
        definition: What it means and how it is counted.
    """

    area: str
    subject: str
    figure: str
    value: float | None
    unit: str
    definition: str


def has_truth(data_dir: Path) -> bool:
    """Tell whether a data folder holds a demo company with its truth."""
    return (data_dir / TRUTH / TRUTH_MARKER).is_file()


def score_release(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> list[Score]:
    """Hold a release against the truth.

    Args:
        connection: Has the release's tables in the schemas `core` and `marts`, and the temporary table `finding` of
            what the gate found, one row per finding.
        data_dir: The data folder with the truth.

    Returns:
        The figures in the order of `definitions.toml`, by subject.
    """
    connection.execute(_SCORE)
    for name in _SQL:
        run_scores(connection, name, data_dir)
    score_numbers(connection, data_dir / TRUTH)
    run_scores(connection, "returns", data_dir)
    run_scores(connection, "parcels", data_dir)
    run_scores(connection, "deposits", data_dir)
    definitions = tomllib.loads((_HERE / "definitions.toml").read_text(encoding="utf-8"))
    rows = connection.execute("select area, subject, figure, figure_value from score").fetchall()
    scores = [Score(*row, **definitions[row[0]][row[2]]) for row in rows]
    areas = {area: (place, list(figures)) for place, (area, figures) in enumerate(definitions.items())}

    def place(score: Score) -> tuple[int, bool, str, int]:
        number, figures = areas[score.area]
        return number, score.subject != "all", score.subject, figures.index(score.figure)

    return sorted(scores, key=place)


def planted_rows(data_dir: Path) -> str:
    """Return SQL for the rows in which a fault was planted: source_name, table_name, file_name and row_key."""
    path = str(data_dir / TRUTH / "faults.csv").replace("'", "''")
    return (
        "select distinct source_name, table_name, file_name, place as row_key "
        f"from read_csv('{path}', header = true, all_varchar = true) where place <> ''"
    )


def count_fates(connection: duckdb.DuckDBPyConnection, data_dir: Path) -> list[tuple[str, str, int]]:
    """Count what became of the planted faults.

    Args:
        connection: Has the temporary table `finding` of what the gate found.
        data_dir: The data folder with the truth.

    Returns:
        Class, outcome as in `faults.sql`, and how many, by class and outcome.
    """
    connection.execute(_SCORE)
    run_scores(connection, "faults", data_dir)
    rows = connection.execute("select fault, outcome, count(*) from fate group by all order by all").fetchall()
    return [(str(fault), str(outcome), int(count)) for fault, outcome, count in rows]


def run_scores(connection: duckdb.DuckDBPyConnection, name: str, data_dir: Path) -> None:
    """Put the figures of one of the SQL files beside into the temporary table `score`."""
    truth = str(data_dir / TRUTH).replace("'", "''")
    connection.execute((_HERE / f"{name}.sql").read_text(encoding="utf-8").replace("{truth}", truth))
