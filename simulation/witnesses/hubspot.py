"""What the CRM exports: contacts, companies and deals as CSV; an id is unique over the three.

Belongs here: HubSpot's file shapes. Not here: other vendors'.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from simulation.witnesses.writing import EXTRACT_DATE, Written, write_csv

_PREPARE = """
create or replace macro contact_no(n) as 20100000 + n;
create or replace macro company_no(n) as 90200000 + n;
create or replace macro deal_no(n) as 150300000 + n;
create or replace macro spoken(phone, dial, style) as case style % 3
    when 0 then phone
    when 1 then dial || ' ' || substr(phone, length(dial) + 1, 3) || ' ' || substr(phone, length(dial) + 4)
    else '00' || substr(dial, 2) || '-' || substr(phone, length(dial) + 1) end;
"""

_CONTACTS = """
select contact_no(c.id) as hs_object_id, c.email, c.given as firstname, c.family as lastname,
    case when c.id % 4 <> 3 then spoken(c.phone, m.dialling_code, c.id) end as phone, m.code as country_code, c.city,
    c.street as address, c.zip, lower(split_part(c.locale, '-', 1)) as hs_language,
    case when c.company >= 0 then 'opportunity' when w.code = 'lead' then 'lead' else 'customer' end as lifecyclestage,
    case when c.company >= 0 then company_no(c.company) end as associatedcompanyid,
    case when c.account >= 0 then customer_gid(c.account) end as shopify_customer_id,
    iso(c.created_at) as createdate, iso(c.modified_at) as lastmodifieddate
from contact c join market m on m.id = c.market join crowd w on w.id = c.crowd"""

_COMPANIES = """
select company_no(c.id) as hs_object_id, c.name, o.domain, m.code as country_code, o.city, o.street as address, o.zip,
    spoken(o.phone, m.dialling_code, c.id) as phone, case when c.has_tax_id then o.tax_id end as vat_number,
    case when c.has_partner then shop_partner_no(c.organisation) end as erp_partner_id,
    iso(c.created_at) as createdate, iso(c.created_at + 3600 + c.id * 977) as hs_lastmodifieddate
from company c join organisation o on o.id = c.organisation join market m on m.id = o.market"""

_DEALS = """
select deal_no(d.id) as hs_object_id, o.short_name || ' – ' || strftime(moment(d.created_at), '%B %Y') as dealname,
    case when d.id % 5 = 0 then 'key_accounts' else 'wholesale' end as pipeline, s.code as dealstage,
    decimals(d.amount, 2) as amount, c.code as deal_currency_code, iso(d.created_at) as createdate,
    iso(d.closed_at) as closedate, (s.code = 'closedwon') as hs_is_closed_won, d.closed_at >= 0 as hs_is_closed,
    company_no(d.organisation) as associatedcompanyid,
    iso(greatest(d.closed_at, d.created_at + 1800)) as hs_lastmodifieddate
from deal d join organisation o on o.id = d.organisation join currency c on c.id = d.currency
join stage s on s.id = d.stage"""


def write_crm(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Written]:
    """Write the CRM's files into the source's folder and return them with their numbers of rows.

    The CRM points to ids of the shop and the ERP, so their macros must be there: write the shop and the ERP first.
    """
    connection.execute(_PREPARE)
    files = (("contacts", _CONTACTS), ("companies", _COMPANIES), ("deals", _DEALS))
    return [
        write_csv(connection, folder / f"{name}_{EXTRACT_DATE}.csv", select, order="hs_object_id")
        for name, select in files
    ]
