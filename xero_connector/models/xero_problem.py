# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that waits for a person, by its cause: one row, one activity each."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .notification import news
from .xero_link import ATTENTION
from .xero_problem_titles import titles

ACTIVITY = "xero_connector.mail_activity_type_problem"
#: different words of one cause that are shown
MOST = 5
#: somebody decided these: they wait for nobody
_DECIDED = ("left_alone",)
#: causes that the review page is for
_REVIEWED = ("doubtful_match", "already_in_xero", "several_in_xero")


class XeroProblem(models.Model):
    """Written when a run ends, from the links themselves; nothing is decided by it.

    A row that comes tells the responsible user once, however many records follow. It
    goes, and its activity with it, when the last of its records is in order.
    """

    _name = "xero.problem"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Problem with Xero"
    _order = "count desc, id"
    _rec_name = "title"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    cause = fields.Char(required=True)
    title = fields.Char(string="Problem", compute="_compute_title")
    state = fields.Selection(
        [
            ("error", "Refused by Xero"),
            ("conflict", "Conflict"),
            ("difference", "Different"),
            ("held", "Held"),
        ],
        required=True,
    )
    count = fields.Integer(string="Records")
    words = fields.Text(
        help="What Xero or Odoo says about it, the most frequent first."
    )
    remedy = fields.Text(string="What to do")
    link_ids = fields.One2many(
        "xero.link", compute="_compute_link_ids", string="Concerned"
    )
    is_settings = fields.Boolean(
        compute="_compute_link_ids", help="Whether it may be mended in Xero's settings."
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide",
        help="Whether fields are in question; else it is mended elsewhere and tried "
        "again.",
    )

    _cause_uniq = models.UniqueIndex(
        "(connection_id, cause)", "This problem is known already."
    )

    def write(self, vals):
        """People only talk about it and plan what to do."""
        if not self.env.su and not all(
            name.startswith(("activity_", "message_")) for name in vals
        ):
            raise AccessError(
                self.env._("A problem is not edited: mend what it is about.")
            )
        return super().write(vals)

    @api.depends("cause")
    def _compute_title(self):
        known = titles(self.env)
        for problem in self:
            # one of an addon of somebody else's
            plain = (problem.cause or "").replace("_", " ").capitalize()
            problem.title = known.get(problem.cause, plain)

    @api.depends("connection_id", "cause")
    def _compute_link_ids(self):
        for problem in self:
            problem.link_ids = self.env["xero.link"].search(problem._domain())
            problem.is_settings = any(
                key == "settings" or key.split(":")[0] in ("lock", "account", "tax")
                for key in problem.link_ids.mapped("hold_key")
                if key
            )

    @api.depends("connection_id", "cause")
    def _compute_can_decide(self):
        differences = self.env["xero.difference"].sudo()
        for problem in self:
            links = self.env["xero.link"].sudo()._search(problem._domain())
            problem.can_decide = bool(
                differences.search_count([("link_id", "in", links)], limit=1)
            )

    def _domain(self):
        """The links of one problem."""
        self.ensure_one()
        return [
            ("connection_id", "=", self.connection_id.id),
            ("state", "in", ATTENTION),
            ("cause", "=", self.cause),
        ]

    # ------------------------------------------------------------------
    # what the run does
    # ------------------------------------------------------------------
    @api.model
    def _refresh(self, connection):
        """Have a row for each cause that there is, and none for others."""
        found = self._found(connection)
        known = {
            problem.cause: problem
            for problem in self.search([("connection_id", "=", connection.id)])
        }
        for cause, problem in known.items():
            vals = found.pop(cause, None)
            if vals is None:
                problem.unlink()
            elif any(problem[name] != value for name, value in vals.items()):
                problem.write(vals)
        fresh = self.create(
            [
                {"connection_id": connection.id, "cause": cause, **vals}
                for cause, vals in found.items()
            ]
        )
        for problem in fresh:
            problem._tell()

    def _found(self, connection):
        """Cause to the values of its row, as links say now."""
        self.env["xero.link"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT * FROM (SELECT cause, error, remedy, max(state),"
                " count(*) AS times, sum(count(*)) OVER same AS total,"
                " row_number() OVER (same ORDER BY count(*) DESC, error) AS place"
                " FROM xero_link WHERE connection_id = %s AND state IN %s"
                " AND cause IS NOT NULL AND cause NOT IN %s"
                " GROUP BY cause, error, remedy WINDOW same AS (PARTITION BY cause)"
                ") said WHERE place <= %s ORDER BY cause, place",
                connection.id,
                ATTENTION,
                _DECIDED,
                MOST,
            )
        )
        found = {}
        for cause, error, remedy, state, times, total, _place in rows:
            vals = found.setdefault(
                cause, {"state": state, "count": int(total), "words": [], "remedy": []}
            )
            text = error or ""
            vals["words"].append(f"{times} × {text}" if times > 1 else text)
            if remedy and remedy not in vals["remedy"]:
                vals["remedy"].append(remedy)
        for vals in found.values():
            vals["words"] = "\n".join(vals["words"]) or False
            vals["remedy"] = "\n".join(vals["remedy"]) or False
        return found

    def _tell(self):
        """One activity for whoever looks after the connection."""
        user = self.connection_id._problem_user()
        if not user:
            return
        problem = self.with_context(lang=user.lang)
        problem.activity_schedule(
            ACTIVITY,
            summary=problem.env._("Xero: %(problem)s", problem=problem.title),
            note="\n".join(filter(None, (self.words, self.remedy))),
            user_id=user.id,
        )

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_retry(self):
        """Look again at every record of these problems now, first in line."""
        self.check_access("write")
        for problem in self:
            links = self.env["xero.link"].search(problem._domain())
            links._look_again(self.env.user)
        return news("info", self.env._("First in line for Xero. You will be told."))

    def action_update_settings(self):
        """Read Xero's settings again; what they held goes on by itself."""
        self.ensure_one()
        return self.connection_id.action_refresh_reference_data()

    def action_open_links(self):
        """The records that it is about."""
        self.ensure_one()
        self.check_access("read")
        if self.cause in _REVIEWED:
            page = "xero_connector.action_xero_link_review"
        else:
            page = "xero_connector.action_xero_link"
        action = self.env["ir.actions.act_window"]._for_xml_id(page)
        return action | {
            "name": self.title,
            "display_name": self.title,
            "domain": self._domain(),
            "context": {"create": False},
        }

    def action_differences(self):
        """The fields in question, to decide them."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.action_xero_difference"
        )
        links = self.env["xero.link"].search(self._domain())
        return action | {"domain": [("link_id", "in", links.ids)]}
