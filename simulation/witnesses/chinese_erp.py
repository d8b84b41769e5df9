"""What a person exports of the new ERP where it is a Chinese one: workbooks and a text made for eyes.

They tell the same as the tables of `odoo`, in the words of such programs: titles with company and period, groups of
names in merged cells, 小计 per customer and 合计 at the end, who made the report, digits of full width and days in
several forms here and there, one sheet per currency, one file in GB18030. Written only when asked for.

Belongs here: which reports there are, and what they select. Not here: how a report is laid out (`reports`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from simulation.witnesses.odoo import NEW, witness_of
from simulation.witnesses.reports import Column, Report, write_report
from simulation.witnesses.writing import Extract, Written

NAME = "erp_cn"
_BOOKS = (
    "sale_order", "sale_order_line", "res_partner", "res_country", "res_currency", "product_product",
    "product_template", "stock_quant", "stock_location", "account_move", "account_move_line",
    "account_partial_reconcile",
)  # fmt: skip

_PARTNERS = """
create or replace temp table cn_partner as
select p.id, p.customer_rank > 0 or b.id is not null as is_customer, p.supplier_rank > 0 as is_supplier,
    case when is_customer then 'KH' else 'GYS' end || lpad(cast(p.id as varchar), 7, '0') as code,
    p.name, case p.is_company when 't' then '企业' else '个人' end as kind, k.code as country, p.city, p.street, p.zip,
    p.phone, p.email, p.vat
from book_res_partner as p
left join book_res_country as k on k.id = p.country_id
left join (select distinct partner_id as id from book_account_move where move_type in ('out_invoice', 'out_refund'))
    as b on b.id = p.id
where is_customer or is_supplier;
create or replace temp table cn_goods as
select p.id, p.default_code as code, json_extract_string(t.name, '$.en_US') as name, p.combination_indices as spec,
    p.barcode, case t.uom_id when 2 then '米' else '件' end as unit,
    case t.sale_ok when 't' then '产成品' else '原材料' end as kind,
    case p.active when 't' then '启用' else '禁用' end as state
from book_product_product as p join book_product_template as t on t.id = p.product_tmpl_id;
"""

_ORDER_NO = "'XSDD' || lpad(cast(s.id as varchar), 8, '0')"
_ORDERS = f"""
select {_ORDER_NO}, cast(s.date_order as date), p.code, p.name, s.client_order_ref,
    case s.state when 'cancel' then '已作废' else '已审核' end, c.name, cast(s.amount_untaxed as decimal(18, 3)),
    cast(s.amount_tax as decimal(18, 3)), cast(s.amount_total as decimal(18, 3)), s.id
from book_sale_order as s
join cn_partner as p on p.id = s.partner_id
join book_res_currency as c on c.id = s.currency_id
order by c.name, s.id"""

_ORDER_LINES = f"""
select p.code, p.name, {_ORDER_NO}, cast(s.date_order as date), row_number() over (partition by s.id order by l.id),
    g.code, g.name, g.unit, cast(l.product_uom_qty as decimal(18, 3)), cast(l.price_unit as decimal(18, 3)),
    cast(l.price_subtotal as decimal(18, 3)), cast(l.price_tax as decimal(18, 3)), c.name, l.id
from book_sale_order_line as l
join book_sale_order as s on s.id = l.order_id
join cn_partner as p on p.id = s.partner_id
join book_res_currency as c on c.id = s.currency_id
left join cn_goods as g on g.id = l.product_id
order by c.name, p.code, s.id, l.id"""

_RECEIVABLES = """
select p.code, p.name, m.name, case m.move_type when 'out_refund' then '红字应收单' else '应收单' end,
    cast(m.invoice_date as date), cast(m.invoice_date_due as date), c.name,
    f.sign * cast(m.amount_total as decimal(18, 3)),
    case when m.payment_state = 'paid' then f.sign * cast(m.amount_total as decimal(18, 3)) else 0 end,
    case when m.payment_state = 'paid' then 0 else f.sign * cast(m.amount_total as decimal(18, 3)) end, m.id
from book_account_move as m
join cn_partner as p on p.id = m.partner_id
join book_res_currency as c on c.id = m.currency_id,
    lateral (select case m.move_type when 'out_refund' then -1 else 1 end as sign) as f
where m.move_type in ('out_invoice', 'out_refund')
order by c.name, p.code, m.id"""

_RECEIPTS = """
select 'SKD' || lpad(cast(r.id as varchar), 8, '0'), cast(r.create_date as date), p.code, p.name, m.name, '银行转账',
    w.name, cast(r.amount as decimal(18, 3)), r.id
