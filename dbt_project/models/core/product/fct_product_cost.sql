with

costs as (
    select
        links.product_key,
        costs.source_name,
        costs.product_cost_id,
        costs.cost_type,
        costs.currency_code,
        costs.unit_cost_amount,
        coalesce(costs.valid_from_date, cast('1900-01-01' as date)) as valid_from_date,
        costs.valid_to_date
    from {{ ref('product_cost') }} as costs
    inner join {{ ref('xref_product') }} as links
        on costs.source_name = links.source_name and costs.product_variant_id = links.product_variant_id
    where
        {{ alive('costs') }}
        and costs.unit_cost_amount is not null
        and coalesce(costs.valid_to_date >= costs.valid_from_date, true)
),

one_a_day as (
    select *
    from costs
    qualify row_number() over (
        partition by product_key, valid_from_date
        order by case cost_type when 'standard' then 1 else 2 end, source_name, product_cost_id
    ) = 1
),

followed as (
    select
        *,
        lead(valid_from_date) over (partition by product_key order by valid_from_date) - 1 as day_before_next
    from one_a_day
),

final as (
    select
        product_key,
        valid_from_date,
        least(valid_to_date, day_before_next) as valid_to_date,
        cost_type,
        currency_code,
        unit_cost_amount,
        source_name,
        product_cost_id
    from followed
)

select * from final
