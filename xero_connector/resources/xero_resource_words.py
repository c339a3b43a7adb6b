# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: what people are shown of a record, and may decide."""

from odoo import models

from ..sync import canonical, words
from ..xero.links import SITE, deep_link


class XeroResource(models.AbstractModel):
    _inherit = "xero.resource"

    def _called(self, values):
        """How people call a record with these canonical values."""
        return values.get("number") or values.get("name")

    def _remote_name(self, payload):
        """How people call this Xero record."""
        return payload.get(self._spec.number_field) if self._spec.number_field else ""

    def _party(self, record):
        """Name of the contact that a record is about, or blank."""
        return ""

    def _review_here(self, record):
        """An Odoo record in a few lines, for whoever decides what it is in Xero."""
        return record.display_name

    def _review_there(self, payload):
        """A Xero record in a few lines."""
        return self._remote_name(payload) or ""

    def _field_labels(self):
        """What people call the fields of the form: name to text."""
        return {}

    def _in_words(self, link, name, values, mapped, remote):
        """Both sides of a field that differs, for a person.

        :param values: Odoo's, in its own terms
        :param mapped: the same in Xero's terms, as far as they can be mapped
        :param remote: Xero's
        :return: two texts
        """
        return words.pair(mapped.get(name, values[name]), remote[name])

    def _agreed_in_words(self, link, name, base_local, base_remote):
        """What both sides said of a field when they last agreed, for a person."""
        here, there = base_local.get(name), base_remote.get(name)
        if canonical.NEVER in (here, there) or name not in base_local:
            return ""
        if name not in base_remote:
            return ""
        if isinstance(there, tuple):
            return words.words(there)
        agreed = self._in_words(link, name, base_local, {name: there}, base_remote)
        return agreed[0]

    def _may_differ(self, link, names):
        """Whether a person may let all of these fields of a pair differ."""
        rules = self._rules(link.connection_id.sudo()).fields
        return names <= rules.keys() and not names & self._never_accepted

    def _choices_of_undone(self, link, record):
        """How a person may decide about a live record that Xero has undone."""
        return set()

    def _decide_undone(self, link, side):
        """Carry that decision out.

        :param side: ``odoo``: Xero gets it again; ``xero``: it is undone here too
        """
        raise NotImplementedError

    def _record_to_open(self, record):
        """What people are shown of a record: itself, or what it belongs to."""
        return record

    def _deep_link(self, connection, remote_id):
        """Address of a record on Xero's site, or on the local Xero's."""
        return deep_link(
            connection.organisation_id.short_code,
            self._page or self._resource_name,
            remote_id,
            site=connection.sudo().local_url or SITE,
        )
