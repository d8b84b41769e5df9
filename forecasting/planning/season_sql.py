"""The SQL of season buys: what is known of options, what is left brings, and what is written of buys and sizes.

Belongs here: SQL alone. Not here: the decisions (`seasons`, `newsvendor`).
"""

from __future__ import annotations

from datetime import date

from forecasting.planning.positions import MAKE
from forecasting.planning.tables import LEAD, PLACE, STOCK, SUPPLY, TERMS
from forecasting.tables import FORECAST_PRODUCT, STYLE_SEASON
from forecasting.weeks import HORIZON_WEEKS

_PRICE_DAYS = 7 * HORIZON_WEEKS
_FEWEST_LEFT = 100
"""So many units must have been left of seasons before it is known what they bring."""
_OPTION = "style_code || ' ' || coalesce(colour_name, '?')"


def nothing_sql() -> str:
    """Return SQL for no option, with the columns of `option_sql`."""
    return """select * from (select '' as option_name, date '2000-01-01' as launch_week_date,
        date '2000-01-01' as season_end_date, 0.0::double as certainty_qty, 0.0::double as spread_rate,
        '' as supplier_key, 0.0::double as minimum, 1.0::double as pack, 0.0::double as lead_days,
        0.0::double as late_lead_days, 0.0::double as position, 0.0::double as price, 0.0::double as cost,
        0 as weeks_on_sale) where false"""


def option_sql(as_of: date) -> str:
    """Return SQL for one row per option of a season whose articles a supplier delivers, with its price and cost known.

    An option has one supplier, the one of most of its articles; its minimum is the sum of those of its articles, a pack
    the largest of theirs. What a style's articles bring and cost counts before what those of its category do.
    """
    return f"""
        with goods as (
            select product_key, style_code, category_name, {_OPTION} as option_name
            from core.dim_product where style_code is not null
        ),
        {_supplied_sql()},
        {_paid_sql(as_of)},
        prices as ({_mean_sql("sold", "style_code")}), category_prices as ({_mean_sql("sold", "category_name")}),
        costs as ({_mean_sql("spent", "style_code")}), category_costs as ({_mean_sql("spent", "category_name")})
        select
            seasons.option_name, seasons.launch_week_date, seasons.season_end_date,
            seasons.certainty_qty::double as certainty_qty, seasons.spread_rate::double as spread_rate,
            supplied.supplier_key, supplied.minimum::double as minimum, supplied.pack::double as pack,
            leads.lead_days::double as lead_days, leads.late_lead_days::double as late_lead_days,
            coalesce(there.qty, 0)::double as position,
            coalesce(prices.amount, category_prices.amount) as price,
            coalesce(costs.amount, category_costs.amount) as cost,
            greatest((date '{as_of}' - seasons.launch_week_date) // 7, 0) as weeks_on_sale
        from {STYLE_SEASON} as seasons
        inner join supplied on seasons.option_name = supplied.option_name
        inner join leads on supplied.supplier_key = leads.lead_key
        left join there on seasons.option_name = there.option_name
        left join prices on supplied.style_code = prices.name
        left join category_prices on supplied.category_name = category_prices.name
        left join costs on supplied.style_code = costs.name
        left join category_costs on supplied.category_name = category_costs.name
        where coalesce(prices.amount, category_prices.amount) > coalesce(costs.amount, category_costs.amount)
    """


def _supplied_sql() -> str:
    """Name, for a query's `with`, who delivers an option, how long that takes, and what is there and on order."""
    return f"""supplied as (
            select
                goods.option_name, min(goods.style_code) as style_code, min(goods.category_name) as category_name,
                mode(terms.supplier_key order by terms.supplier_key) as supplier_key,
                sum(terms.minimum_qty) as minimum, max(terms.pack_qty) as pack
            from goods inner join {TERMS} as terms on goods.product_key = terms.product_key
            where terms.source_type = 'buy' and terms.supplier_key is not null
            group by goods.option_name
        ),
        leads as (
            select lead_key, avg(lead_days) as lead_days, quantile_cont(lead_days, 0.9) as late_lead_days
            from {LEAD} where lead_key <> '{MAKE}' group by lead_key
        ),
        there as (
            select goods.option_name, sum(known.qty) as qty
            from (
                select product_key, on_hand_qty + coming_qty as qty from {STOCK}
                union all select product_key, qty from {SUPPLY}
            ) as known
            inner join goods on known.product_key = goods.product_key
            group by goods.option_name
        )"""


