"""From the work warehouse to a published release: what went in, the audit, and the switch.

Belongs here: gathering the facts of a build and running the release's stages in order. Not here: how a release is
built, verified or switched (warehouse), and what its tables mean (dbt).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import duckdb

from ingestion.admission.forcing import Force
from ingestion.contract.document import SourceTable
from ingestion.intake.sources import SourcePlan, SourceReport
from ingestion.landing.batches import Batch, list_batches
from orchestration.acceptance import ERROR, WARN, Evidence, Rule, Severity, judge
from orchestration.acceptance.profiles import suite_of
from orchestration.acceptance.rules import rules_of_sources
from orchestration.dbt.assembly import code_hash
from orchestration.dbt.runner import NodeResult
from orchestration.scoring import with_scorecard
from orchestration.trust.board import with_trust_board
from orchestration.trust.history import with_history
from warehouse.ledger import Ledger
from warehouse.releases import (
    Candidate,
    Check,
    ForceFact,
    Release,
    ReleaseFacts,
    SourceFact,
    audit,
    build_candidate,
    current_release,
    is_nothing_new,
    verify,
)
from warehouse.settings import Settings

AUDIT: dict[str, tuple[Severity, str, str]] = {
    "completeness_residual_is_zero": (
        "error",
        "select count(*), coalesce(sum(abs(residual_amount)), 0) from marts.mart_quality__completeness "
        "where (residual_amount <> 0 or residual_row_count <> 0) and source_name not in ("
        "select source_name from marts.mart_quality__source_status where status = 'forced')",
        "totals differ by",
    ),
    "every_order_line_has_an_exchange_rate": (
        "warn",
        "select count(*), coalesce(sum(net_amount), 0) from core.fct_order_line where exchange_rate is null",
        "lines without a rate, in document currency",
    ),
}
"""Checks on the candidate file: severity, SQL that gives a count and a sum that should be 0, and the words for it."""


_ADMISSION = {"held_back", "forced"}
"""What only admission can say of a source; without new inputs it would say so again."""


def landed_batches(settings: Settings) -> list[Batch]:
    """Return every landed batch of a source that is switched on."""
    names = {source.name for source in settings.sources}
    return [batch for batch in list_batches(settings) if batch.source_name in names]


def clock_of(batches: Sequence[Batch], asked: date | None) -> date:
    """Return the run's one clock: what was asked for, else the latest clock value of these batches."""
    clocks = [batch.clock_at for batch in batches if batch.clock_at is not None]
    if asked or not clocks:
        return asked or max(batch.extracted_at for batch in batches).date()
    return max(clocks).date()


def release_facts(
    settings: Settings,
    tables: Iterable[SourceTable],
    batches: Sequence[Batch],
    held: set[str],
    sources: Iterable[SourceFact],
    asked: date | None,
) -> ReleaseFacts:
    """Gather what decides the content of a release, and a few counts worth showing."""
    admitted = [batch for batch in batches if batch.batch_id not in held]
    ledger = Ledger(settings.ledger_url)
    return ReleaseFacts(
        as_of=clock_of(admitted or batches, asked),
        batches=tuple(batch.batch_id for batch in admitted),
        held_back=tuple(sorted(held)),
        retyped=tuple(f"{batch.batch_id}#{batch.retyped_count}" for batch in admitted if batch.retyped_count),
        ledger_high_water=ledger.high_water(),
        code_hash=code_hash(settings, tables),
        order_hash=_order_hash(admitted),
        sources=tuple(sources),
        counts={
            "landed_rows": sum(batch.row_count for batch in admitted),
            "refused_rows": sum(batch.refused_count for batch in batches),
            "flagged_rows": sum(batch.flagged_count for batch in admitted),
        },
    )


def repeats_a_release(
    settings: Settings,
    tables: Iterable[SourceTable],
    plans: Sequence[SourcePlan],
    asked: date | None,
    *,
    intraday: bool = False,
) -> bool:
    """Tell whether a run would find nothing new: no pending file, and the inputs of a release that stands.

    A full run has something to do while a release made within the day stands; a run within the day has not.
    """
    release = current_release(settings)
    facts = present_facts(settings, tables, plans, release, asked) if release else None
    if facts is None:
        return False
    ledger = Ledger(settings.ledger_url)
    kinds = [facts.model_copy(update={"is_provisional": kind}) for kind in ((False, True) if intraday else (False,))]
    return any(is_nothing_new(settings, ledger, kind) for kind in kinds)


