# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people wrote, and where it got to."""

DOCUMENTS = ("invoice", "bill", "credit_note", "bill_credit_note")
#: what of Odoo's record a word is about, where it is called otherwise
_FIELDS = {"due": "invoice_date_due"}


class Written:
    """Of what people wrote last on either side one stands on both; the other had come
    over before it was written over. Or a person is asked.

    :param judge: whose verdict it becomes part of
    """

    def __init__(self, judge):
        self.judge_, self.world, self.env = judge, judge.world, judge.env

    def judge(self):
        pairs = {}
        for side, kind, key, name in self.world.written:
            link = self._link_for(side, kind, key)
            if link and link.remote_id and link.res_id:
                pairs[link.id, name] = (link, kind)
        for (_link_id, name), (link, kind) in pairs.items():
            if self.judge_.tells(link):
                continue
            if name == "lines":
                self._lines(link)
            else:
                self._edit(link, kind, name)

    def _link_for(self, side, kind, key):
        resources = DOCUMENTS if kind == "document" else (kind,)
        for link in self.judge_.live:
            if link.resource in resources:
                if key == (link.res_id if side == "odoo" else link.remote_id):
                    return link
        return None

    def _edit(self, link, kind, name):
        ours = ("odoo", kind, link.res_id, name)
        theirs = ("xero", kind, link.remote_id, name)
        written = self.world.written
        mine, other = written.get(ours, [])[-1:], written.get(theirs, [])[-1:]
        now = self._now(link, name)
        if now is None or now in mine and not other or now in other and not mine:
            return
        if now in mine and other[0] in self.world.seen[ours]:
            return
        if now in other and mine[0] in self.world.seen[theirs]:
            return
        self._lost(link, f"{name}: {mine} in Odoo, {other} in Xero, now {now}")

    def _now(self, link, name):
        """What Odoo says now; None for what is no more."""
        record = self.env[link.res_model].browse(link.res_id).exists()
        if not record or link.res_model == "account.move" and record.state != "posted":
            return None
        if name == "price":
            return record.invoice_line_ids[:1].price_unit
        value = record[_FIELDS.get(name, name)]
        return value or ("" if name != "due" else None)

    def _lines(self, link):
        """Nothing of ours takes a bookkeeper's lines away: they stand in Xero."""
        there = self.judge_.there.get(link.remote_id)
        if not there or there["Status"] in ("VOIDED", "DELETED"):
            return
        text = self.world.written["xero", "document", link.remote_id, "lines"][-1]
        if text not in [line.get("Description") for line in there["LineItems"]]:
            self._lost(link, f"lines of Xero: {text}")

    def _lost(self, link, text):
        self.judge_.verdict.lost_edits.append(f"{link.resource} {link.res_id} {text}")