def _paid_sql(as_of: date) -> str:
    """Name, for a query's `with`, what each sale brought of late, and what each receipt of a year cost."""
    return f"""sold as (
            select goods.style_code, goods.category_name, lines.net_amount_group as amount, lines.ordered_qty as qty
            from core.fct_order_line as lines
            inner join goods on lines.product_key = goods.product_key
            where not lines.is_test and not lines.is_cancelled and not lines.is_intercompany and lines.ordered_qty > 0
                and lines.order_date > date '{as_of}' - {_PRICE_DAYS}
        ),
        spent as (
            select goods.style_code, goods.category_name, landed.landed_amount_group as amount,
                landed.accepted_qty as qty
            from core.fct_landed_cost as landed
            inner join goods on landed.product_key = goods.product_key
            where landed.accepted_qty > 0 and landed.receipt_date > date '{as_of}' - 365
        )"""


def _mean_sql(table: str, name: str) -> str:
    return f"select {name} as name, sum(amount)::double / sum(qty)::double as amount from {table} group by {name}"


def salvage_sql(as_of: date) -> str:
    """Return SQL for what was taken of what was left of seasons, as a share of its price: one number, or null.

    Seasons are as long as those of the forecast. Left is what was counted in the week before a season's end, which was
    13 weeks or more ago; taken is what was sold of it since, never more than was left.
    """
    return f"""
        with goods as (
            select product_key, {_OPTION} as option_name from core.dim_product where style_code is not null
        ),
        length as (select median(season_end_date - launch_week_date)::int as days from {STYLE_SEASON}),
        lines as (
            select goods.option_name, lines.product_key, lines.order_date, lines.net_amount_group as amount,
                lines.ordered_qty as qty
            from core.fct_order_line as lines inner join goods on lines.product_key = goods.product_key
            where not lines.is_test and not lines.is_cancelled and not lines.is_intercompany and lines.ordered_qty > 0
        ),
        first as (select min(order_date) as day from lines),
        ended as (
            select lines.option_name, min(lines.order_date) + length.days as end_date
            from lines cross join length cross join first
            group by lines.option_name, length.days, first.day
            having min(lines.order_date) > first.day + 35
                and min(lines.order_date) + length.days <= date '{as_of}' - {_PRICE_DAYS}
        ),
        counted as (
            select goods.option_name, counts.location_key, counts.snapshot_date, sum(counts.on_hand_qty) as qty
            from core.fct_stock_snapshot as counts
            inner join {PLACE} as places on counts.location_key = places.location_key
            inner join goods on counts.product_key = goods.product_key
            inner join ended on goods.option_name = ended.option_name
            where counts.snapshot_date between ended.end_date - 7 and ended.end_date
            group by goods.option_name, counts.location_key, counts.snapshot_date
            qualify row_number() over (
                partition by goods.option_name, counts.location_key order by counts.snapshot_date desc
            ) = 1
        ),
        left_over as (select option_name, sum(qty) as qty from counted group by option_name having sum(qty) > 0),
        taken as (
            select
                ended.option_name,
                sum(lines.amount) filter (where lines.order_date < ended.end_date) as amount_before,
                sum(lines.qty) filter (where lines.order_date < ended.end_date) as qty_before,
                coalesce(sum(lines.amount) filter (where lines.order_date >= ended.end_date), 0) as amount_after,
                coalesce(sum(lines.qty) filter (where lines.order_date >= ended.end_date), 0) as qty_after
            from ended inner join lines on ended.option_name = lines.option_name
            group by ended.option_name
        ),
        valued as (
            select
                left_over.qty * taken.amount_before::double / taken.qty_before::double as full_amount,
                taken.amount_after::double * least(left_over.qty::double / nullif(taken.qty_after, 0)::double, 1)
                    as taken_amount,
                left_over.qty as left_qty
            from left_over inner join taken on left_over.option_name = taken.option_name
        )
        select case when sum(left_qty) >= {_FEWEST_LEFT}
            then least(sum(coalesce(taken_amount, 0)) / sum(full_amount), 1.0) end
        from valued
    """


