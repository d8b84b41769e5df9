"""A refused row comes in once a person mends it; a system that was replaced counts only as long as it was in use.

A row that the books get after their month is closed counts on the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingestion.landing.batches import list_batches
from warehouse.settings import Settings, load_settings

Ask = Callable[..., list[list[str]]]

LAST_DAY = "2024-05-31"
DEALS = (
    "hs_object_id,dealname,pipeline,dealstage,amount,deal_currency_code,createdate,closedate,hs_is_closed_won,"
    "hs_is_closed,associatedcompanyid,hs_lastmodifieddate\n"
    "9001,Kept,default,qualified,100.00,EUR,2025-12-30T10:00:00Z,,false,false,,2025-12-30T10:00:00Z\n"
    '9002,Comma,default,qualified,"250,00",EUR,2025-12-30T11:00:00Z,,false,false,,2025-12-30T11:00:00Z\n'
)
NEW_DEALS = (
    "select expected_amount from fct_opportunity "
    "where created_date = '2025-12-30' and expected_amount in (100, 250) order by 1"
)
STATES = "select quarantine_state, count(*) from mart_quality__quarantine group by 1"
BROKEN = "select source_name, column_name, rule_name, failing_count from mart_quality__rule where is_broken"
LATE_ORDERS = (
    f"select count(*) from fct_purchase_order_line where source_name = 'erp_old' and order_date > '{LAST_DAY}'"
)
CLOSED, NEXT_MONTH = "2025-11", "2025-12-01"
LATE_LINES = (
    "9000001,{move},{account},2025-11-15,posted,1,1,,,Late,1,,,12.34,12.34,0.00,12.34,,,,,"
    "2026-01-01 06:00:00,2026-01-01 06:00:00\n"
    "9000002,{move},{account},2025-11-15,posted,1,1,,,Late,1,,,-12.34,0.00,12.34,-12.34,,,,,"
    "2026-01-01 06:00:00,2026-01-01 06:00:00\n"
)
POSTED = "select closed_month, posted_month, line_count, change_amount_local from mart_finance__late_posting"
BOOKED_ON = (
    "select distinct posting_date, accounting_date, is_late from fct_journal_line "
    "where journal_line_key in ('erp:9000001', 'erp:9000002')"
)
OPEN_TOTALS = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"


@dataclass(frozen=True)
class Story:
    """Two runs of a company: with a refused row, and after it was mended."""

    company: Settings
    before: Settings
    runs: list[Any]
    mending: Any
    answers: list[dict[str, list[list[str]]]]


def tell(entrepot: Callable[..., Any], ask: Ask, copy_of_demo: Callable[[str], Settings], demo: Settings) -> Story:
    """Bring a file with a bad row and end the old ERP's time; run; mend the row; run."""
    company = end_old_system(copy_of_demo("mended"))
    (company.data_dir / "extracts" / "crm" / "deals_2026-01-01.csv").write_text(DEALS, encoding="utf-8")
    questions = {"deals": NEW_DEALS, "states": STATES, "broken": BROKEN, "late": LATE_ORDERS, "open": OPEN_TOTALS}
    questions |= {"posted": POSTED, "booked on": BOOKED_ON}
    bring_late_lines(company)
    entrepot(
        company, "period", "close", "erp:1", CLOSED, "--reason", "signed", "--known-until", "2025-12-20", "--by", "Ann"
    )
    runs = [entrepot(company, "run")]
    answers = [{name: ask(company, sql) for name, sql in questions.items()}]
    [batch] = [batch.batch_id for batch in list_batches(company, "crm") if batch.refused_count]
    mending = entrepot(company, "quarantine", "mend", batch, "2", "amount=250.00", "--reason", "a comma", "--by", "Ann")
    runs.append(entrepot(company, "run"))
    answers.append({name: ask(company, sql) for name, sql in questions.items()})
    return Story(company, demo, runs, mending, answers)


def bring_late_lines(company: Settings) -> None:
    """Let the ERP book a debit and a credit on a day of a month that is closed, in an extract of the usual size."""
    folder = company.data_dir / "extracts" / "erp"
    header, *lines = max(folder.glob("account_move_line_*.csv")).read_text(encoding="utf-8").splitlines()
    assert header.startswith("id,move_id,account_id,date,")
    _, move, account, *_ = lines[0].split(",")
    text = LATE_LINES.format(move=move, account=account)
    (folder / "account_move_line_2026-01-01.csv").write_text("\n".join([header, *lines, text]), encoding="utf-8")


def end_old_system(company: Settings) -> Settings:
    """Say in the configuration that the old ERP counts until a day before the one that the demo says."""
    path = company.config_file
    text = path.read_text(encoding="utf-8")
    said = "active_until = 2024-08-31"
    assert text.count(said) == 1
    path.write_text(text.replace(said, f"active_until = {LAST_DAY}"), encoding="utf-8")
    return load_settings(path)


def test_both_runs_are_good(story: Story) -> None:
    assert [run.returncode for run in story.runs] == [0, 0], story.runs[0].stderr
    assert story.mending.returncode == 0, story.mending.stderr


def test_a_refused_row_waits_and_its_rule_is_broken(story: Story) -> None:
    first = story.answers[0]
    assert first["deals"] == [["100.0000"]]
    assert first["states"] == [["open", "1"]]
    assert first["broken"] == [["crm", "amount", "unreadable", "1"]]
    [line] = [line for line in story.runs[0].stdout.splitlines() if line.startswith("Refused")]
    assert "1 with amount:unreadable" in line
    assert "quarantine mend" in line


def test_a_mended_row_is_in_the_next_release(story: Story) -> None:
    second = story.answers[1]
    assert second["deals"] == [["100.0000"], ["250.0000"]]
    assert second["states"] == [["mended", "1"]]
    assert second["broken"] == []
    assert "Refused" not in story.runs[1].stdout


def test_a_replaced_system_is_in_no_figure_after_its_last_day_and_every_total_still_agrees(
    story: Story, ask: Ask
) -> None:
    assert int(ask(story.before, LATE_ORDERS)[0][0]) > 0
    assert [answer["late"] for answer in story.answers] == [[["0"]], [["0"]]]
    assert [answer["open"] for answer in story.answers] == [[["0"]], [["0"]]]


def test_a_row_that_comes_after_the_close_counts_on_the_next_open_month(story: Story) -> None:
    for answer in story.answers:
        assert answer["booked on"] == [["2025-11-15", NEXT_MONTH, "true"]]
        assert answer["posted"] == [["2025-11-01", NEXT_MONTH, "2", "0.0000"]]
