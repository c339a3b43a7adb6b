# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The fields of every resource, with the limits that Xero documents.

A shape serves two ends: it reads request bodies, and it says which properties a
``where`` or ``order`` may name. Read-only fields are in the ``*_QUERY`` shapes only.
"""

from ..fields import Day, Flag, Guid, Many, Moment, Number, One, Shape, Text

TRACKING: Shape = {
    "TrackingCategoryID": Guid(),
    "TrackingOptionID": Guid(),
    "Name": Text(100),
    "Option": Text(100),
}
LINE: Shape = {
    "LineItemID": Guid(),
    "Description": Text(4000),
    "Quantity": Number(),
    "UnitAmount": Number(),
    "LineAmount": Number(),
    "ItemCode": Text(30),
    "AccountCode": Text(10),
    "AccountID": Guid(),
    "TaxType": Text(50),
    "TaxAmount": Number(),
    "DiscountRate": Number(),
    "DiscountAmount": Number(),
    "Tracking": Many(TRACKING),
}
ADDRESS: Shape = {
    "AddressType": Text(),
    "AddressLine1": Text(500),
    "AddressLine2": Text(500),
    "AddressLine3": Text(500),
    "AddressLine4": Text(500),
    "City": Text(255),
    "Region": Text(255),
    "PostalCode": Text(50),
    "Country": Text(50),
    "AttentionTo": Text(255),
}
PHONE: Shape = {
    "PhoneType": Text(),
    "PhoneNumber": Text(50),
    "PhoneAreaCode": Text(10),
    "PhoneCountryCode": Text(20),
}
PERSON: Shape = {
    "FirstName": Text(255),
    "LastName": Text(255),
    "EmailAddress": Text(255),
    "IncludeInEmails": Flag(),
}
TERM: Shape = {"Day": Number(), "Type": Text()}
TERMS: Shape = {"Bills": One(TERM), "Sales": One(TERM)}
CONTACT_TRACKING: Shape = {
    "TrackingCategoryName": Text(100),
    "TrackingOptionName": Text(100),
}
BATCH_DETAILS: Shape = {
    "BankAccountNumber": Text(),
    "BankAccountName": Text(),
    "Details": Text(),
    "Code": Text(12),
    "Reference": Text(12),
}
CONTACT: Shape = {
    "ContactID": Guid(),
    "ContactNumber": Text(50),
    "AccountNumber": Text(50),
    "ContactStatus": Text(),
    "Name": Text(255),
    "FirstName": Text(255),
    "LastName": Text(255),
    "CompanyNumber": Text(50),
    "EmailAddress": Text(255),
    "ContactPersons": Many(PERSON),
    "BankAccountDetails": Text(),
    "TaxNumber": Text(50),
    "AccountsReceivableTaxType": Text(),
    "AccountsPayableTaxType": Text(),
    "Addresses": Many(ADDRESS),
    "Phones": Many(PHONE),
    "SalesDefaultLineAmountType": Text(),
    "PurchasesDefaultLineAmountType": Text(),
    "DefaultCurrency": Text(),
    "XeroNetworkKey": Text(),
    "SalesDefaultAccountCode": Text(10),
    "PurchasesDefaultAccountCode": Text(10),
    "SalesTrackingCategories": Many(CONTACT_TRACKING),
    "PurchasesTrackingCategories": Many(CONTACT_TRACKING),
    "TrackingCategoryName": Text(100),
    "TrackingCategoryOption": Text(100),
    "PaymentTerms": One(TERMS),
    "BatchPayments": One(BATCH_DETAILS),
}
CONTACT_QUERY: Shape = {
    **CONTACT,
    "IsSupplier": Flag(),
    "IsCustomer": Flag(),
    "UpdatedDateUTC": Moment(),
    "Website": Text(),
    "HasAttachments": Flag(),
}
ACCOUNT: Shape = {
    "AccountID": Guid(),
    "Code": Text(10),
    "Name": Text(150),
    "Type": Text(),
    "BankAccountNumber": Text(),
    "BankAccountType": Text(),
    "Status": Text(),
    "Description": Text(4000),
    "CurrencyCode": Text(),
    "TaxType": Text(),
    "EnablePaymentsToAccount": Flag(),
    "ShowInExpenseClaims": Flag(),
    "AddToWatchlist": Flag(),
    "ReportingCode": Text(),
}
ACCOUNT_QUERY: Shape = {
    **ACCOUNT,
    "Class": Text(),
    "SystemAccount": Text(),
    "HasAttachments": Flag(),
    "UpdatedDateUTC": Moment(),
}
ACCOUNT_REF: Shape = {"AccountID": Guid(), "Code": Text(10)}
TAX_COMPONENT: Shape = {
    "Name": Text(50),
    "Rate": Number(),
    "IsCompound": Flag(),
    "IsNonRecoverable": Flag(),
}
TAX_RATE: Shape = {
    "Name": Text(50),
    "TaxType": Text(),
    "Status": Text(),
    "ReportTaxType": Text(),
    "TaxComponents": Many(TAX_COMPONENT),
}
TAX_RATE_QUERY: Shape = {
    **TAX_RATE,
    "CanApplyToAssets": Flag(),
    "CanApplyToEquity": Flag(),
    "CanApplyToExpenses": Flag(),
    "CanApplyToLiabilities": Flag(),
    "CanApplyToRevenue": Flag(),
    "DisplayTaxRate": Number(),
    "EffectiveRate": Number(),
}
CURRENCY: Shape = {"Code": Text(), "Description": Text()}
INVOICE: Shape = {
    "InvoiceID": Guid(),
    "Type": Text(),
    "Contact": One(CONTACT),
    "LineItems": Many(LINE),
    "Date": Day(),
    "DueDate": Day(),
    "LineAmountTypes": Text(),
    "InvoiceNumber": Text(255),
    "Reference": Text(255),
    "BrandingThemeID": Guid(),
    "Url": Text(2000),
    "CurrencyCode": Text(),
    "CurrencyRate": Number(),
    "Status": Text(),
    "SentToContact": Flag(),
    "ExpectedPaymentDate": Day(),
    "PlannedPaymentDate": Day(),
    "SubTotal": Number(),
    "TotalTax": Number(),
    "Total": Number(),
    "RoundingAmount": Number(),
}
INVOICE_QUERY: Shape = {
    **INVOICE,
    "Contact": One(CONTACT_QUERY),
    "AmountDue": Number(),
    "AmountPaid": Number(),
    "AmountCredited": Number(),
    "FullyPaidOnDate": Day(),
    "HasAttachments": Flag(),
    "UpdatedDateUTC": Moment(),
}
CREDIT_NOTE: Shape = {
    "CreditNoteID": Guid(),
    "CreditNoteNumber": Text(255),
    "Type": Text(),
    "Contact": One(CONTACT),
    "LineItems": Many(LINE),
    "Date": Day(),
    "DueDate": Day(),
    "LineAmountTypes": Text(),
    "Reference": Text(255),
    "BrandingThemeID": Guid(),
    "CurrencyCode": Text(),
    "CurrencyRate": Number(),
    "Status": Text(),
    "SubTotal": Number(),
    "TotalTax": Number(),
    "Total": Number(),
}
CREDIT_NOTE_QUERY: Shape = {
    **CREDIT_NOTE,
    "Contact": One(CONTACT_QUERY),
    "RemainingCredit": Number(),
    "SentToContact": Flag(),
    "FullyPaidOnDate": Day(),
    "HasAttachments": Flag(),
    "UpdatedDateUTC": Moment(),
}
DOCUMENT_REF: Shape = {
    "InvoiceID": Guid(),
    "InvoiceNumber": Text(255),
}
CREDIT_NOTE_REF: Shape = {
    "CreditNoteID": Guid(),
    "CreditNoteNumber": Text(255),
}
PREPAYMENT_REF: Shape = {"PrepaymentID": Guid()}
OVERPAYMENT_REF: Shape = {"OverpaymentID": Guid()}
PAYMENT: Shape = {
    "PaymentID": Guid(),
    "Invoice": One(DOCUMENT_REF),
    "CreditNote": One(CREDIT_NOTE_REF),
    "Prepayment": One(PREPAYMENT_REF),
    "Overpayment": One(OVERPAYMENT_REF),
    "InvoiceNumber": Text(255),
    "CreditNoteNumber": Text(255),
    "Account": One(ACCOUNT_REF),
    "Code": Text(10),
    "Date": Day(),
    "CurrencyRate": Number(),
    "Amount": Number(),
    "BankAmount": Number(),
    "Reference": Text(255),
    "IsReconciled": Flag(),
    "Status": Text(),
    "BankAccountNumber": Text(),
    "Particulars": Text(12),
    "Details": Text(18),
}
PAYMENT_QUERY: Shape = {
    **PAYMENT,
    "PaymentType": Text(),
    "BatchPaymentID": Guid(),
    "HasAccount": Flag(),
    "UpdatedDateUTC": Moment(),
}
BATCH_PAYMENT: Shape = {
    "BatchPaymentID": Guid(),
    "Account": One(ACCOUNT_REF),
    "Reference": Text(255),
    "Particulars": Text(12),
    "Code": Text(12),
    "Details": Text(18),
    "Narrative": Text(18),
    "Date": Day(),
    "Payments": Many(PAYMENT),
    "Status": Text(),
}
BATCH_PAYMENT_QUERY: Shape = {
    **BATCH_PAYMENT,
    "Type": Text(),
    "TotalAmount": Number(),
    "IsReconciled": Flag(),
    "UpdatedDateUTC": Moment(),
}
ALLOCATION: Shape = {
    "AllocationID": Guid(),
    "Invoice": One(DOCUMENT_REF),
    "Amount": Number(),
    "Date": Day(),
}
MONEY_QUERY: Shape = {
    "Type": Text(),
    "Contact": One(CONTACT_QUERY),
    "Date": Day(),
    "Status": Text(),
    "LineAmountTypes": Text(),
    "SubTotal": Number(),
    "TotalTax": Number(),
    "Total": Number(),
    "UpdatedDateUTC": Moment(),
    "CurrencyCode": Text(),
    "CurrencyRate": Number(),
    "RemainingCredit": Number(),
    "Reference": Text(),
    "HasAttachments": Flag(),
}
OVERPAYMENT_QUERY: Shape = {**MONEY_QUERY, "OverpaymentID": Guid()}
PREPAYMENT_QUERY: Shape = {
    **MONEY_QUERY,
    "PrepaymentID": Guid(),
    "InvoiceNumber": Text(),
}
BANK_TRANSACTION: Shape = {
    "BankTransactionID": Guid(),
    "Type": Text(),
    "Contact": One(CONTACT),
    "LineItems": Many(LINE),
    "BankAccount": One(ACCOUNT_REF),
    "IsReconciled": Flag(),
    "Date": Day(),
    "Reference": Text(255),
    "CurrencyCode": Text(),
    "CurrencyRate": Number(),
    "Url": Text(2000),
    "Status": Text(),
    "LineAmountTypes": Text(),
    "SubTotal": Number(),
    "TotalTax": Number(),
    "Total": Number(),
}
BANK_TRANSACTION_QUERY: Shape = {
    **BANK_TRANSACTION,
    "Contact": One(CONTACT_QUERY),
    "OverpaymentID": Guid(),
    "PrepaymentID": Guid(),
    "HasAttachments": Flag(),
    "UpdatedDateUTC": Moment(),
}
BANK_TRANSFER: Shape = {
    "BankTransferID": Guid(),
    "FromBankAccount": One(ACCOUNT_REF),
    "ToBankAccount": One(ACCOUNT_REF),
    "Amount": Number(),
    "Date": Day(),
    "Reference": Text(255),
    "FromIsReconciled": Flag(),
    "ToIsReconciled": Flag(),
    "FromTracking": Many(TRACKING),
    "ToTracking": Many(TRACKING),
    "Status": Text(),
}
BANK_TRANSFER_QUERY: Shape = {
    **BANK_TRANSFER,
    "CreatedDateUTC": Moment(),
    "HasAttachments": Flag(),
}
JOURNAL_LINE: Shape = {
    "LineAmount": Number(),
    "AccountCode": Text(10),
    "AccountID": Guid(),
    "Description": Text(4000),
    "TaxType": Text(50),
    "TaxAmount": Number(),
    "Tracking": Many(TRACKING),
    "IsBlank": Flag(),
}
MANUAL_JOURNAL: Shape = {
    "ManualJournalID": Guid(),
    "Narration": Text(4000),
    "JournalLines": Many(JOURNAL_LINE),
    "Date": Day(),
    "LineAmountTypes": Text(),
    "Status": Text(),
    "Url": Text(2000),
    "ShowOnCashBasisReports": Flag(),
}
MANUAL_JOURNAL_QUERY: Shape = {
    **MANUAL_JOURNAL,
    "HasAttachments": Flag(),
    "UpdatedDateUTC": Moment(),
}
ITEM_SIDE: Shape = {
    "UnitPrice": Number(),
    "AccountCode": Text(10),
    "COGSAccountCode": Text(10),
    "TaxType": Text(50),
}
ITEM: Shape = {
    "ItemID": Guid(),
    "Code": Text(30),
    "InventoryAssetAccountCode": Text(10),
    "Name": Text(50),
    "IsSold": Flag(),
    "IsPurchased": Flag(),
    "Description": Text(4000),
    "PurchaseDescription": Text(4000),
    "PurchaseDetails": One(ITEM_SIDE),
    "SalesDetails": One(ITEM_SIDE),
}
ITEM_QUERY: Shape = {
    **ITEM,
    "IsTrackedAsInventory": Flag(),
    "TotalCostPool": Number(),
    "QuantityOnHand": Number(),
    "UpdatedDateUTC": Moment(),
}
TRACKING_OPTION: Shape = {
    "TrackingOptionID": Guid(),
    "Name": Text(100),
    "Status": Text(),
}
TRACKING_CATEGORY: Shape = {
    "TrackingCategoryID": Guid(),
    "Name": Text(100),
    "Status": Text(),
    "Options": Many(TRACKING_OPTION),
}
CONTACT_GROUP: Shape = {
    "ContactGroupID": Guid(),
    "Name": Text(255),
    "Status": Text(),
}
HISTORY: Shape = {
    "Details": Text(2500),
    "Changes": Text(),
    "User": Text(),
}
