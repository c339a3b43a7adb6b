# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A resource of another addon, one class: found, tracked, sent."""

from dataclasses import dataclass

from odoo import models
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged

from odoo.addons.xero_connector.sync.canonical import Form, values_of

from .sync_common import XeroSyncCommon


@dataclass(frozen=True)
class Group(Form):
    name: str


@tagged("post_install", "-at_install")
class TestResourceExtension(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        class XeroResourceGroup(models.AbstractModel):
            _module = None
            _name = "xero.resource.group"
            _inherit = "xero.resource"
            _description = "Partner tags as Xero contact groups"
            _endpoint, _odoo_model, _direction = (
                "ContactGroups",
                "res.partner.category",
                "to_xero",
            )
            _form = Group
            _tracked = frozenset({"name"})

            def _relevant(self, records):
                live = self.env["xero.connection"]._live_by_company()
                return {connection: records for connection in set(live.values())}

            def _presence(self, record):
                return "live"

            def _local_values(self, records):
                return {tag.id: values_of(Group(tag.name)) for tag in records}

            def _to_xero(self, values, refs):
                return dict(values)

            def _payload(self, mapped, names, link):
                return {"Name": mapped["name"]} if "name" in names else {}

            def _from_xero(self, payload):
                return values_of(Group(payload.get("Name") or ""))

        add_to_registry(cls.registry, XeroResourceGroup)
        cls.addClassCleanup(cls.forget, XeroResourceGroup._name)
        cls.registry._setup_models__(cls.env.cr, [])
        tracking = cls.env["xero.tracking"]
        tracking._register_hook()
        cls.addClassCleanup(tracking._unregister_hook)

    @classmethod
    def forget(cls, name):
        del cls.registry[name]
        for model in cls.registry.models.values():
            model._inherit_children.discard(name)
        cls.registry._setup_models__(cls.env.cr, [])

    def test_found_tracked_and_sent(self):
        self.assertIn("group", self.env["xero.resource"]._all())
        tag = self.env["res.partner.category"].create({"name": "Wholesale"})
        tag.name = "Wholesale customers"
        self.assertEqual(self.changes("group").res_id, tag.id)
        self.assertCalls(self.run_sync(), "PUT ContactGroups")
        link = self.assertState(tag, "synced")
        self.assertEqual(link.resource, "group")
        self.assertEqual(link.remote_name, "Wholesale customers")
        self.assertCalls(self.run_sync())
