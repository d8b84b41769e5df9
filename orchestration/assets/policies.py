"""Policies of assets: what is tried again and when something is no longer fresh.

Belongs here: policies that several assets share. Not here: retries of whole runs (dagster_job).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import dagster as dg
import duckdb

from warehouse.errors import WarehouseBusyError
from warehouse.settings import Settings

PASSING = (OSError, duckdb.IOException, WarehouseBusyError)
"""What may be over in a moment: a folder that cannot be reached, a file or warehouse that somebody else has open."""
RETRIES = dg.RetryPolicy(max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL)


@contextmanager
def passing_reasons() -> Iterator[None]:
    """Let only what may pass be tried again.

    Raises:
        dg.Failure: Anything else went wrong, such as the data or a model; no attempt would make it better.
    """
    try:
        yield
    except PASSING:
        raise
    except Exception as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def freshness_of(settings: Settings) -> dg.FreshnessPolicy:
    """Return when landing and release are no longer fresh: at the age of the alert, with a warning at half of it."""
    limit = timedelta(hours=settings.alerts.no_release_after_hours)
    return dg.FreshnessPolicy.time_window(fail_window=limit, warn_window=limit / 2)
