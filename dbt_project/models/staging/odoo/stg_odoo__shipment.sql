with pickings as (

    select * from {{ ref('base_odoo__stock_picking') }}
    where tracking_number is not null

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

partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

final as (

    select
        cast(pickings.picking_id as varchar) as shipment_id,
        pickings.tracking_number,
        cast(null as varchar) as parent_shipment_id,
        'outbound' as shipment_type,
        {{ odoo_text('carriers.name') }} as carrier_code,
        cast(null as varchar) as service_code,
        cast(null as varchar) as transport_mode_type,
        cast(pickings.location_id as varchar) as from_location_id,
        cast(null as varchar) as to_location_id,
        cast(pickings.order_id as varchar) as sales_order_id,
        pickings.origin as order_reference,
        upper(countries.country_code) as ship_country_code,
        cast(null as varchar) as incoterm_code,
        coalesce(
            {{ map_code('pickings.state', 'shipment.shipment_status', {
                'draft': 'announced', 'waiting': 'announced', 'confirmed': 'announced',
                'assigned': 'announced', 'done': 'in_transit', 'cancel': 'cancelled'
            }) }},
            'announced'
        ) as shipment_status,
        case when pickings.state = 'done' then pickings.done_at end as shipped_at,
        case when pickings.state = 'done' then cast(pickings.done_at as date) end as ship_date,
        cast(null as date) as carrier_promised_date,
        cast(null as timestamp) as delivered_at,
        pickings.weight as weight_kg,
        cast(null as decimal(18, 6)) as volume_m3,
        cast(null as boolean) as is_cod,
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
    left join partners
        on pickings.source_name = partners.source_name and pickings.partner_id = partners.partner_id
    left join countries
        on partners.source_name = countries.source_name and partners.country_id = countries.country_id

)

select * from final
