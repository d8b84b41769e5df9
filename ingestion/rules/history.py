"""Rules that hold a batch against the batches before it: how many rows, and how long ago.

Belongs here: their SQL over `run.batch`. Not here: rules on rows (scan).

A table has a usual size and a usual interval once it has come a few times. The first batch is left out: it is the whole
past and like no other.
"""

from __future__ import annotations

NO_ROWS = "no_rows"
_BATCHES_TO_BE_USUAL = 4
_TIMES_THE_USUAL = 10
_INTERVALS_TO_BE_LATE = 3

_ARRIVALS = """
    arrival as (
        select source_name, table_name, extracted_at, sum(row_count) as row_count,
               row_number() over (partition by source_name, table_name order by extracted_at) as number,
               extracted_at - lag(extracted_at) over (partition by source_name, table_name order by extracted_at) as gap
        from run.batch where status = 'admitted' and not is_mended
        group by source_name, table_name, extracted_at
    ),
    latest as (
        select source_name, table_name, max(extracted_at) as extracted_at, arg_max(row_count, extracted_at) as row_count
        from arrival group by source_name, table_name
    ),
    usual as (
        select arrival.source_name, arrival.table_name, median(arrival.row_count) as row_count,
               median(arrival.gap) as gap
        from arrival
        join latest on latest.source_name = arrival.source_name and latest.table_name = arrival.table_name
            and latest.extracted_at > arrival.extracted_at
        where arrival.number > 1
        group by arrival.source_name, arrival.table_name
        having count(*) >= {enough}
    )"""

_VOLUME = """
    with {arrivals}
    select source_name, table_name, 'rows' as column_name, 'unlike_usual_volume' as rule_name, 'warn' as severity,
           'data engineering' as owner,
           'The last extract has ten times more or fewer rows than the ones before: half an export, or two in one.'
               as reason,
           latest.row_count as checked_count,
           cast(latest.row_count > {times} * usual.row_count or latest.row_count * {times} < usual.row_count as bigint)
               as failing_count,
           0 as allowed_count, cast(null as date) as allowed_until, false as holds_back, false as is_broken
    from latest join usual using (source_name, table_name)"""

_FRESHNESS = """
    with {arrivals},
    newest as (select max(extracted_at) as extracted_at from latest)
    select source_name, table_name, 'extracted_at' as column_name, 'late' as rule_name, 'warn' as severity,
           'data engineering' as owner,
           'No extract for three times the usual interval, while other tables kept coming.' as reason,
           1 as checked_count,
           cast(newest.extracted_at - latest.extracted_at > {intervals} * usual.gap as bigint) as failing_count,
           0 as allowed_count, cast(null as date) as allowed_until, false as holds_back, false as is_broken
    from latest join usual using (source_name, table_name) cross join newest"""

_EMPTY = """
    with {arrivals}
    select source_name, table_name, 'rows' as column_name, '{rule}' as rule_name, 'warn' as severity,
           'data engineering' as owner, 'The last extract has no row, and one before had: an export that failed.'
               as reason,
           1 as checked_count, cast(latest.row_count = 0 as bigint) as failing_count,
           0 as allowed_count, cast(null as date) as allowed_until, false as holds_back, false as is_broken
    from latest
    where exists (
        select 1 from arrival
        where arrival.source_name = latest.source_name and arrival.table_name = latest.table_name
            and arrival.row_count > 0
    )"""

_arrivals = _ARRIVALS.format(enough=_BATCHES_TO_BE_USUAL - 1)
HISTORY_RULES = (
    _VOLUME.format(arrivals=_arrivals, times=_TIMES_THE_USUAL),
    _FRESHNESS.format(arrivals=_arrivals, intervals=_INTERVALS_TO_BE_LATE),
    _EMPTY.format(arrivals=_arrivals, rule=NO_ROWS),
)
"""SELECTs in the shape of `run.rule`."""
