with

final as (
    select entity, retired_key, current_key, kind as retired_by, run_at as retired_at
    from {{ source('identity', 'key_alias') }}
)

select * from final
