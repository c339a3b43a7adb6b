# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: one kind of thing that is kept in step.

A resource is one AbstractModel that inherits ``xero.resource``, in one file, also of
another addon. It is found through the registry; where its ``_odoo_model`` is not
installed it is simply absent.

What it is, and which way it travels, is here. The rest of the contract goes on in
``xero_resource_here`` (Odoo's records), ``xero_resource_to_xero``,
``xero_resource_from_xero``, ``xero_resource_match`` (which is which),
``xero_resource_words`` (what people see) and ``xero_resource_request`` (the calls).
"""

from odoo import api, models

from ..sync.canonical import Form
from ..sync.planner import Direction, FieldRule, Rules, Winner
from ..xero import const

PREFIX = "xero.resource."


class XeroResource(models.AbstractModel):
    _name = "xero.resource"
    _description = "Xero Resource"

    #: name of the endpoint in ``xero.const.ENDPOINTS``
    _endpoint = None
    _odoo_model = None
    #: "both", "to_xero" or "to_odoo"
    _direction = "both"
    #: canonical form (a dataclass of ``sync.canonical``)
    _form = Form
    #: what goes first: contacts before the documents that name them
    _sequence = 50
    #: files of its records may be sent with them
    _carries_files = False
    #: fields of ``_odoo_model`` whose change is noted
    _tracked = frozenset()
    #: the same of other models, whose records ``_subjects`` leads back
    _tracked_also = {}
    #: ``_match`` looks among what was read, so that comes before the first create
    _reads_first = False
    #: endpoints that ``_reads_again`` is about, where it is not ``_endpoint`` alone
    _twins_in = ()
    #: a new record of ``_odoo_model`` is noted too
    _tracks_created = False
    #: whose address the mark is, where it is not ``_odoo_model``
    _mark_model = None
    #: existing records are paired with Xero's before the connection goes live
    _paired_before = False
    #: one conflict freezes the whole record
    _whole = False
    #: key of ``xero.links.LINK_PATHS``, where it is not the resource's name
    _page = None
    #: field of the connection that says who wins where both sides changed a field
    _policy = None
    #: a person may take a linked pair apart
    _unlinkable = False
    #: what is deleted here is undone in Xero
    _voids_deleted = False
    #: Xero never edits one: what changed here is undone there and made anew
    _immutable = False
    #: fields that come out of others, which decide them: a total, of the lines
    _follows = {}
    #: fields of which nobody may accept that they differ
    _never_accepted = frozenset()
    #: causes of a hold that are two sides' disagreement, not a missing choice
    _conflicting = frozenset()
    #: refusals of a create that may mean: Xero has the same already
    _twin_causes = frozenset()
    #: requests whose answers are settled together, after a look at what these leave out
    _answers_together = 1
    #: the lane of its changes, whatever caused them, unless a person waits for one
    _lane = None
    #: the resource in whose row of the progress it is counted, where it is not its own
    _progress_row = None
    #: rules of fields that differ from "both ways"
    _field_rules = {}

    # ------------------------------------------------------------------
    # the registry of resources
    # ------------------------------------------------------------------
    @api.model
    def _all(self):
        """Resource name to model, in the order in which they go across."""
        found = {
            name.removeprefix(PREFIX): self.env[name]
            for name in self.env.registry
            if name.startswith(PREFIX)
        }
        present = {
            name: model
            for name, model in found.items()
            if model._odoo_model and model._odoo_model in self.env.registry
        }
        return dict(sorted(present.items(), key=lambda pair: pair[1]._sequence))

    @api.model
    def _get(self, name):
        """The model of a resource by its short name, e.g. ``contact``."""
        return self.env[PREFIX + name]

    @property
    def _resource_name(self):
        return self._name.removeprefix(PREFIX)

    @property
    def _spec(self):
        """Xero's side of this resource: endpoint, id field, paging ..."""
        return const.ENDPOINTS[self._endpoint]

    # ------------------------------------------------------------------
    # what a resource says of itself
    # ------------------------------------------------------------------
    def _direction_of(self, connection):
        """Which way this resource travels for a connection: ``none``, ``to_xero``,
        ``to_odoo`` or ``both``.

        What somebody chose (the connection's field ``direction_<resource>``, where
        there is one), as far as the resource itself allows it.
        """
        chosen = connection._direction_of(self._resource_name) or self._direction
        if "none" in (chosen, self._direction):
            return "none"
        if self._direction == "both" or chosen == self._direction:
            return chosen
        return self._direction if chosen == "both" else "none"

    def _label(self):
        """What people call this kind of record, as the settings page does."""
        choice = self.env["xero.connection"]._fields.get(
            f"direction_{self._resource_name}"
        )
        return choice._description_string(self.env) if choice else self._description

    def _is_on(self, connection):
        """Whether this resource is switched on for a connection."""
        return self._direction_of(connection) != "none"

    def _sends(self, connection):
        """Whether what Odoo has of this resource goes to Xero."""
        return self._direction_of(connection) in ("to_xero", "both")

    def _features(self, connection):
        """Keys of ``xero.scopes.FEATURE_SCOPES`` that this resource needs."""
        if not self._is_on(connection):
            return set()
        direction = self._direction_of(connection)
        feature = self._spec.feature
        return {f"{feature}.read" if direction == "to_odoo" else feature}

    def _reads(self, connection):
        """Whether what changes in Xero is read for a connection."""
        return self._direction_of(connection) in ("to_odoo", "both")

    # ------------------------------------------------------------------
    # derived
    # ------------------------------------------------------------------
    def _rules(self, connection, record=None):
        """The planner's rules of this resource for a connection.

        :param record: where rules depend on the record
        """
        names = [name for name in self._form.__dataclass_fields__]
        forbidden = {
            "both": None,
            "to_xero": Direction.TO_XERO,
            "to_odoo": Direction.TO_ODOO,
            "none": Direction.COMPARE,
        }[self._direction_of(connection)]
        rules = {}
        for name in names:
            rule = self._field_rules.get(name, FieldRule())
            if forbidden and rule.direction is not forbidden:
                # a field that only travels the way that is shut travels no way at all
                way = forbidden if rule.direction is Direction.BOTH else None
                rule = FieldRule(way or Direction.COMPARE, rule.blank_yields)
            rules[name] = rule
        return Rules(rules, self._winner(connection), self._whole)

    def _winner(self, connection):
        """The policy for fields that both sides changed."""
        return Winner(connection[self._policy] if self._policy else "ask")
