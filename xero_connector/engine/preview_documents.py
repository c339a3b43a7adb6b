# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live does with documents that one side or both have."""

from odoo import models


class XeroPreviewMaker(models.AbstractModel):
    _inherit = "xero.preview.maker"

    def _documents(self, connection):
        """[(resource, documents of Odoo without a link, those of them that are
        opening items)]"""
        found = []
        for resource in self.env["xero.resource"]._all().values():
            if not resource._paired_before or not resource._is_on(connection):
                continue
            moves = resource._unlinked(
                connection, resource._backfill_domain(connection)
            )
            domain = resource._opening_domain(connection)
            opening = moves.browse()
            if domain is not None:
                opening = resource._unlinked(connection, domain)
            found.append((resource, moves | opening, opening))
        return found

    def _pair_documents(
        self, connection, resource, moves, opening, contacts, successors
    ):
        links = {
            link.remote_id: link
            for link in self._remote_links(connection, resource._resource_name)
            if link.remote_payload
        }
        remote = {
            remote_id: resource._remote_document(link.remote_payload, successors)
            for remote_id, link in links.items()
        }
        pairing = resource._pair(connection, moves, contacts, remote)
        sends = resource._sends(connection)
        kind = resource._document_kind()
        lines = []
        for move in moves:
            line = self._document_line(resource, kind, move, move in opening)
            if move.id in pairing.certain:
                link = links[pairing.certain[move.id]]
                line |= self._there(resource, link)
                line |= self._certain(resource, move, link)
            elif move.id in pairing.doubtful:
                pairs = pairing.doubtful[move.id]
                line |= {
                    "outcome": "doubtful",
                    "reason": self._doubt([pair.odd for pair in pairs]),
                    "candidate_ids": [
                        self._candidate(
                            pair.remote_id,
                            links[pair.remote_id].remote_name,
                            self._candidate_detail(
                                links[pair.remote_id], remote[pair.remote_id], pair.odd
                            ),
                        )
                        for pair in pairs
                    ],
                    "is_done": True,
                }
                if len(pairs) == 1:
                    line |= self._there(resource, links[pairs[0].remote_id])
            elif move in opening:
                line |= self._left(
                    self.env._("Older than the start date, and not found in Xero.")
                )
            elif not sends:
                line |= self._left(self.env._("These do not go from Odoo to Xero."))
            lines.append(line)
        for remote_id in pairing.only_there:
            lines.append(self._only_there(resource, kind, links[remote_id]))
        return lines

    def _left(self, reason):
        return {"outcome": "left", "reason": reason, "is_done": True}

    def _document_line(self, resource, kind, move, opening):
        currency, total, due = resource._figures(move)
        return {
            "resource": resource._resource_name,
            "kind": kind,
            "res_model": move._name,
            "res_id": move.id,
            "name": resource._number(move) or move.display_name,
            "partner_name": resource._partner(move).display_name,
            "date": resource._day(move),
            "currency_id": currency.id,
            "total": total,
            "due": due,
            "opening": opening,
            "outcome": "create",
        }

    def _there(self, resource, link):
        payload = link.remote_payload
        return {
            "remote_id": link.remote_id,
            "remote_name": link.remote_name,
            "remote_partner": (payload.get("Contact") or {}).get("Name"),
            "remote_total": float(payload.get("Total") or 0),
            "remote_due": float(resource._due_in_xero(payload)),
        }

    def _only_there(self, resource, kind, link):
        values = resource._from_xero(link.remote_payload)
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "resource": resource._resource_name,
            "kind": kind,
            "date": values["date"],
            "currency_id": currency.search([("name", "=", values["currency"])]).id,
            "outcome": "there",
            "is_done": True,
            **self._there(resource, link),
        }

    def _candidate_detail(self, link, document, odd):
        name = (link.remote_payload.get("Contact") or {}).get("Name") or ""
        return (
            f"{name} · {document.date or ''} · {document.total:.2f}"
            f" {document.currency} ({self._doubt([odd])})"
        )

    def _certain(self, resource, move, link):
        """Nobody doubts the pair; what was paid must agree, too."""
        if resource._payments_differ(move, link.remote_payload):
            return {
                "outcome": "held",
                "reason": resource._both_payment_lists(move, link.remote_payload),
                "is_done": True,
            }
        return {"outcome": "link", "is_done": True}
