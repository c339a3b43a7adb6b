# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How lines are coded in Xero: an edit of one here leaves the rest as it is there."""

from dataclasses import replace

from odoo import models

from ..sync import canonical

#: of a line, what says nothing of the money, and what of it here decides that: a rule
#: for the product may choose the account
_CODING = {
    "description": ("description",),
    "account": ("account", "item"),
    "tracking": ("tracking",),
}


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _to_xero(self, values, refs):
        mapped = super()._to_xero(values, refs)
        if refs.own and refs.remote:
            mapped["lines"] = self._with_their_coding(
                values["lines"], mapped["lines"], refs.own
            )
        return mapped

    def _with_their_coding(self, here, lines, link):
        """Lines in Xero's terms with the accounts, tracking and texts that they have
        there: an approver's, or of a document that was typed in on both sides. What was
        changed of a line here since both agreed is ours.

        :param here: the lines in Odoo's terms
        :param lines: the same in Xero's, as our mappings say
        """
        agreed = {mine.key: (mine, theirs) for mine, theirs in self._alike(link)}
        kept = []
        for now, line in zip(here, lines, strict=False):
            mine, theirs = agreed.get(now.key, (None, None))
            same = {
                name: getattr(theirs, name)
                for name, deciding in _CODING.items()
                if mine and all(getattr(now, k) == getattr(mine, k) for k in deciding)
            }
            kept.append(replace(line, **same))
        return (*kept, *lines[len(kept) :])

    def _alike(self, link):
        """[(line in Odoo's terms, its twin in Xero's)], as both last agreed on them;
        none where they are not the same lines, or a person decided that ours count."""
        if not self._has_same_lines(link):
            return []
        pairs = self._agreed_lines(link)
        return [pair for pair in pairs if pair[0].key and pair[0].kind == "item"]

    def _has_same_lines(self, link):
        """Whether both sides agreed on the same lines; Xero may have one for rounding
        besides. None where a person decided that one side's count."""
        mine, theirs = (
            canonical.decode(self._form, base).get("lines", ())
            for base in (link.base_local, link.base_remote)
        )
        if isinstance(mine, canonical.Never) or isinstance(theirs, canonical.Never):
            return None
        if len(theirs) == len(mine) + 1 and self._is_for_rounding(
            link.connection_id, theirs[-1]
        ):
            theirs = theirs[:-1]
        return [(line.kind, line.net) for line in mine] == [
            (line.kind, line.net) for line in theirs
        ]

    def _never_agreed(self, link, values):
        """An edit of lines that came to the same money, but were never the same ones,
        would replace a bookkeeper's: it is asked about."""
        base = canonical.decode(self._form, link.base_local)
        changed = "lines" in base and values["lines"] != base["lines"]
        return {"lines"} if changed and self._has_same_lines(link) is False else set()
