"""The log of accesses: who opened which page, took which file, ran which statement, was refused what; in the ledger.

Belongs here: writing one line. Not here: reading them (orchestration puts them into the release's history).
"""

from __future__ import annotations

import functools
from typing import Literal

from dashboards.access.visitor import Visitor
from warehouse.ledger import Kind, Ledger
from warehouse.settings import Settings

Action = Literal["opened", "exported", "asked", "refused"]
_REASON = "the pages"


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


@functools.lru_cache(maxsize=4)
def _ledger(url: str) -> Ledger:
    return Ledger(url)
