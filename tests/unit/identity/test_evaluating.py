"""The figures of an evaluation against plain counting, and what is said of a table that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.configuration import linkage_settings
from identity.evaluate.measuring import measure
from identity.evaluate.reading import KNOWN, read_records
from identity.link import comparisons
from identity.normalise.build import GIVEN
from identity.tables import IdentityError


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=14))
def test_figures_are_those_of_counting_every_pair(records: list[tuple[int, int]]) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table found (record_number integer, cluster integer)")
        connection.execute(f"create table {KNOWN} (record_number integer, truth varchar)")
        for number, (truth, cluster) in enumerate(records):
            connection.execute("insert into found values (?, ?)", [number, cluster])
            connection.execute(f"insert into {KNOWN} values (?, ?)", [number, str(truth)])
        figures = measure(connection, "found")
    true = {pair for pair in combinations(range(len(records)), 2) if len({records[at][0] for at in pair}) == 1}
    made = {pair for pair in combinations(range(len(records)), 2) if len({records[at][1] for at in pair}) == 1}
    assert figures.pairwise.precision == pytest.approx(len(true & made) / len(made) if made else 1)
    assert figures.pairwise.recall == pytest.approx(len(true & made) / len(true) if true else 1)
    shares = [
        sum(both == each for both in records) / sum(both[place] == each[place] for both in records)
        for place in (1, 0)
        for each in records
    ]
    precision, recall = shares[: len(records)], shares[len(records) :]
    assert figures.b_cubed.precision == pytest.approx(sum(precision) / len(records))
    assert figures.b_cubed.recall == pytest.approx(sum(recall) / len(records))


def test_columns_of_theirs_are_joined_into_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("no,street_number,road,town,who\n1,8,Main St,Leeds,x\n2,,High St,,y\n", encoding="utf-8")
    with duckdb.connect() as connection:
        assert read_records(connection, path, "who", ["street_number=street", "road=street", "town=city"]) == 2
        rows = connection.execute(f"select street, city, email from {GIVEN} order by record_number").fetchall()
    assert rows == [("8 Main St", "Leeds", None), ("High St", None, None)]


@pytest.mark.parametrize(
    ("name", "truth", "mapping", "said"),
    [
        ("people.csv", "nobody", [], "no column 'nobody'"),
        ("people.csv", "who", ["surname=family_name"], "no column 'surname'"),
        ("people.csv", "who", ["town=village"], "'village' is no canonical column"),
        ("people.txt", "who", [], "no CSV or Parquet file"),
        ("gone.parquet", "who", [], "there is no such file"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(
    tmp_path: Path, name: str, truth: str, mapping: list[str], said: str
) -> None:
    (tmp_path / "people.csv").write_text("no,town,who\n1,Leeds,x\n", encoding="utf-8")
    with duckdb.connect() as connection, pytest.raises(IdentityError, match=said):
        read_records(connection, tmp_path / name, truth, mapping)


def test_each_comparison_has_an_expectation_for_each_level() -> None:
    known = linkage_settings()
    for compared, expected in (
        (comparisons.PERSON, known.person),
        (comparisons.ORGANISATIONS, known.organisation),
    ):
        sizes = {each.name: len(each.levels) + 1 for each in compared}
        assert {name: len(chances) for name, chances in expected.same.items()} == sizes
        assert {name: len(chances) for name, chances in expected.related.items()} == sizes


def test_splink_is_loaded_only_where_records_are_linked() -> None:
    code = "import sys, orchestration.cli.app; print(sorted({'splink', 'phonenumbers', 'scipy'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
