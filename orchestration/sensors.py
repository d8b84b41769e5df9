"""What looks by itself: at the sources' folders, which starts the job, and at what somebody has to be told.

Belongs here: when it looks. Not here: what an alert is (alerts).
"""

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from ingestion.connectors.files.reading import find_extracts
from ingestion.contract.delivery import source_tables
from orchestration.alerts.looking import RUN
from orchestration.alerts.memory import read_memory
from orchestration.alerts.telling import AT_ONCE, RunEnd, tell
from warehouse.errors import EntrepotError
from warehouse.settings import Settings

if TYPE_CHECKING:
    from orchestration.jobs import AssetJob

SECONDS_BETWEEN_LOOKS = 60
SECONDS_BETWEEN_ALERTS = 600


def new_files(settings: Settings, job: "AssetJob") -> dg.SensorDefinition:
    """Ask for a run when name, size or time of any extract has changed since the last look."""

    @dg.sensor(name="new_files", job=job, minimum_interval_seconds=SECONDS_BETWEEN_LOOKS)
    def sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        seen = files_fingerprint(settings)
        if seen == context.cursor:
            return dg.SkipReason("no extract has changed")
        context.update_cursor(seen)
        return dg.RunRequest(run_key=seen)

    return sensor


def alert_sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """Tell what no run can tell: that none has published for too long, and that one has ended by force.

    Both look from the start, as nobody switches on what nobody misses; each tries a channel once, and again at its next
    look.
    """

    @dg.sensor(
        name="release_age",
        minimum_interval_seconds=SECONDS_BETWEEN_ALERTS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells when there has been no release for too long, and what could not be told before.",
    )
    def release_age() -> dg.SkipReason:
        return _told(tell(settings, pauses=AT_ONCE))

    @dg.run_failure_sensor(
        name="failed_runs",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells of a run that failed and could not tell so itself, because its process was ended.",
    )
    def failed_runs(context: dg.RunFailureSensorContext) -> dg.SkipReason:
        record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
        ended_at = datetime.fromtimestamp(record.end_time, UTC) if record and record.end_time else datetime.now(UTC)
        return _told(tell_of_failure(settings, context.failure_event.message or "", ended_at))

    return [release_age, failed_runs]


def tell_of_failure(settings: Settings, message: str, failed_at: datetime) -> list[str]:
    """Tell of a failed run, unless it has told so itself or a later one has succeeded; return what is unsent."""
    memory = read_memory(settings)
    is_told = any(note.place == RUN for note in memory.open)
    if is_told or (memory.run_succeeded_at and memory.run_succeeded_at > failed_at):
        return []
    error = EntrepotError(f"it ended before it was done. {message}".strip(), todo="Look at it with `entrepot dagster`.")
    return tell(settings, end=RunEnd(failure=error), pauses=AT_ONCE)


def _told(unsent: list[str]) -> dg.SkipReason:
    return dg.SkipReason("; ".join(unsent) or "everybody knows what there is to know")


def files_fingerprint(settings: Settings) -> str:
    """Hash names, sizes and times of every extract that arrives, without reading them; what runs fetch is left out."""
    digest = hashlib.sha256()
    for source in settings.sources:
        if source.is_pulled:
            continue
        for table in source_tables(source, settings):
            for path in find_extracts(source.path, table):
                state = path.stat()
                digest.update(f"{source.name}|{path.name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
