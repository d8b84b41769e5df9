"""The first step of a run: what is new of the systems that it reads by itself.

Belongs here: which sources are fetched by this run, and telling of it. Not here: reading them (ingestion).
"""

from __future__ import annotations

from ingestion.extraction.fetching import fetch_or_note
from ingestion.extraction.notes import last_failure
from orchestration.options import RunOptions
from orchestration.reporter import Reporter
from warehouse.settings import Settings


def fetch_new(settings: Settings, options: RunOptions, reporter: Reporter) -> None:
    """Fetch every database, interface and remote folder that this run takes in; a failure is told and noted.

    The caller holds the run lock.
    """
    if options.is_fetched:
        return
    for source in settings.sources:
        if not source.is_pulled or not options.selection.takes(source.name):
            continue
        with reporter.step(f"fetch {source.name}"):
            fetch_or_note(settings, source, reporter.detail, intraday=options.intraday)
        failure = last_failure(settings, source.name)
        if failure:
            reporter.warned(failure)
