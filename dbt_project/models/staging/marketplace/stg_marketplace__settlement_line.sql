with settlements as (

    select * from {{ ref('base_marketplace__settlements') }}

),

final as (

    select
        line_no as settlement_line_id,
        settlement_id as statement_id,
        settlement_id as payout_id,
        'marketplace' as channel_code,
        order_number as sales_order_id,
        order_number as order_reference,
        sku,
        {{ map_code('amount_type', 'settlement_line.settlement_line_type', {
            'Principal': 'principal', 'Tax': 'tax', 'RefundTax': 'tax', 'TaxWithheld': 'tax_withheld',
            'Shipping': 'shipping', 'Commission': 'commission', 'Refund': 'refund',
            'RefundCommission': 'refund_commission', 'FulfilmentFee': 'fulfilment_fee',
            'Advertising': 'advertising', 'PaymentFee': 'payment_fee', 'ReserveHeld': 'reserve_held',
            'ReserveReleased': 'reserve_released', 'Chargeback': 'chargeback', 'Adjustment': 'adjustment',
            'Transfer': 'transfer'
        }) }} as settlement_line_type,
        amount_type as amount_type_code,
        posted_at,
        cast(posted_at as date) as posting_date,
        quantity as settled_qty,
        currency_code,
        amount as line_amount,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as product_variant_id,
        source_name,
        'marketplace' as vendor,
        coalesce(posted_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from settlements

)

select * from final
