-- Each build: what it was made from, and whether the same inputs would make it again. Equal input hashes and unequal
-- content hashes would mean that a build is not what its inputs say; there must be none.
with agreed as (
    select input_hash, count(distinct content_hash) as content_count
    from history.build
    group by input_hash
)

select
    builds.as_of_date, builds.release_id, builds.built_at, builds.batch_count, builds.ledger_entry_id,
    builds.code_hash, builds.input_hash, builds.content_hash,
    rebuilds.lacking_batch_count, rebuilds.is_code_the_same,
    rebuilds.lacking_batch_count = 0 and rebuilds.is_code_the_same as is_rebuildable_now,
    agreed.content_count > 1 as is_contradicted
from history.build as builds
inner join agreed on builds.input_hash = agreed.input_hash
left join history.rebuild as rebuilds on builds.release_id = rebuilds.release_id
order by builds.release_id desc
