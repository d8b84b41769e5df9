-- Sales of each month as the shops' files told them by each of the last extracts, and as they tell them now.
with now_told as (
    select source_name, market_code, currency_code, date, net
    from truth.booked_known
    where told_on = (select max(latest.told_on) from truth.booked_known as latest)
),

said as (
    select told_on, source_name, market_code, currency_code, date_trunc('month', date) as month, sum(net) as net
    from truth.booked_known
    where date < told_on
    group by all
),

compared as (
    select
        moments.told_on, now_told.source_name, now_told.market_code, now_told.currency_code,
        date_trunc('month', now_told.date) as month, sum(now_told.net) as net
    from now_told, (select distinct told_on from said) as moments
    where now_told.date < moments.told_on
    group by all
)

select
    coalesce(said.source_name, compared.source_name) as source_name,
    coalesce(said.market_code, compared.market_code) as market_code,
    cast(coalesce(said.month, compared.month) as date) as month_start,
    coalesce(said.currency_code, compared.currency_code) as currency_code,
    coalesce(said.told_on, compared.told_on) as told_on,
    coalesce(said.net, 0) as said_net, coalesce(compared.net, 0) as now_net
from said
full join compared
    on
        said.told_on = compared.told_on and said.source_name = compared.source_name
        and said.market_code = compared.market_code and said.currency_code = compared.currency_code
        and said.month = compared.month
where coalesce(said.net, 0) <> coalesce(compared.net, 0)
