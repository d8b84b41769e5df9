-- Grades by source and table with those of the build before, and the ten rules whose mending moves most.
with builds as (
    select release_id, as_of_date, row_number() over (order by release_id desc) as age from history.build
),

grades as (
    select
        grades.table_type, grades.table_name,
        max(grades.grade) filter (where builds.age = 1) as grade,
        max(grades.grade) filter (where builds.age = 2) as grade_before,
        string_agg(grades.grade, '' order by builds.age desc) as trend_text,
        max(grades.waiting_row_count) filter (where builds.age = 1) as row_count,
        max(grades.quarantined_amount) filter (where builds.age = 1) as money_amount
    from history.grade as grades
    inner join builds on grades.release_id = builds.release_id
    where builds.age <= 10
    group by grades.table_type, grades.table_name
),

fixes as (
    select
        source_name || '.' || table_name as table_name, column_name || ':' || rule_name as rule_name,
        count(*) as row_count, sum(abs(money_amount)) as money_amount
    from marts.mart_quality__finding
    group by source_name, table_name, column_name, rule_name
    union all
    select
        source_name || '.' || table_name as table_name, rule_name, count(*) as row_count,
        sum(abs(money_amount)) as money_amount
    from marts.mart_quality__quarantine
    where quarantine_state = 'open'
    group by source_name, table_name, rule_name
),

top_fixes as (
    select *
    from fixes
    order by money_amount desc nulls last, row_count desc, table_name asc, rule_name asc
    limit 10
)

select table_type as part_name, table_name, grade, grade_before, trend_text, null as rule_name, row_count, money_amount
from grades
where grade is not null
union all
select
    'fix' as part_name, table_name, null as grade, null as grade_before, null as trend_text, rule_name, row_count,
    money_amount
from top_fixes
order by part_name desc, grade desc, money_amount desc nulls last, table_name asc, rule_name asc
