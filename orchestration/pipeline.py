"""The way of the data, step by step: landing, raw, canonical, admission, identity, core, forecast, marts, release.

Belongs here: the order of the steps and what they hand to each other. Not here: Dagster (assets call these steps) and
what a step does to data (the packages and dbt).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time

import duckdb

from forecasting.demand.styles.publishing import publish_styles
from forecasting.feeding.accepting import accepted_proposals
from forecasting.frozen import FOLDER as FROZEN_FORECASTS
from forecasting.frozen import OPTION_FOLDER as FROZEN_OPTIONS
from forecasting.ledger import write_option_ledger
from forecasting.option_ledger import write_frozen_options
from forecasting.overriding import standing_overrides as forecast_overrides
from forecasting.overriding import write_overrides as write_forecast_overrides
from forecasting.planning.publish import PlanSummary, publish_plan
from forecasting.publish import ForecastSummary, publish_forecast
from identity.decisions import standing_decisions, write_decisions
from identity.decisions.overrides import standing_overrides, write_overrides
from identity.keeping import keep_issued, load_issued
from identity.key_map import load_key_maps
from identity.linking import LinkSummary, link_all
from identity.models.store import FOLDER as MODELS
from identity.models.store import current_versions
from ingestion.admission.admitted import remember_admitted, sound_batches
from ingestion.admission.forcing import Force, standing_forces
from ingestion.admission.objections import Residual, objections_by_source
from ingestion.codes.mappings import as_variable, standing_mappings
from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.gate.session import open_gate
from ingestion.intake.sources import SourcePlan, SourceReport, take_in
from ingestion.intake.within_day import within_the_day
from ingestion.landing.batches import Batch, remove_leftovers
from ingestion.quarantine.mending import Correction, read_corrections, replay
from ingestion.raw.control import write_control_totals, write_run_facts
from ingestion.raw.loading import forget_removals, load_batches, prepare_raw, tables_with_removals
from ingestion.raw.restatements import write_restatements
from ingestion.raw.versions import write_versions
from ingestion.reference.periods import period_seed
from ingestion.rules.judging import judge_quality
from orchestration.admitting import judge
from orchestration.dbt.assembly import assemble
from orchestration.dbt.entities import create_empty
from orchestration.dbt.runner import DbtProject, NodeResult, made_empty
from orchestration.fetching import fetch_new
from orchestration.options import RunOptions
from orchestration.publishing import audited_candidate, clock_of, landed_batches, release_facts, source_fact
from orchestration.purpose.facts import write_purposes
from orchestration.purpose.landing import left_out, plan_landing
from orchestration.reporter import Reporter
from orchestration.trust.columns import write_column_lineage
from orchestration.trust.definitions import write_definitions
from orchestration.trust.facts import write_schema_changes, write_steward_entries
from orchestration.trust.forecasts import keep_forecasts
from orchestration.trust.history import keep_history
from orchestration.trust.lineage import checked_tables, write_lineage
from orchestration.within_day import (
    DEMAND_FORECAST,
    IDENTITY,
    can_carry_forecast,
    carry_identity,
    provisional,
    require_full_run,
)
from warehouse.connections import open_writer
from warehouse.errors import EntrepotError
from warehouse.ledger import open_ledger
from warehouse.lock import run_lock
from warehouse.reference.entries import changed_seeds
from warehouse.reference.tables import SEEDS, reference_tables
from warehouse.releases import Release, keep_candidate, publish, remove_candidate
from warehouse.settings import Settings

CANONICAL_LAYERS = ("entrepot.base", "entrepot.staging", "entrepot.canonical")
CORE_LAYERS = ("resource_type:seed", "entrepot.core")
MART_LAYERS = ("entrepot.marts",)


@dataclass
class Pipeline:
    """One run of the way of the data, holding what the steps hand on to each other.

    What people enter while it runs is for the next one: `ledger_mark` is the last entry that was there as it began.
    """

    settings: Settings
    options: RunOptions
    reporter: Reporter
    tables: list[SourceTable]
    project: DbtProject
    plans: dict[str, SourcePlan]
    corrections: list[Correction] = field(default_factory=list)
    ledger_mark: int = 0
    reports: dict[str, SourceReport] = field(default_factory=dict)
    held: dict[str, Residual] = field(default_factory=dict)
    held_batches: set[str] = field(default_factory=set)
    checks: list[NodeResult] = field(default_factory=list)
    built: list[NodeResult] = field(default_factory=list)
    links: LinkSummary | None = None
    forecast: ForecastSummary | None = None
    plan: PlanSummary | None = None
    release: Release | None = None
    carried_over: list[str] = field(default_factory=list)
    candidate: Release | None = None

    def land(self, source_name: str) -> SourceReport:
        """Take a source's new files through the gate into landing."""
        with self.reporter.step(f"landing {source_name}"), open_gate(self.settings) as connection:
            plan = self.plans[source_name]
            report = take_in(connection, self.settings, plan, self.reporter.detail)
            report.landed += replay(connection, self.settings, plan.source, plan.tables, self.corrections)
            self.reports[source_name] = report
            return report

    def load_raw(self) -> int:
        """Make raw hold the admitted batches, and compute the extracts' own totals.

        Raises:
            EntrepotError: Nothing has ever landed, so there is nothing to build.
        """
        with self.reporter.step("raw"), open_writer(self.settings) as connection:
            if not self.batches:
                raise EntrepotError("nothing has landed yet.", todo="Mend the sources named above, then run again.")
            prepare_raw(connection, self.tables)
            changed = load_batches(connection, self.tables, self.admitted)
            write_control_totals(connection, self.tables, self.admitted)
            return changed

    def build_canonical(self) -> list[NodeResult]:
        """Build base, staging and canonical; what nothing feeds is there, typed and empty."""
        with self.reporter.step("canonical"):
            with open_writer(self.settings) as connection:
                create_empty(connection, self.project.unfed)
            results = self._build(CANONICAL_LAYERS, may_refresh=True)
            return [*map(made_empty, self.project.unfed), *results]

    def admit(self) -> dict[str, Residual]:
        """Hold back the sources whose canonical rows do not add up to their extracts, and go on with the others.

        What a named person's force covers is let in.

        Raises:
            EntrepotError: A source does not add up even with the batches of the last release.
        """
        with self.reporter.step("admission"):
            forces, sound = standing_forces(open_ledger(self.settings)), sound_batches(self.settings)
            while self._holds_back(self._objections(), forces, sound):
                self._rebuild_without_held()
            with open_writer(self.settings) as connection:
                write_run_facts(connection, self.reports.values(), self.batches, self.held_batches)
                write_restatements(connection, self.tables, self.admitted)
                write_purposes(connection, self.settings, self.batches)
                manifest = self.project.manifest
                write_lineage(connection, manifest)
                write_definitions(connection, manifest)
                write_schema_changes(connection, self.reports.values(), self.batches)
                write_steward_entries(connection, open_ledger(self.settings), self.ledger_mark)
                write_versions(connection, self.tables)
            return self.held

    def resolve_identity(self) -> LinkSummary | None:
        """Find the records that are one customer, product or supplier; within the day known ones keep their links."""
        with self.reporter.step("identity"), open_writer(self.settings) as connection:
            if self.options.intraday and carry_identity(connection):
                self.carried_over.append(IDENTITY)
            else:
                self.links = self._link(connection)
            write_overrides(connection, standing_overrides(open_ledger(self.settings), self.ledger_mark))
            return self.links

    def _link(self, connection: duckdb.DuckDBPyConnection) -> LinkSummary:
        """Link all records by the approved models and the decisions that stood as the run began; keep the keys."""
        ledger, models = open_ledger(self.settings), self.settings.internal_dir / MODELS
        load_key_maps(connection, {source.name: source.key_map for source in self.settings.sources if source.key_map})
        write_decisions(connection, standing_decisions(ledger, up_to=self.ledger_mark))
        load_issued(connection, self.settings)
        run_at = datetime.combine(self.as_of, time.min)
        chosen = current_versions(models, ledger, up_to=self.ledger_mark)
        links = link_all(connection, models, chosen, run_at, self.reporter.detail)
        keep_issued(connection, self.settings, f"{self.as_of:%Y%m%d}")
        return links

    def build_core(self) -> list[NodeResult]:
        """Build dimensions and facts."""
        with self.reporter.step("core"):
            return self._build(CORE_LAYERS)

    def forecast_demand(self) -> ForecastSummary | None:
        """Write forecasts with ranges and their measured errors; within the day those of the week stay."""
        with self.reporter.step("forecast"), open_writer(self.settings) as connection:
            if self.options.intraday and can_carry_forecast(connection, self.as_of):
                self.carried_over.append(DEMAND_FORECAST)
            else:
                frozen = self.settings.internal_dir / FROZEN_FORECASTS
                overrides = forecast_overrides(open_ledger(self.settings), self.ledger_mark)
                write_forecast_overrides(connection, overrides, self.as_of)
                publish_styles(connection, self.as_of)
                self.forecast = publish_forecast(connection, self.as_of, frozen, overrides)
                write_option_ledger(connection)
                write_frozen_options(connection, self.settings.internal_dir / FROZEN_OPTIONS, self.as_of)
            return self.forecast

    def plan_supply(self) -> PlanSummary:
        """Write what to order, to make and to move, and what suppliers must deliver when."""
        with self.reporter.step("plan"), open_writer(self.settings) as connection:
            accepted = accepted_proposals(open_ledger(self.settings), self.ledger_mark)
            self.plan = publish_plan(connection, self.as_of, accepted=accepted)
            return self.plan

    def build_marts(self) -> list[NodeResult]:
        """Build the tables that answer questions."""
        with self.reporter.step("marts"):
            return self._build(MART_LAYERS)

    def publish(self) -> Release:
        """Build, audit, verify and switch to a new release, or leave it aside as a candidate."""
        with self.reporter.step("release"):
            batches = self.batches
            sources = [source_fact(report, batches) for report in self.reports.values()]
            held = self.held_batches
            facts = release_facts(self.settings, self.tables, batches, held, sources, self.options.as_of)
            facts = facts.model_copy(update={"ledger_high_water": self.ledger_mark})
            facts = provisional(self.settings, facts, self.carried_over) if self.options.intraday else facts
            manifest = self.project.manifest
            looked_at = checked_tables(manifest)
            with open_writer(self.settings) as connection:
                write_column_lineage(connection, manifest, self.project.folder, self.settings.parsed_dir)
            expected = self.project.test_names()
            found = audited_candidate(self.settings, facts, self.checks, expected, looked_at, self.built)
            if self.options.candidate:
                self.candidate = keep_candidate(self.settings, found)
                return self.candidate
            self.release = publish(self.settings, found)
            remember_admitted(self.settings, self.release)
            keep_history(self.settings, self.release)
            keep_forecasts(self.settings)
            return self.release

    @property
    def batches(self) -> list[Batch]:
        """Every landed batch of a configured source."""
        return landed_batches(self.settings)

    @property
    def admitted(self) -> list[Batch]:
        """The batches that may be seen downstream."""
        held = self.held_batches
        return [batch for batch in self.batches if batch.batch_id not in held]

    @property
    def as_of(self) -> date:
        """The run's one clock."""
        return clock_of(self.admitted or self.batches, self.options.as_of)

    def _build(self, layers: tuple[str, ...], *, may_refresh: bool = False) -> list[NodeResult]:
        refresh = may_refresh and (self.options.full or self._base_is_stale())
        results = self.project.build(layers, as_of=self.as_of, full_refresh=refresh)
        if refresh:
            with open_writer(self.settings) as connection:
                forget_removals(connection)
        done = {result.unique_id for result in results}
        self.checks = [old for old in self.checks if old.unique_id not in done] + [
            item for item in results if item.is_check
        ]
        self.built += [item for item in results if item.resource_type == "model"]
        return results

    def _base_is_stale(self) -> bool:
        with open_writer(self.settings) as connection:
            return tables_with_removals(connection)

    def _objections(self) -> dict[str, Residual]:
        with open_writer(self.settings) as connection:
            write_run_facts(connection, self.reports.values(), self.batches, self.held_batches)
            gone = left_out(self.settings)
            judge_quality(connection, self.settings, self.tables, self.admitted, self.as_of, gone)
            return objections_by_source(connection)

    def _holds_back(self, residuals: Mapping[str, Residual], forces: Mapping[str, Force], sound: set[str]) -> bool:
        """Judge what does not add up; say whether anything was held back, so that all must be built without it."""
        before = len(self.held_batches)
        for name, residual in residuals.items():
            new = {batch.batch_id for batch in self.admitted if batch.source_name == name} - sound
            verdict = judge(residual, new, forces.get(name), is_held=name in self.held)
            report = self.reports[name]
            report.residual = report.residual or residual.text
            if verdict.force is not None:
                report.status, report.force = "forced", verdict.force
                report.messages.append(verdict.force.text)
                continue
            if name not in self.held:
                report.status = "held_back"
                report.messages.append(
                    f"{residual.complaint}: {residual.text}. Its new batches wait; mend its staging models or "
                    "contracts, or take a batch back with `entrepot batch revoke`, then run again."
                )
            self.held.setdefault(name, residual)
            self.held_batches |= verdict.hold
        return len(self.held_batches) > before

    def _rebuild_without_held(self) -> None:
        with open_writer(self.settings) as connection:
            load_batches(connection, self.tables, self.admitted)
            write_control_totals(connection, self.tables, self.admitted)
        self._build(CANONICAL_LAYERS, may_refresh=True)


@contextmanager
def opened_pipeline(settings: Settings, options: RunOptions, reporter: Reporter) -> Iterator[Pipeline]:
    """Hold the run lock and yield a pipeline that is ready for its first step.

    Raises:
        WarehouseBusyError: Another run holds the lock.
    """
    with run_lock(settings):
        remove_leftovers(settings)
        remove_candidate(settings)
        tables = vendor_tables(settings)
        if options.intraday:
            require_full_run(settings, tables)
        with reporter.step("models"):
            ledger = open_ledger(settings)
            mark = ledger.high_water()
            seeds = changed_seeds(SEEDS, reference_tables(SEEDS), ledger) | period_seed(ledger)
            mappings = as_variable(standing_mappings(ledger))
            project = DbtProject(settings, assemble(settings, tables, seeds), mappings)
            project.parse()
        fetch_new(settings, options, reporter)
        found = plan_landing(settings, options.selection)
        plans = {plan.source.name: plan for plan in (within_the_day(found) if options.intraday else found)}
        corrections = read_corrections(ledger)
        yield Pipeline(settings, options, reporter, tables, project, plans, corrections, ledger_mark=mark)
