# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's webhooks: only genuine ones leave a row, and the row leads to the record."""

import json
from uuid import uuid4

from odoo import fields
from odoo.tests import tagged

from odoo.addons.xero_connector.xero.webhook import SIGNATURE_HEADER, signature

from .common import XeroHttpCommon
from .sync_common import XeroSyncCommon

PATH = "/accounting_sync/webhook"
KEY = "local-webhook-key"


@tagged("post_install", "-at_install")
class TestWebhook(XeroHttpCommon, XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.connection.webhook_key = KEY
        self.events = self.env["xero.event"].sudo()

    def body(self, *remote_ids, category="CONTACT", tenant=None, happened="09:00:00"):
        return json.dumps(
            {
                "events": [
                    {
                        "resourceUrl": "https://api.xero.com/",
                        "resourceId": remote_id,
                        "tenantId": tenant or self.connection.tenant_id,
                        "tenantType": "ORGANISATION",
                        "eventCategory": category,
                        "eventType": "UPDATE",
                        "eventDateUtc": f"2026-11-02T{happened}.000",
                    }
                    for remote_id in remote_ids
                ],
                "firstEventSequence": 1,
                "lastEventSequence": len(remote_ids),
                "entropy": "S0m3r4nd0m3",
            }
        ).encode()

    def post(self, body, key=KEY, **headers):
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature(key, body),
            **headers,
        }
        self.opener.cookies.clear()
        return self.url_open(PATH, data=body, headers=headers)

    def assertNothing(self, answer, status):
        self.assertEqual(answer.status_code, status)
        self.assertFalse(answer.content if status < 405 else b"")
        self.assertFalse(self.events.search([]))

    def test_genuine(self):
        answer = self.post(self.body("a", "b"))
        self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertEqual(self.events.search([]).mapped("remote_id"), ["a", "b"])

    def test_repeated(self):
        for _time in range(2):
            self.assertEqual(self.post(self.body("a")).status_code, 200)
        self.assertEqual(len(self.events.search([])), 1)
        self.post(self.body("a", happened="09:00:01"))
        self.assertEqual(len(self.events.search([])), 2)

    def test_without_a_moment(self):
        """Then nobody can say that it is a repetition: both count."""
        said = json.loads(self.body("a"))
        for event in said["events"]:
            del event["eventDateUtc"]
        for _time in range(2):
            self.assertEqual(self.post(json.dumps(said).encode()).status_code, 200)
        self.assertEqual(len(self.events.search([])), 2)

    def test_words_that_cannot_be_stored(self):
        with self.assertLogs("odoo.addons.xero_connector", "WARNING"):
            self.assertNothing(self.post(self.body("a\0b")), 400)

    def test_intent_to_receive(self):
        self.assertNothing(self.post(self.body()), 200)
        self.assertNothing(self.post(self.body(), key="another"), 401)

    def test_tampered(self):
        body = self.body("a")
        good = signature(KEY, body)
        for name, header in (
            ("none", ""),
            ("another key", signature("another", body)),
            ("another body", signature(KEY, body + b" ")),
            ("cut", good[:-2]),
            ("not ASCII", "ÿ" * 44),
        ):
            with self.subTest(name):
                sent = {SIGNATURE_HEADER: header.encode("latin-1")}
                self.assertNothing(self.post(body, **sent), 401)

    def test_not_a_webhook(self):
        for body in (b"[]", b"{", b'{"events": 1}', b'{"events": [1]}', b"\xff"):
            with self.subTest(body):
                with self.assertLogs("odoo.addons.xero_connector", "WARNING"):
                    self.assertNothing(self.post(body), 400)

    def test_wrong_form(self):
        body = self.body("a")
        self.assertNothing(self.post(body, **{"Content-Type": "text/plain"}), 415)
        self.assertNothing(
            self.post(body, **{"Content-Type": "application/x-www-form-urlencoded"}),
            401,
        )
        self.assertNothing(self.post(b" " * 1_000_001), 413)
        self.opener.cookies.clear()
        self.assertNothing(self.url_open(PATH), 405)

    def test_wrong_method(self):
        body = self.body("a")
        headers = {SIGNATURE_HEADER: signature(KEY, body)}
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            with self.subTest(method):
                self.opener.cookies.clear()
                answer = self.url_open(PATH, body, headers=headers, method=method)
                self.assertNothing(answer, 405)

    def test_without_a_length(self):
        """A body in pieces is no way around the size: what is beyond is not read."""
        for body, status in ((b" " * 1_000_001, 401), (self.body("a"), 200)):
            headers = {
                "Content-Type": "application/json",
                SIGNATURE_HEADER: signature(KEY, body),
            }
            self.opener.cookies.clear()
            pieces = iter([body[:40], body[40:]])
            answer = self.url_open(PATH, pieces, headers=headers)
            self.assertEqual(answer.status_code, status)
            self.assertEqual(bool(self.events.search([])), status == 200)

    def test_no_work_in_the_request(self):
        """Also for a record that is linked: no call, no change, nothing read."""
        invoice = self.new_invoice()
        self.run_sync()
        link = self.link_of(invoice)
        self.organisation.edit_document(link.remote_id, Reference="Edited there")
        said = link.remote_payload
        self.xero.log.clear()
        answer = self.post(self.body(link.remote_id, category="INVOICE"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.events.search([]).mapped("done"), [False])
        self.assertFalse(self.env["xero.change"].sudo().search([]))
        self.assertEqual(len(self.xero.log), 0)
        link.invalidate_recordset()
        self.assertEqual(link.remote_payload, said)

    def test_replayed_after_it_was_worked_off(self):
        body = self.body(str(uuid4()))
        self.post(body)
        self.assertTrue(self.run_sync())
        self.assertEqual(self.events.search([]).mapped("done"), [True])
        self.assertEqual(self.post(body).status_code, 200)
        self.assertEqual(self.events.search([]).mapped("done"), [True])
        self.assertFalse(self.run_sync())

    def test_the_local_xero_subscribes_and_delivers(self):
        """Its intent to receive checks pass, and what it sends arrives."""
        self.connection.webhook_key = self.xero.world.webhook_key
        self.env.flush_all()
        contact = self.organisation.add_contact("Sender's Own")
        with self.allow_requests(all_requests=True):
            status = self.xero.webhooks.subscribe(self.base_url() + PATH)
        self.assertEqual(status, "ok")
        self.organisation.edit_contact(contact["ContactID"], EmailAddress="a@b.example")
        with self.allow_requests(all_requests=True):
            self.assertEqual(self.xero.webhooks.deliver(), 1)
        self.assertEqual(
            self.events.search([]).mapped("remote_id"), [contact["ContactID"]]
        )
        self.connection.webhook_key = "another"
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            status = self.xero.webhooks.subscribe(self.base_url() + PATH)
        self.assertEqual(status, "intent")

    def test_not_ours(self):
        self.assertNothing(self.post(self.body("a", tenant=str(uuid4()))), 200)

    def test_no_key(self):
        self.env["xero.token"]._of(self.connection).webhook_key = False
        self.assertNothing(self.post(self.body("a")), 401)
        self.assertNothing(self.post(self.body("a"), key=""), 401)

    def test_disconnected(self):
        self.connection.sudo().state = "disconnected"
        self.assertNothing(self.post(self.body("a")), 401)

    def test_signed_out_for_a_while(self):
        """Xero gives up a webhook that is refused for a day: the row waits instead."""
        self.connection.sudo().state = "reconnect"
        self.assertEqual(self.post(self.body("a")).status_code, 200)
        self.assertEqual(self.events.search([]).mapped("remote_id"), ["a"])

    def test_key_that_does_not_open(self):
        """Another connection's broken key does not stop these."""
        company = self.env["res.company"].create({"name": "Another"})
        other = self.connection.copy({"company_id": company.id})
        other.sudo().write({"state": "connected", "webhook_key": "another"})
        self.env["xero.token"]._of(other).webhook_key = "not sealed by us"
        with self.assertLogs("odoo.addons.xero_connector", "WARNING"):
            self.assertEqual(self.post(self.body("a")).status_code, 200)

    def test_key_is_sealed(self):
        row = self.env["xero.token"]._of(self.connection)
        self.assertNotIn(KEY, row.webhook_key)
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.webhook_key)
        self.assertTrue(self.connection.has_webhook_key)


