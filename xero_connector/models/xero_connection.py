# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An Odoo company tied to a Xero organisation: configuration and policies only.

Secrets are in ``xero.token``, everything that changes by itself in
``xero.connection.status``, so that neither blocks a save that reads this row.

How the connection is made, tested and ended is in ``xero_connection_connect.py``,
``xero_connection_test.py`` and ``xero_connection_disconnect.py``.
"""

import logging

import psycopg2

from odoo import api, fields, models, sql_db, tools
from odoo.exceptions import AccessError, ValidationError

from .decimals import decimal

_logger = logging.getLogger(__name__)
#: a connection in one of these states has an organisation and its links
TIED_STATES = ("connected", "reconnect", "disconnected")
#: what signing in, going live and disconnecting write, and nobody by hand
STEPS_WRITE = {
    "state",
    "phase",
    "tenant_id",
    "tenant_name",
    "connected_by_id",
    "connected_at",
    "sign_in_message",
}
#: in the cursor's cache: connection id to percent by TaxType
PERCENTAGES = "xero_connector.tax_percentages"


class XeroConnection(models.Model):
    """See the module docstring.

    ``state``: ``new`` -> (``choosing``) -> ``connected`` <-> ``reconnect`` (Xero no
    longer accepts our token; nothing is lost, a person signs in again), and
    ``disconnected`` (a person said stop; connecting again resumes with the links).
    """

    _name = "xero.connection"
    _description = "Xero Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="This company and its branches that have no connection of their own.",
    )
    state = fields.Selection(
        [
            ("new", "Not connected"),
            ("choosing", "Choose the organisation"),
            ("connected", "Connected"),
            ("reconnect", "Reconnect needed"),
            ("disconnected", "Disconnected"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    app_type = fields.Selection(
        [
            ("web", "Web app"),
            ("pkce", "Mobile or desktop app (PKCE)"),
            ("custom", "Custom connection"),
        ],
        string="Kind of Xero App",
        default="web",
        required=True,
    )
    client_id = fields.Char(string="Client ID", groups="xero_connector.group_manager")
    legacy_scopes = fields.Boolean(
        string="Old Permissions",
        help="Ask for Xero's old broad permissions: only for apps made before 2 March "
        "2026 that have no granular ones.",
    )
    local_url = fields.Char(
        string="Local Xero",
        groups="base.group_system",
        help="Address of a local Xero on this machine, for trying out and for tests. "
        "Empty: the real Xero.",
    )
    tenant_id = fields.Char(string="Organisation ID", readonly=True, copy=False)
    tenant_name = fields.Char(string="Organisation", readonly=True, copy=False)
    organisation_id = fields.Many2one(
        "xero.organisation",
        string="Xero Organisation",
        compute="_compute_organisation_id",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: (
            self.env.company.partner_id.lang or self.env.lang or "en_US"
        ),
        help="Names are read in this language, whoever presses the button.",
    )
    tz = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["tz"]._description_selection(self.env)
        ),
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
    )
    real_time = fields.Boolean(
        string="Send on save",
        default=True,
        help="Off: changes are found by the background reconciliation.",
    )
    revenue_account_id = fields.Many2one(
        "xero.account",
        string="Default Revenue Account",
        domain="[('connection_id', '=', id), ('status', '=', 'ACTIVE'),"
        " ('is_system', '=', False), ('account_class', '=', 'REVENUE')]",
        help="Xero account of invoice lines that no mapping gives another one.",
    )
    account_ids = fields.One2many("xero.account", "connection_id")
    tax_rate_ids = fields.One2many("xero.tax.rate", "connection_id")
    currency_ids = fields.One2many("xero.currency", "connection_id")
    tax_mapping_ids = fields.One2many("xero.tax.mapping", "connection_id")
    status_ids = fields.One2many("xero.connection.status", "connection_id")

    _company_uniq = models.Constraint(
        "UNIQUE(company_id)", "This company already has a Xero connection."
    )
    _tenant_uniq = models.Constraint(
        "UNIQUE(tenant_id)",
        "This Xero organisation is already connected to another company.",
    )

    @api.depends("tenant_name", "company_id")
    def _compute_display_name(self):
        for connection in self:
            connection.display_name = (
                connection.tenant_name or connection.company_id.display_name
            )

    def _compute_organisation_id(self):
        found = {
            o.connection_id: o
            for o in self.env["xero.organisation"].search(
                [("connection_id", "in", self.ids)]
            )
        }
        for connection in self:
            connection.organisation_id = found.get(connection)

    @api.constrains("tenant_id")
    def _check_tenant_id(self):
        """Links belong to an organisation: it cannot be exchanged under them."""
        for connection in self:
            organisation = connection.organisation_id
            if organisation and organisation.remote_id != connection.tenant_id:
                raise ValidationError(
                    self.env._(
                        "This company's records are linked to the Xero organisation "
                        "“%(old)s”. Connect to that one, or make a new company.",
                        old=organisation.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_by_steps(vals)
        connections = super().create(vals_list)
        self.env["xero.connection.status"].sudo().create(
            [{"connection_id": connection.id} for connection in connections]
        )
        self.env.registry.clear_cache()
        return connections

    def write(self, vals):
        self._check_by_steps(vals)
        result = super().write(vals)
        if vals.keys() & {"state", "company_id", "real_time"}:
            self.env.registry.clear_cache()
        return result

    @api.model
    def _check_by_steps(self, vals):
        """Nobody goes live without the preview, or is connected without signing in.

        :raise AccessError:
        """
        if not self.env.su and vals.keys() & STEPS_WRITE:
            raise AccessError(
                self.env._(
                    "That is not edited: press Connect, Go Live or Disconnect instead."
                )
            )

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @property
    def _status(self):
        """The changing part of this connection."""
        self.ensure_one()
        return self.status_ids[:1]

    # ------------------------------------------------------------------
    # which connection
    # ------------------------------------------------------------------
    @api.model
    @tools.ormcache()
    def _live_by_company(self):
        """Company id to connection id, for companies whose saves are watched."""
        owners = {
            connection.company_id.id: connection
            for connection in self.sudo().with_context(active_test=False).search([])
        }
        watched = {
            connection.id
            for connection in owners.values()
            if connection.state in ("connected", "reconnect")
        }
        if not watched:
            return {}
        live = {}
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        for company in companies.search([]):  # pylint: disable=no-search-all
            nearest = company
            while nearest and nearest.id not in owners:
                nearest = nearest.parent_id
            # one that is not connected is no reason to go to another's books
            if nearest and owners[nearest.id].id in watched:
                live[company.id] = owners[nearest.id].id
        return live

    @api.model
    def _of_company(self, company):
        """The connection that a company's documents travel by, or an empty one."""
        # who works in a branch only may not read its parents
        company = company.sudo()
        found = self.sudo().search([("company_id", "parent_of", company.id)])
        by_company = {c.company_id: c for c in found}
        while company and company not in by_company:
            company = company.parent_id
        return by_company.get(company, self.browse())

    def _tax_percentages(self):
        """Xero's effective rate in percent by TaxType; read once a transaction."""
        self.ensure_one()
        cache = self.env.cr.cache.setdefault(PERCENTAGES, {})
        if self.id not in cache:
            rates = self.env["xero.tax.rate"].with_context(active_test=False)
            cache[self.id] = {
                rate.code: decimal(rate.rate, 4)
                for rate in rates.search([("connection_id", "=", self.id)])
            }
        return cache[self.id]

    def _currency_codes(self):
        """The currencies that Xero's organisation uses, e.g. ``{"GBP", "EUR"}``."""
        self.ensure_one()
        # what Xero no longer has stays known, and the engine sees what is archived
        return set(self.currency_ids.filtered("active").mapped("code"))

    def _companies(self):
        """The connection's company and the branches that travel by it."""
        self.ensure_one()
        root = self.company_id
        others = self.sudo().search([("id", "!=", self.id)]).company_id
        branches = self.env["res.company"].sudo().search([("id", "child_of", root.id)])
        own = branches
        for other in others & branches:
            own -= self.env["res.company"].sudo().search([("id", "child_of", other.id)])
        return own

    # ------------------------------------------------------------------
    # waking the run
    # ------------------------------------------------------------------
    def _wake(self, saved=False):
        """Have a run look soon, once this transaction is committed.

        Enqueued from a new cursor after the commit: inside the user's transaction the
        identity key could match a job that has just finished looking, and the wake-up
        would be lost.

        :param saved: because somebody saved something: a little later, together with
            what is saved until then. Whatever wants it at once wins
        """
        data = self.env.cr.postcommit.data.setdefault("xero_connector.wake", {})
        if not data:
            registry = self.env.registry

            def wake():
                saves = dict(sorted(data.items()))
                data.clear()
                try:
                    with registry.cursor() as cr:
                        env = api.Environment(cr, api.SUPERUSER_ID, {})
                        env["xero.connection"]._enqueue_woken(saves)
                except (psycopg2.Error, sql_db.PoolError):
                    # the user's work is saved: no error may make them do it twice
                    _logger.warning(
                        "Xero: no run could be enqueued, the scheduled action will",
                        exc_info=True,
                    )

            self.env.cr.postcommit.add(wake)
        data.update({one: saved and data.get(one, True) for one in self.ids})

    @api.model
    def _enqueue_woken(self, saves):
        """Enqueue runs for those that were woken.

        :param saves: id to whether it was only by a save
        """
        for connection in self.browse(saves).exists():
            if saves[connection.id]:
                connection._enqueue_run(eta=connection._save_delay(), kind="saved")
            else:
                connection._enqueue_run()

    def _enqueue_run(self, eta=None, kind="later"):
        """Put a run into the job queue, unless one is already waiting there.

        One that waits for its time does not stand for one that is wanted at once.

        :param eta: seconds from now, or None (or 0) for at once
        :param kind: those of one kind that wait for their time stand for each other
        """
        for connection in self:
            key = f"xero-run-{connection.id}"
            connection.with_company(connection.company_id).with_delay(
                priority=5,
                eta=eta or None,
                max_retries=0,
                channel="root.xero",
                description=f"Xero: sync {connection.display_name}",
                identity_key=f"{key}-{kind}" if eta else key,
            )._job_run()

    def _job_run(self):
        """One run of the engine; the body of the job."""
        self.ensure_one()
        return self.env["xero.run"]._run(self.id)
