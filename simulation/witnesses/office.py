"""What marketing, treasury, designers and managers keep: spend, visits, rates, targets, milestones, content, approvals.

Belongs here: the small files of the office, CSV each. Not here: systems with orders or stock.
"""

from __future__ import annotations

from simulation.witnesses.writing import Sheet, Witness

_SPEND = """
select s.id as row_no, day_of(s.day) as date, c.channel as platform, c.name as campaign, m.code as country,
    s.impressions, s.clicks, decimals(s.spend, 2) as cost, 'EUR' as currency, second_of(s.day + 1, 6) as changed
from ad_spend as s join campaign as c on c.id = s.campaign join market as m on m.id = s.market
where happened(second_of(s.day + 1, 6))"""

_SESSIONS = """
select s.id as row_no, day_of(s.day) as date, m.code as country, s.device, c.name as campaign, s.sessions,
    s.product_views, s.carts, s.checkouts, second_of(s.day + 1, 6) as changed
from session_day as s join campaign as c on c.id = s.campaign join market as m on m.id = s.market
where s.sessions > 0 and happened(second_of(s.day + 1, 6))"""

_RATES = """
select day_of(r.day) as date, 'EUR' as base, c.code as currency, decimals(r.rate, 6) as rate, 'spot' as type,
    second_of(r.day, 17) as changed
from rate as r join currency as c on c.id = r.currency where r.day >= -7 and happened(second_of(r.day, 17))"""

_TARGETS = """
select strftime(t.month, '%Y-%m') as month, m.code as country, t.channel, decimals(t.amount, 2) as net_sales,
    'EUR' as currency, t.second as changed
from target as t join market as m on m.id = t.market where happened(t.second)"""

_MILESTONES = """
select t.id as row_no, s.code as style, t.name as milestone, day_of(t.planned) as planned,
    day_of(case when happened(second_of(t.met, 18))
    then t.met end) as met, u.second as changed
from milestone as t join style as s on s.id = t.style,
    lateral (select case when happened(second_of(t.met, 18)) then second_of(t.met, 18)
        else second_of(s.launch - 190, 9) end as second) as u
where happened(u.second)"""

_CONTENT = """
select c.id as row_no, s.code as style, c.channel, c.language, c.completeness as completeness_pct, c.second as changed
from content as c join style as s on s.id = c.style where happened(c.second)"""

_APPROVALS = """
select 'APR' || lpad(cast(a.id as varchar), 6, '0') as approval_no, a.kind as subject_type,
    cast(a.subject as varchar) as subject,
    decimals(a.amount, 2) as amount, iso(a.asked_at) as asked_at, iso(known(a.decided_at)) as decided_at,
    case when not happened(a.decided_at) then 'pending' when a.is_refused then 'refused' else 'approved' end as status,
    greatest(a.asked_at, known(a.decided_at)) as changed
from approval as a where happened(a.asked_at)"""

_REVIEWS = """
select r.id as review_no, v.sku, m.code as country, r.rating, r.topic, iso(r.second) as created_at, r.second as changed
from review as r join variant as v on v.id = r.variant join market as m on m.id = r.market where happened(r.second)"""


def witnesses() -> tuple[Witness, ...]:
    """Return advertising, web analytics, treasury and the office."""
    return (
        Witness("advertising", (Sheet("spend", (_SPEND,), ("row_no",)),)),
        Witness(
            "web_analytics",
            (Sheet("sessions", (_SESSIONS,), ("row_no",)), Sheet("reviews", (_REVIEWS,), ("review_no",))),
        ),
        Witness("treasury", (Sheet("exchange_rates", (_RATES,), ("date", "currency")),)),
        Witness(
            "office",
            (
                Sheet("targets", (_TARGETS,), ("month", "country", "channel")),
                Sheet("milestones", (_MILESTONES,), ("row_no",)),
                Sheet("product_content", (_CONTENT,), ("row_no",)),
                Sheet("approvals", (_APPROVALS,), ("approval_no",)),
            ),
        ),
    )
