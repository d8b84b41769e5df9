with

-- Terms for a style hold for each of its variants that has no terms of its own with that supplier.
variants as (
    select
        records.source_name,
        records.product_id,
        links.product_key
    from {{ ref('product_variant') }} as records
    inner join {{ ref('xref_product') }} as links
        on records.source_name = links.source_name and records.product_variant_id = links.product_variant_id
    where {{ alive('records') }}
),

terms as (
    select * from {{ ref('supplier_item') }} as terms
    where {{ alive('terms') }}
),

for_variants as (
    select terms.*, links.product_key
    from terms
    left join {{ ref('xref_product') }} as links
        on terms.source_name = links.source_name and terms.product_variant_id = links.product_variant_id
    where terms.product_variant_id is not null
),

for_styles as (
    select terms.*, variants.product_key
    from terms
    inner join variants on terms.source_name = variants.source_name and terms.product_id = variants.product_id
    where
        terms.product_variant_id is null
        and not exists (
            select 1
            from for_variants
            where
                for_variants.source_name = terms.source_name
                and for_variants.supplier_id = terms.supplier_id
                and for_variants.product_key = variants.product_key
        )
),

stacked as (
    select * from for_variants
    union all
    select * from for_styles
),

final as (
    select
        {{ source_key('stacked', 'supplier_item_id') }} as supplier_item_key,
        {{ or_unknown('stacked.product_key') }} as product_key,
        stacked.source_name,
        {{ or_unknown('suppliers.supplier_key') }} as supplier_key,
        stacked.supplier_product_code,
        stacked.priority_number,
        stacked.minimum_order_qty,
        stacked.minimum_step_qty,
        stacked.pack_qty,
        stacked.lead_time_days,
        stacked.incoterm_code,
        stacked.currency_code,
        stacked.unit_price_amount,
        stacked.unit_code,
        stacked.valid_from_date,
        stacked.valid_to_date
    from stacked
    left join {{ ref('xref_supplier') }} as suppliers
        on stacked.source_name = suppliers.source_name and stacked.supplier_id = suppliers.supplier_id
    qualify row_number() over (
        partition by stacked.source_name, stacked.supplier_item_id, {{ or_unknown('stacked.product_key') }}
        order by stacked.minimum_step_qty, stacked.product_variant_id
    ) = 1
)

select * from final
