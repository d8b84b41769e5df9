-- One row per market, category, style or SKU among the ten that brought most and the ten that brought least, by whole
-- months and for all channels. Where no line has its second margin the first one counts.
with named as (
    select
        *,
        case cast($choice as varchar)
            when 'market' then market_code
            when 'category' then category_name
            when 'style' then style_code
            else sku
        end as member_code
    from marts.mart_sales__sku_contribution
    where (cast($start as date) is null or month_start_date >= date_trunc('month', cast($start as date)))
        and (cast($end as date) is null or month_start_date <= cast($end as date))
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
),

earned as (
    select
        member_code,
        sum(net_sales_amount_group) as net_sales_amount_group,
        sum(cm1_amount_group) as cm1_amount_group,
        sum(cm2_amount_group) as cm2_amount_group,
        coalesce(sum(cm2_amount_group), sum(cm1_amount_group)) as contribution_amount_group,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(missing_cm1_line_count) as bigint) as missing_cm1_line_count,
        cast(sum(missing_cm2_line_count) as bigint) as missing_cm2_line_count
    from named
    group by member_code
),

ranked as (
    select
        *,
        row_number() over (order by contribution_amount_group desc, member_code asc) as rank_from_top,
        row_number() over (order by contribution_amount_group asc, member_code asc) as rank_from_bottom
    from earned
    where contribution_amount_group is not null
)

select
    *,
    case when net_sales_amount_group > 0
        then cast(contribution_amount_group as double) / cast(net_sales_amount_group as double)
    end as contribution_pct
from ranked
where rank_from_top <= 10 or rank_from_bottom <= 10
order by rank_from_top
