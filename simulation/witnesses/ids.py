"""Ids and numbers by which systems know one another's things.

Belongs here: SQL macros that more than one witness needs. Not here: ids of one system only.
"""

from __future__ import annotations

SHOP_IDS = """
create or replace temp macro gid(kind, number) as 'gid://shopify/' || kind || '/' || cast(number as varchar);
create or replace temp macro shop_base(shop) as 50000000000 * (1 + shop);
create or replace temp macro customer_gid(shop, n) as gid('Customer', 7100000000000 + shop_base(shop) + n);
"""
"""How the shops number their customers; the CRM and the ERP keep some of these ids."""

PARTNER_IDS = """
create or replace temp macro shop_partner_no(n) as 100 + n;
"""
"""How the ERP numbers business customers; the CRM keeps some of these ids."""

BARCODE = """
create or replace temp macro ean(digits) as cast(digits as varchar) || cast((10 - (
    digits // 100000000000 % 10 + digits // 1000000000 % 10 + digits // 10000000 % 10 + digits // 100000 % 10
    + digits // 1000 % 10 + digits // 10 % 10 + 3 * (digits // 10000000000 % 10 + digits // 100000000 % 10
    + digits // 1000000 % 10 + digits // 10000 % 10 + digits // 100 % 10 + digits % 10)) % 10) % 10 as varchar);
"""
"""The last digit of an EAN-13 put behind the first twelve."""
