"""Names of markets and channels in the visitor's language.

Belongs here: codes to names. Not here: which of them have data (`queries`).
"""

from __future__ import annotations

from dashboards.queries import sales
from dashboards.session import Visit


def market_names(visit: Visit) -> dict[str, str]:
    """Return the markets with sales by code: a country by its name in the language, others as the warehouse says."""
    return {code: _market(visit, code, name) for code, name in sales.markets(visit.reader).items()}


def _market(visit: Visit, code: str, name: str | None) -> str:
    if code == "unknown":
        return visit.words.text("app.market_unknown")
    return visit.words.formats.country(code) or name or code


def channel_names(visit: Visit) -> dict[str, str]:
    """Return the channels with sales by code."""
    return {code: visit.words.member("channel", code, name) for code, name in sales.channels(visit.reader).items()}
