with

records as (
    select links.supplier_key, records.*
    from {{ ref('xref_supplier') }} as links
    inner join {{ ref('supplier') }} as records
        on links.source_name = records.source_name and links.supplier_id = records.supplier_id
),

ranked as (
    select records.*, {{ record_rank('records.supplier_key', 'supplier_id') }} as record_rank
    from records
),

suppliers as (
    select
        supplier_key,
        {{ best('supplier_code') }} as supplier_code,
        {{ best('supplier_name') }} as supplier_name,
        {{ best('country_code') }} as country_code,
        {{ best('currency_code') }} as currency_code,
        {{ best('is_active') }} as is_active,
        cast(count(*) as integer) as record_count
    from ranked
    group by supplier_key
),

final as (
    select * from suppliers
    union all
    select
        'unknown' as supplier_key,
        cast(null as varchar) as supplier_code,
        'Unknown' as supplier_name,
        cast(null as varchar) as country_code,
        cast(null as varchar) as currency_code,
        cast(null as boolean) as is_active,
        0 as record_count
)

select * from final
