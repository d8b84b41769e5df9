with

final as (
    select
        {{ source_key('centers', 'work_center_id') }} as work_center_key,
        centers.source_name,
        centers.work_center_id,
        centers.work_center_code,
        centers.work_center_name,
        centers.work_center_type,
        {{ or_unknown('locations.location_key') }} as location_key,
        case
            when centers.supplier_id is not null then {{ or_unknown('suppliers.supplier_key') }}
        end as supplier_key,
        centers.efficiency_pct,
        centers.is_active
    from {{ ref('work_center') }} as centers
    left join {{ ref('dim_location') }} as locations
        on centers.source_name = locations.source_name and centers.location_id = locations.location_id
    left join {{ ref('xref_supplier') }} as suppliers
        on centers.source_name = suppliers.source_name and centers.supplier_id = suppliers.supplier_id
    where {{ alive('centers') }}
    union all
    select
        'unknown' as work_center_key,
        cast(null as varchar) as source_name,
        cast(null as varchar) as work_center_id,
        cast(null as varchar) as work_center_code,
        'Unknown' as work_center_name,
        cast(null as varchar) as work_center_type,
        'unknown' as location_key,
        cast(null as varchar) as supplier_key,
        cast(null as decimal(18, 8)) as efficiency_pct,
        cast(null as boolean) as is_active
)

select * from final
