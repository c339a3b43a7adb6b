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
