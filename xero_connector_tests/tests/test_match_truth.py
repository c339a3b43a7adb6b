# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two whole books whose truth is known: no wrong link, no double, few calls."""

import logging
import math
from collections import Counter
from unittest.mock import patch

import pytest

from odoo.tests import tagged

from odoo.addons.xero_connector.resources.contact_found import Found

from ..namesakes import books
from .sync_common import XeroSyncCommon, called

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestMatchTruth(XeroSyncCommon):
    #: thousands of partners are made, each in a transaction of its own
    most_runs = 500

    def test_500(self):
        self.check(500)

    @pytest.mark.slow
    @pytest.mark.timeout(3600)
    def test_5000(self):
        self.check(5000)

    def check(self, size):
        truth = books(size)
        partners = self.enter_partners(truth)
        self.enter_contacts(truth)
        before = len(self.organisation.contacts)
        self.assertEqual((len(partners), before), (size, size))
        self.assertGreaterEqual(len(set(self.entities())), size)
        # one crossing is counted, however long this machine takes for it
        self.connection.sudo().poll_interval = 24 * 60

        compared = self.count_comparisons()
        calls = Counter(map(called, self.read_contacts()))
        self.assert_truth(partners)
        # everybody gets a document, so to say
        self.env["xero.change"].sudo()._note(
            self.connection, "contact", partners.ids, lane="backfill"
        )
        calls += Counter(map(called, self.run_sync()))
        created = len(self.organisation.contacts) - before
        self.assertGreater(created, 0)
        self.assertLessEqual(calls["GET Contacts"], math.ceil(size / 1000) + 2, calls)
        self.assertLessEqual(calls["PUT Contacts"], math.ceil(created / 50) + 2, calls)
        self.assertEqual(set(calls), {"GET Contacts", "PUT Contacts"}, calls)
        _logger.info("%s: %s, %s created", size, dict(calls), created)
        _logger.info(
            "both books compared %s times in %s runs", compared.call_count, self.runs
        )
        # once a run and once a page that was read, never once for every batch
        self.assertLessEqual(
            compared.call_count, self.runs + calls["GET Contacts"], calls
        )
        self.assert_truth(partners)
        self.assert_found(partners)

        # what remains to be decided stays as it is
        again = self.run_sync()
        self.assertFalse([call for call in again if call["method"] != "GET"])

    def count_comparisons(self):
        module = "odoo.addons.xero_connector.resources.contact_match.Found"
        patcher = patch(module, side_effect=Found)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def entities(self):
        for one in (*self.here.values(), *self.there.values()):
            yield one.entity

    # ------------------------------------------------------------------
    # both books
    # ------------------------------------------------------------------
    def enter_partners(self, truth):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": one.name,
                    "is_company": True,
                    "email": one.email,
                    "vat": one.tax_number or False,
                    "active": one.fate != "archived",
                }
                for one in truth.partners
            ]
        )
        pairs = zip(partners, truth.partners, strict=True)
        self.here = {partner.id: one for partner, one in pairs}
        return partners

    def enter_contacts(self, truth):
        self.there, by_name = {}, {}
        for number, one in enumerate(truth.contacts):
            if number % 50 == 0:
                self.xero.clock.advance(1)  # as they are written, fifty a call
            contact = self.organisation.add_contact(
                one.name, EmailAddress=one.email, TaxNumber=one.tax_number
            )
            self.there[contact["ContactID"]] = one
            by_name[one.name] = contact["ContactID"]
        for remote_id, one in self.there.items():
            if one.fate == "archived":
                self.organisation.archive_contact(remote_id)
            elif one.fate == "merged":
                self.organisation.merge_contacts(remote_id, by_name[one.heir])

    def read_contacts(self):
        self.env["xero.pull"].sudo()._schedule(self.connection.sudo())
        polls = self.env["xero.poll.state"].sudo().search([])
        polls.filtered(lambda one: one.endpoint != "Contacts").unlink()
        return self.run_sync()

    # ------------------------------------------------------------------
    # what must be true
    # ------------------------------------------------------------------
    def links(self):
        return (
            self.env["xero.link"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("resource", "=", "contact"),
                    ("res_id", "!=", 0),
                    ("remote_id", "!=", False),
                    ("state", "!=", "retired"),
                ]
            )
        )

    def assert_truth(self, partners):
        """No wrong link; no entity twice on either side that was there once."""
        wrong, in_odoo, in_xero = [], Counter(), Counter()
        for link in self.links():
            here = self.here.get(link.res_id)
            there = self.there.get(link.remote_id)
            if here and there and here.entity != there.entity:
                wrong.append((here, there))
            if not here and there:
                in_odoo[there.entity] += 1  # made here for a contact
            if here and not there:
                in_xero[here.entity] += 1  # made there for a partner
        self.assertFalse(wrong)
        known_here = {one.entity for one in self.here.values()}
        known_there = {one.entity for one in self.there.values()}
        self.assertFalse(known_here & in_odoo.keys(), "made in Odoo a second time")
        self.assertFalse(known_there & in_xero.keys(), "made in Xero a second time")
        self.assertFalse([e for e, count in (in_odoo + in_xero).items() if count > 1])

    def assert_found(self, partners):
        """What is plain is linked without anybody being asked."""
        linked = set(self.links().mapped("res_id"))
        easy = ("same", "spelling", "tax", "name", "merged", "plain")
        missed = Counter(
            one.kind
            for partner_id, one in self.here.items()
            if one.kind in easy and partner_id not in linked
        )
        total = sum(one.kind in easy for one in self.here.values())
        self.assertLess(sum(missed.values()), total * 0.03, missed)
        doubts = self.env["xero.link"].search([("is_doubt", "=", True)])
        for link in doubts.sudo():
            self.assertTrue(link.candidates and link.error and link.remedy)
