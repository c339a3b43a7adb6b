# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a business record shows of its link: state, Xero ID, problem."""

from collections.abc import Collection

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .notification import notification
from .xero_link import STATES

#: nobody else learns what was sent to Xero and what became of it
SEEN_BY = "account.group_account_invoice,account.group_account_readonly"
#: shown field -> column of xero_link
_COLUMNS = {
    "xero_state": "state",
    "xero_id": "remote_id",
    "xero_error": "error",
    "xero_remedy": "remedy",
}


class XeroLinkedMixin(models.AbstractModel):
    """Computed from the link of the current company's connection.

    Nothing is stored on the business tables: two companies with two organisations
    share a partner without seeing each other's ids, and a merge of partners meets no
    unique column. Still searchable, groupable and sortable (``_field_to_sql``).
    """

    _name = "xero.linked.mixin"
    _description = "Record Linked to Xero"

    xero_link_id = fields.Many2one(
        "xero.link", compute="_compute_xero_link", groups=SEEN_BY
    )
    xero_state = fields.Selection(
        STATES,
        compute="_compute_xero_link",
        search="_search_xero_state",
        string="Xero",
        groups=SEEN_BY,
    )
    xero_id = fields.Char(
        compute="_compute_xero_link",
        search="_search_xero_id",
        string="Xero ID",
        groups=SEEN_BY,
    )
    xero_error = fields.Text(
        compute="_compute_xero_link",
        search="_search_xero_error",
        string="Xero Problem",
        groups=SEEN_BY,
    )
    xero_remedy = fields.Text(
        compute="_compute_xero_link", string="What to do", groups=SEEN_BY
    )
    xero_can_pair = fields.Boolean(compute="_compute_xero_link", groups=SEEN_BY)
    xero_connected = fields.Boolean(compute="_compute_xero_connected", groups=SEEN_BY)

    @api.model
    def _xero_scopes(self):
        """Whose links show: pairs of company ids and a connection.

        Here the current company's connection, for records of any company (None);
        documents show the link of their own company.
        """
        connection = self.env["xero.connection"]._of_company(self.env.company)
        return [(None, connection)] if connection else []

    @api.depends_context("company")
    def _compute_xero_link(self):
        by_record = {}
        for company_ids, connection in self._xero_scopes():
            records = self
            if company_ids is not None:
                records = self.filtered(
                    lambda r, ids=company_ids: r.company_id.id in ids
                )
            links = self.env["xero.link"].sudo()
            # not the bases and payloads, which are long and which no list shows
            for link in links.search_fetch(
                self._xero_link_domain(connection)
                & Domain("res_id", "in", records.ids),
                ["res_id", "candidates", *_COLUMNS.values()],
            ):
                by_record[link.res_id] = link
        nothing = self.env["xero.link"].sudo()
        for record in self:
            link = by_record.get(record._origin.id, nothing)
            record.xero_link_id = link.id
            # what a branch shares with its parents is paired where the connection is
            record.xero_can_pair = bool(
                link.candidates
                and not link.remote_id
                and link.with_env(self.env).has_access("read")
            )
            for name, column in _COLUMNS.items():
                record[name] = link[column]

    @api.depends_context("company")
    def _compute_xero_connected(self):
        live = [
            company_ids
            for company_ids, connection in self._xero_scopes()
            if connection.state in ("connected", "reconnect")
        ]
        for record in self:
            record.xero_connected = any(
                company_ids is None or record.company_id.id in company_ids
                for company_ids in live
            )

    @api.model
    def _search_xero_state(self, operator, value):
        return self._search_link("xero_state", operator, value)

    @api.model
    def _search_xero_id(self, operator, value):
        return self._search_link("xero_id", operator, value)

    @api.model
    def _search_xero_error(self, operator, value):
        return self._search_link("xero_error", operator, value)

    def _search_link(self, name, operator, value):
        """Records whose link matches; a negative operator also those without one."""
        # the ORM asks for stored fields only; who searches learns what is there
        self._check_field_access(self._fields[name], "read")
        column = _COLUMNS[name]
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # the ORM negates the positive answer
        # the ORM hands over sets of its own kind
        plural = isinstance(value, Collection) and not isinstance(value, str)
        values = value if plural else [value]
        unset = operator in ("in", "=") and any(not item for item in values)
        matching, linked = Domain.FALSE, Domain.FALSE
        for company_ids, connection in self._xero_scopes():
            mine = Domain.TRUE
            if company_ids is not None:
                mine = Domain("company_id", "in", company_ids)
            matching |= mine & self._xero_among(connection, column, operator, value)
            linked |= mine & self._xero_among(connection, column, "!=", False)
        return matching | ~linked if unset else matching

    def _xero_among(self, connection, column, operator, value):
        """Records of a connection whose link matches."""
        links = (
            self.env["xero.link"]
            .sudo()
            ._search(
                self._xero_link_domain(connection) & Domain(column, operator, value)
            )
        )
        return Domain("id", "in", links.subselect("res_id"))

    def _xero_link_domain(self, connection):
        return (
            Domain("connection_id", "=", connection.id)
            & Domain("res_model", "=", self._name)
            & Domain("res_id", ">", 0)
            & Domain("state", "!=", "retired")
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Join the link, so that its columns group and sort like our own."""
        column = _COLUMNS.get(field_expr)
        if column is None:
            return super()._field_to_sql(alias, field_expr, query)
        if query is None:
            raise ValueError(f"{field_expr} needs a query to join the link")
        self._check_field_access(self._fields[field_expr], "read")
        link = query.make_alias(alias, "xero_link")
        scopes = [
            SQL("%s = %s", SQL.identifier(link, "connection_id"), connection.id)
            if company_ids is None
            else SQL(
                "(%s = %s AND %s IN %s)",
                SQL.identifier(link, "connection_id"),
                connection.id,
                SQL.identifier(alias, "company_id"),
                tuple(company_ids),
            )
            for company_ids, connection in self._xero_scopes()
        ]
        query.add_join(
            "LEFT JOIN",
            link,
            "xero_link",
            SQL(
                "%(link)s.res_id = %(id)s AND %(link)s.res_model = %(model)s"
                " AND %(link)s.state != 'retired' AND (%(scope)s)",
                link=SQL.identifier(link),
                id=SQL.identifier(alias, "id"),
                model=self._name,
                scope=SQL(" OR ").join(scopes) if scopes else SQL("FALSE"),
            ),
        )
        return SQL.identifier(link, column)

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_xero_sync(self):
        """Put these records first in line and return at once."""
        self.check_access("read")
        self.env["xero.link"]._check_accountant()
        noted = self.env["xero.connection"]
        for name, resource in self.env["xero.resource"].sudo()._all().items():
            if resource._odoo_model != self._name:
                continue
            subjects = resource._asked_for(resource._subjects(self.sudo()))
            for connection, records in self._xero_targets(resource, subjects):
                self.env["xero.change"]._note(
                    connection,
                    name,
                    records.ids,
                    lane="button",
                    user=self.env.user,
                )
                noted |= connection
        if not noted:
            raise UserError(self._xero_obstacle())
        noted._wake()
        return notification(
            "info", self.env._("First in line for Xero. You will be told.")
        )

    def _xero_obstacle(self):
        """Why the button has nothing to send, for the user."""
        connection = self.env["xero.connection"]._of_company(self.env.company)
        if connection.state not in ("connected", "reconnect"):
            return self.env._(
                "“%(company)s” is not connected to Xero. An administrator connects it "
                "in Settings > Integrations.",
                company=self.env.company.display_name,
            )
        if not connection._is_in_plan():
            return connection._not_in_plan()
        return self.env._(
            "Records of this kind do not travel to Xero, or are not switched on there."
        )

    def _xero_targets(self, resource, subjects):
        """(connection, records) that a button sends; also what is not linked yet."""
        if not subjects:
            return []
        connection = self.env["xero.connection"]._of_company(self.env.company)
        live = connection.state in ("connected", "reconnect")
        if not live or not connection._is_in_plan() or not resource._is_on(connection):
            return []
        if "company_id" in subjects._fields:
            mine = connection.sudo()._companies()
            subjects = subjects.filtered(
                lambda r: not r.company_id or r.company_id in mine
            )
        return [(connection, subjects)] if subjects else []

    def action_xero_view(self):
        """Open the record on Xero's site."""
        self.ensure_one()
        self.check_access("read")
        if not self.xero_id:
            raise UserError(self.env._("This record is not in Xero yet."))
        return self.xero_link_id.sudo().action_view_in_xero()

    def action_xero_pair(self):
        """Choose which record of Xero this one is; nothing is written there."""
        self.ensure_one()
        self.check_access("read")
        return self.env["xero.link.pair"]._open(self.xero_link_id)

    def action_xero_history(self):
        """Open what was sent to Xero for this record, and what came back."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Xero History"),
            "res_model": "xero.attempt",
            "view_mode": "list,form",
            "domain": [("link_id", "=", self.xero_link_id.id)],
        }
