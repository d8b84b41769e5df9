"""The log of accesses: who opened which page, took which file, ran which statement, was refused what; in the ledger.

Belongs here: writing one line. Not here: reading them (orchestration puts them into the release's history).
"""

from __future__ import annotations

import functools
import time
from typing import Literal

from dashboards.access.signing_in import TurnedAwayError
from dashboards.access.visitor import Visitor
from warehouse.ledger import Kind, Ledger
from warehouse.settings import Settings

Action = Literal["opened", "exported", "asked", "refused"]
_REASON = "the pages"
_ONE_HOUR = 3600
_LONGEST_NAME = 200


def note(settings: Settings, visitor: Visitor, action: Action, subject: str) -> None:
    """Write down an access; what cannot be written down does not happen.

    Args:
        settings: Names the ledger.
        visitor: Who.
        action: What.
        subject: Of what, such as `page:sales`, `file:otif.csv` or `sql:select 1`.

    Raises:
        ConfigurationError: The ledger cannot be reached.
    """
    markets = ["all"] if visitor.markets is None else list(visitor.markets)
    payload = {"action": action, "roles": sorted(visitor.roles), "markets": markets}
    _ledger(settings.ledger_url).append(Kind.ACCESS, subject, payload, visitor.name, _REASON)


def note_turned_away(settings: Settings, error: TurnedAwayError) -> None:
    """Write down that somebody came who may not see anything: each name and cause once an hour, however often.

    Raises:
        ConfigurationError: The ledger cannot be reached.
    """
    hour = int(time.time()) // _ONE_HOUR
    _turned_away(settings.ledger_url, error.person[:_LONGEST_NAME], error.what[: 2 * _LONGEST_NAME], hour)


@functools.lru_cache(maxsize=1000)
def _turned_away(url: str, person: str, what: str, _hour: int) -> int:
    payload = {"action": "refused", "roles": [], "markets": []}
    return _ledger(url).append(Kind.ACCESS, "sign_in:pages", payload, person, what)


@functools.lru_cache(maxsize=4)
def _ledger(url: str) -> Ledger:
    return Ledger(url)
