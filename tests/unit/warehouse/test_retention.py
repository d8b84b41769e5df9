from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from warehouse.releases import Release, to_keep
from warehouse.releases.retention import StoredRelease
from warehouse.settings import Settings

NEWEST = datetime(2026, 11, 22, 3, tzinfo=UTC)
ROOM = 10**9


def _releases(moments: list[datetime], size: int = 1) -> list[StoredRelease]:
    return [StoredRelease(moment.strftime("%Y%m%dT%H%M%S"), moment, size) for moment in moments]


def _days(count: int) -> list[datetime]:
    return [NEWEST - timedelta(days=days) for days in range(count)]


def _kept_dates(moments: list[datetime], room: int = ROOM) -> list[str]:
    kept = to_keep(_releases(moments), set(), room)
    return sorted(name[:8] for name in kept)


def test_ten_years_of_daily_releases_become_days_weeks_months_and_years() -> None:
    kept = _kept_dates(_days(3650))
    days = [(NEWEST - timedelta(days=days)).strftime("%Y%m%d") for days in range(14)]
    sundays = ["20261115", "20261108", "20261101", "20261025", "20261018", "20261011", "20261004"]
    month_ends = {f"{year}{month:02d}" for year, month in [(2025, m) for m in range(1, 13)]}
    years = ["20251231", "20241231", "20231231", "20221231", "20211231", "20201231"]
    assert set(days) <= set(kept)
    assert set(sundays) <= set(kept)
    assert month_ends <= {day[:6] for day in kept if day[6:] >= "28"}
    assert set(years) <= set(kept)
    assert "20191231" not in kept
    assert len(kept) == 14 + 6 + 24 - 1 - 1 + 5


def test_of_an_earlier_day_only_the_last_release_stays() -> None:
    earlier = [NEWEST - timedelta(days=5, hours=hours) for hours in (0, 1, 2)]
    assert to_keep(_releases([NEWEST, *earlier]), set(), ROOM) == {r.id for r in _releases([NEWEST, earlier[0]])}


def test_all_of_the_last_day_stay_for_open_sessions() -> None:
    moments = [NEWEST - timedelta(hours=hours) for hours in (0, 1, 23)]
    assert len(to_keep(_releases(moments), set(), ROOM)) == 3


def test_a_pause_removes_nothing() -> None:
    moments = [NEWEST, *(NEWEST - timedelta(days=400 + days) for days in range(13))]
    assert len(_kept_dates(moments)) == 14


def test_over_the_cap_the_surplus_of_the_day_goes_first_and_then_the_oldest() -> None:
    moments = [NEWEST, NEWEST - timedelta(hours=1), *(NEWEST - timedelta(days=days) for days in (1, 2, 3))]
    newest, _surplus, yesterday, two_days, three_days = (release.id for release in _releases(moments))
    assert to_keep(_releases(moments), set(), 4) == {newest, yesterday, two_days, three_days}
    assert to_keep(_releases(moments), set(), 2) == {newest, yesterday}
    assert to_keep(_releases(moments), {newest, three_days}, 2) == {newest, three_days}


def test_protected_releases_stay_whatever_they_weigh() -> None:
    releases = _releases(_days(40), size=100)
    protected = {releases[0].id, releases[35].id}
    assert to_keep(releases, protected, 1) == protected


def test_nothing_is_kept_of_nothing() -> None:
    assert to_keep([], set(), ROOM) == set()


@given(st.lists(st.integers(0, 4000 * 24), max_size=60, unique=True), st.integers(0, 60))
def test_the_newest_stays_and_the_cap_holds(hours: list[int], room: int) -> None:
    releases = _releases([NEWEST - timedelta(hours=hour) for hour in hours])
    protected = {releases[0].id} if releases else set()
    kept = to_keep(releases, protected, room)
    assert protected <= kept
    assert len(kept) <= max(room, len(protected))
    assert to_keep([release for release in releases if release.id in kept], protected, room) == kept


def test_publishing_removes_what_is_no_longer_kept(settings: Settings, make_release: Callable[[int], Release]) -> None:
    capped = settings.model_copy(update={"retention_bytes": 1})
    first = make_release(1)
    settings.retention_bytes = capped.retention_bytes
    second, third = make_release(2), make_release(3)
    assert not first.folder.exists()
    assert second.folder.exists()
    assert third.folder.exists()
