"""Great Expectations: running suites on frames, and keeping what it found for the pages.

Belongs here: the only use of its API. Not here: what is expected (rules, profiles), what follows from it (judgement).

It is loaded once per run, when a candidate is judged; nothing of it is written outside the candidate's folder.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.errors import ReleaseError

if TYPE_CHECKING:
    import pandas as pd

SITE = "release"


@dataclass(frozen=True)
class Expected:
    """One expectation.

    Attributes:
        name: Unique in its suite.
        words: What is expected, in a sentence.
        type: Its name in Great Expectations.
        arguments: Its arguments.
        only: A column and a value: only rows with that value are looked at.
    """

    name: str
    words: str
    type: str
    arguments: Mapping[str, object]
    only: tuple[str, object] | None = None


@dataclass(frozen=True)
class Suite:
    """A frame and what is expected of it.

    Attributes:
        name: Unique name.
        title: What the frame is, in words.
        key: Column that names a row.
        frame: What is judged, a pandas frame.
        expectations: What is expected.
    """

    name: str
    title: str
    key: str
    frame: pd.DataFrame
    expectations: tuple[Expected, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether an expectation holds, and the keys of the rows that break it."""

    holds: bool
    broken: tuple[str, ...]


class Judge:
    """One context of Great Expectations, in memory, for all suites of a candidate."""

    def __init__(self) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "False"
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )

        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        config = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults())
        self._context = gx.get_context(mode="ephemeral", project_config=config)
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._source = self._context.data_sources.add_pandas("candidate")

    def validate(self, suite: Suite, run_name: str) -> dict[str, Verdict]:
        """Judge a frame.

        Args:
            suite: The frame and what is expected of it.
            run_name: Name of the run, for the pages.

        Returns:
            The verdicts by name of expectation.

        Raises:
            ReleaseError: An expectation could not be judged: that is no pass.
        """
        import great_expectations as gx
        from great_expectations.core.run_identifier import RunIdentifier

        batch = self._source.add_dataframe_asset(suite.name).add_batch_definition_whole_dataframe("all")
        asked = gx.ExpectationSuite(suite.name, expectations=[_configured(item) for item in suite.expectations])
        definition = gx.ValidationDefinition(name=suite.name, data=batch, suite=self._context.suites.add(asked))
        result = self._context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": suite.frame},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [suite.key]},
            run_id=RunIdentifier(run_name=run_name),
        )
        found = {_name_of(item): _verdict(suite, item) for item in result.results}
        return {item.name: found[item.name] for item in suite.expectations}

    def build_pages(self, folder: Path) -> None:
        """Write the pages of every suite and every validation below a folder, as Great Expectations makes them."""
        site: Any = {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        }
        self._context.add_data_docs_site(SITE, site)
        self._context.build_data_docs(site_names=[SITE], build_index=False)


def _configured(expected: Expected) -> Any:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.row_conditions import Column

    arguments = dict(expected.arguments)
    if expected.only:
        column, value = expected.only
        arguments["row_condition"] = Column(column) == value
    return ExpectationConfiguration(type=expected.type, kwargs=arguments, meta={"name": expected.name})


def _name_of(item: Any) -> str:
    return str(item.expectation_config.meta["name"])


def _verdict(suite: Suite, item: Any) -> Verdict:
    """Read a result; one that is no success and names no value that it saw was not judged."""
    broken = tuple(str(row[suite.key]) for row in item.result.get("unexpected_index_list") or [])
    if not item.success and not broken and "observed_value" not in item.result:
        raise ReleaseError(
            f"the expectation {_name_of(item)!r} could not be judged ({_cause(item)}).",
            where=f"suite {suite.name}",
            todo="This is a fault of the program: report it. The last release stays.",
        )
    return Verdict(bool(item.success), broken)


def _cause(item: Any) -> str:
    """Return the last line of what Great Expectations says went wrong."""
    information = item.exception_info or {}
    told = [information, *(value for value in information.values() if isinstance(value, dict))]
    messages = [str(value["exception_message"]) for value in told if value.get("exception_message")]
    return messages[-1].strip().splitlines()[-1] if messages else "no cause was given"
