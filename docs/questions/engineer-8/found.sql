with contradicted as (
    select input_hash
    from history.build
    group by input_hash
    having count(distinct content_hash) > 1
)

select
    max(builds.as_of_date) as as_of_date,
    bool_and(rebuilds.lacking_batch_count = 0) as is_rebuildable,
    (select count(*) from contradicted) as contradicted_count
from history.build as builds
inner join history.rebuild as rebuilds on builds.release_id = rebuilds.release_id
where builds.release_id = (select max(latest.release_id) from history.build as latest)
