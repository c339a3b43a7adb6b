# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Webhooks: the checks, the signature, retries, disabling, replay."""

import base64
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .client import line


class Receiver:
    """A webhook endpoint whose behaviour a test sets."""

    def __init__(self, key):
        self.key = key
        self.status = 200
        self.body = b""
        self.cookie = False
        self.check = True
        self.got = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                digest = hmac.digest(outer.key.encode(), raw, "sha256")
                sent = self.headers["x-xero-signature"]
                good = base64.b64encode(digest).decode() == sent
                status = 401 if outer.check and not good else outer.status
                if good:
                    outer.got.append(json.loads(raw))
                self.send_response(status)
                if outer.cookie:
                    self.send_header("Set-Cookie", "session=1")
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://localhost:{self.server.server_address[1]}/hook?db=one"

    @property
    def events(self):
        return [event for payload in self.got for event in payload["events"]]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(xero):
    made = Receiver(xero.world.webhook_key)
    yield made
    made.close()


@pytest.fixture
def hooked(client, receiver):
    """A client whose receiver has passed the checks."""
    assert client.xero.webhooks.subscribe(receiver.url) == "ok"
    receiver.got.clear()
    client.xero.webhooks.deliveries.clear()
    return client


def test_intent_to_receive(xero, receiver):
    assert xero.webhooks.subscribe(receiver.url) == "ok"
    signed = [delivery.signed for delivery in xero.webhooks.deliveries]
    assert sorted(signed) == [False, False, True, True]
    payload = receiver.got[0]
    assert payload["events"] == []
    assert (payload["firstEventSequence"], payload["lastEventSequence"]) == (0, 0)
    assert receiver.got[0]["entropy"] != receiver.got[1]["entropy"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("check", False),  # a bad signature gets 200
        ("status", 500),
        ("status", 401),
        ("body", b"thanks"),
        ("cookie", True),
    ],
)
def test_receivers_that_fail_the_checks(xero, receiver, name, value):
    setattr(receiver, name, value)
    assert xero.webhooks.subscribe(receiver.url) == "intent"
    xero.authorise()
    xero.organisation.add_contact("Ann")
    assert xero.webhooks.deliver() == 0


def test_nobody_listens(xero):
    assert xero.webhooks.subscribe("http://localhost:9/none") == "intent"
    assert xero.webhooks.deliveries[0].status == 0


@pytest.mark.parametrize("url", ["https://example.com/hook", "ftp://localhost/x", ""])
def test_only_this_machine(xero, url):
    with pytest.raises(ValueError, match="this machine"):
        xero.webhooks.subscribe(url)
    with pytest.raises(ValueError, match="categories"):
        xero.webhooks.subscribe("http://localhost:1/x", ["PAYMENT"])
    with pytest.raises(ValueError, match="no subscription"):
        type(xero.webhooks)(xero.clock, xero.world.ids, str).check_intent()


def test_events(hooked, receiver):
    contact = hooked.contact("Ann")
    hooked.xero.webhooks.deliver()
    (payload,) = receiver.got
    (event,) = payload["events"]
    contact_id = contact["ContactID"]
    assert event == {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Contacts/{contact_id}",
        "resourceId": contact_id,
        "tenantId": hooked.tokens["tenant_id"],
        "tenantType": "ORGANISATION",
        "eventCategory": "CONTACT",
        "eventType": "CREATE",
        "eventDateUtc": "2026-11-02T09:00:00.000",
    }
    assert payload["firstEventSequence"] == payload["lastEventSequence"] == 1
    assert hooked.xero.webhooks.deliver() == 0


