with

receipts as (
    select
        lines.*,
        orders.purchase_order_key,
        orders.order_number,
        {{ extended('lines.accepted_qty', 'lines.unit_net_amount') }} as purchase_amount
    from {{ ref('fct_receipt_line') }} as lines
    left join {{ ref('fct_purchase_order_line') }} as orders
        on lines.purchase_order_line_key = orders.purchase_order_line_key
),

bought as (
    select receipts.*, {{ computed_to_group('receipts.purchase_amount') }} as purchase_amount_group
    from receipts
    {{ join_rate('receipts.currency_code', 'receipts.receipt_date') }}
),

-- Import VAT is recoverable and no cost; the fee for cash at the door and the way back belong to sales.
charges as (
    select
        *,
        case
            when freight_charge_type in ('duty', 'customs_fee') then 'duty' else 'freight'
        end as cost_part
    from {{ ref('fct_freight_line') }}
    where coalesce(freight_charge_type, 'freight') not in ('import_vat', 'cod_fee', 'return')
),

-- Which receipts a charge is for: those of its purchase line, of its purchase order (by the buyer's key, or by its
-- number where carriers write that), or of what its shipment holds.
links as (
    select charges.freight_line_key, bought.receipt_line_key
    from charges
    inner join bought on charges.purchase_order_line_key = bought.purchase_order_line_key
    union
    select charges.freight_line_key, bought.receipt_line_key
    from charges
    inner join bought on charges.purchase_order_key = bought.purchase_order_key
    where charges.purchase_order_line_key is null
    union
    select charges.freight_line_key, bought.receipt_line_key
    from charges
    inner join bought on split_part(charges.purchase_order_key, ':', 2) = bought.order_number
    where
        charges.purchase_order_line_key is null
        and charges.purchase_order_key not in (
            select known.purchase_order_key from {{ ref('fct_purchase_order_line') }} as known
        )
    union
    select charges.freight_line_key, bought.receipt_line_key
    from charges
    inner join {{ ref('fct_shipment_line') }} as contents on charges.shipment_key = contents.shipment_key
    inner join bought on contents.purchase_order_line_key = bought.purchase_order_line_key
    where charges.purchase_order_line_key is null and charges.purchase_order_key is null
),

weighted as (
    select
        links.freight_line_key,
        links.receipt_line_key,
        charges.cost_part,
        charges.invoice_date,
        charges.net_amount_group,
        bought.purchase_amount_group,
        {{ group_minor_units() }} as minor_units
    from links
    inner join charges on links.freight_line_key = charges.freight_line_key
    inner join bought on links.receipt_line_key = bought.receipt_line_key
),

shares as (
    {{ shared(
        'weighted',
        ['freight_line_key', 'receipt_line_key', 'cost_part', 'invoice_date', 'net_amount_group'],
        'freight_line_key', 'net_amount_group', 'purchase_amount_group', 'receipt_line_key'
    ) | indent(4) }}
),

billed as (
    select
        receipt_line_key,
        {{ total('share_amount', "cost_part = 'freight'") }} as freight_amount_group,
        {{ total('share_amount', "cost_part = 'duty'") }} as duty_amount_group,
        max(invoice_date) as trued_up_on,
        count(*) as bill_count,
        count(*) filter (where share_amount is null) as missing_rate_count
    from shares
    group by receipt_line_key
),

-- Goods that the supplier delivers duty paid have their freight and duty in the price.
duty_paid as (
    select distinct suppliers.supplier_key, products.product_key
    from {{ ref('supplier_item') }} as terms
    inner join {{ ref('xref_supplier') }} as suppliers
        on terms.source_name = suppliers.source_name and terms.supplier_id = suppliers.supplier_id
    inner join {{ ref('xref_product') }} as products
        on terms.source_name = products.source_name and terms.product_variant_id = products.product_variant_id
    where {{ alive('terms') }} and terms.incoterm_code = 'DDP'
),

final as (
    select
        bought.receipt_line_key,
        bought.purchase_order_line_key,
        bought.source_name,
        bought.product_key,
        bought.supplier_key,
        bought.legal_entity_key,
        bought.receipt_date,
        bought.accepted_qty,
        bought.purchase_amount_group,
        coalesce(billed.freight_amount_group, 0) as freight_amount_group,
        coalesce(billed.duty_amount_group, 0) as duty_amount_group,
        case when coalesce(billed.missing_rate_count, 0) = 0 then bought.purchase_amount_group end
        + coalesce(billed.freight_amount_group, 0)
        + coalesce(billed.duty_amount_group, 0) as landed_amount_group,
        billed.receipt_line_key is null and duty_paid.product_key is null as is_provisional,
        billed.trued_up_on,
        coalesce(billed.bill_count, 0) as bill_count,
        coalesce(billed.missing_rate_count, 0)
        + case when bought.purchase_amount is not null and bought.purchase_amount_group is null then 1 else 0 end
            as missing_rate_count
    from bought
    left join billed on bought.receipt_line_key = billed.receipt_line_key
    left join duty_paid
        on bought.supplier_key = duty_paid.supplier_key and bought.product_key = duty_paid.product_key
)

select * from final