from book_account_partial_reconcile as r
join book_account_move_line as i on i.id = r.debit_move_id
join book_account_move as m on m.id = i.move_id
join cn_partner as p on p.id = m.partner_id
join book_res_currency as w on w.id = m.company_id
where m.move_type = 'out_invoice'
order by w.name, r.id"""

_STOCK = """
select o.barcode, o.name, g.code, g.name, g.spec, g.unit, cast(q.quantity as decimal(18, 3)), q.id
from book_stock_quant as q
join book_stock_location as o on o.id = q.location_id and o.usage = 'internal'
join cn_goods as g on g.id = q.product_id
order by o.barcode, g.code"""

_MATERIALS = "select code, name, spec, barcode, unit, kind, state, id from cn_goods order by code"

_CUSTOMERS = """
select code, name, kind, country, city, street, zip, phone, email, vat, id from cn_partner where is_customer
order by code"""

_SUPPLIERS = """
select code, name, country, city, street, phone, email, vat, id from cn_partner where is_supplier order by code"""

_REPORTS = (
    Report("销售订单", _ORDERS, (
        Column("单据编号"), Column("订单日期"), Column("客户编码"), Column("客户名称"), Column("来源单号"),
        Column("单据状态"), Column("币别"), Column("未税金额", "金额", is_summed=True),
        Column("税额", "金额", is_summed=True), Column("价税合计", "金额", is_summed=True),
    ), sheet_by="币别"),
    Report("销售订单明细", _ORDER_LINES, (
        Column("客户编码"), Column("客户名称"), Column("单据编号", is_merged=True), Column("订单日期", is_merged=True),
        Column("行号"), Column("物料编码"), Column("物料名称"), Column("单位"), Column("数量", "销售", is_summed=True),
        Column("单价", "销售"), Column("金额", "销售", is_summed=True), Column("税额", "销售", is_summed=True),
        Column("币别"),
    ), sheet_by="币别", subtotal_by="客户名称"),
    Report("应收账款", _RECEIVABLES, (
        Column("客户编码"), Column("客户名称"), Column("单据编号"), Column("单据类型"), Column("业务日期"),
        Column("到期日"), Column("币别"), Column("应收金额", is_summed=True), Column("已收金额", is_summed=True),
        Column("未收金额", is_summed=True),
    ), sheet_by="币别", subtotal_by="客户名称"),
    Report("收款单", _RECEIPTS, (
        Column("收款单号"), Column("收款日期"), Column("客户编码"), Column("客户名称"), Column("应收单号"),
        Column("结算方式"), Column("币别"), Column("收款金额", is_summed=True),
    ), sheet_by="币别"),
    Report("库存余额", _STOCK, (
        Column("仓库编码", is_merged=True), Column("仓库名称", is_merged=True), Column("物料编码"), Column("物料名称"),
        Column("规格型号"), Column("单位"), Column("库存数量", is_summed=True),
    ), subtotal_by="仓库名称"),
    Report("物料", _MATERIALS, (
        Column("物料编码"), Column("物料名称"), Column("规格型号"), Column("条形码"), Column("计量单位"),
        Column("物料属性"), Column("使用状态"),
    ), encoding="gb18030"),
    Report("客户", _CUSTOMERS, (
        Column("客户编码"), Column("客户名称"), Column("客户类别"), Column("国家代码"), Column("城市"), Column("地址"),
        Column("邮编"), Column("联系电话"), Column("电子邮箱"), Column("税号"),
    )),
    Report("供应商", _SUPPLIERS, (
        Column("供应商编码"), Column("供应商名称"), Column("国家代码"), Column("城市"), Column("地址"),
        Column("联系电话"), Column("电子邮箱"), Column("税号"),
    )),
)  # fmt: skip


def write_exports(connection: duckdb.DuckDBPyConnection, folder: Path, extract: Extract) -> list[Written]:
    """Write what a person exports of the new ERP at the end of an extract.

    Args:
        connection: The store.
        folder: The folder of all sources.
        extract: Tells the last second that the export knows.
    """
    connection.execute(f"set variable now = {extract.now}")
    erp = witness_of(NEW)
    connection.execute(erp.prepare)
    for sheet in erp.sheets:
        if sheet.name in _BOOKS:
            union = "\nunion all\n".join(f"({select})" for select in sheet.selects)
            known = f"select * from ({union}) where changed < {extract.now}"
            connection.execute(f"create or replace temp table book_{sheet.name} as {known}")
    connection.execute(_PARTNERS)
    return [write_report(connection, report, folder / NAME, extract) for report in _REPORTS]
