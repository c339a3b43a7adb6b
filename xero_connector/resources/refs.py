# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a batch of records refers to, looked up once for all of them."""

from ..sync.preflight import Reason


class Refs:
    """Handed to ``_to_xero``: the links of other records, and a place for reasons.

    :param connection: the connection of the run
    :param remote: canonical values of the Xero record as last read ({} for a create)
    :param payload: the same as Xero gave it

    ``names``, once it is planned: the fields that are about to be sent. ``base``, where
    something is taken over from Xero: what Xero said when both last agreed. ``own`` is
    the record's link.
    """

    def __init__(self, connection, remote=None, payload=None):
        self.connection = connection
        self.remote = remote or {}
        self.payload = payload or {}
        self.names = frozenset()
        self.base = {}
        self.own = None
        self.reasons: list[Reason] = []
        self._links = {}
        self._found = {}

    def once(self, key, find):
        """What ``find`` says, asked once for the whole batch.

        :param key: what it is about: hashable, and of nothing that this transaction
            writes
        """
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]

    def prefetch(self, resource, records):
        """Read the links of these records in one query."""
        links = self.connection.env["xero.link"].search(
            self.connection.env["xero.link"]._local_domain(
                self.connection, resource, records.ids
            )
        )
        found = {link.res_id: link for link in links}
        for record_id in records.ids:
            self._links[resource, record_id] = found.get(record_id)
        return self

    def remote_id(self, resource, record_id):
        """The Xero id of a record, or "" while it has none."""
        link = self._links.get((resource, record_id))
        return (link.remote_id or "") if link else ""

    def link(self, resource, record):
        """The link of a record, or None."""
        if (resource, record.id) not in self._links:
            self.prefetch(resource, record)
        return self._links[resource, record.id]

    def for_record(self, remote=None, payload=None, own=None):
        """The same references with reasons and remote values of one record."""
        refs = Refs(self.connection, remote, payload)
        refs.own = own
        refs._links = self._links
        refs._found = self._found
        return refs

    def hold(self, cause, message, remedy="", key=""):
        """Note a reason why the record must not travel."""
        self.reasons.append(Reason(cause, message, remedy, key))
