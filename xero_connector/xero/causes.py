# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One closed table: what Xero says about a document -> what it means for us.

Xero gives no error codes for validation, only English sentences; some are recorded from
a live organisation, others only reported by users, and wording drifts. So the patterns
hold on to the words that carry the meaning. A sentence that no row knows is
``Cause.UNKNOWN``: it is shown as it is, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """Why Xero refused a record. The value is stored and shown; never rename one."""

    NAME_TAKEN = "name_taken"
    NUMBER_TAKEN = "number_taken"
    CONTACT_NUMBER_TAKEN = "contact_number_taken"
    CODE_TAKEN = "code_taken"
    CONTACT_ARCHIVED = "contact_archived"
    CONTACT_MISSING = "contact_missing"
    CONTACT_INVALID = "contact_invalid"
    PERIOD_LOCKED = "period_locked"
    ACCOUNT_ARCHIVED = "account_archived"
    ACCOUNT_INVALID = "account_invalid"
    TAX_ILLEGAL = "tax_illegal"
    TAX_AMOUNT = "tax_amount"
    CURRENCY_MISSING = "currency_missing"
    TRACKING_INVALID = "tracking_invalid"
    ITEM_INVALID = "item_invalid"
    EXCEEDS_DUE = "exceeds_due"
    NOT_AUTHORISED_YET = "not_authorised_yet"
    HAS_PAYMENTS = "has_payments"
    RECONCILED = "reconciled"
    IN_BATCH = "in_batch"
    NOT_MODIFIABLE = "not_modifiable"
    LINE_TOTAL = "line_total"
    LINES_MISSING = "lines_missing"
    NEGATIVE_TOTAL = "negative_total"
    UNBALANCED = "unbalanced"
    FILES_MANY = "files_many"
    FILE_REFUSED = "file_refused"
    APPROVAL_LIMIT = "approval_limit"
    EMAIL_LIMIT = "email_limit"
    PERMISSION = "permission"
    NOT_FOUND = "not_found"
    KEY_MISMATCH = "key_mismatch"
    UNKNOWN = "unknown"


#: Pattern (no regard to case) to cause, most telling first: Xero often sends a general
#: sentence together with the one that explains it, and the explaining one must win
#: whichever comes first.
CAUSES: Final[tuple[tuple[str, Cause], ...]] = (
    (r"idempotency key.*different request", Cause.KEY_MISMATCH),
    # --- locks and plan: nothing else about the document matters while they hold
    (r"lock(ed)? date|accounts are locked|period is locked", Cause.PERIOD_LOCKED),
    (r"limit of \w+ you can (approve|enter)|limit of invoices", Cause.APPROVAL_LIMIT),
    (r"(daily )?e-?mail (sending )?(rate )?limit", Cause.EMAIL_LIMIT),
    (
        r"does not have (the )?(correct |required )?permission"
        r"|not permitted to|user role",
        Cause.PERMISSION,
    ),
    # --- files
    (r"(at most|maximum|more than|limit).*attachments", Cause.FILES_MANY),
    (r"attachment|file ?name|file type", Cause.FILE_REFUSED),
    # --- contacts
    (r"matched an archived contact", Cause.CONTACT_ARCHIVED),
    (
        r"contact\b.*\b(has been archived|is archived|must be un-?archived)",
        Cause.CONTACT_ARCHIVED,
    ),
    (r"contact name .*already assigned", Cause.NAME_TAKEN),
    (r"contact name must be unique", Cause.NAME_TAKEN),
    (
        r"(another contact has this|already .*) contact number"
        r"|contact number.*(already|unique)",
        Cause.CONTACT_NUMBER_TAKEN,
    ),
    (
        r"a contact must be specified|contact (is required|name must)",
        Cause.CONTACT_MISSING,
    ),
    (
        r"e-?mail address must be valid|maximum of 5 contact persons"
        r"|additional people cannot be added",
        Cause.CONTACT_INVALID,
    ),
    # --- numbers and codes
    (
        r"(invoice|credit note|creditnote|document) ?(#|no\.?|number)?\s*"
        r"(must be|is not) unique",
        Cause.NUMBER_TAKEN,
    ),
    (
        r"(price list )?item.*(already exists|must be unique)"
        r"|enter a unique code|code.*already (exists|in use)",
        Cause.CODE_TAKEN,
    ),
    # --- money already applied
    (r"reconciled", Cause.RECONCILED),
    (
        r"batch payment.*(delete|edit|update|modif|remove)|part of a batch",
        Cause.IN_BATCH,
    ),
    (
        r"payments? (amount )?exceeds? the amount"
        r"|exceeds? the (amount )?(outstanding|remaining)"
        r"|greater than the (amount|remaining)",
        Cause.EXCEEDS_DUE,
    ),
    (
        r"payments? can only be made against authorised"
        r"|already (been )?paid off|must be authorised",
        Cause.NOT_AUTHORISED_YET,
    ),
    (
        r"has (a )?payments? (or|and) credit notes? allocated"
        r"|has (a )?(payment|credit note|allocation)s?\b.*(allocated|applied)"
        r"|payments? (has|have) been (made|applied|allocated)",
        Cause.HAS_PAYMENTS,
    ),
    # --- accounts, taxes, currencies, tracking, items
    (
        r"account.*has been archived|account.*archived,? or deleted",
        Cause.ACCOUNT_ARCHIVED,
    ),
    (
        r"account (code|id).*(not a valid|must be specified|invalid|not valid)"
        r"|account (could not be found|must be valid|is not valid)"
        r"|account type.*not valid|cannot (be|post).*(system|control) account",
        Cause.ACCOUNT_INVALID,
    ),
    (
        r"tax ?type\b.*(cannot be used|does not exist|not valid|invalid|mandatory)"
        r"|tax rate must be valid|tax ?type .*(required|specified)",
        Cause.TAX_ILLEGAL,
    ),
    (r"tax amount", Cause.TAX_AMOUNT),
    (
        r"not subscribed to currency|currency.*(not (valid|enabled)|invalid)",
        Cause.CURRENCY_MISSING,
    ),
    (r"tracking (option|categor|detail)", Cause.TRACKING_INVALID),
    (r"item code.*(invalid|not valid|could not be found)", Cause.ITEM_INVALID),
    # --- the document itself
    (r"does not match the expected line total", Cause.LINE_TOTAL),
    (r"line items? must be specified|at least one line", Cause.LINES_MISSING),
    (
        r"total (must|cannot|can not|should).*(negative|less than|zero|greater)"
        r"|total less than (0|zero)|negative total",
        Cause.NEGATIVE_TOTAL,
    ),
    (r"(do|does) not balance|must balance|must equal zero", Cause.UNBALANCED),
    (
        r"not of valid status|cannot be (edited|updated|modified|voided|deleted)"
        r"|cannot currently be edited|status \w+ cannot be applied|not updat",
        Cause.NOT_MODIFIABLE,
    ),
    (r"could not be found|does not exist|no .* found", Cause.NOT_FOUND),
)

_COMPILED: Final = tuple((re.compile(p, re.I | re.S), cause) for p, cause in CAUSES)


def cause_of(messages: Iterable[str]) -> Cause:
    """The most telling cause among an element's validation messages.

    :param messages: Xero's sentences, in any order
    :return: ``Cause.UNKNOWN`` if no row of the table knows any of them
    """
    texts = tuple(messages)
    for pattern, cause in _COMPILED:
        if any(pattern.search(text) for text in texts):
            return cause
    return Cause.UNKNOWN
