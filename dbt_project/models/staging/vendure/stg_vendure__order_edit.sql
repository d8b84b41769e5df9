with priced as (

    {{ vendure_priced('order_line', 'lines.quantity', 'lines.ordered_quantity', 'lines.adjustments') }}

),

edited_lines as (

    select
        edits.*,
        priced.order_id,
        priced.currency_code,
        priced.unit_net_minor * edits.quantity as net_minor,
        (priced.unit_with_tax_minor - priced.unit_net_minor) * edits.quantity as tax_minor
    from {{ ref('base_vendure__order_line_reference') }} as edits
    left join priced on edits.source_name = priced.source_name and edits.line_id = priced.line_id
    where edits.reference_type = 'OrderModificationLine'

),

surcharges as (

    select *, with_tax_minor - net_minor as tax_minor
    from ({{ vendure_priced('surcharge') }})
    where modification_id is not null

),

edits as (

    select *, 'line/' || reference_id as order_edit_id, 'merchandise' as edit_subject_type
    from edited_lines
    union all by name
    select *, 'surcharge/' || surcharge_id as order_edit_id, 'fee' as edit_subject_type
    from surcharges

),

final as (

    select
        order_edit_id,
        order_id as sales_order_id,
        line_id as sales_order_line_id,
        'edit' as edit_type,
        edit_subject_type,
        created_at as edited_at,
        cast(created_at as date) as edit_date,
        'staff' as actor_type,
        quantity as quantity_change_qty,
        currency_code,
        {{ vendure_money('net_minor', 'edits.currency_code') }} as gross_change_amount,
        cast(0 as decimal(18, 4)) as discount_change_amount,
        {{ vendure_money('net_minor', 'edits.currency_code') }} as net_change_amount,
        {{ vendure_money('tax_minor', 'edits.currency_code') }} as tax_change_amount,
        source_name,
        'vendure' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from edits

)

select * from final
