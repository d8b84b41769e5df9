"""Files that partners send after the day of the templates: second days, other encodings, mistakes.

Belongs here: writing them. Not here: what becomes of their rows (the tests).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

LINE = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency",
    "transaction-type", "order-id", "merchant-order-id", "adjustment-id", "marketplace-name", "amount-type",
    "amount-description", "amount", "fulfillment-id", "posted-date", "posted-date-time", "sku", "quantity-purchased",
)  # fmt: skip
HEAD = "31.01.2026 00:00:00 UTC"
POSTED = "\tAFN\t20.01.2026\t20.01.2026 23:30:00 UTC\tTEE-WHITE-M\t1"


def amazon_report(number: str, total: str, *amounts: str) -> str:
    """A settlement report: its head, and one line for each `transaction-type|amount-type|description|amount`."""
    lines = ["\t".join(LINE), f"{number}\t16.01.2026 00:00:00 UTC\t{HEAD}\t{HEAD}\t{total}\tEUR" + "\t" * 13]
    for amount in amounts:
        kind, group, name, money = amount.split("|")
        order = "" if kind.startswith("other") else "028-2"
        lines.append(f"{number}\t\t\t\t\t\t{kind}\t{order}\t\t\tAmazon.de\t{group}\t{name}\t{money}{POSTED}")
    return "\n".join(lines) + "\n"


def write_second_days(extracts: Path) -> None:
    """Write what comes after the templates' day."""
    write = {
        "amazon_settlement/settlement_2026-02-28.txt": amazon_report(
            "1000000002",
            "1012,00",
            "Order|ItemPrice|Principal|1015,00",
            "Order|ItemPrice|Tax|10,00",
            "Order|ItemWithheldTax|MarketplaceFacilitatorVAT-Principal|-10,00",
            "other-transaction|other-transaction|Storage Fee|-1,50",
            "other-transaction|other-transaction|Storage Fee|-1,50",
        ),
        "marketplace/settlements_2026-02-28.csv": (
            "line_no;settlement-id;country;currency;settlement-start;settlement-end;posted-date;order-id;sku;quantity;"
            "amount-type;amount\n"
            "4;7002;DE;EUR;16.01.2026;31.01.2026;20.01.2026 23:59;MP-1001;TEE-WHITE-M;1;Refund;-16,81\n"
            "5;7002;DE;EUR;16.01.2026;31.01.2026;20.01.2026 23:59;MP-1001;TEE-WHITE-M;1;RefundTax;-3,19\n"
            "6;7002;DE;EUR;16.01.2026;31.01.2026;20.01.2026 23:59;MP-1001;TEE-WHITE-M;1;TaxWithheld;3,19\n"
            "7;7002;DE;EUR;16.01.2026;31.01.2026;31.01.2026 00:00;;;;Transfer;16,81\n"
        ),
        "carrier/tracking_2026-02-28.jsonl": "".join(
            f'{{"trackingNumber": "EX100000009AE", "carrier": "EXC", "event": "{event}", "occurredAt": "{at}", '
            f'"reportedAt": "{at}", "location": "AE", "reason": null}}\n'
            for event, at in (
                ("LABEL_CREATED", "2026-02-01T08:00:00Z"),
                ("PICKED_UP", "2026-02-01T23:30:00+04:00"),
                ("REFUSED", "2026-02-03T10:00:00+04:00"),
                ("DELAYED", "2026-02-03T12:00:00+04:00"),
            )
        ),
        "advertising/spend_2026-02-01.csv": (
            "date,platform,campaign,country,impressions,clicks,cost,currency\n"
            "2026-01-31,examplead,brand_search,DE,905,42,9.95,EUR\n"
        ),
        "marketplace_short/settlements_2026-02-28.csv": (
            "line_no;settlement-id;country;currency;settlement-start;settlement-end;posted-date;order-id;sku;quantity;"
            "amount-type;amount\n"
            "1;7001;DE;EUR;01.01.2026;15.01.2026;04.01.2026 09:30;MP-1;TEE-WHITE-M;1;Principal;10,00\n"
            "2;7001;DE;EUR;01.01.2026;15.01.2026;15.01.2026 00:00;;;;Transfer;-9,99\n"
        ),
        "amazon_short/settlement_2026-02-28.txt": amazon_report(
            "1000000003", "9,99", "Order|ItemPrice|Principal|10,00"
        ),
    }
    for name, text in write.items():
        path = extracts / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_supplier_sheets(folder: Path) -> None:
    """Write the announcements that come with Chinese names in GBK, and as a workbook."""
    chinese = (
        "通知单号,采购订单,物料编码,数量,单位,发货日期,预计到货,供应商\n"
        "ASN-7,P00013,FAB-020,250.50,米,10/01/2026,16/01/2026,苏州示例有限公司\n"
    )
    (folder / "notices_cn_2026-01-31.csv").write_bytes(chinese.encode("gbk"))
    for name, rows in (
        (
            "notices_asia_2026-01-31.xlsx",
            [
                ["notice_no", "purchase_order", "article", "quantity", "unit", "ships_on", "arrives_on", "supplier"],
                ["ASN-8", "P00014", "TEE-WHITE-M", "40", "pcs", "12/01/2026", "18/01/2026", "Example Asia"],
            ],
        ),
        (
            "commitments_asia_2026-01-31.xlsx",
            [
                [
                    "commitment_no",
                    "purchase_order",
                    "article",
                    "committed_quantity",
                    "unit",
                    "committed_date",
                    "supplier",
                ],
                ["COM-8", "P00014", "TEE-WHITE-M", "40", "pcs", "18/01/2026", "Example Asia"],
            ],
        ),
    ):
        book = Workbook()
        page: Any = book.active
        for row in rows:
            page.append(row)
        book.save(folder / name)
