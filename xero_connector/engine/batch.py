# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one planning transaction works on, handed from step to step."""

from dataclasses import dataclass, field

from ..resources.refs import Refs


@dataclass
class Batch:
    """What a planning transaction works on."""

    state: object
    taken: object
    connection: object
    resource: object
    links: dict
    remotes: dict
    refs: Refs
    dependencies: dict
    #: (link, local values, mapped values, names, JSON)
    creates: list = field(default_factory=list)
    updates: list = field(default_factory=list)
    pulls: list = field(default_factory=list)
    #: record id to (Reason, candidates) of what may be in Xero already
    doubts: dict = field(default_factory=dict)
    #: ids of changes that are done with
    done: list = field(default_factory=list)

    def finish(self, res_id):
        """The changes of this record are dealt with."""
        self.done += self.taken.by_res.get(res_id, [])

    def changes_of(self, link):
        """Ids of the changes that led to this."""
        return self.taken.by_res.get(link.res_id, [])
