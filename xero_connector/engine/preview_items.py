# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live does with products, and Xero items."""

from odoo import models


class XeroPreviewMaker(models.AbstractModel):
    """Once live, what Xero says of its items links them by their code, or brings them;
    products that were saved meanwhile go there. Nothing of it is decided here: the
    resource is asked what it would do.
    """

    _inherit = "xero.preview.maker"

    def _pair_items(self, connection):
        """Lines for items, and for products that wait to become one."""
        resource = self.env["xero.resource"]._get("item")
        if not resource._is_on(connection):
            return []
        links = self.env["xero.link"]
        if resource._reads(connection):
            links = self._remote_links(connection, "item").filtered("remote_payload")
        decisions = resource._welcome(connection, links)
        lines = [
            self._item_line(resource, link, decisions.get(link.id, ("leave",)))
            for link in links
        ]
        spoken_for = {line["res_id"] for line in lines if line.get("res_id")}
        return lines + self._items_to_create(connection, resource, spoken_for)

    def _item_line(self, resource, link, decision):
        line = {
            "resource": "item",
            "kind": self.env._("Product"),
            "remote_id": link.remote_id,
            "remote_name": link.remote_name,
            "outcome": "there",
            "is_done": True,
        }
        alone = resource._left_alone(link.remote_payload)
        if alone:
            line["reason"] = alone.message
        if decision[0] == "create":
            return line | {"outcome": "bring"}
        if decision[0] == "link":
            product = decision[1]
            return line | {
                "outcome": "link",
                "res_model": product._name,
                "res_id": product.id,
                "name": product.display_name,
            }
        if decision[0] == "doubtful":
            names = ", ".join(dict.fromkeys(one["name"] for one in decision[1]))
            return line | {
                "outcome": "doubtful",
                "reason": self.env._(
                    "It may be any of %s. Once live, it is decided under Matches to "
                    "Decide.",
                    names,
                ),
            }
        return line

    def _items_to_create(self, connection, resource, spoken_for):
        """Products that were saved while it was set up, and that Xero does not know."""
        if not resource._sends(connection):
            return []
        changes = self.env["xero.change"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", "item"),
                ("res_id", ">", 0),
            ]
        )
        products = self.env["product.product"].browse(
            sorted(set(changes.mapped("res_id")) - spoken_for)
        )
        linked = self.env["xero.link"].search(
            [
                *self.env["xero.link"]._local_domain(connection, "item", products.ids),
                ("remote_id", "!=", False),
            ]
        )
        products = products.exists() - products.browse(linked.mapped("res_id"))
        return [
            {
                "resource": "item",
                "kind": self.env._("Product"),
                "res_model": product._name,
                "res_id": product.id,
                "name": product.display_name,
                "outcome": "create",
            }
            for product in products
            if product.default_code and resource._presence(product) == "live"
        ]
