"""Three receipts of a day's bank file: what is certain is posted, the rest is listed with its reason and its next act.

`python examples/python/cash.py` prints what cash.txt beside it holds, and so do examples/node and examples/kotlin.
"""

from datetime import date, datetime, timezone
from decimal import Decimal

from openitem import (
    AsOf, Batch, CashAccounts, CashReading, CashReceipt, CashRequest, CashStatus, Customer, Document, Entry, EntryKind, Ledger, Payer, Receipt,
    Side, cash,
)

BILLED, DUE, TODAY = date(2026, 1, 5), date(2026, 2, 4), date(2026, 2, 10)
NOW = datetime(2026, 2, 10, 9, 0, tzinfo=timezone.utc)

CUSTOMERS = [Customer("C-100", name="Northwind Traders GmbH"), Customer("C-200", name="Baker & Sons Ltd")]


def invoice(id: str, customer: str, amount: str) -> Entry:
    document = Document(id, "EUR", Decimal(amount), due=DUE)
    return Entry(f"E-{id}", "DE01", BILLED, NOW, EntryKind.Invoice(document), customer=customer)


def bank_line(id: str, amount: str, payer: str, says: str, customer: str | None = None) -> CashReceipt:
    money = Receipt(id, "EUR", Decimal(amount), payer=Payer(name=payer), remittance=says)
    return CashReceipt("DE01", TODAY, money, customer=customer)


INVOICES = [
    invoice("2026-1001", "C-100", "119.00"),
    invoice("2026-1002", "C-100", "250.50"),
    invoice("2026-1003", "C-100", "80.00"),
    invoice("2026-2001", "C-200", "119.00"),
    invoice("2026-2002", "C-200", "250.50"),
]
RECEIPTS = [
    bank_line("R-1", "199.00", "NORTHWIND TRADERS", "Invoices 2026-1001, 2026-1003"),
    bank_line("R-2", "235.50", "NORTHWIND TRADERS", "2026-1002"),
    # Whose it is was known when it was posted; what it pays is not clear.
    bank_line("R-3", "307.00", "BAKER AND SONS", "2026-2001, 2026-2002 LESS DAMAGED", "C-200"),
]


def pays(reading: CashReading) -> str:
    """What a reading pays: each item with its money, and what is taken beside it."""
    lines = []
    for line in reading.lines:
        taken = "".join(f" + {taken.kind.value} {taken.amount:.2f}" for taken in line.taken)
        lines.append(f"{line.item} {line.amount:.2f}{taken}")
    return ", ".join(lines)


def main() -> None:
    ledger = Ledger()
    received = [Entry(f"E-{of.receipt.id}", of.entity, of.effective, NOW, EntryKind.Receipt(of.receipt), customer=of.customer) for of in RECEIPTS]
    ledger.post(Batch(INVOICES + received))
    items = ledger.replay(AsOf(TODAY)).book.items
    basis = [basis for item in items if (basis := ledger.basis(item.id))]
    accounts = CashAccounts(items=items, customers=CUSTOMERS, basis=basis)

    # Nothing is posted by proposing. What leaves no doubt is accepted here, and the ledger takes it in.
    for proposal in cash.apply_batch(CashRequest(RECEIPTS, accounts=accounts)):
        print(f"{proposal.receipt} {proposal.status.value}: {pays(proposal.reading)}")
        print(f"    why: {proposal.reading.reasons[0].text}")
        if proposal.status is CashStatus.AUTO:
            posted = ledger.post(cash.accept(proposal, NOW)).posted
            print(f"    posted: {len(posted)} entries")

    # What money is left, and what a person does next.
    left = ledger.replay(AsOf(TODAY)).book.items
    for unused in cash.unapplied(left, TODAY):
        print(f"{unused.item} unused {unused.open:.2f}, next: {unused.act.value}")
        print(f"    why: {unused.reasons[0].text}")
    for item in left:
        if item.side is Side.DEBIT:
            print(f"{item.id} open {item.open:.2f}")


if __name__ == "__main__":
    main()
