# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: which of Odoo's records it is about, what they say."""

from odoo import models


class XeroResource(models.AbstractModel):
    _inherit = "xero.resource"

    def _subjects(self, records):
        """The records of ``_odoo_model`` that changed records belong to."""
        return records

    def _moved(self, records, vals):
        """Of records that are about to be written those that may become a part of
        another one: what they are a part of now is noted too.

        :param vals: with a tracked field at least
        """
        return records.browse()

    def _asked_for(self, records):
        """Of records for which somebody pressed the button, those to look at."""
        return records

    def _company_of(self, record):
        """The company whose document a record is, beside the connection's: its users
        see what became of it. None where companies share it (empty by default)."""
        return self.env["res.company"]

    def _relevant(self, records):
        """Of changed records, those that a run should look at.

        Called inside the user's transaction: no call, few queries.

        :return: connection id to records
        """
        raise NotImplementedError

    def _backfill_domain(self, connection):
        """Which existing records of Odoo go across first, or None if they follow."""
        return None

    def _sweep_domain(self, connection, model):
        """Which records of ``_odoo_model`` or of ``_tracked_also`` the nightly sweep
        looks at, beside that they were written since the last one."""
        return []

    def _is_opening(self, connection, record, link):
        """Whether a record is older than what is kept in step: if Xero has it too, only
        payments travel; it is never created, changed or voided by us.

        :param link: of the record, if it has any
        """
        return False

    def _presence(self, record):
        """``live`` (should be in Xero), ``suspended`` (do not touch now), ``void``
        (should be undone there) or ``absent`` (no business of ours)."""
        raise NotImplementedError

    def _instead(self, record):
        """What carries a record that is ``absent``, and is looked at with it.

        :return: [(resource name, records)]
        """
        return []

    def _left_out(self, link, record):
        """A record that Xero has is ``absent`` now.

        :return: what a person has to do in Xero, as a Reason; None where Xero's record
            may stay as it is
        """
        return None

    def _dependencies(self, records):
        """What must be linked before: record id to [(resource name, record)]."""
        return {}

    def _must_wait(self, record, refs):
        """What stands in the way though all dependencies are linked.

        :return: (hold key, reason in words), or None
        """
        return None

    def _local_values(self, records):
        """Canonical values in Odoo's terms, read in one batch.

        :return: record id to values
        """
        raise NotImplementedError

    def _foresee(self, connection, records):
        """Why Xero would not take these records if they were sent now; makes no call.

        :return: record id to reasons; records that do not travel are left out
        """
        return {}
