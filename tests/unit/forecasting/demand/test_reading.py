"""Tables of series: what is read, what is refused, and which frequency is found."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from forecasting.demand.panel import build_panel, history_of
from forecasting.demand.periods import calendar_of
from forecasting.demand.reading import read_rows
from forecasting.tables import ForecastingError


def written(folder: Path, text: str, name: str = "series.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def stamps(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[s]")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unique_id,ds,value\na,2024-01-01,1\n", "no column 'y'"),
        ("unique_id,ds,y\n", "no rows"),
        ("unique_id,ds,y\na,2024-01-01,1\na,soon,2\n", "no readable date"),
        ("unique_id,ds,y\na,2024-01-01,one\n", "no numbers"),
        ("unique_id,ds,y\na,2024-01-01,inf\na,2024-01-02,1.5\n", "infinite"),
        ("unique_id,ds,y\n,2024-01-01,1\n", "name no series"),
        ("unique_id,ds,y\na,2024-01-01,1\na,2024-01-01,2\n", "occur more than once .the first: a at 2024-01-01"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ForecastingError, match=said):
        read_rows(written(tmp_path, text))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ForecastingError, match="no CSV or Parquet"):
        read_rows(written(tmp_path, "", "series.txt"))
    with pytest.raises(ForecastingError, match="cannot be read"):
        read_rows(tmp_path / "gone.parquet")


def test_rows_come_sorted_and_names_stay_texts(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, "unique_id,ds,y\n002,2024-01-02,\n001,2024-01-02,2\n001,2024-01-01,-1\n"))
    assert rows.ids.tolist() == ["001", "001", "002"]
    np.testing.assert_array_equal(rows.y, [-1, 2, np.nan])


@pytest.mark.parametrize(
    ("dates", "frequency"),
    [
        (("2024-01-01T00", "2024-01-01T01", "2024-01-01T05"), "h"),
        (("2024-01-01", "2024-01-02", "2024-01-05"), "D"),
        (("2024-01-07", "2024-01-14", "2024-02-04"), "W"),
        (("2024-01-01", "2024-02-01", "2024-04-01"), "M"),
        (("2024-01-31", "2024-02-29", "2024-03-31"), "M"),
        (("2024-03-31", "2024-06-30", "2024-12-31"), "Q"),
        (("2022-01-01", "2023-01-01", "2024-01-01"), "Y"),
        (("2022-06-01", "2023-06-01", "2024-06-01"), "Y"),
        (("2022-06-30", "2023-06-30", "2024-06-30"), "Y"),
    ],
)
def test_the_frequency_is_told_from_the_dates(dates: tuple[str, ...], frequency: str) -> None:
    found = calendar_of(stamps(*dates), None, "x")
    assert found.frequency == frequency
    np.testing.assert_array_equal(found.stamp(found.number(stamps(*dates))), stamps(*dates))


@pytest.mark.parametrize("dates", [("2024-01-01",), ("2024-01-01", "2024-01-06", "2024-01-16"), ("2024-01-01T00:10",)])
def test_an_unclear_frequency_says_what_was_found(dates: tuple[str, ...]) -> None:
    with pytest.raises(ForecastingError, match=rf"{len(dates)} different dates from 2024-01-01.*--freq"):
        calendar_of(stamps(*dates), None, "x")


def test_an_unknown_frequency_is_refused() -> None:
    with pytest.raises(ForecastingError, match="'B' is no frequency"):
        calendar_of(stamps("2024-01-01"), "B", "x")


def test_days_are_summed_to_weeks_that_were_asked_for(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, "unique_id,ds,y\na,2024-01-01,1\na,2024-01-03,2\na,2024-01-08,4\n"))
    panel = build_panel(rows, calendar_of(rows.stamps, "W", "x"), 52, "W")
    assert panel.y.tolist() == [[3, 4]]


def test_a_table_of_sales_has_zeros_between_its_rows_and_after_them(tmp_path: Path) -> None:
    rows = read_rows(
        written(tmp_path, "unique_id,ds,y\na,2024-01-01,1\na,2024-01-04,2\nb,2024-01-02,3\nb,2024-01-06,1\n")
    )
    panel = build_panel(rows, calendar_of(rows.stamps, None, "x"), 7, "D")
    assert panel.gaps == "zero"
    np.testing.assert_array_equal(panel.y, [[1, 0, 0, 2, 0, 0], [np.nan, 3, 0, 0, 0, 1]])


def test_gaps_of_a_table_that_writes_zeros_are_missing_and_filled_for_methods_only(tmp_path: Path) -> None:
    rows = read_rows(
        written(tmp_path, "unique_id,ds,y\na,2024-01-01,2\na,2024-01-02,0\na,2024-01-05,6\na,2024-01-06,\n")
    )
    panel = build_panel(rows, calendar_of(rows.stamps, None, "x"), 7, "D")
    assert panel.gaps == "missing"
    np.testing.assert_array_equal(panel.y, [[2, 0, np.nan, np.nan, 6, np.nan]])
    np.testing.assert_allclose(history_of(panel).y, [[2, 0, 2, 4, 6, 6]])


def test_whole_series_that_end_at_different_times_each_have_their_own_end(tmp_path: Path) -> None:
    lines = [
        f"{name},{day},{day + 1}" for name, last in (("a", 4), ("b", 8), ("c", 6)) for day in range(last - 3, last)
    ]
    rows = read_rows(written(tmp_path, "unique_id,ds,y\n" + "\n".join(lines) + "\n"))
    panel = build_panel(rows, calendar_of(rows.stamps, None, "x"), 1, "Y")
    assert (panel.gaps, panel.aligned) == ("missing", False)
    assert panel.y.tolist() == [[2, 3, 4], [6, 7, 8], [4, 5, 6]]
    assert panel.ends.tolist() == [3, 7, 5]


def test_columns_are_used_only_as_they_were_known(tmp_path: Path) -> None:
    first = date(2024, 1, 1)
    lines = [f"a,{first + timedelta(day)},{day + 1},{day},{first + timedelta(max(day - 2, 0))}" for day in range(8)]
    rows = read_rows(written(tmp_path, "unique_id,ds,y,promotion,known_at\n" + "\n".join(lines) + "\n"))
    panel = build_panel(rows, calendar_of(rows.stamps, None, "x"), 7, "D").cut(4)
    np.testing.assert_array_equal(panel.columns[0, 0], [0, 1, 2, 3, 4, 5, np.nan, np.nan])


def test_columns_whose_future_is_unknown_are_not_used(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, "unique_id,ds,y,price\na,2024-01-01,1,5\na,2024-01-02,2,5\n"))
    assert build_panel(rows, calendar_of(rows.stamps, None, "x"), 7, "D").names == ()


def test_columns_of_the_test_are_known_and_its_values_are_not(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, "unique_id,ds,y,price\na,2024-01-01,1,5\na,2024-01-02,2,5\n"))
    future = read_rows(written(tmp_path, "unique_id,ds,y,price\na,2024-01-03,9,4\n", "test.csv"))
    panel = build_panel(rows, calendar_of(rows.stamps, None, "x"), 7, "D", future)
    assert panel.columns.tolist() == [[[5, 5, 4]]]
    assert panel.y.tolist() == [[1, 2]]


def test_a_test_within_the_history_is_refused(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, "unique_id,ds,y\na,2024-01-01,1\na,2024-01-03,2\n"))
    future = read_rows(written(tmp_path, "unique_id,ds,y\na,2024-01-03,9\n", "test.csv"))
    with pytest.raises(ForecastingError, match="begins within the history of 1 series"):
        build_panel(rows, calendar_of(rows.stamps, "D", "x"), 7, "D", future)
