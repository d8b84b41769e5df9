-- What each person, by number, may open and how often they did; then what was taken, asked in SQL or shown.
with opened as (
    select actor, subject_name as page_name, count(*) as access_count, max(accessed_at) as accessed_at
    from history.access
    where action_type = 'opened' and subject_type = 'page'
    group by actor, subject_name
)

select
    1 as part_number, rights.actor, rights.role_names, rights.market_codes, 'may_open' as action_type,
    'page' as subject_type, rights.page_name as subject_name, rights.may_write_sql, rights.may_see_personal,
    coalesce(opened.access_count, 0) as access_count, opened.accessed_at
from history.page_right as rights
left join opened on rights.actor = opened.actor and rights.page_name = opened.page_name
union all
select
    2 as part_number, actor, role_names, market_codes, action_type, subject_type, subject_name,
    null as may_write_sql, null as may_see_personal, 1 as access_count, accessed_at
from history.access
where not (action_type = 'opened' and subject_type = 'page')
order by part_number asc, accessed_at desc nulls last, actor asc, subject_name asc
