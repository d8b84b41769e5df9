"""Admission: a source whose canonical rows do not add up to its extract keeps its last good batches; others go on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.releases import Release, require_release
from warehouse.settings import Settings

Ask = Callable[..., list[list[str]]]

HOUSE = Path(__file__).resolve().parents[2]
LOST = "Lost on the way"
OTHERS = (
    "shop_eu", "shop_us", "erp_old", "erp", "warehouse_3pl", "targets", "payments", "carriers", "marketplace",
    "web_analytics",
)  # fmt: skip
DEALS = (
    "hs_object_id,dealname,pipeline,dealstage,amount,deal_currency_code,createdate,closedate,hs_is_closed_won,"
    "hs_is_closed,associatedcompanyid,hs_lastmodifieddate\n"
    "9001,Kept,default,qualified,100.00,EUR,2025-12-30T10:00:00Z,,false,false,,2025-12-30T10:00:00Z\n"
    f"9002,{LOST},default,qualified,1234.56,EUR,2025-12-30T11:00:00Z,,false,false,,2025-12-30T11:00:00Z\n"
    "9003,Foreign,default,qualified,7.00,USD,2025-12-30T12:00:00Z,,false,false,,2025-12-30T12:00:00Z\n"
)
WHY = "the bank agrees"
OPEN_TOTALS = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"


@dataclass(frozen=True)
class Story:
    """Four runs: with a model that loses a row, the same again, forced, and mended; and the releases around them."""

    company: Settings
    held_back: Any
    repeated: Any
    decided: Any
    forced: Any
    forced_release: Release
    status: Any
    unforced: Any
    mended: Any
    releases: list[Release]

    def rows(self, table: str) -> list[int]:
        """The number of rows of a table in each release."""
        return [release.tables[table].rows for release in self.releases]


def tell(entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings]) -> Story:
    """Plant the breach, bring new extracts, run twice, force the source and run, take that back, mend it, run."""
    company = copy_of_demo("admission")
    releases = [require_release(company)]
    drop_a_row_in_staging(company)
    add_extracts(company)
    held_back = entrepot(company, "run")
    releases.append(require_release(company))
    repeated = entrepot(company, "run")
    releases.append(require_release(company))
    decided = entrepot(company, "source", "force", "crm", "--reason", WHY, "--by", "anna")
    forced, forced_release = entrepot(company, "run"), require_release(company)
    status = entrepot(company, "status")
    unforced = entrepot(company, "source", "unforce", "crm", "--reason", "the model is mended", "--by", "ben")
    shutil.rmtree(company.vendors_dir)
    mended = entrepot(company, "run")
    releases.append(require_release(company))
    said = (held_back, repeated, decided, forced, forced_release, status, unforced, mended)
    return Story(company, *said, releases)


def drop_a_row_in_staging(settings: Settings) -> None:
    """Give the company staging models of its own for the CRM, of which one loses a deal."""
    folder = settings.vendors_dir / "hubspot" / "staging"
    shutil.copytree(HOUSE / "dbt_project" / "models" / "staging" / "hubspot", folder)
    model = folder / "stg_hubspot__opportunity.sql"
    text = model.read_text(encoding="utf-8")
    assert text.count("    from deals\n") == 1
    model.write_text(
        text.replace("    from deals\n", f"    from deals\n    where name <> '{LOST}'\n"), encoding="utf-8"
    )


def add_extracts(settings: Settings) -> None:
    """New deals of the CRM, and one more line of a purchase order in the ERP."""
    extracts = settings.data_dir / "extracts"
    (extracts / "crm" / "deals_2026-01-01.csv").write_text(DEALS, encoding="utf-8")
    newest = max((extracts / "erp").glob("purchase_order_line_*.csv"))
    lines = newest.read_text(encoding="utf-8").splitlines()
    delta = f"{lines[0]}\n9{lines[-1]}\n"
    (extracts / "erp" / "purchase_order_line_2026-01-01.csv").write_text(delta, encoding="utf-8")


def test_a_breach_is_exit_code_2_and_its_money_is_named(story: Story) -> None:
    assert story.held_back.returncode == 2, story.held_back.stderr
    [line] = [line for line in story.held_back.stdout.splitlines() if "crm:" in line]
    assert "do not add up to the extract: 1234.56 and 1 rows apart on 1 totals" in line
    assert "opportunity 2025-12-30 EUR" in line
    assert "mend its staging models or contracts" in line


def test_the_source_keeps_its_last_good_batches(story: Story, ask: Ask) -> None:
    before, after = story.releases[:2]
    statuses = {source.source_name: source.status for source in after.manifest.sources}
    assert statuses.pop("crm") == "held_back"
    assert statuses == dict.fromkeys(OTHERS, "current")
    assert after.tables["core.fct_opportunity"] == before.tables["core.fct_opportunity"]
    assert len(after.manifest.held_back) == 1
    assert set(before.manifest.batches) < set(after.manifest.batches)
    assert ask(story.company, OPEN_TOTALS, "--release", after.id) == [["0"]]


def test_the_other_sources_are_published(story: Story) -> None:
    before, after = story.rows("core.fct_purchase_order_line")[:2]
    assert after == before + 1


def test_the_same_breach_is_nothing_new(story: Story) -> None:
    assert story.repeated.returncode == 2
    assert story.releases[2].id == story.releases[1].id
    assert "nothing new arrived" in story.repeated.stdout
    assert "1234.56" in story.repeated.stdout


def test_mending_brings_the_source_back(story: Story, ask: Ask) -> None:
    assert story.mended.returncode == 0, story.mended.stderr
    manifest = story.releases[3].manifest
    assert {source.status for source in manifest.sources} == {"current"}
    assert manifest.held_back == ()
    before, *_, after = story.rows("core.fct_opportunity")
    assert after == before + 3
    assert ask(story.company, OPEN_TOTALS) == [["0"]]


def test_a_forced_source_is_published_and_red_with_who_and_why(story: Story, ask: Ask) -> None:
    assert story.decided.returncode == 0, story.decided.stderr
    assert "crm, 1 batch: forced by anna on" in story.decided.stdout
    assert story.forced.returncode == 2, story.forced.stdout + story.forced.stderr
    before, _, _, after = story.rows("core.fct_opportunity")
    assert story.forced_release.tables["core.fct_opportunity"].rows == before + 2 == after - 1
    for text in (story.forced.stdout, story.status.stdout):
        [line] = [line for line in text.splitlines() if "forced by anna" in line]
        assert f"({WHY}): its rows are 1234.56 and 1 rows apart" in line
    asked = (
        "select status, forced_by, forced_reason, residual_amount, residual_row_count from mart_quality__source_status"
    )
    found = ask(story.company, f"{asked} where source_name = 'crm'", "--release", story.forced_release.id)
    assert found == [["forced", "anna", WHY, "1234.5600", "1"]]


def test_the_release_names_the_decision_and_the_batches_it_covers(story: Story) -> None:
    [fact] = [source for source in story.forced_release.manifest.sources if source.status != "current"]
    assert (fact.source_name, fact.status) == ("crm", "forced")
    assert fact.force is not None
    assert (fact.force.actor, fact.force.reason) == ("anna", WHY)
    assert fact.force.batches == story.releases[1].manifest.held_back
    assert story.forced_release.manifest.held_back == ()
    [check] = [c for c in story.forced_release.manifest.checks if c.name == "completeness_residual_is_zero"]
    assert check.passed


def test_a_force_that_is_taken_back_leaves_no_trace_in_a_mended_release(story: Story) -> None:
    assert story.unforced.returncode == 0, story.unforced.stderr
    assert [source.force for source in story.releases[3].manifest.sources] == [None] * (1 + len(OTHERS))
