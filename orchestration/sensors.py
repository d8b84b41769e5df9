"""What starts the job between schedules: new files in a source's folder."""

import hashlib
from typing import TYPE_CHECKING

import dagster as dg

from ingestion.connectors.files import find_extracts
from ingestion.contract import load_vendor
from ingestion.key_sets import with_key_sets
from warehouse.settings import Settings

if TYPE_CHECKING:
    from orchestration.jobs import AssetJob

SECONDS_BETWEEN_LOOKS = 60


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


def files_fingerprint(settings: Settings) -> str:
    """Hash names, sizes and times of every extract, without reading them."""
    digest = hashlib.sha256()
    for source in settings.sources:
        for table in with_key_sets(load_vendor(source.vendor, settings)):
            for path in find_extracts(source.path, table):
                state = path.stat()
                digest.update(f"{source.name}|{path.name}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