def written_sql(option: str, bought: str, as_of: date) -> str:
    """Return SQL for the table of season buys: one row per option, with the reason in words."""
    return f"""
        select
            known.option_name,
            bought.season_state,
            known.supplier_key,
            known.launch_week_date,
            known.season_end_date,
            bought.arrives_on::date as expected_date,
            case when bought.is_twice then bought.decide_on::date end as second_buy_date,
            {_number("known.lead_days")} as lead_time_days,
            {_number("known.late_lead_days")} as lead_time_p90_days,
            {_number("bought.expected")} as season_qty,
            {_number("bought.q10")} as q10_qty,
            {_number("bought.q50")} as q50_qty,
            {_number("bought.q90")} as q90_qty,
            {_number("known.position")} as position_qty,
            {_number("known.price")} as unit_price_group,
            {_number("known.cost")} as unit_cost_group,
            {_number("bought.salvage")} as unit_salvage_group,
            cast(round(bought.ratio, 8) as decimal(18, 8)) as critical_pct,
            {_number("known.minimum")} as minimum_order_qty,
            {_number("known.pack")} as pack_qty,
            {_number("bought.wanted")} as wanted_qty,
            {_number("bought.qty")} as buy_qty,
            {_number("bought.second_qty")} as second_buy_qty,
            {_number("bought.missed")} as missed_qty,
            {_number("bought.left")} as left_qty,
            cast(round(bought.profit, 2) as decimal(18, 4)) as profit_group,
            printf('%s Until %s between %d and %d are expected to be wanted (8 of 10 cases), %d are there or on order. '
                'A unit earns %.2f if it sells and loses %.2f if it is left: enough in %d of 100 cases.%s',
                case bought.season_state
                    when 'too_late' then printf('An order of today would be there on %s, when the season is over.',
                        strftime(bought.arrives_on, '%Y-%m-%d'))
                    when 'minimum_too_large' then printf('The minimum of %d earns less than buying nothing.',
                        known.minimum::bigint)
                    when 'first_buy' then printf('First buy: on %s the first weeks tell how much the second one takes, '
                        'about %d.', strftime(bought.decide_on, '%Y-%m-%d'), round(bought.second_qty)::bigint)
                    when 'reorder' then 'It can be bought again in time: its reorder points hold.'
                    when 'last_buy' then 'Last buy: another one would come too late.'
                    else 'Only buy: one that waits for the first weeks of sales would come too late.'
                end,
                strftime(known.season_end_date, '%Y-%m-%d'), round(bought.q10)::bigint, round(bought.q90)::bigint,
                round(known.position)::bigint, known.price - known.cost,
                greatest(known.cost - bought.salvage, 0), round(100 * bought.ratio)::bigint,
                case
                    when bought.qty > bought.wanted and bought.wanted < known.minimum
                        then printf(' Raised from %d to the minimum.', ceil(bought.wanted)::bigint)
                    when bought.qty > bought.wanted
                        then printf(' Raised from %d to full packs.', ceil(bought.wanted)::bigint)
                    else ''
                end) as reason,
            date '{as_of}' as as_of_date
        from {option} as known
        inner join {bought} as bought on known.option_name = bought.option_name
        order by known.option_name
    """


def size_sql(season_buy: str) -> str:
    """Return SQL for the sizes of each buy: packs by what each lacks of its share of all, the largest rest first."""
    return f"""
        with goods as (
            select products.product_key, {_OPTION} as option_name
            from core.dim_product as products
            inner join {TERMS} as terms on products.product_key = terms.product_key
            where products.style_code is not null and terms.source_type = 'buy'
        ),
        there as (
            select product_key, sum(qty) as qty
            from (
                select product_key, on_hand_qty + coming_qty as qty from {STOCK}
                union all select product_key, qty from {SUPPLY}
            ) group by product_key
        ),
        wanted as (
            select option_name, product_key, sum(forecast_qty) as qty from {FORECAST_PRODUCT}
            group by option_name, product_key
        ),
        shares as (
            select
                buys.option_name, goods.product_key, buys.buy_qty, buys.pack_qty, buys.position_qty,
                coalesce(there.qty, 0) as position,
                coalesce(wanted.qty / nullif(sum(wanted.qty) over (partition by buys.option_name), 0),
                    cast(1 as decimal(18, 8)) / count(*) over (partition by buys.option_name)) as share
            from {season_buy} as buys
            inner join goods on buys.option_name = goods.option_name
            left join there on goods.product_key = there.product_key
            left join wanted on goods.product_key = wanted.product_key
        ),
        lacking as (
            select *, greatest(share * (greatest(position_qty, 0) + buy_qty) - greatest(position, 0), 0) as need
            from shares
        ),
        packs as (
            select *,
                buy_qty / pack_qty * need / nullif(sum(need) over (partition by option_name), 0) as exact_packs,
                round(buy_qty / pack_qty) as all_packs
            from lacking
        ),
        floored as (select *, floor(coalesce(exact_packs, 0) + 1e-9) as whole_packs from packs),
        given as (
            select *,
                all_packs - sum(whole_packs) over (partition by option_name) as packs_left,
                row_number() over (
                    partition by option_name order by round(exact_packs - whole_packs, 9) desc nulls last, product_key
                ) as turn
            from floored
        )
        select
            option_name, product_key,
            cast(round(share, 8) as decimal(18, 8)) as size_rate,
            cast(position as decimal(18, 4)) as position_qty,
            cast((whole_packs + case when turn <= packs_left then 1 else 0 end) * pack_qty as decimal(18, 4)) as buy_qty
        from given
        order by option_name, product_key
    """


def _number(sql: str) -> str:
    return f"cast(round({sql}, 4) as decimal(18, 4))"
