# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The preview, a doubtful pair decided on it, and Go live, in a browser."""

from odoo.tests import tagged

from .picture_common import XeroPictureCommon
from .test_go_live import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLiveTour(XeroPictureCommon, GoLiveCommon):
    def path(self, action, record):
        return f"/odoo/action-xero_connector.{action}/{record.id}"

    def show(self, action, record, tour):
        self.start_tour(self.path(action, record), tour, login="xero_manager")

    def books_on_both_sides(self):
        """A pair, one in doubt, one only there; a number that a stranger has."""
        contact, fish = self.in_books(), self.in_books("Hythe Fish Ltd")
        for price in (90, 1240):
            self.there(self.new_invoice(price).name, contact, price)
        self.there("2026-0031", fish, 55)
        taken = self.new_invoice(128)
        self.there(taken.name, fish, 40)
        return contact

    def test_go_live(self):
        contact = self.books_on_both_sides()
        twin, new = self.new_invoice(777), self.new_invoice(70)
        there = self.there("OTHER-7", contact, 777)
        self.show("action_xero_connection", self.connection, "xero_connector_preview")
        self.run_sync()
        preview = self.connection.preview_ids
        self.assertEqual(preview.state, "ready")
        self.picture(
            "preview",
            self.path("action_xero_preview", preview),
            "[name=doubtful_ids] .o_data_row",
            height=760,
        )
        self.show("action_xero_preview", preview, "xero_connector_go_live")
        doubtful = preview.line_ids.filtered(lambda line: line.res_id == twin.id)
        self.assertEqual(doubtful.decision, "link")
        self.assertEqual(doubtful.chosen_id.remote_id, there)
        self.run_sync()
        self.assertEqual(preview.state, "started")
        self.show("action_xero_preview", preview, "xero_connector_is_live")
        self.picture(
            "go-live",
            self.path("action_xero_connection", self.connection),
            ".o_form_view .o_form_sheet",
        )
        self.assertEqual(self.link_of(twin).remote_id, there)
        self.assertToTheCent(new)
