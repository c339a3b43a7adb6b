# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's sentences and what they mean, one by one."""

import pytest

from xero_connector.xero.causes import CAUSES, Cause, cause_of

SENTENCES = [
    (
        "The contact name Acme Ltd is already assigned to another contact. The contact "
        "name must be unique across all active contacts.",
        Cause.NAME_TAKEN,
    ),
    (
        "Another contact has this contact number. Please enter a different contact "
        "number.",
        Cause.CONTACT_NUMBER_TAKEN,
    ),
    ("Invoice # must be unique.", Cause.NUMBER_TAKEN),
    ("This invoice number must be unique.", Cause.NUMBER_TAKEN),
    ("Credit Note # must be unique.", Cause.NUMBER_TAKEN),
    ("Invoice number is not unique", Cause.NUMBER_TAKEN),
    ("Price List Item with Code 'A1' already exists", Cause.CODE_TAKEN),
    ("Please enter a unique Code.", Cause.CODE_TAKEN),
    (
        "The specified contact details matched an archived contact. Archived contacts "
        "cannot currently be edited via the API.",
        Cause.CONTACT_ARCHIVED,
    ),
    (
        "The contact with the specified contact details has been archived. The contact "
        "must be un-archived before creating new invoices or credit notes.",
        Cause.CONTACT_ARCHIVED,
    ),
    ("A Contact must be specified for this type of transaction", Cause.CONTACT_MISSING),
    ("A record can have at most 10 attachments", Cause.FILES_MANY),
    ("The file name contains characters that are not allowed", Cause.FILE_REFUSED),
    ("The attachment exceeds the maximum size of 10 MB", Cause.FILE_REFUSED),
    ("Email address must be valid.", Cause.CONTACT_INVALID),
    ("You can only have a maximum of 5 contact persons.", Cause.CONTACT_INVALID),
    (
        "Additional people cannot be added when the primary person has no email "
        "address set.",
        Cause.CONTACT_INVALID,
    ),
    (
        "The document date cannot be before the period lock date, currently set at "
        "31-Mar-2026",
        Cause.PERIOD_LOCKED,
    ),
    (
        "The document date cannot be before the end of year lock date, currently set "
        "at 30-Jun-2025.",
        Cause.PERIOD_LOCKED,
    ),
    (
        "Organisation accounts are locked on the specified payment date",
        Cause.PERIOD_LOCKED,
    ),
    (
        "Account code '200' is not a valid code for this document.",
        Cause.ACCOUNT_INVALID,
    ),
    ("Account code or ID must be specified.", Cause.ACCOUNT_INVALID),
    ("Account could not be found", Cause.ACCOUNT_INVALID),
    ("Account must be valid.", Cause.ACCOUNT_INVALID),
    (
        "Account code '200' has been archived, or deleted. Each line item must "
        "reference a valid account.",
        Cause.ACCOUNT_ARCHIVED,
    ),
    (
        "Account code '200' has been archived, or has been deleted.",
        Cause.ACCOUNT_ARCHIVED,
    ),
    (
        "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        Cause.TAX_ILLEGAL,
    ),
    (
        "The TaxType code GST on Income does not exist or cannot be used for this type "
        "of transaction.",
        Cause.TAX_ILLEGAL,
    ),
    ("The TaxType field is mandatory", Cause.TAX_ILLEGAL),
    ("Tax rate must be valid.", Cause.TAX_ILLEGAL),
    ("The tax amount cannot be greater than the line amount!", Cause.TAX_AMOUNT),
    ("Organisation is not subscribed to currency EUR", Cause.CURRENCY_MISSING),
    (
        "Unknown tracking details. A Tracking Category did not match a known active "
        "Tracking Category.",
        Cause.TRACKING_INVALID,
    ),
    ("Item code 'DESK' is not valid", Cause.ITEM_INVALID),
    (
        "Payment amount exceeds the amount outstanding on this document",
        Cause.EXCEEDS_DUE,
    ),
    (
        "The payment amount exceeds the amount outstanding on this document",
        Cause.EXCEEDS_DUE,
    ),
    (
        "Credit note cannot be allocated: the amount is greater than the amount "
        "outstanding.",
        Cause.EXCEEDS_DUE,
    ),
    (
        "Payments can only be made against Authorised documents",
        Cause.NOT_AUTHORISED_YET,
    ),
    (
        "This document cannot be edited as it has a payment or credit note allocated "
        "to it.",
        Cause.HAS_PAYMENTS,
    ),
    (
        "Date cannot be changed on an invoice that has payment or credit notes "
        "allocated to it.",
        Cause.HAS_PAYMENTS,
    ),
    (
        "The status AUTHORISED cannot be applied to the invoice because it has payment "
        "or Credit notes allocated to it.",
        Cause.HAS_PAYMENTS,
    ),
    ("This payment has been reconciled and cannot be deleted", Cause.RECONCILED),
    (
        "Payments that are part of a batch payment cannot be deleted individually",
        Cause.IN_BATCH,
    ),
    ("Invoice not of valid status for modification", Cause.NOT_MODIFIABLE),
    ("Credit Note not of valid status for modification", Cause.NOT_MODIFIABLE),
    ("Invoice not of valid status for creation", Cause.NOT_MODIFIABLE),
    ("Spend money transactions cannot be updated", Cause.NOT_MODIFIABLE),
    (
        "The line total 1.00 does not match the expected line total 100.00",
        Cause.LINE_TOTAL,
    ),
    ("One or more line items must be specified", Cause.LINES_MISSING),
    ("The document total cannot be negative", Cause.NEGATIVE_TOTAL),
    ("Invoice total less than 0", Cause.NEGATIVE_TOTAL),
    ("The debits and credits do not balance", Cause.UNBALANCED),
    ("You have reached the limit of invoices you can approve", Cause.APPROVAL_LIMIT),
    ("Daily email limit has been reached", Cause.EMAIL_LIMIT),
    (
        "The User specified does not have the correct permissions to perform this "
        "action",
        Cause.PERMISSION,
    ),
    ("An existing invoice with the specified ID could not be found", Cause.NOT_FOUND),
    (
        "Idempotency Key: abc is used with a different request.",
        Cause.KEY_MISMATCH,
    ),
    ("Something Xero has not said so far", Cause.UNKNOWN),
    ("", Cause.UNKNOWN),
]


