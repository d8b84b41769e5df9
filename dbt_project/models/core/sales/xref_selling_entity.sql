with

entities as (
    select legal_entity_key, country_code, functional_currency_code, count(*) over () as entity_count
    from {{ ref('dim_legal_entity') }}
    where legal_entity_key = group_legal_entity_key and legal_entity_key <> 'unknown'
),

-- A country in which one company of ours has its seat is that company's.
seats as (
    select country_code, min(legal_entity_key) as legal_entity_key
    from entities
    where country_code is not null
    group by country_code
    having count(*) = 1
),

-- All others are sold to by the one company whose books are in the group's currency, or by the only one that there is.
home as (
    select min(legal_entity_key) as legal_entity_key
    from entities
    where functional_currency_code = {{ group_currency() }} or entity_count = 1
    having count(*) = 1
),

countries as (
    select country_code from {{ ref('country_market') }}
    union all
    select 'unknown' as country_code
),

final as (
    select
        countries.country_code,
        coalesce(seats.legal_entity_key, home.legal_entity_key) as legal_entity_key,
        case when seats.legal_entity_key is not null then 'seat' else 'home' end as chosen_by
    from countries
    left join seats on countries.country_code = seats.country_code
    left join home on true
    where coalesce(seats.legal_entity_key, home.legal_entity_key) is not null
)

select * from final
