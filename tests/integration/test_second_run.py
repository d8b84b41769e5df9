"""Running again: nothing new costs little and changes nothing; what was taken back comes back the same.

The run without the batch is one without the truth, too: nothing but its scorecard may come of that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ingestion.landing.batches import Batch, list_batches
from warehouse.releases import Release, list_releases, require_release
from warehouse.settings import Settings

Ask = Callable[..., list[list[str]]]

CPU_SECONDS_OF_NOTHING_NEW = 15
TABLE = "core.fct_purchase_order_line"
SCORECARD = "marts.mart_quality__scorecard"
REVOKED_SOURCE = "erp_old"


@dataclass(frozen=True)
class Story:
    """Three runs: with nothing new, after a batch was revoked, after it was put back; each with its release."""

    company: Settings
    batch: Batch
    revoked: Any
    second: Any
    unscored: Any
    without: Any
    restored: Any
    put_back: Any
    releases: list[Release]


def tell(
    entrepot: Callable[..., Any], started_entrepot: Callable[..., Any], copy_of_demo: Callable[[str], Settings]
) -> Story:
    """Run with nothing new, take the old ERP's purchase order lines back, run, put them back, run."""
    company = copy_of_demo("again")
    second, releases = started_entrepot(company, "run"), [require_release(company)]
    [batch] = [batch for batch in list_batches(company, REVOKED_SOURCE) if batch.table_name == "purchase_order_line"]
    revoked = entrepot(company, "batch", "revoke", batch.batch_id[:8], "--reason", "sent twice")
    truth = company.data_dir / "truth"
    aside = truth.rename(truth.with_name("truth_aside"))
    unscored, without = entrepot(company, "scorecard"), entrepot(company, "run")
    releases.append(require_release(company))
    aside.rename(truth)
    restored = entrepot(company, "batch", "restore", batch.batch_id[:8], "--reason", "it was not")
    put_back = entrepot(company, "run")
    releases.append(require_release(company))
    return Story(company, batch, revoked, second, unscored, without, restored, put_back, releases)


def test_a_second_run_finds_nothing_new_and_says_so(story: Story, demo: Settings) -> None:
    assert story.second.returncode == 0, story.second.stderr
    assert "nothing new arrived" in story.second.stdout
    assert story.releases[0].id == require_release(demo).id
    assert [release.id for release in list_releases(story.company)] == [release.id for release in story.releases]


def test_a_second_run_costs_little(story: Story) -> None:
    assert story.second.cpu_seconds <= CPU_SECONDS_OF_NOTHING_NEW


def test_the_rows_of_a_revoked_batch_are_gone(story: Story, ask: Ask) -> None:
    assert story.revoked.returncode == 0, story.revoked.stderr
    assert f"{story.batch.row_count:,} rows" in story.revoked.stdout
    assert story.without.returncode == 0, story.without.stderr
    before, after = (release.tables[TABLE].rows for release in story.releases[:2])
    assert before - after == story.batch.row_count > 0
    of_lines = (
        "select distinct source_name from mart_quality__completeness where entity = 'purchase_order_line' order by 1"
    )
    sources_before, sources_after = (
        [source for (source,) in ask(story.company, of_lines, "--release", release.id)]
        for release in story.releases[:2]
    )
    assert (sources_before, sources_after) == (["erp", REVOKED_SOURCE], ["erp"])
    off = "select count(*) from mart_quality__completeness where residual_amount <> 0 or residual_row_count <> 0"
    assert ask(story.company, off, "--release", story.releases[1].id) == [["0"]]


def test_a_table_that_lost_its_rows_warns_and_a_sound_release_does_not(story: Story) -> None:
    sound, without = ({check.name: check for check in release.manifest.checks} for release in story.releases[:2])
    assert sound["source_rules"].passed
    assert sound["source_profile"].passed
    lost = without[f"source_profile.{REVOKED_SOURCE}.purchase_order_line"]
    assert (lost.severity, lost.passed) == ("warn", False)
    assert lost.detail == f"no row is left; 0 rows after {story.batch.row_count:,}"
    assert "unlike what is expected: " in story.without.stdout
    assert story.releases[1].data_docs.joinpath("index.html").is_file()


def test_a_revoked_batch_leaves_other_facts_alone(story: Story) -> None:
    for table in ("core.fct_order_line", "core.fct_invoice_line", "core.fct_stock_movement", "core.dim_customer"):
        assert story.releases[1].tables[table] == story.releases[0].tables[table]


def test_without_the_truth_there_is_no_scorecard_and_every_other_table(story: Story) -> None:
    assert story.unscored.returncode == 1
    assert "nobody knows the truth of this company" in story.unscored.stderr
    assert story.releases[0].tables.keys() - story.releases[1].tables.keys() == {SCORECARD}


def test_putting_the_batch_back_restores_every_table(story: Story) -> None:
    assert story.restored.returncode == 0, story.restored.stderr
    assert story.put_back.returncode == 0, story.put_back.stderr
    assert story.releases[2].tables == story.releases[0].tables
    assert story.releases[2].personal_tables == story.releases[0].personal_tables


def test_each_build_hands_on_what_earlier_ones_were(story: Story, ask: Ask) -> None:
    found = ask(story.company, "select release_id, input_hash, content_hash from history.build order by release_id")
    assert [row[0] for row in found] == [release.id for release in story.releases]
    first, without, put_back = (row[1:] for row in found)
    assert first == put_back
    assert without[0] != first[0]
    assert without[1] != first[1]
