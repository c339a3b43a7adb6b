# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Analytic accounts of a line as Xero's tracking options."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import models

from ..models.decimals import decimal


class XeroResourceDocument(models.AbstractModel):
    """A plan of which at least one account is mapped travels, the others do not.

    Xero keeps one option of each category on a line and no shares: what is split over
    several accounts of such a plan, or given only in part, is held.
    In Odoo's terms ``Line.tracking`` is ``analytic account id:percent``.
    """

    _inherit = "xero.resource.document"

    def _amount_line(self, aml, base):
        return replace(super()._amount_line(aml, base), tracking=self._shares(aml))

    def _shares(self, aml):
        """Sorted ``id:percent`` of each analytic account of a journal item."""
        shares = defaultdict(Decimal)
        for ids, percent in (aml.analytic_distribution or {}).items():
            for account_id in ids.split(","):
                shares[int(account_id)] += decimal(percent, 2)
        return tuple(
            f"{account_id}:{percent.normalize():f}"
            for account_id, percent in sorted(shares.items())
        )

    def _mapped_line(self, line, connection, refs):
        mapped = super()._mapped_line(line, connection, refs)
        return replace(mapped, tracking=self._options_of(line, connection, refs))

    def _options_of(self, line, connection, refs):
        """``TrackingCategoryID/TrackingOptionID`` of the line, sorted."""
        if not line.tracking:
            return ()
        mappings, travelling = refs.once(
            "tracking mappings",
            lambda: (
                self.env["xero.tracking.mapping"]._by_account(connection),
                connection.tracking_mapping_ids._in_force().plan_id,
            ),
        )
        shares = defaultdict(dict)
        for share in line.tracking:
            account_id, percent = share.split(":")
            account = self.env["account.analytic.account"].browse(int(account_id))
            plan = account.exists().root_plan_id
            if plan in travelling:
                shares[plan][account] = Decimal(percent)
        found = []
        for plan, accounts in shares.items():
            key = f"tracking:plan:{plan.id}"
            if set(accounts.values()) != {Decimal(100)} or len(accounts) > 1:
                self._hold_for_split(plan, line, key, refs)
                continue
            (account,) = accounts
            mapping = mappings.get(account.id)
            if not mapping:
                refs.hold(
                    "tracking_unmapped",
                    self.env._(
                        "No Xero tracking option is chosen for “%(account)s” of the "
                        "plan “%(plan)s”.",
                        account=account.display_name,
                        plan=plan.display_name,
                    ),
                    self.env._("Choose one under Tracking Mappings of the connection."),
                    key=key,
                )
            elif mapping.problem:
                refs.hold(
                    "tracking_archived",
                    self.env._(
                        "%(account)s: the Xero tracking option %(option)s can no "
                        "longer be used.",
                        account=account.display_name,
                        option=mapping.option_id.display_name,
                    ),
                    self._tracking_remedy(mapping),
                    key=key,
                )
            else:
                option = mapping.option_id
                found.append(f"{option.category_id.remote_id}/{option.remote_id}")
        return tuple(sorted(found))

    def _untracked(self, lines, link):
        """Positions of lines that lost the tracking that they were sent with.

        What Xero's bookkeeper gave to a line that had none of ours stays.
        """
        before = {
            mine.key: mine.tracking
            for mine, theirs in self._agreed_lines(link)
            if mine.tracking and theirs.tracking
        }
        if not before:
            return frozenset()
        mapped = self.env["xero.tracking.mapping"]._by_account(link.connection_id)
        return frozenset(
            position
            for position, line in enumerate(lines)
            if not line.tracking
            and any(
                int(share.split(":")[0]) in mapped for share in before.get(line.key, ())
            )
        )

    def _tracking_remedy(self, mapping):
        """Whichever is gone: the option, or its whole category."""
        option = mapping.option_id
        gone = option if option.status != "ACTIVE" else option.category_id
        return gone._remedy(self.env._("Tracking Mappings of the connection"))

    def _hold_for_split(self, plan, line, key, refs):
        refs.hold(
            "tracking_split",
            self.env._(
                "“%(line)s” is split over several accounts of the plan “%(plan)s”, or "
                "given to one in part. Xero keeps one option of a category on a line.",
                line=line.description,
                plan=plan.display_name,
            ),
            self.env._(
                "Make one line for each account, or remove the plan from Tracking "
                "Mappings, and its analysis stays in Odoo."
            ),
            key=key,
        )
