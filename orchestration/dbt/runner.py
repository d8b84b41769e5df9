"""dbt invoked inside this process, so that no child outlives a run and no parse is done twice.

Belongs here: invoking dbt and reading its results. Not here: which models there are (assembly).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from identity.configuration import linkage_settings
from orchestration.dbt.entities import checks_on, entities, unfed_entities
from orchestration.dbt.explaining import explain_check, explain_entity
from orchestration.dbt.log import log_of
from orchestration.dbt.parsed import ParsedProjects, project_state
from warehouse.connections import open_writer
from warehouse.errors import EntrepotError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings


@dataclass(frozen=True)
class NodeResult:
    """The outcome of one dbt node.

    Attributes:
        unique_id: dbt's id, for example `model.entrepot.fct_order_line`.
        resource_type: `model`, `seed`, `test` or `unit_test`.
        status: dbt's word: `success`, `pass`, `warn`, `fail`, `error`, `skipped`.
        severity: `error` or `warn` for tests, empty for the rest.
        seconds: Wall time.
    """

    unique_id: str
    name: str
    resource_type: str
    status: str
    severity: str
    message: str
    failures: int
    seconds: float

    @property
    def is_check(self) -> bool:
        """A data test or a unit test."""
        return self.resource_type in {"test", "unit_test"}

    @property
    def has_passed(self) -> bool:
        """The node did what it should (a warning counts as passed)."""
        return self.status in {"success", "pass", "warn"}


CodeMappings = Mapping[str, Sequence[Sequence[str | None]]]
"""By canonical column, such as `sales_order.order_status`: source, its code, and ours (None: it means nothing)."""

FAILURES = frozenset({"error", "fail", "runtime error"})
"""Dbt's words for a node that stops the release."""


class DbtError(EntrepotError):
    """A dbt node failed."""


