# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What neither a hook nor a stamp told is found at night."""

from datetime import date
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import SQL

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowSweep(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.customer.email = "accounts@ashford.example"
        self.invoice = self.new_invoice()
        self.run_sync()
        self.sweep()
        self.run_sync()

    def sweep(self):
        self.env.flush_all()
        return self.env["xero.sweep"].sudo()._sweep(self.connection)

    def test_written_behind_the_hooks(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET phone = '555030', write_date = %s"
                " WHERE id = %s",
                fields.Datetime.now(),
                self.customer.id,
            )
        )
        self.customer.invalidate_recordset()
        self.assertFalse(self.changes("contact"))
        self.assertGreaterEqual(self.sweep()["contact"], 1)
        self.run_sync()
        self.assertState(self.customer, "synced")
        phones = self.xero_contact(self.customer)["Phones"]
        self.assertIn("555030", [phone["PhoneNumber"] for phone in phones])

    def test_what_xero_said_is_not_read_for_an_id(self):
        """Of a hundred thousand records it would fill the memory of a worker."""
        self.env.flush_all()
        self.env.invalidate_all()
        resource = self.env["xero.resource"].sudo()._get("invoice")
        self.assertFalse(self.env["xero.sweep"].sudo()._gone(self.connection, resource))
        for name in ("remote_payload", "base_local", "base_remote"):
            field = self.env["xero.link"]._fields[name]
            self.assertFalse(field._get_cache(self.env), name)

    def test_nothing_changed(self):
        self.sweep()
        calls = self.run_sync()
        self.assertEqual({call["method"] for call in calls}, {"GET"})
        compared = {
            resource._endpoint
            for resource in self.env["xero.resource"].sudo()._all().values()
            if resource._reads(self.connection) and resource._open_query() is not None
        }
        self.assertEqual({call["path"].split("/")[-1] for call in calls}, compared)
        self.assertEqual(len(calls), len(compared))
        self.assertState(self.invoice, "synced")
        self.assertState(self.customer, "synced")

    def test_edit_that_moved_no_stamp(self):
        """Xero's own pages change a due date without a trace in UpdatedDateUTC."""
        remote_id = self.link_of(self.invoice).remote_id
        before = self.organisation.invoices[remote_id]["UpdatedDateUTC"]
        self.organisation.edit_document(remote_id, DueDate=date(2027, 1, 5))
        self.assertEqual(
            self.organisation.invoices[remote_id]["UpdatedDateUTC"], before
        )
        self.sweep()
        self.run_sync()
        self.assertEqual(self.invoice.invoice_date_due, date(2027, 1, 5))
        self.assertState(self.invoice, "synced")

    def test_edit_of_a_contact(self):
        remote_id = self.link_of(self.customer).remote_id
        self.organisation.edit_contact(remote_id, EmailAddress="new@ashford.example")
        self.sweep()
        self.run_sync()
        self.assertEqual(self.customer.email, "new@ashford.example")

    def test_what_is_older_than_the_connection(self):
        """The first night notes nothing that was there before."""
        self.connection._status.last_sweep = False
        self.connected(fields.Datetime.add(fields.Datetime.now(), minutes=1))
        noted = self.sweep()
        self.assertEqual(set(noted.values()), {0})

    def test_first_night(self):
        """What was written since the connecting is noted, though never before."""
        self.connection._status.last_sweep = False
        self.connected("2026-01-01 00:00:00")
        self.assertGreaterEqual(self.sweep()["contact"], 1)

    def test_overlap_ends_at_the_connecting(self):
        self.connected(fields.Datetime.add(fields.Datetime.now(), minutes=1))
        noted = self.sweep()
        self.assertEqual(set(noted.values()), {0})

    def test_record_that_breaks(self):
        """One that a resource fails on does not hide the others."""
        cls = type(self.env["xero.resource.contact"])
        broken = self.new_invoice().partner_id.copy()
        relevant = cls._relevant

        def failing(self, records):
            if broken in records:
                raise ValueError(broken)
            return relevant(self, records)

        self.env.flush_all()
        with (
            patch.object(cls, "_relevant", failing),
            self.assertLogs("odoo.addons.xero_connector.engine.tracking", "ERROR"),
        ):
            noted = self.sweep()
        self.assertGreaterEqual(noted["contact"], 1)
        self.assertGreaterEqual(noted["invoice"], 1)

    def test_deleted_behind_the_hooks(self):
        self.connection.real_time = False
        link = self.link_of(self.invoice)
        self.reset_to_draft(self.invoice).with_context(force_delete=True).unlink()
        self.assertFalse(self.run_sync())
        self.connection.real_time = True
        self.sweep()
        self.run_sync()
        self.assertEqual(self.xero_invoice(link)["Status"], "VOIDED")
        self.assertEqual(link.state, "retired")

    def test_waits_for_what_is_there_by_now(self):
        invoice = self.new_invoice()
        self.run_sync()
        link = self.link_of(invoice)
        link._wait(f"needs:contact:{self.customer.id}", "Waits for “Ashford”.")
        self.sweep()
        self.run_sync()
        self.assertState(invoice, "synced")

    def connected(self, moment):
        """As if the organisation had been connected then."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE xero_organisation SET create_date = %s WHERE id = %s",
                moment,
                self.connection.organisation_id.id,
            )
        )
        self.connection.organisation_id.invalidate_recordset()

    def written(self, records, moment):
        """As if these had been written then."""
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = %s WHERE id IN %s",
                SQL.identifier(records._table),
                moment,
                tuple(records.ids),
            )
        )
        records.invalidate_recordset()

    def cron(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["xero.sweep"]._cron_sweep()
        self.env.invalidate_all()

    def test_one_that_fails_stops_no_other(self):
        second = self.make_connected(
            self.setup_other_company()["company"], tenant=self.xero.tenants[1]["id"]
        )
        both = (self.connection | second).sudo()
        for connection in both:
            connection._status.last_sweep = False
        real, first = type(self.env["xero.sweep"])._note_all, min(both.ids)

        def fails(sweep, connection, began):
            if connection.id == first:
                raise ZeroDivisionError
            return real(sweep, connection, began)

        self.patch(type(self.env["xero.sweep"]), "_note_all", fails)
        with self.assertLogs("odoo.addons.xero_connector.engine.sweep", "ERROR"):
            self.cron()
        swept = both.filtered(lambda one: one._status.last_sweep)
        self.assertEqual(swept, both.filtered(lambda one: one.id != first))

    def test_saved_while_disconnected(self):
        connection = self.connection.sudo()
        connection.state = "disconnected"
        self.customer.phone = "555031"
        self.commit_hooks()
        self.assertFalse(self.changes())
        triggers = self.env["ir.cron.trigger"].sudo()
        sweep = self.env.ref("xero_connector.cron_sweep")
        wanted = [("cron_id", "=", sweep.id)]
        triggers.search(wanted).unlink()
        connection._tie(connection.tenant_id, connection.tenant_name)
        connection.connected_at = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        self.assertEqual(triggers.search_count(wanted), 1)
        self.env.flush_all()
        self.cron()
        self.run_sync()
        phones = self.xero_contact(self.customer)["Phones"]
        self.assertIn("555031", [phone["PhoneNumber"] for phone in phones])

    def test_swept_once_of_late(self):
        self.env["xero.change"].sudo().search([]).unlink()
        before = self.connection.sudo()._status.last_sweep
        self.cron()
        self.assertEqual(self.connection.sudo()._status.last_sweep, before)
        # connected again by day, and the night after
        by_day = fields.Datetime.subtract(before, hours=7)
        self.connection.sudo()._status.last_sweep = by_day
        self.env.flush_all()
        self.cron()
        self.assertGreaterEqual(self.connection.sudo()._status.last_sweep, before)

    def mended_unseen(self):
        """A document held for a tax that somebody has mapped, who did not see it: its
        batch was being planned."""
        held = self.new_invoice({"price_unit": 5, "taxes": self.vat0})
        self.run_sync()
        self.assertState(held, "held", "tax_unmapped")
        link = self.link_of(held).sudo()
        key, link.hold_key = link.hold_key, False
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        link.hold_key = key
        self.commit_hooks()
        self.assertFalse(self.changes())
        return held

    def test_mapping_mended_while_its_batch_was_planned(self):
        held = self.mended_unseen()
        self.assertTrue(self.env["xero.freed"].sudo().search([]))
        self.run_sync()
        self.assertState(held, "synced")
        self.assertFalse(self.env["xero.freed"].sudo().search([]))

    def test_held_for_what_is_mended(self):
        """Even where the note of it is lost."""
        held = self.mended_unseen()
        self.env["xero.freed"].sudo().search([]).unlink()
        self.written(held, "2026-01-05 10:00:00")
        self.written(held.line_ids, "2026-01-05 10:00:00")
        self.sweep()
        self.run_sync()
        self.assertState(held, "synced")

    def test_disconnected(self):
        self.connection.sudo().state = "disconnected"
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["xero.sweep"]._cron_sweep()
        self.assertFalse(self.changes())
