with pickings as (

    select * from {{ ref('base_odoo__stock_picking') }}

),

kinds as (

    select * from {{ ref('base_odoo__stock_picking_type') }}
    where code = 'outgoing'

),

customers as (

    select * from {{ ref('base_odoo__stock_location') }}
    where usage = 'customer'

),

carriers as (

    select * from {{ ref('base_odoo__delivery_carrier') }}

),

final as (

    select
        cast(pickings.picking_id as varchar) as fulfillment_id,
        cast(pickings.order_id as varchar) as sales_order_id,
        cast(pickings.location_id as varchar) as location_id,
        case when pickings.tracking_number is not null then cast(pickings.picking_id as varchar) end as shipment_id,
        coalesce(
            {{ map_code('pickings.state', 'fulfillment.fulfillment_status', {
                'draft': 'open', 'waiting': 'open', 'confirmed': 'open', 'assigned': 'picking',
                'done': 'shipped', 'cancel': 'cancelled'
            }) }},
            'unknown'
        ) as fulfillment_status,
        cast(null as varchar) as hold_reason_code,
        pickings.deadline_at as promised_at,
        cast(null as timestamp) as allocated_at,
        case when pickings.state = 'done' then pickings.done_at end as shipped_at,
        case when pickings.state = 'done' then cast(pickings.done_at as date) end as ship_date,
        cast(null as timestamp) as delivered_at,
        {{ odoo_text('carriers.name') }} as carrier_code,
        pickings.source_name,
        'odoo' as vendor,
        coalesce(pickings.write_date, pickings._extracted_at) as updated_at,
        pickings._is_deleted as is_deleted,
        pickings._batch_id as batch_id
    from pickings
    inner join kinds
        on pickings.source_name = kinds.source_name and pickings.picking_type_id = kinds.picking_type_id
    inner join customers
        on pickings.source_name = customers.source_name and pickings.location_dest_id = customers.location_id
    left join carriers
        on pickings.source_name = carriers.source_name and pickings.carrier_id = carriers.carrier_id

)

select * from final
