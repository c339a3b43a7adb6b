# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A user who groups or exports tells the fields of a model apart by their labels."""

from collections import Counter

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestFieldLabels(TransactionCase):
    def test_no_label_twice(self):
        """Odoo warns of two alike when the module is installed and updated."""
        twice = {}
        for name, model in self.registry.items():
            fields = model._fields.values()
            labels = Counter(field.string for field in fields)
            alike = [
                field.name
                for field in fields
                if "xero_connector" in field._modules and labels[field.string] > 1
            ]
            if alike:
                twice[name] = alike
        self.assertFalse(twice)
