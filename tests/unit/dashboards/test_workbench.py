"""The SQL workbench and the live integration report: cost before a scan, limits, refusals, and one order counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.access import LOCAL
from dashboards.catalogue import load_catalogue
from dashboards.queries import workbench
from dashboards.workbench import desk
from warehouse.errors import QueryRefusedError
from warehouse.releases import Release, current_release
from warehouse.settings import load_settings

WORDS = load_catalogue("en")
SALES = "marts.mart_sales__kpi_daily"


@pytest.fixture
def release(project: Path, tiny: dict[str, Any]) -> Release:
    tiny["publish"](project)
    found = current_release(load_settings(project / "entrepot.toml"))
    assert found
    return found


def test_a_statement_costs_what_it_reads_or_makes(release: Release) -> None:
    cost = workbench.cost(LOCAL, release, f"select count(*) from {SALES} as a cross join {SALES} as b")
    assert cost
    assert cost.tables == {SALES: 2925}
    assert cost.row_count == 2925**2
    assert workbench.cost(LOCAL, release, "select nothing from nowhere") is None


def test_an_answer_keeps_every_digit_and_says_what_it_leaves_out(release: Release) -> None:
    answer = workbench.ask(LOCAL, release, "select cast('0.10' as decimal(38, 20)) as amount from range(1001)")
    assert (answer.columns, answer.types, answer.rows[0]) == (
        ["amount"],
        ["DECIMAL(38,20)"],
        ["0.10000000000000000000"],
    )
    assert (len(answer.rows), answer.is_complete) == (1000, False)


@pytest.mark.parametrize("sql", ["drop table core.dim_market", "select 1; select 2", "from read_csv('/etc/hostname')"])
def test_what_does_not_only_read_is_refused_and_has_no_cost(release: Release, sql: str) -> None:
    assert workbench.cost(LOCAL, release, sql) is None
    with pytest.raises(QueryRefusedError):
        workbench.ask(LOCAL, release, sql)


def test_only_a_few_statements_run_at_one_time(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbench, "_SECONDS_OF_WAITING", 0)
    for _ in range(workbench.AT_ONCE):
        assert workbench._free.acquire(timeout=0)
    try:
        with pytest.raises(QueryRefusedError, match="other statements are running"):
            workbench.ask(LOCAL, release, "select 1")
    finally:
        for _ in range(workbench.AT_ONCE):
            workbench._free.release()


def texts(app: AppTest) -> str:
    """All that a visitor reads."""
    assert not app.exception
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.get("html")]
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)


@pytest.mark.usefixtures("release")
def test_a_big_statement_runs_when_it_is_asked_for_again(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "BIG", 2000)
    app.run().switch_page("screens/workbench.py").run()
    app.text_area(key="workbench_sql").set_value(f"select sum(order_count) as order_count from {SALES}").run()
    app.button(key="workbench_run").click().run()
    assert "marts.mart_sales__kpi_daily (2,925)" in texts(app)
    assert "<bdi>5849</bdi>" not in texts(app)
    app.button(key="workbench_anyway").click().run()
    assert "<bdi>5849</bdi>" in texts(app)


@pytest.mark.usefixtures("release")
def test_a_question_comes_with_its_sql_and_an_error_stays_in_its_frame(app: AppTest) -> None:
    app.run().switch_page("screens/workbench.py")
    app.query_params["question"] = "manager-3"
    app.run()
    assert "mart_sales__sku_ranking" in app.text_area(key="workbench_sql").value
    app.text_area(key="workbench_sql").set_value("delete from core.dim_market").run()
    app.button(key="workbench_run").click().run()
    assert "DELETE is not allowed" in texts(app)


@pytest.mark.usefixtures("release")
def test_the_report_is_live(app: AppTest) -> None:
    app.run().switch_page("screens/integration.py").run()
    page = texts(app)
    assert WORDS.text("assess_chapter.shop") in page
    assert "50.0% (1 of 2)" in page
    assert {it.proto.id.split("-")[-1] for it in app.get("download_button")} == {
        "download_integration_html", "download_integration_xlsx",
    }  # fmt: skip
