# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes in Odoo of a credit note that was applied in Xero.

Odoo keeps one amount for a credit note and the document that it settles, Xero as many
allocations as somebody made. One that was taken back makes room for the next; a second
one beside it is for a person.
"""

from odoo import models
from odoo.exceptions import UserError

from ..models.decimals import amount


class XeroResourceAllocation(models.AbstractModel):
    _inherit = "xero.resource.allocation"

    def _welcome(self, connection, links):
        decisions, seen = {}, set()
        comes = connection._direction_of("payment") in ("both", "to_odoo")
        for link in links:
            values = self._from_xero(link.remote_payload)
            both = self._documents_in_xero(
                connection, [values["document"], values["source"]]
            )
            document, source = both.get(values["document"]), both.get(values["source"])
            if values["status"] == "void" or not document or not source:
                continue
            histories = self.env["xero.link"]._histories(connection, document | source)
            if histories[document].is_open or histories[source].has_remote(
                link.remote_id
            ):
                continue
            row = self._row_of(connection, document, source)
            share = row.share
            same = bool(share) and amount(float(share["amount"])) == values["amount"]
            if not (same or comes):
                continue  # stays known as only in Xero
            key = _key(document, source)
            if key in seen or not self._has_room(row, same):
                self._hold_second(link, document, source)
                decisions[link.id] = ("held",)
            elif same:
                self._make_room(row)
                decisions[link.id] = ("link", row)
            else:
                decisions[link.id] = ("create",)
            seen.add(key)
        return decisions

    def _make(self, connection, values, refs):
        both = self._documents_in_xero(
            connection, [values["document"], values["source"]]
        )
        document, source = both[values["document"]], both[values["source"]]
        row = self._row_of(connection, document, source)
        if not self._has_room(row, False):
            raise UserError(self._second(document, source))
        self._make_room(row)
        self._check_posted(document + source)
        wanted = values["amount"]
        left = min(amount(abs(move.amount_residual)) for move in (document, source))
        if wanted > left:
            raise UserError(
                self.env._(
                    "Only %(left)s can still be applied in Odoo, and Xero applied "
                    "%(amount)s.",
                    left=left,
                    amount=wanted,
                )
            )
        lines = self._settling_lines(document + source).filtered(
            lambda aml: not aml.reconciled
        )
        if wanted == left:
            lines.reconcile()
        else:
            self._reconcile_part(document, source, lines, float(wanted))
        row = self._row_of(connection, document, source)
        if row.origin == "odoo":
            row.origin = "xero"  # what stands now was recorded there
        return row or row.create(
            {
                "connection_id": connection.id,
                "document_id": document.id,
                "counterpart_id": source.id,
                "part": "allocation",
                "origin": "xero",
            }
        )

    def _row_of(self, connection, document, source):
        """What stands in Odoo for all that a credit note settles of a document."""
        return self.env["xero.settlement"].search(
            [
                ("connection_id", "=", connection.id),
                ("document_id", "=", document.id),
                ("counterpart_id", "=", source.id),
                ("part", "=", "allocation"),
            ]
        )

    def _known_as(self, row):
        """The link that says which allocation of Xero a settlement is, or none."""
        return (
            self._link_of(row).filtered("remote_id") if row else self.env["xero.link"]
        )

    def _has_room(self, row, same):
        """Whether an allocation of Xero can be what a settlement stands for.

        :param same: whether both say the same amount
        """
        known = self._known_as(row)
        if not known:
            return True
        said = known.remote_payload and self._from_xero(known.remote_payload)
        gone = bool(said) and said["status"] == "void"
        # taken back in Xero, and here it is decided first
        return gone and (same or not row.share)

    def _make_room(self, row):
        """An allocation that was taken back stays known, as a tombstone."""
        known = self._known_as(row)
        if known:
            known._retire(self.env._("Taken back; applied again in Xero."))
            known.flush_recordset()

    def _second(self, document, source):
        return self.env._(
            "Xero applied %(credit_note)s to %(document)s more than once, and Odoo "
            "keeps one amount for both.",
            credit_note=source.name,
            document=document.name,
        )

    def _hold_second(self, link, document, source):
        link._hold(
            "applied_twice",
            self._second(document, source),
            self.env._(
                "Take both allocations back in Xero and apply their sum at once. If "
                "one of them was taken back already, it is looked at again when Odoo "
                "and Xero agree on that."
            ),
            key=_key(document, source),
        )

    def _free_second(self, link):
        """Look again at what was applied beside an allocation that both sides agree
        on by now, be it that it is gone."""
        row = self.env["xero.settlement"].browse(link.res_id).exists()
        if row.document_id and row.counterpart_id:
            self.env["xero.run"]._free(
                link.connection_id, _key(row.document_id, row.counterpart_id)
            )

    def _reconcile_part(self, document, source, lines, wanted):
        """Less than either side has left; Odoo's own reconciling takes all it can."""
        company = document.company_id
        if document.currency_id != company.currency_id:
            raise UserError(
                self.env._(
                    "Part of a credit note in a foreign currency has to be applied by "
                    "hand."
                )
            )
        # instalments are lines of their own, the earliest first
        lines = lines.sorted(lambda aml: (aml.date_maturity or aml.date, aml.id))
        credits = [line for line in lines if line.balance < 0]
        left, vals_list = amount(wanted), []
        open_now = {line: amount(abs(line.amount_residual)) for line in lines}
        for debit in lines.filtered(lambda aml: aml.balance > 0):
            for credit in credits:
                part = min(left, open_now[debit], open_now[credit])
                if part <= 0:
                    continue
                for key in (debit, credit):
                    open_now[key] -= part
                left -= part
                vals_list.append(
                    {
                        "debit_move_id": debit.id,
                        "credit_move_id": credit.id,
                        "amount": float(part),
                        "debit_amount_currency": float(part),
                        "credit_amount_currency": float(part),
                    }
                )
        partials = self.env["account.partial.reconcile"].create(vals_list)
        if company.tax_exigibility:
            # as Odoo's own reconciling does: tax that is due when paid is due now
            partials._create_tax_cash_basis_moves()
            partials._set_draft_caba_move_vals()

    def _apply(self, record, values, refs):
        if values.get("status") == "void":
            self._between(record).unlink()
        return record


def _key(document, source):
    """What a second allocation of a credit note to the same document waits for."""
    return f"applied:{document.id}:{source.id}"
