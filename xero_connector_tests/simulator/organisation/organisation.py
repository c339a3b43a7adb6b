# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One Xero organisation: its profile, its tables, its clock and its events."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..clock import Clock
from ..ids import Ids
from ..regions.region import Region
from ..store import Journal, Record, Table
from .settings import Settings

#: (category, resource id, CREATE or UPDATE, the record): told after a commit.
Listener = Callable[["Organisation", str, str, str, Record], None]

#: Webhooks exist for these resources only.
_CATEGORIES = {
    "Contacts": "CONTACT",
    "Invoices": "INVOICE",
    "CreditNotes": "CREDITNOTE",
    "Prepayments": "PREPAYMENT",
    "Overpayments": "OVERPAYMENT",
}


def _lower(name: str) -> Callable[[Record], str | None]:
    def make(record: Record) -> str | None:
        value = record.get(name)
        return str(value).lower() if value else None

    return make


def _contact(record: Record) -> str | None:
    contact = record.get("Contact")
    return contact["ContactID"] if contact else None


def _contact_and_type(record: Record) -> Any:
    if record["Status"] in ("DELETED", "VOIDED"):
        return None
    return (_contact(record), record["Type"])


def _contact_owing(record: Record) -> str | None:
    return _contact(record) if record["Status"] == "AUTHORISED" else None


def _active_name(record: Record) -> str | None:
    if record["ContactStatus"] != "ACTIVE":
        return None
    return str(record["Name"]).lower()


def _number(record: Record) -> Any:
    number = record.get("InvoiceNumber") or record.get("CreditNoteNumber")
    return (record["Type"], number.lower()) if number else None


