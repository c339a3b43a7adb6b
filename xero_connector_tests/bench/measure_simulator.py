# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How fast the local Xero is, in its own process, over HTTP."""

import http.client
import statistics
import time
import uuid
from urllib.parse import urlsplit

NAMES = {
    "simulator_reads_per_second": "single invoices read from the local Xero, a second",
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
        seconds = _timed_reads(xero, ids)
    return {
        "simulator_reads_per_second": round(READS / seconds),
        "simulator_ms_per_50_invoices": round(statistics.median(batches), 1),
    }


def _timed_reads(xero, ids):
    """Seconds for the reads, over one connection that stays open.

    With the plainest client there is: what is measured is the server.
    """
    address = urlsplit(xero.base)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    headers = {
        "Authorization": f"Bearer {xero.tokens()['access_token']}",
        "xero-tenant-id": xero.tenant_id,
        "Accept": "application/json",
    }
    began = time.monotonic()
    for number in range(READS):
        path = f"/api.xro/2.0/Invoices/{ids[number % len(ids)]}"
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"the local Xero answered {answer.status}")
    seconds = time.monotonic() - began
    connection.close()
    return seconds


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
