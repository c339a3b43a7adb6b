# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: one kind of thing that is kept in step.

A resource is one AbstractModel that inherits ``xero.resource``, in one file, also of
another addon. It is found through the registry; where its ``_odoo_model`` is not
installed it is simply absent.
"""

from odoo import api, models

from ..sync import canonical, pace, words
from ..sync.canonical import Form
from ..sync.planner import Direction, FieldRule, Rules, Winner
from ..xero import codec, const
from ..xero.links import SITE, deep_link

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

    def _is_opening(self, connection, record):
        """Whether a record is older than what is kept in step: if Xero has it too, only
        payments travel; it is never created, changed or voided by us."""
        return False

    def _paired(self, link, record):
        """Called when an existing record was tied to an existing one of Xero.

        :return: whether they may be compared now; else the link says why not
        """
        return True

    def _payments_differ(self, record, payload):
        """Whether what is left to pay is another amount in Xero."""
        return False

    def _reads_again(self, connection, records):
        """Whether what changed in Xero has to be read right before these records are
        created, because Xero would take the same twice.

        :param records: without a Xero record so far
        """
        return False

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

    def _sweep_domain(self, connection, model):
        """Which records of ``_odoo_model`` or of ``_tracked_also`` the nightly sweep
        looks at, beside that they were written since the last one."""
        return []

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

    def _subjects(self, records):
        """The records of ``_odoo_model`` that changed records belong to."""
        return records

    def _asked_for(self, records):
        """Of records for which somebody pressed the button, those to look at."""
        return records

    def _relevant(self, records):
        """Of changed records, those that a run should look at.

        Called inside the user's transaction: no call, few queries.

        :return: connection id to records
        """
        raise NotImplementedError

    def _backfill_domain(self, connection):
        """Which existing records of Odoo go across first, or None if they follow."""
        return None

    def _presence(self, record):
        """``live`` (should be in Xero), ``suspended`` (do not touch now), ``void``
        (should be undone there) or ``absent`` (no business of ours)."""
        raise NotImplementedError

    def _local_values(self, records):
        """Canonical values in Odoo's terms, read in one batch.

        :return: record id to values
        """
        raise NotImplementedError

    def _to_xero(self, values, refs):
        """The same values in Xero's terms.

        What cannot be mapped is left out and noted with ``refs.hold``.
        """
        raise NotImplementedError

    def _payload(self, mapped, names, link):
        """JSON of the named fields of ``mapped``, without the record's id."""
        raise NotImplementedError

    def _from_xero(self, payload):
        """Canonical values in Xero's terms of what Xero answered."""
        raise NotImplementedError

    def _gist(self, payload):
        """All of an answer that anything here looks at, for telling news by it."""
        return self._from_xero(payload)

    def _apply(self, record, values, refs):
        """Write values that came from Xero (in Xero's terms); return the record."""
        raise NotImplementedError

    def _dependencies(self, records):
        """What must be linked before: record id to [(resource name, record)]."""
        return {}

    def _must_wait(self, record, refs):
        """What stands in the way though all dependencies are linked.

        :return: (hold key, reason in words), or None
        """
        return None

    def _foresee(self, connection, records):
        """Why Xero would not take these records if they were sent now; makes no call.

        :return: record id to reasons; records that do not travel are left out
        """
        return {}

    def _preflight(self, record, values, refs):
        """Note with ``refs.hold`` why Xero would refuse this; make no call.

        :param values: canonical values in Xero's terms
        :param refs: ``refs.names`` are about to be sent, ``refs.remote`` and
            ``refs.payload`` are what Xero says now
        """

    def _mark(self, record):
        """JSON that makes our own create recognisable in Xero."""
        return {}

    def _has_mark(self, record, payload):
        """Whether a Xero record is what *we* created for ``record``."""
        mark = self._mark(record)
        return bool(mark) and all(payload.get(k) == v for k, v in mark.items())

    def _match(self, batch, records):
        """What records that are about to be created may be in Xero already.

        Called in the planning transaction: no call, few queries for all of them.

        :param batch: an ``engine.batch.Batch``: ``batch.connection``, ``batch.links``
            by record id, ``batch.state`` of the run
        :param records: without a Xero record so far
        :return: record id to ``("link", remote id)`` where it is certain, ``("hold",
            Reason, candidates)`` where a person decides; the rest is created
        """
        return {}

    def _left_alone(self, payload):
        """Why a pair is not to be kept in step, as a Reason, or None.

        :param payload: what Xero says of its record
        """
        return None

    def _follow(self, link):
        """Go over to the successor, where Xero's record was merged into another."""

    def _review_here(self, record):
        """An Odoo record in a few lines, for whoever decides what it is in Xero."""
        return record.display_name

    def _review_there(self, payload):
        """A Xero record in a few lines."""
        return self._remote_name(payload) or ""

    def _propose_name(self, link):
        """Another name for a record whose own is taken in Xero, or blank."""
        return ""

    def _called(self, values):
        """How people call a record with these canonical values."""
        return values.get("number") or values.get("name")

    def _remote_name(self, payload):
        """How people call this Xero record."""
        return payload.get(self._spec.number_field) if self._spec.number_field else ""

    def _agreed(self, name, here, there):
        """What both agree on of a field after Xero's value was written here.

        :param here: what Odoo says then; it may be put in other words
        :param there: Xero's value
        """
        return here

    def _retire(self, link, refs):
        """JSON that undoes the Xero record of a void or deleted one.

        What speaks against it is noted with ``refs.hold``.
        """
        return {}

    def _free_number(self, link, refs):
        """A number to give the Xero record before it is undone, because Xero keeps the
        numbers of undone records; None where it need not."""
        return None

    def _verify(self, sent, remote):
        """Names of the fields whose stored figures are not what Xero was told.

        :param sent: canonical values in Xero's terms
        :param remote: the same of Xero's answer
        """
        return []

    def _accepted(self, base_remote, remote):
        """``base_remote`` with those of Xero's edits that are nobody else's business.

        :param remote: canonical values of the Xero record as last read
        """
        return base_remote

    def _state_in_step(self, link):
        """The state of a link whose sides agree."""
        return "synced"

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

    def _party(self, record):
        """Name of the contact that a record is about, or blank."""
        return ""

    def _choices_of_undone(self, link, record):
        """How a person may decide about a live record that Xero has undone."""
        return set()

    def _decide_undone(self, link, side):
        """Carry that decision out.

        :param side: ``odoo``: Xero gets it again; ``xero``: it is undone here too
        """
        raise NotImplementedError

    def _look_alikes(self, caller, records):
        """What Xero already has under the name or number of these records.

        :param caller: makes calls
        :return: record id to candidates ``{"remote_id", "name", "detail", "payload"}``
        """
        return {}

    def _twins(self, links, found):
        """Of what ``_look_alikes`` found, what is beyond doubt the same.

        :return: record id to payload
        """
        return {}

    def _link_twin(self, link, payload):
        """Tie a record to the same one in Xero: both agree on it as it is."""
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

    # ------------------------------------------------------------------
    # how it is written and read; most resources are like all others
    # ------------------------------------------------------------------
    def _plan_all(self, state, taken):
        """Plan a batch in a way of its own; None: as other resources.

        :return: ids of requests, and pulls, as ``xero.plan._plan``
        """
        return None

    def _batch_size(self, operation):
        """Elements that one request may hold."""
        return self._spec.batch

    def _calls_for(self, count):
        """Calls that create so many records, for telling how long it takes."""
        return pace.calls(count, self._batch_size("create"))

    def _together(self, operation, link, mapped):
        """What elements of one request must have in common (sortable)."""
        return ""

    def _request_values(self, operation, links, elements):
        """Method, path, parameters and body of a request.

        Creates go by PUT, updates by POST with the id we hold: a POST without an id
        would match by number or name and overwrite a stranger's record.

        :param elements: what ``_payload`` or ``_retire`` gave, in order
        """
        spec = self._spec
        params = {}
        if spec.summarize_errors:
            params["summarizeErrors"] = "false"
        if spec.unitdp:
            params["unitdp"] = "4"
        return {
            "method": "PUT" if operation == "create" else "POST",
            "path": spec.name,
            "params": params,
            "body": codec.dumps({spec.collection: elements}).decode(),
        }

    def _sent_elements(self, request):
        """The elements of a frozen request, as they were sent."""
        ((_collection, elements),) = codec.loads(request.body.encode()).items()
        return elements

    def _answered_elements(self, request, body):
        """The elements of the answer to a request.

        :raise ValueError: if it holds none
        """
        return codec.elements(body, self._spec.collection)

    def _complete(self, caller, bodies):
        """Look up what answers to creates leave out; the bodies are filled in.

        Leaves no transaction open.

        :param caller: makes calls
        :param bodies: request id to the parsed body of its answer; of at most
            ``_answers_together`` requests
        """

    def _missing_element(self, link):
        """What to take for an answer where Xero does not know what was to be undone;
        None: a refusal like others."""
        return None

    def _read_remotes(self, caller, remote_ids):
        """What Xero says now of these records. Leaves no transaction open."""
        return caller.read_by_ids(self._endpoint, self._spec, remote_ids)

    def _read_since(self, caller, request_id, since):
        """What Xero changed since, where a lost create may be among it."""
        return caller.changed_since(self._endpoint, since)

    def _frozen_bytes(self, request):
        """What is sent, byte for byte.

        :return: bytes and their content type; None where what was frozen only by its
            digest is gone: the request is given up, and its records planned anew
        """
        return request.body.encode(), "application/json"

    def _made(self, links, lane):
        """Xero has made these from our records: what follows, in one batch.

        :param lane: of what made them
        """

    def _is_at_odds(self, link, record):
        """Whether both sides still disagree in something that no field of theirs says,
        as shown to a person before.

        Called in the planning transaction.
        """
        return False

    def _after_stored(self, link, element):
        """Xero has stored it, and the link is settled: what follows from that."""

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

    def _payload_id(self, payload):
        return payload.get(self._spec.id_field)