@pytest.mark.parametrize(("sentence", "cause"), SENTENCES)
def test_sentence(sentence, cause):
    assert cause_of([sentence]) is cause
    assert cause_of([sentence.upper()]) is cause
    assert cause_of(["A validation exception occurred", sentence]) is cause


def test_every_row_and_every_cause_is_tried():
    assert {cause for _sentence, cause in SENTENCES} == set(Cause)
    assert {cause for _pattern, cause in CAUSES} == set(Cause) - {Cause.UNKNOWN}


@pytest.mark.parametrize(
    ("messages", "cause"),
    [
        # the sentence that explains wins over the general one, in either order
        (
            [
                "Invoice not of valid status for modification",
                "This document cannot be edited as it has a payment or credit note "
                "allocated to it.",
            ],
            Cause.HAS_PAYMENTS,
        ),
        (
            [
                "Payments can only be made against Authorised documents",
                "Payment amount exceeds the amount outstanding on this document",
            ],
            Cause.EXCEEDS_DUE,
        ),
        (
            [
                "Account must be valid.",
                "The document date cannot be before the period lock date",
            ],
            Cause.PERIOD_LOCKED,
        ),
        (
            [
                "The TaxType code 'X' cannot be used with account code '1'.",
                "Account code '1' has been archived, or deleted.",
            ],
            Cause.ACCOUNT_ARCHIVED,
        ),
        # a tax is often missing only because the account is
        (
            [
                "The TaxType field is mandatory",
                "Account code 'no' is not a valid code for this document.",
            ],
            Cause.ACCOUNT_INVALID,
        ),
        ([], Cause.UNKNOWN),
    ],
)
def test_several_sentences(messages, cause):
    assert cause_of(messages) is cause
    assert cause_of(reversed(messages)) is cause
    assert cause_of(iter(messages)) is cause


def test_values_are_distinct():
    assert len({cause.value for cause in Cause}) == len(Cause)