class DbtProject:
    """An assembled dbt project that is parsed once and invoked several times."""

    def __init__(self, settings: Settings, folder: Path, code_mappings: CodeMappings | None = None) -> None:
        """Remember where the project stands, and what people mapped of sources' codes; nothing is read yet."""
        self.settings = settings
        self.folder = folder
        self.code_mappings = code_mappings or {}
        self._parsed: Any = None
        self._manifest: tuple[int, dict[str, Any]] = (0, {})
        self.unfed: list[dict[str, Any]] = []
        """The canonical entities that no configured vendor feeds, known after `parse`; `build` leaves them out."""

    @property
    def manifest_file(self) -> Path:
        """Dbt's manifest of the assembled project."""
        return self.folder / "target" / "manifest.json"

    def parse(self) -> dict[str, Any]:
        """Parse the project and return its manifest as a dictionary.

        Raises:
            DbtError: A model, macro or property file is wrong.
        """
        memory = ParsedProjects(self.settings.parsed_dir)
        state = project_state(self.folder, self._values(None))
        self._parsed = memory.recall(state, self.manifest_file.parent)
        if self._parsed is None:
            self._parsed = self._read()
            memory.keep(state, self.manifest_file.parent)
        manifest = self.manifest
        self.unfed = unfed_entities(manifest)
        return manifest

    def _read(self) -> Any:
        result = self._invoke(["parse"], as_of=None)
        if not result.success:
            raise DbtError(
                f"the models cannot be read: {result.exception}", where=str(self.folder), todo="Mend that file."
            )
        return result.result

    @property
    def manifest(self) -> dict[str, Any]:
        """Dbt's manifest as it was last written; it is read once."""
        written = self.manifest_file.stat().st_mtime_ns
        if self._manifest[0] != written:
            self._manifest = (written, json.loads(self.manifest_file.read_text(encoding="utf-8")))
        return self._manifest[1]

    def test_names(self) -> list[str]:
        """Names of every data test of the project, but for those on entities that nothing feeds."""
        manifest = self.manifest
        left_out = checks_on(manifest, self.unfed)
        names = (node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test")
        return [name for name in names if name not in left_out]

    def compile(self) -> dict[str, Any]:
        """Compile every model against an existing work warehouse and return the manifest with its SQL.

        Raises:
            DbtError: A model cannot be compiled.
        """
        result = self._invoke(["compile"], as_of=None)
        if not result.success:
            raise DbtError(
                f"the models cannot be compiled: {result.exception}", where=str(self.folder), todo="Mend that file."
            )
        return self.manifest

    def run_unit_tests(self) -> list[NodeResult]:
        """Run every model's unit tests, building the models empty on the way; for the test suite.

        Raises:
            DbtError: A unit test failed.
        """
        kinds = [word for kind in ("model", "seed", "unit_test") for word in ("--resource-type", kind)]
        nodes = [_node_result(item) for item in self._invoke(["build", "--empty", *kinds], as_of=None).result.results]
        _raise_first_failure(nodes, self.folder)
        return [node for node in nodes if node.resource_type == "unit_test"]

    def build(
        self, select: Sequence[str], *, as_of: date, full_refresh: bool = False, kind: str | None = None
    ) -> list[NodeResult]:
        """Build and test a part of the project, without the entities that nothing feeds.

        Args:
            select: dbt selectors, for example `path:models/core`.
            as_of: The run's one clock.
            full_refresh: Build incremental models anew.
            kind: Only nodes of this kind, such as `model` or `test`; None takes all but unit tests.

        Returns:
            One result per node.

        Raises:
            DbtError: A model or a check of severity error failed; the message names the first and how many.
        """
        arguments = ["--no-write-json", "build", "--select", *select, "--exclude-resource-type", "unit_test"]
        arguments += ["--exclude", "tag:unfed"] if self.unfed else []
        arguments += ["--full-refresh"] if full_refresh else []
        arguments += ["--resource-type", kind] if kind else []
        result = self._invoke(arguments, as_of=as_of)
        if result.result is None:
            raise DbtError(f"dbt stopped: {result.exception}", where=" ".join(select), todo="Look at the dbt log.")
        nodes = [_node_result(item) for item in result.result.results]
        _raise_first_failure(nodes, self.folder, self._why(result.result.results))
        return nodes

    def _why(self, results: Sequence[Any]) -> str | None:
        """Say which vendor's model and column is to blame where an entity could not be built or does not hold."""
        failed = next((item.node for item in results if str(item.status) in FAILURES), None)
        if failed is None:
            return None
        known = {node["unique_id"]: node for node in entities(self.manifest)}
        with open_writer(self.settings) as connection:
            if failed.unique_id in known:
                return explain_entity(connection, known[failed.unique_id])
            entity = known.get(str(getattr(failed, "attached_node", None)))
            if entity is None:
                return None
            return explain_check(connection, {"compiled_code": failed.compiled_code}, entity)

    def _invoke(self, arguments: list[str], *, as_of: date | None) -> Any:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        values = self._values(as_of)
        if self.code_mappings and arguments[0] != "parse":  # a project is read again whenever a variable differs
            values["code_mappings"] = self.code_mappings
        options = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder), "--vars", json.dumps(values)]
        quiet = ["--quiet", "--log-level", "none", "--log-level-file", "none", "--no-use-colors", "--no-version-check"]
        runner = dbtRunner(manifest=self._parsed, callbacks=[log_of(self.folder)])
        try:
            return runner.invoke([*quiet, *arguments, *options])
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]

    def _values(self, as_of: date | None) -> dict[str, Any]:
        """The variables of every invocation."""
        return {
            "as_of": str(as_of or "1970-01-01"),
            "group_currency": self.settings.company.group_currency,
            "clearing_accounts": self.settings.company.clearing_accounts,
            "largest_cluster": linkage_settings().clustering.largest_component,
            **_side_by_side(self.settings.sources),
        }


def _side_by_side(sources: Sequence[SourceSettings]) -> dict[str, Any]:
    """What tells systems apart: when each counts, whom to believe first, and what each is to the company."""
    periods = {
        source.name: [str(source.active_from or ""), str(source.active_until or "")]
        for source in sources
        if source.active_from or source.active_until
    }
    return {
        "source_periods": periods,
        "source_precedence": {source.name: source.precedence for source in sources if source.precedence != 1},
        "source_systems": {source.name: [str(system) for system in source.systems] for source in sources},
    }


def made_empty(node: dict[str, Any]) -> NodeResult:
    """The outcome of an entity that nothing feeds and that was made as an empty table."""
    return NodeResult(node["unique_id"], node["name"], "model", "success", "", "nothing feeds it", 0, 0.0)


def _node_result(item: Any) -> NodeResult:
    node = item.node
    config = getattr(node, "config", None)
    return NodeResult(
        unique_id=node.unique_id,
        name=node.name,
        resource_type=str(node.resource_type),
        status=str(item.status),
        severity=str(getattr(config, "severity", "") or "").lower() if str(node.resource_type) == "test" else "",
        message=str(item.message or ""),
        failures=int(item.failures or 0),
        seconds=float(item.execution_time),
    )


def _raise_first_failure(nodes: list[NodeResult], folder: Path, why: str | None = None) -> None:
    failed = [node for node in nodes if node.status in FAILURES]
    if not failed:
        return
    first = failed[0]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    kind = "the check" if first.is_check else "the model"
    raise DbtError(
        f"{kind} {first.name} failed{more}: {why or ' '.join(first.message.split())}.",
        where="dbt",
        todo=f"Its compiled SQL stands below {folder.name}/target; the last release stays.",
    )