def test_what_makes_events(hooked, receiver):
    hooks = hooked.xero.webhooks

    def kinds():
        hooks.deliver()
        found = [(e["eventCategory"], e["eventType"]) for e in receiver.events]
        receiver.got.clear()
        return found

    invoice = hooked.invoice()
    assert kinds() == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]
    hooked.post(f"Invoices/{invoice['InvoiceID']}", {"Reference": "x"})
    assert kinds() == [("INVOICE", "UPDATE")]
    payment = hooked.payment(invoice, 10)
    assert kinds() == [("INVOICE", "UPDATE")]
    hooked.call("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert kinds() == [("INVOICE", "UPDATE")]
    hooked.xero.organisation.record_overpayment(hooked.contact_id(), 5)
    assert kinds() == [("OVERPAYMENT", "CREATE")]
    hooked.xero.organisation.record_prepayment(hooked.contact_id(), 5)
    assert kinds() == [("PREPAYMENT", "CREATE")]
    hooked.xero.organisation.archive_contact(hooked.contact("Bea")["ContactID"])
    assert kinds() == [("CONTACT", "CREATE"), ("CONTACT", "UPDATE")]
    hooked.put("Items", {"Code": "A"})
    hooked.invoice(Status="DRAFT", Type="ACCPAY")
    assert kinds() == [("INVOICE", "CREATE")]


def test_credit_notes_say_type_and_status(hooked, receiver):
    hooked.credit_note(Status="DRAFT")
    hooked.xero.webhooks.deliver()
    data = [event.get("data") for event in receiver.events]
    assert data == [None, {"Type": "ACCRECCREDIT", "Status": "DRAFT"}]


def test_refused_writes_make_no_event(hooked):
    hooked.contact_id()
    hooked.xero.webhooks.deliver()
    hooked.refused("PUT", "Invoices", hooked.invoice_body(line("999")))
    assert hooked.xero.webhooks.waiting == 0


def test_categories_and_strangers(client, receiver):
    xero = client.xero
    xero.webhooks.subscribe(receiver.url, ["INVOICE"])
    client.invoice()
    xero.organisations[xero.tenants[1]["id"]].add_contact("Not connected")
    assert xero.webhooks.waiting == 1
    xero.webhooks.unsubscribe()
    client.invoice()
    assert (xero.webhooks.waiting, xero.webhooks.deliver()) == (0, 0)


def test_many_events_are_split(hooked, receiver):
    for number in range(5):
        names = [{"Name": f"{number} {n}"} for n in range(30)]
        hooked.call("PUT", "Contacts", {"Contacts": names})
    assert hooked.xero.webhooks.deliver() == 2
    sizes = [len(payload["events"]) for payload in receiver.got]
    assert sizes == [100, 50]
    assert receiver.got[1]["firstEventSequence"] == 101
    assert receiver.got[1]["lastEventSequence"] == 150


def test_retries_and_replay(hooked, receiver):
    hooks, clock = hooked.xero.webhooks, hooked.xero.clock
    receiver.status = 500
    hooked.contact("Ann")
    assert hooks.deliver() == 0
    assert len(hooks.deliveries) == 2  # at once, and once more
    assert hooks.subscription.status == "retrying"
    hooked.contact("Bea")
    hooks.deliver()
    assert len(hooks.deliveries) == 2  # not before 15 minutes
    clock.advance(15 * 60)
    hooks.deliver()
    assert len(hooks.deliveries) == 4
    receiver.status = 200
    receiver.got.clear()
    clock.advance(15 * 60)
    assert hooks.deliver() == 1
    assert [e["eventType"] for e in receiver.events] == ["CREATE", "CREATE"]
    assert hooks.subscription.status == "ok"


def test_disabling_after_a_day(hooked, receiver):
    hooks, clock = hooked.xero.webhooks, hooked.xero.clock
    receiver.status = 503
    hooked.contact("Ann")
    for _try in range(97):
        hooks.deliver()
        clock.advance(15 * 60)
    assert hooks.subscription.status == "disabled"
    count = len(hooks.deliveries)
    receiver.status = 200
    receiver.got.clear()
    hooks.deliver()
    assert len(hooks.deliveries) == count
    hooked.renew()
    hooked.contact("Bea")
    assert hooks.check_intent() == "ok"
    receiver.got.clear()
    hooks.deliver()
    assert len(receiver.events) == 2


def test_events_are_kept_for_a_month(hooked, receiver):
    hooks = hooked.xero.webhooks
    receiver.status = 500
    hooked.contact("Ann")
    hooks.deliver()
    hooked.xero.clock.advance(32 * 24 * 3600)
    receiver.status = 200
    receiver.got.clear()
    hooks.deliver()
    assert receiver.events == []


def test_at_least_once_and_in_any_order(hooked, receiver):
    hooks = hooked.xero.webhooks
    hooked.contact("Ann")
    hooked.contact("Bea")
    hooks.chaos.shuffle, hooks.chaos.duplicate = True, 1.0
    hooks.deliver()
    first, second = receiver.got
    assert first["events"] == second["events"]
    order = [event["resourceId"] for event in first["events"]]
    names = [hooked.get(f"Contacts/{key}")[0]["Name"] for key in order]
    assert names == ["Bea", "Ann"]
    hooks.chaos.duplicate, hooks.chaos.lose_answers = 0.0, 1
    hooked.contact("Cay")
    receiver.got.clear()
    hooks.deliver()
    assert len(receiver.got) == 2  # the first answer was lost


def test_in_the_background(hooked, receiver):
    hooks = hooked.xero.webhooks
    hooks.start()
    try:
        hooked.contact("Ann")
        for _wait in range(100):
            if receiver.got:
                break
            threading.Event().wait(0.05)
    finally:
        hooks.stop()
    assert len(receiver.events) == 1
