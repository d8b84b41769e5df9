with

records as (
    select links.supplier_key, count(*) as record_count
    from {{ ref('xref_supplier') }} as links
    inner join {{ ref('supplier') }} as suppliers
        on links.source_name = suppliers.source_name and links.supplier_id = suppliers.supplier_id
    group by links.supplier_key
),

fields as (
    select
        supplier_key,
        {{ field('supplier_code') }} as supplier_code,
        {{ field('supplier_name') }} as supplier_name,
        {{ field('country_code') }} as country_code,
        {{ field('currency_code') }} as currency_code,
        cast({{ field('is_active') }} as boolean) as is_active
    from {{ ref('xref_supplier_field') }}
    group by supplier_key
),

final as (
    select
        records.supplier_key,
        fields.supplier_code,
        fields.supplier_name,
        fields.country_code,
        fields.currency_code,
        fields.is_active,
        cast(records.record_count as integer) as record_count
    from records
    left join fields on records.supplier_key = fields.supplier_key
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
