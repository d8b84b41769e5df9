with

-- A line that consists of several articles, as its source has it.
components as (
    select
        {{ source_key('components', 'sales_order_line_id') }} as order_line_key,
        {{ source_key('components', 'sale_component_id') }} as sale_component_key,
        {{ joined_product() }} as component_product_key,
        components.component_qty,
        greatest(components.net_amount, 0) as stand_alone_amount,
        sum(greatest(components.net_amount, 0)) over (
            partition by components.source_name, components.sales_order_line_id
        ) as all_stand_alone_amount
    from {{ ref('sale_component') }} as components
    {{ join_product('components') }}
    where {{ alive('components') }}
),

-- By stand-alone price; where no component has one, by quantity.
weighed as (
    select *, case when all_stand_alone_amount > 0 then stand_alone_amount else component_qty end as part_weight
    from components
),

parts as (
    select
        *,
        sum(part_weight) over (partition by order_line_key order by sale_component_key) as weight_until,
        sum(part_weight) over (partition by order_line_key) as all_weight
    from weighed
),

-- Every other line is its own only component. Shares are cut one after the other, so that they add up to the line.
final as (
    select
        coalesce(parts.sale_component_key, lines.order_line_key) as sale_component_key,
        lines.order_line_key,
        lines.sales_order_key,
        lines.source_name,
        lines.order_date,
        lines.product_key as sold_product_key,
        coalesce(parts.component_product_key, lines.product_key) as product_key,
        parts.order_line_key is not null as is_bundle,
        cast(coalesce(parts.component_qty, lines.ordered_qty) as decimal(18, 4)) as component_qty,
        lines.currency_code,
        case
            when parts.order_line_key is null then lines.net_amount
            else {{ part_between(
                'lines.net_amount', 'parts.weight_until', 'parts.part_weight', 'parts.all_weight', 'units.minor_unit'
            ) }}
        end as net_amount,
        case
            when parts.order_line_key is null then lines.net_amount_group
            else {{ part_between(
                'lines.net_amount_group', 'parts.weight_until', 'parts.part_weight', 'parts.all_weight',
                'group_units.minor_unit'
            ) }}
        end as net_amount_group,
        lines.is_cancelled,
        lines.is_test
    from {{ ref('fct_order_line') }} as lines
    left join parts on lines.order_line_key = parts.order_line_key
    left join {{ ref('currency') }} as units on lines.currency_code = units.currency_code
    left join {{ ref('currency') }} as group_units on group_units.currency_code = {{ group_currency() }}
)

select * from final
