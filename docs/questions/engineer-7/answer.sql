-- Each model of the newest build: its seconds and rows, beside the median of the ten builds before.
with builds as (
    select release_id, row_number() over (order by release_id desc) as age from history.build
),

costs as (
    select costs.*, builds.age
    from history.model_cost as costs
    inner join builds on costs.release_id = builds.release_id
    where builds.age <= 11
)

select
    model_name,
    max(model_seconds) filter (where age = 1) as model_seconds,
    median(model_seconds) filter (where age > 1) as usual_seconds,
    max(row_count) filter (where age = 1) as row_count,
    cast(median(row_count) filter (where age > 1) as bigint) as usual_row_count
from costs
group by model_name
having count(*) filter (where age = 1) > 0
order by model_seconds desc, model_name asc
