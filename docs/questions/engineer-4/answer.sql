-- Each check that fails now: since which build without a break, whose it is, and the questions behind its tables.
with recursive

builds as (
    select release_id, as_of_date, row_number() over (order by release_id desc) as age
    from history.build
),

failing as (
    select checks.*, builds.age, builds.as_of_date
    from history.failing_check as checks
    inner join builds on checks.release_id = builds.release_id
),

-- A streak ends at the first build, counted back, in which the check held.
streaks as (
    select
        *,
        age - row_number() over (partition by check_name, table_name order by age) as gap
    from failing
),

now_failing as (
    select
        check_type, check_name, table_name,
        max_by(severity, release_id) as severity,
        max_by(failing_count, release_id) as failing_count,
        max_by(detail, release_id) as detail,
        min(release_id) as since_release_id,
        min(as_of_date) as since_date
    from streaks
    where gap = 0
    group by check_type, check_name, table_name
),

reached as (
    select table_name, table_name as part_name from now_failing
    union
    select reached.table_name, edges.to_table_name
    from reached
    inner join marts.mart_quality__lineage as edges
        on reached.part_name = coalesce(edges.source_name || '.' || edges.from_table_name, edges.from_table_name)
),

amber as (
    select table_name, string_agg(split_part(part_name, '.', 2), ', ' order by part_name) as question_codes
    from reached
    where part_name like 'question.%'
    group by table_name
),

rules as (
    select source_name || '.' || table_name as table_name, any_value(owner) as owner
    from marts.mart_quality__rule
    where is_broken
    group by source_name, table_name
)

select
    failing.check_name, failing.table_name, failing.severity, failing.failing_count, failing.since_date,
    failing.since_release_id, coalesce(uses.owner, rules.owner) as owner, amber.question_codes, failing.detail
from now_failing as failing
left join marts.mart_quality__table_use as uses on failing.table_name = uses.table_name
left join rules on failing.table_name = rules.table_name
left join amber on failing.table_name = amber.table_name
order by failing.severity, failing.since_release_id, failing.check_name, failing.table_name
