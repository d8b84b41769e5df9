with sell_out as (

    select * from {{ ref('base_channel_partner__sell_out') }}

),

final as (

    select
        concat_ws(
            '|', partner_code, store_code, sku, period_type, cast(period_start_date as varchar)
        ) as partner_sales_id,
        partner_code as party_record_id,
        store_code as partner_location_code,
        country_code,
        sku,
        period_type,
        period_start_date,
        sold_quantity as sold_qty,
        returned_quantity as returned_qty,
        currency_code,
        retail_amount,
        cast(null as varchar) as product_variant_id,
        source_name,
        'channel_partner' as vendor,
        _extracted_at as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from sell_out

)

select * from final
