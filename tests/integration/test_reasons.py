"""What planning says of its proposals in a release can be told in every language of the pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from dashboards.catalogue import load_catalogue
from dashboards.components.sentences import told
from warehouse.settings import Settings

REASONS = """
select proposal_reason from mart_planning__order_proposal union all select buy_reason from mart_planning__season_buy"""


@pytest.mark.parametrize("language", ["zh", "ar"])
def test_no_reason_stays_english(language: str, demo: Settings, ask: Callable[..., list[list[str]]]) -> None:
    words = load_catalogue(language)
    reasons = [reason for (reason,) in ask(demo, REASONS)]
    assert reasons
    assert [reason for reason in reasons if re.search("[A-Za-z]{2}", told(words, reason))] == []
