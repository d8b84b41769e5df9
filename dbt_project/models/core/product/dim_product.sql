with

records as (
    select links.product_key, count(*) as record_count
    from {{ ref('xref_product') }} as links
    inner join {{ ref('product_variant') }} as variants
        on links.source_name = variants.source_name and links.product_variant_id = variants.product_variant_id
    group by links.product_key
),

fields as (
    select
        product_key,
        {%- for name in product_fields() %}
        {{ field(name) }} as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('xref_product_field') }}
    group by product_key
),

final as (
    select
        records.product_key,
        {%- for name in product_fields() %}
        fields.{{ name }},
        {%- endfor %}
        cast(records.record_count as integer) as record_count
    from records
    left join fields on records.product_key = fields.product_key
    union all
    select
        'unknown' as product_key,
        cast(null as varchar) as sku,
        cast(null as varchar) as style_code,
        'Unknown' as product_name,
        cast(null as varchar) as variant_name,
        cast(null as varchar) as colour_name,
        cast(null as varchar) as size_code,
        cast(null as varchar) as category_name,
        cast(null as varchar) as product_type,
        cast(null as varchar) as unit_code,
        0 as record_count
)

select * from final
