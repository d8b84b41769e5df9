"""The strip above every page: which release, how old, how good, in which currency.

Belongs here: showing it. Not here: the judgement (`trust`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from dashboards.catalogue import Catalogue
from dashboards.components import trust
from dashboards.queries import quality
from dashboards.session import Visit
from warehouse.errors import ReleaseError
from warehouse.releases import Release

_SIGNS = {"good": "●", "attention": "▲", "bad": "■", "unknown": "?"}
_OF_A_TABLE = "holds_"
"""What the name of a check begins with that is about the promises of one table."""


def trust_of(visit: Visit) -> trust.Trust:
    """Judge the release; one that says nothing of its sources is unknown, not good."""
    warned = [check.name for check in visit.release.manifest.checks if not check.passed]
    try:
        return trust.judge(quality.source_status(visit.reader), warned)
    except ReleaseError:
        return trust.judge([])


def show(visit: Visit) -> None:
    """Draw the strip."""
    words = visit.words
    st.html(
        f'<div class="banner" dir="{words.direction}" role="status">'
        f"{quality_text(words, trust_of(visit))}{_provisional(words, visit.release)}"
        f"<dl>{_facts(words, visit.release)}</dl></div>"
    )


def quality_text(words: Catalogue, state: trust.Trust) -> str:
    """Write how good the release is, and why, as HTML."""
    reasons = "; ".join(
        words.text(f"reason.{reason.key}", sources=", ".join(_named(words, reason)), count=len(reason.names))
        for reason in state.reasons
    )
    return (
        f'<p class="quality {state.level}"><span aria-hidden="true">{_SIGNS[state.level]}</span> '
        f"<strong>{escape(words.text('banner.quality'))}: {escape(words.member('quality', state.level))}</strong>"
        f' <span class="reasons">{escape(reasons)}</span></p>'
    )


def _named(words: Catalogue, reason: trust.Reason) -> list[str]:
    """Return what a reason is about as a visitor reads it: sources by name, checks in words with their code."""
    if reason.key != "warned":
        return list(reason.names)
    return [f"{_in_words(words, code)} ({code})" for code in reason.names]


def _in_words(words: Catalogue, code: str) -> str:
    """Say what does not hold where a check warned; one that the catalogue does not know is a sentence by its name."""
    if code.startswith(_OF_A_TABLE):
        return words.text("check.holds", table=code.removeprefix(_OF_A_TABLE))
    return words.member("check", code, code.removeprefix("assert_").replace("_", " "))


def _provisional(words: Catalogue, release: Release) -> str:
    """Mark a release that was made within the day, and name the days of which more can still come."""
    manifest = release.manifest
    if not manifest.is_provisional:
        return ""
    first, last = manifest.incomplete_since or manifest.as_of, manifest.as_of
    days = words.formats.day(last) if first == last else words.formats.days(first, last)
    return (
        f'<p class="provisional"><strong>{escape(words.text("banner.provisional"))}</strong> '
        f'<span class="reasons">{escape(words.text("banner.incomplete", days=days))}</span></p>'
    )


def _facts(words: Catalogue, release: Release) -> str:
    manifest, formats = release.manifest, words.formats
    age = formats.age(datetime.now(UTC) - manifest.published_at.astimezone(UTC))
    published = f"{age} ({formats.moment(manifest.published_at)})"
    facts = {
        "as_of": formats.day(manifest.as_of),
        "published": published,
        "currency": words.text("banner.currency_note", currency=manifest.group_currency),
        "release": manifest.id,
    }
    return "".join(
        f'<div class="{key}"><dt>{escape(words.text(f"banner.{key}"))}</dt><dd><bdi>{escape(value)}</bdi></dd></div>'
        for key, value in facts.items()
    )
