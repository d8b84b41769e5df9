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
OTHERS = ("shop_eu", "shop_us", "erp_old", "erp", "warehouse_3pl")
DEALS = (
    "hs_object_id,dealname,pipeline,dealstage,amount,deal_currency_code,createdate,closedate,hs_is_closed_won,"
    "hs_is_closed,associatedcompanyid,hs_lastmodifieddate\n"
    "9001,Kept,default,qualified,100.00,EUR,2025-12-30T10:00:00Z,,false,false,,2025-12-30T10:00:00Z\n"
    f"9002,{LOST},default,qualified,1234.56,EUR,2025-12-30T11:00:00Z,,false,false,,2025-12-30T11:00:00Z\n"
    "9003,Foreign,default,qualified,7.00,USD,2025-12-30T12:00:00Z,,false,false,,2025-12-30T12:00:00Z\n"
)
OPEN_TOTALS = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"


@dataclass(frozen=True)
class Story:
    """Three runs: with a model that loses a row, the same again, and mended; and the releases before and after each."""

    company: Settings
    held_back: Any
    repeated: Any
    mended: Any
    releases: list[Release]

    def rows(self, table: str) -> list[int]:
        """The number of rows of a table in each release."""
        return [release.tables[table].rows for release in self.releases]


def tell(entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings]) -> Story:
    """Plant the breach, bring new extracts, run twice, mend it, run."""
    company = copy_of_demo("admission")
    releases = [require_release(company)]
    drop_a_row_in_staging(company)
    add_extracts(company)
    held_back = entrepot(company, "run")
    releases.append(require_release(company))
    repeated = entrepot(company, "run")
    releases.append(require_release(company))
    shutil.rmtree(company.vendors_dir)
    mended = entrepot(company, "run")
    releases.append(require_release(company))
    return Story(company, held_back, repeated, mended, releases)


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
