"""What the CRM exports: contacts, companies, deals, tickets and their links as CSV; an id is unique over all kinds.

Belongs here: HubSpot's file shapes. Not here: other vendors'.
"""

from __future__ import annotations

from simulation.witnesses.ids import PARTNER_IDS, SHOP_IDS
from simulation.witnesses.writing import Sheet, Witness

_PREPARE = """
create or replace temp macro contact_no(n) as 20100000 + n;
create or replace temp macro company_no(n) as 90200000 + n;
create or replace temp macro twin_company_no(n) as 90900000 + n;
create or replace temp macro deal_no(n) as 150300000 + n;
create or replace temp macro ticket_no(n) as 240400000 + n;
create or replace temp macro has_twin_company(n) as chance('twin company', n) < 0.06;
create or replace temp macro spoken(phone, dial, style) as case when phone = '' then null else case style % 3
    when 0 then phone
    when 1 then dial || ' ' || substr(phone, length(dial) + 1, 3) || ' ' || substr(phone, length(dial) + 4)
    else '00' || substr(dial, 2) || '-' || substr(phone, length(dial) + 1) end end;
"""

_CONTACTS = """
select contact_no(c.id) as hs_object_id, nullif(c.email, '') as email, c.given as firstname, c.family as lastname,
    spoken(c.phone, m.dialling_code, c.id) as phone, m.code as country_code, c.city, c.street as address, c.zip,
    lower(split_part(m.pool, '-', 1)) as hs_language,
    case c.crowd when 'buyer' then 'opportunity' when 'lead' then 'lead' else 'customer' end as lifecyclestage,
    case when c.organisation >= 0 then company_no(c.organisation) end as associatedcompanyid,
    case when j.subject is not null then customer_gid(0, 900000000 + c.id)
        when c.account >= 0 then customer_gid(a.shop, c.account) end as shopify_customer_id,
    case when chance('consent', c.id) < 0.62 then 'true' when chance('consent', c.id) < 0.8 then 'false' end
        as marketing_consent,
    iso(c.created_at) as createdate, iso(u.changed) as lastmodifieddate, u.changed
from crm_contact as c
join market as m on m.id = c.market
left join account as a on a.id = c.account
left join joint as j on j.kind = 'contact_without_order' and j.subject = c.id,
    lateral (select case when happened(c.created_at + drawn(3600, 200 * 86400, 'touched', c.id))
        then c.created_at + drawn(3600, 200 * 86400, 'touched', c.id) else c.created_at end as changed) as u"""

_COMPANIES = """
select company_no(g.id) as hs_object_id,
    case when chance('spelled', g.id) < 0.2 then g.short_name when chance('spelled', g.id) > 0.9 then upper(g.name)
        else g.name end
        as name,
    g.domain, m.code as country_code, g.city, g.street as address, g.zip,
    spoken(g.phone, m.dialling_code, g.id) as phone,
    case when chance('has a tax id', g.id) < 0.6 then g.tax_id end as vat_number,
    case when g.is_customer = 1 and chance('has a partner', g.id) < 0.6 then shop_partner_no(g.id) end
        as erp_partner_id,
    iso(g.since) as createdate, iso(g.since + 3600 + g.id * 977) as hs_lastmodifieddate,
    g.since + 3600 + g.id * 977 as changed
from organisation as g join market as m on m.id = g.market"""

_TWIN_COMPANIES = """
select twin_company_no(g.id), g.short_name, g.domain, m.code, g.city, null, null, null, null, null,
    iso(g.since + 4320000), iso(g.since + 4330000), g.since + 4330000
from organisation as g join market as m on m.id = g.market
where g.is_customer = 1 and has_twin_company(g.id)"""

_DEALS = """
select deal_no(d.id) as hs_object_id, g.short_name || ' – ' || strftime(moment(d.created_at), '%B %Y') as dealname,
    case when d.id % 5 = 0 then 'key_accounts' else 'wholesale' end as pipeline,
    case when happened(d.closed_at) then case d.stage when 3 then 'closedwon' else 'closedlost' end
        else t.stage end as dealstage,
    decimals(d.amount, 2) as amount, c.code as deal_currency_code, iso(d.created_at) as createdate,
    iso(known(d.closed_at)) as closedate, happened(d.closed_at) and d.stage = 3 as hs_is_closed_won,
    happened(d.closed_at) as hs_is_closed, company_no(d.organisation) as associatedcompanyid,
    iso(t.second) as hs_lastmodifieddate, t.second as changed
from deal as d
join organisation as g on g.id = d.organisation
join currency as c on c.id = d.currency
join (select deal, max_by(stage, place) as stage, max(second) as second from deal_step where happened(second)
    group by deal)
    as t on t.deal = d.id"""

_STAGES = """
select deal_no(t.deal) * 10 + t.place as history_id, deal_no(t.deal) as deal_id,
    case when t.place = 3 then case d.stage when 3 then 'closedwon' else 'closedlost' end else t.stage end as dealstage,
    iso(t.second) as entered_at, t.second as changed
from deal_step as t join deal as d on d.id = t.deal where happened(t.second)"""

_TICKETS = """
select ticket_no(t.id) as hs_object_id, replace(t.cause, '_', ' ') as subject,
    case t.cause when 'size_question' then 'PRODUCT' when 'where_is_my_refund' then 'BILLING'
        when 'defective' then 'QUALITY'
        when 'damaged' then 'QUALITY' else 'DELIVERY' end as hs_ticket_category,
    case when happened(t.solved_at) then 'closed' when happened(t.replied_at) then 'waiting' else 'new' end
        as hs_pipeline_stage,
    case when chance('names the order', t.id) < 0.8 then w.order_prefix || cast(1001 + n.place as varchar) end
        as order_number,
    case when c.contact is not null then contact_no(c.contact) end as associatedcontactid, iso(t.second) as createdate,
    iso(known(t.replied_at)) as first_agent_reply_date, iso(known(t.solved_at)) as closed_date,
    case when happened(t.solved_at) then t.satisfaction end as satisfaction,
    iso(greatest(t.second, known(t.replied_at), known(t.solved_at))) as hs_lastmodifieddate,
    greatest(t.second, known(t.replied_at), known(t.solved_at)) as changed
from ticket as t
join market as m on m.id = t.market
join shop as w on w.id = m.shop
left join order_number as n on n.id = t."order"
left join (select person, min(id) as contact from crm_contact where crowd = 'customer' group by person) as c
    on c.person = t.person"""

_MERGES = """
select company_no(g.id) as primary_object_id, twin_company_no(g.id) as merged_object_id, 'company' as object_type,
    iso(g.since + 20000000) as merged_at, g.since + 20000000 as changed
from organisation as g where g.is_customer = 1 and has_twin_company(g.id) and chance('twin merged', g.id) < 0.5"""


def witnesses() -> tuple[Witness, ...]:
    """Return the CRM. It points to ids of the shops and the ERP."""
    sheets = (
        Sheet("contacts", (_CONTACTS,), ("hs_object_id",)),
        Sheet("companies", (_COMPANIES, _TWIN_COMPANIES), ("hs_object_id",), is_whole=True),
        Sheet("deals", (_DEALS,), ("hs_object_id",)),
        Sheet("deal_stage_history", (_STAGES,), ("history_id",)),
        Sheet("tickets", (_TICKETS,), ("hs_object_id",)),
        Sheet("merges", (_MERGES,), ("primary_object_id", "merged_object_id")),
    )
    return (Witness("crm", sheets, prepare=_PREPARE + SHOP_IDS + PARTNER_IDS),)
