# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: what Xero says of a record, and Odoo takes over."""

from odoo import models


class XeroResource(models.AbstractModel):
    _inherit = "xero.resource"

    def _is_mine(self, payload):
        """Whether an element of the endpoint belongs to this resource.

        Invoices and bills come out of one endpoint.
        """
        return True

    def _open_query(self):
        """Parameters that list everything open of the endpoint, or None.

        Read every night and compared by value, because not every change in Xero moves
        its stamp.
        """
        return None

    def _payload_id(self, payload):
        return payload.get(self._spec.id_field)

    def _from_xero(self, payload):
        """Canonical values in Xero's terms of what Xero answered."""
        raise NotImplementedError

    def _gist(self, payload):
        """All of an answer that anything here looks at, for telling news by it."""
        return self._from_xero(payload)

    def _left_alone(self, payload):
        """Why a pair is not to be kept in step, as a Reason, or None.

        :param payload: what Xero says of its record
        """
        return None

    def _follow(self, link):
        """Go over to the successor, where Xero's record was merged into another."""

    def _welcome(self, connection, links):
        """What becomes of Xero records that no record of Odoo stands for.

        Called in the planning transaction: no call, few queries for all of them.

        :param links: links without an Odoo record, with what Xero said
        :return: link id to ``("link", record)`` where it is certain to be that one,
            ``("doubtful", candidates)`` with dicts ``res_id``, ``name``, ``detail``
            for a person to choose from, ``("create",)``, or ``("held",)`` where it was
            held here; links that are left out stay known as *only in Xero*
        """
        return {}

    def _after_tie(self, link):
        """A record was found to be certainly the one in Xero; by default the next plan
        compares both and nothing counts as agreed on."""

    def _make(self, connection, values, refs):
        """Create the Odoo record of a Xero record.

        :param values: canonical values in Xero's terms
        :return: the record
        :raise UserError: if Odoo refuses it; a person is told
        """
        raise NotImplementedError

    def _make_together(self, connection, remotes, payloads):
        """Create the Odoo records of several Xero records at once, where that is
        cheaper; what is left out is made by ``_make``, each by itself.

        :param remotes: link id to canonical values in Xero's terms
        :param payloads: link id to what Xero said
        :return: link id to record
        :raise Exception: then nothing is kept, and each goes by itself
        """
        return {}

    def _apply(self, record, values, refs):
        """Write values that came from Xero (in Xero's terms); return the record."""
        raise NotImplementedError

    def _agreed(self, name, here, there):
        """What both agree on of a field after Xero's value was written here.

        :param here: what Odoo says then; it may be put in other words
        :param there: Xero's value
        """
        return here

    def _accepted(self, base_remote, remote):
        """``base_remote`` with those of Xero's edits that are nobody else's business.

        :param remote: canonical values of the Xero record as last read
        """
        return base_remote

    def _never_agreed(self, link, values):
        """Names of fields that were taken as agreed on, to be left as they are, and
        where an edit here must not replace what Xero has.

        :param values: what Odoo says now
        """
        return frozenset()
