# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How fast the local Xero is, in its own process, over HTTP."""

import statistics
import time
import uuid

NAMES = {
    "simulator_reads_per_second": "single invoices read from the local Xero in a second",
    "simulator_ms_per_50_invoices": "milliseconds to store fifty invoices (median)",
}
READS = 600
BATCHES = 12


def measure(_lab):
    """Fifty invoices a call, then single reads, one after the other."""
    from ..committed.xero_process import XeroProcess

    with XeroProcess() as xero:
        contact = xero.api("PUT", "Contacts", {"Contacts": [{"Name": "Customer"}]})
        contact_id = contact["Contacts"][0]["ContactID"]
        batches, ids = [], []
        for number in range(BATCHES):
            body = {"Invoices": [_invoice(contact_id, number, n) for n in range(50)]}
            began = time.monotonic()
            answer = xero.api("PUT", "Invoices", body, summarizeErrors="false")
            batches.append((time.monotonic() - began) * 1000)
            ids += [invoice["InvoiceID"] for invoice in answer["Invoices"]]
        began = time.monotonic()
        for number in range(READS):
            xero.api("GET", f"Invoices/{ids[number % len(ids)]}")
        seconds = time.monotonic() - began
    return {
        "simulator_reads_per_second": round(READS / seconds),
        "simulator_ms_per_50_invoices": round(statistics.median(batches), 1),
    }


def _invoice(contact_id, batch, number):
    return {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_id},
        "InvoiceNumber": f"B{batch}-{number}-{uuid.uuid4().hex[:6]}",
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "Status": "AUTHORISED",
        "LineItems": [
            {
                "Description": f"Line {line}",
                "Quantity": line,
                "UnitAmount": 10.25 + number,
                "AccountCode": "200",
                "TaxType": "OUTPUT2",
            }
            for line in (1, 2, 3)
        ],
    }