class Organisation:
    """The data of one tenant.

    Whoever reads or writes holds ``lock``; writers also open ``transaction()``, whose
    failure undoes everything inside it, events included.
    """

    def __init__(
        self,
        tenant_id: str,
        profile: Record,
        region: Region,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self.tenant_id = tenant_id
        self.profile = profile
        self.region = region
        self.clock = clock
        self.ids = ids
        self.settings = Settings()
        self.lock = threading.RLock()
        self.offline = False
        #: Names of Organisation/Actions that the plan or the role does not allow.
        self.refused_actions: set[str] = set()
        self.listeners: list[Listener] = []
        self.counters: dict[str, int] = {"INV": 0, "CN": 0, "TAX": 0}
        #: Bytes of attachments by AttachmentID.
        self.files: dict[str, bytes] = {}
        self._journal = Journal()
        self._events: list[tuple[str, str, str, Record]] = []

        def table(title: str, key: str, /, **indexes: Any) -> Table:
            return Table(title, key, self._journal, indexes)

        document = {
            "number": _number,
            "contact": _contact,
            "contact_type": _contact_and_type,
            "owing": _contact_owing,
        }
        money = {
            "contact": _contact,
            "contact_type": _contact_and_type,
            "owing": _contact_owing,
        }
        self.accounts = table(
            "Accounts", "AccountID", code=_lower("Code"), name=_lower("Name")
        )
        self.tax_rates = table("TaxRates", "TaxType", name=_lower("Name"))
        self.currencies = table("Currencies", "Code")
        self.contacts = table(
            "Contacts",
            "ContactID",
            name=_active_name,
            number=_lower("ContactNumber"),
        )
        self.contact_groups = table(
            "ContactGroups", "ContactGroupID", name=_lower("Name")
        )
        self.items = table("Items", "ItemID", code=_lower("Code"))
        self.tracking_categories = table(
            "TrackingCategories", "TrackingCategoryID", name=_lower("Name")
        )
        self.branding_themes = table("BrandingThemes", "BrandingThemeID")
        self.invoices = table("Invoices", "InvoiceID", **document)
        self.credit_notes = table("CreditNotes", "CreditNoteID", **document)
        self.overpayments = table("Overpayments", "OverpaymentID", **money)
        self.prepayments = table("Prepayments", "PrepaymentID", **money)
        self.payments = table(
            "Payments",
            "PaymentID",
            document=lambda record: record["DocumentID"],
            batch=lambda record: record.get("BatchPaymentID"),
        )
        self.batch_payments = table("BatchPayments", "BatchPaymentID")
        self.allocations = table(
            "Allocations",
            "AllocationID",
            source=lambda record: record["SourceID"],
            invoice=lambda record: record["InvoiceID"],
        )
        self.bank_transactions = table(
            "BankTransactions", "BankTransactionID", contact=_contact
        )
        self.bank_transfers = table("BankTransfers", "BankTransferID")
        self.manual_journals = table("ManualJournals", "ManualJournalID")
        self.attachments = table(
            "Attachments", "AttachmentID", owner=lambda record: record["OwnerID"]
        )
        self.history = table(
            "History", "HistoryID", owner=lambda record: record["OwnerID"]
        )
        self.tables = {
            table.name: table
            for table in vars(self).values()
            if isinstance(table, Table)
        }

    @property
    def name(self) -> str:
        return str(self.profile["Name"])

    @property
    def base_currency(self) -> str:
        return str(self.profile["BaseCurrency"])

    def today(self) -> date:
        """The calendar day where the organisation is; new documents default to it."""
        try:
            zone = ZoneInfo(self.region.zone)
        except ZoneInfoNotFoundError:  # a machine without time zone data
            return self.clock.now().date()
        return self.clock.now().astimezone(zone).date()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones are savepoints. Events go out at the end."""
        with self.lock:
            mark = len(self._events)
            counters = dict(self.counters)
            try:
                with self._journal.transaction():
                    yield
            except BaseException:
                del self._events[mark:]
                self.counters = counters
                raise
            if not self._journal.depth:
                events, self._events = self._events, []
                for category, key, kind, record in events:
                    for listener in self.listeners:
                        listener(self, category, key, kind, record)

    def save(self, table: Table, record: Record, touch: bool = True) -> Record:
        """Store a record, stamp UpdatedDateUTC unless ``touch`` is false, tell."""
        key = record[table.key]
        known = key in table
        if touch or "UpdatedDateUTC" not in record:
            record["UpdatedDateUTC"] = self._stamp(table, record)
        table.put(record)
        category = _CATEGORIES.get(table.name)
        if category and touch:
            kind = "UPDATE" if known else "CREATE"
            self._tell(category, key, kind, record)
        return record

    def _stamp(self, table: Table, record: Record) -> Any:
        now = self.clock.now()
        old = record.get("UpdatedDateUTC")
        # Time never runs backwards within a record, whatever a loaded state says.
        return max(now, old) if old else now

    def _tell(self, category: str, key: str, kind: str, record: Record) -> None:
        for number, (_category, other, _kind, _record) in enumerate(self._events):
            if other == key:  # one event a resource and commit
                self._events[number] = (category, key, self._events[number][2], record)
                return
        self._events.append((category, key, kind, record))

    def next_number(self, prefix: str) -> str:
        """INV-0001, INV-0002...; CN-0001 for credit notes."""
        self.counters[prefix] += 1
        return f"{prefix}-{self.counters[prefix]:04d}"

    def lock_message(self, day: date, adviser: bool = False) -> str | None:
        """Why nothing may be written on ``day``, if so.

        Both lock dates include their own day. The wording of the end is recorded by
        third parties; the form of the date in it may vary.
        """
        for field, words in (
            ("EndOfYearLockDate", "end of year lock date"),
            ("PeriodLockDate", "period lock date"),
        ):
            lock = self.profile.get(field)
            if lock is None or day > lock:
                continue
            passes = adviser and self.settings.adviser_passes_period_lock
            if field == "PeriodLockDate" and passes:
                continue
            shown = f"{lock.day} {lock:%b %Y}"
            return (
                f"The document date cannot be before the {words},"
                f" currently set at {shown}"
            )
        return None