@tagged("post_install", "-at_install")
class TestInbox(XeroSyncCommon):
    """What a run makes of events."""

    def setUp(self):
        super().setUp()
        self.customer.email = "accounts@ashford.example"
        self.new_invoice()
        self.run_sync()
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.run_sync()
        self.remote_id = self.link_of(self.customer).remote_id

    def receive(self, *remote_ids, category="CONTACT"):
        self.env["xero.event"].sudo().create(
            [
                {
                    "connection_id": self.connection.id,
                    "category": category,
                    "kind": "UPDATE",
                    "remote_id": remote_id,
                    "happened": fields.Datetime.to_string(fields.Datetime.now()),
                }
                for remote_id in remote_ids
            ]
        )
        return self.run_sync()

    def test_linked_contact(self):
        self.organisation.edit_contact(
            self.remote_id, EmailAddress="new@ashford.example"
        )
        calls = self.receive(self.remote_id)
        self.assertCalls(calls, "GET Contacts")
        self.assertEqual(calls[0]["query"]["IDs"], self.remote_id)
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertState(self.customer, "synced")
        self.assertFalse(self.run_sync())

    def test_when_few_calls_are_left(self):
        """What a webhook had read is not left lying until the day's calls come anew."""
        limits = self.xero.world.limits
        who = (self.xero.client_id, self.connection.tenant_id)
        left = int(limits.headers(*who)["X-DayLimit-Remaining"])
        limits.spend(*who, day=left - left * 80 // 1000)
        self.addCleanup(limits.reset)
        self.organisation.edit_contact(
            self.remote_id, EmailAddress="new@ashford.example"
        )
        calls = self.receive(self.remote_id)
        self.assertCalls(calls, "GET Contacts")
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertState(self.customer, "synced")

    def test_stranger(self):
        calls = self.receive(str(uuid4()))
        self.assertCalls(calls, "GET Contacts")
        self.assertNotIn("IDs", calls[0]["query"])

    def test_unknown_category(self):
        self.assertFalse(self.receive(str(uuid4()), category="PIGEON"))

    def test_echo_of_our_own_write(self):
        self.customer.phone = "555020"
        self.run_sync()
        self.assertCalls(self.receive(self.remote_id), "GET Contacts")
        self.assertState(self.customer, "synced")
        self.assertEqual(self.customer.phone, "555020")