def present_facts(
    settings: Settings, tables: Iterable[SourceTable], plans: Sequence[SourcePlan], like: Release, asked: date | None
) -> ReleaseFacts | None:
    """Say what would go into a build now, if admission judged as it did for that release; None when files wait."""
    batches = landed_batches(settings)
    if not batches or any(plan.pending for plan in plans):
        return None
    held = set(like.manifest.held_back) & {batch.batch_id for batch in batches}
    known = {fact.source_name: fact for fact in like.manifest.sources if fact.status in _ADMISSION}
    sources = [known.get(plan.source.name) or _planned_fact(plan, batches) for plan in plans]
    return release_facts(settings, tables, batches, held, sources, asked)


def source_fact(report: SourceReport, batches: Iterable[Batch]) -> SourceFact:
    """Return how a source stands after a run."""
    fact = _fact(
        report.source.name, report.source.vendor, report.source.systems, report.status, report.messages, batches
    )
    return fact.model_copy(update={"residual": report.residual, "force": _force_fact(report.force)})


def audited_candidate(
    settings: Settings,
    facts: ReleaseFacts,
    results: Sequence[NodeResult],
    expected: Iterable[str],
    looked_at: Mapping[str, Sequence[str]],
    built: Sequence[NodeResult],
) -> Candidate:
    """Build the candidate, verify it, and audit it as a file.

    Every table gets its grade before, and a candidate of the demo company is held against the truth.

    Args:
        settings: The configuration.
        facts: What went into the build.
        results: The outcomes of the models' tests.
        expected: Names of all tests that should have been run.
        looked_at: The tables that each test looks at, by its name.
        built: The outcomes of the models.

    Raises:
        ReleaseError: A stage failed; the last release stays.
    """
    from_models = [_rule_of(result) for result in results]

    before = current_release(settings)
    graded = with_trust_board(settings, build_candidate(settings, facts), results, looked_at)
    candidate = verify(with_history(settings, with_scorecard(settings, graded), built, results, looked_at))

    def run_checks(connection: duckdb.DuckDBPyConnection) -> list[Check]:
        from_file = [_audit_rule(connection, name) for name in AUDIT]
        profile, compared = suite_of(connection, before)
        found = [*from_models, *from_file, *rules_of_sources(connection)]
        evidence = Evidence(found, [*expected, *AUDIT], profile)
        return [*judge(evidence, candidate.id, candidate.data_docs), compared]

    return audit(candidate, run_checks)


def _force_fact(force: Force | None) -> ForceFact | None:
    if force is None:
        return None
    return ForceFact(
        actor=force.actor,
        reason=force.reason,
        recorded_at=force.recorded_at,
        residual=force.residual,
        batches=tuple(sorted(force.batches)),
    )


def _order_hash(batches: Iterable[Batch]) -> str:
    """Hash the moments of batches; the same bytes may turn out to be of an earlier one."""
    moments = sorted(f"{batch.batch_id} {batch.extracted_at} {batch.modified_at}" for batch in batches)
    return hashlib.sha256("\n".join(moments).encode()).hexdigest()[:16]


def _planned_fact(plan: SourcePlan, batches: Iterable[Batch]) -> SourceFact:
    source = plan.source
    return _fact(source.name, source.vendor, source.systems, plan.status, plan.problems, batches)


def _fact(
    name: str, vendor: str, systems: Sequence[str], status: str, messages: Sequence[str], batches: Iterable[Batch]
) -> SourceFact:
    extracts = [batch.extracted_at for batch in batches if batch.source_name == name]
    return SourceFact.model_validate(
        {
            "source_name": name,
            "vendor": vendor,
            "systems": ", ".join(systems),
            "status": status,
            "message": " · ".join(messages) or None,
            "last_extracted_at": max(extracts, default=None),
        }
    )


def _rule_of(result: NodeResult) -> Rule:
    failing = result.failures or int(result.status != "pass")
    severity = WARN if WARN in {result.severity, result.status} else ERROR
    return Rule(result.name, severity, failing, detail=result.message if failing else "")


def _audit_rule(connection: duckdb.DuckDBPyConnection, name: str) -> Rule:
    severity, sql, words = AUDIT[name]
    row = connection.execute(sql).fetchone()
    count, amount = row if row else (1, None)
    return Rule(name, severity, int(count), detail=f"{count} {words} {amount}" if count else "")
