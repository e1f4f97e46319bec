"""The month end of the sample data in Python: aging, movement, and the tie-out to the control accounts.

`python examples/python/month_end.py` prints the figures of `cargo run --example month_end`.
"""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from openitem import AgingPolicy, AsOf, CreditTreatment, MasterData, MovementRequest, aging, book, entry, journal, movement, value

DATA = Path(__file__).resolve().parent.parent / "data"


def money(amount: Decimal, currency: str) -> str:
    return f"{amount:,.{value.minor_units(currency)}f}"


def show(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = [[title, *columns], *rows]
    widths = [max(len(row[at]) for row in table) for at in range(len(columns) + 1)]
    for row in table:
        print(row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:])), sep="  ")
    print()


def month_end(as_of: date) -> None:
    entries = entry.read((DATA / "sample_entries.jsonl").read_text("utf-8")).entries
    master = MasterData.from_stored((DATA / "sample_master.json").read_text("utf-8"))
    view = AsOf(as_of)
    items = book.replay(entries, view).book.items

    # Who owes how much, for how long; credits stand in the bucket of their own date.
    policy = AgingPolicy(credits=CreditTreatment.OWN_DATE)
    aged = aging.age(items, master=master, as_of=as_of, policy=policy).by_currency
    labels = [bucket.label for bucket in aged.totals[0].buckets]
    rows = []
    for total in aged.totals:
        amounts = [bucket.amount for bucket in total.buckets] + [total.in_buckets.amount, total.disputed.amount]
        rows.append([total.currency, str(total.in_buckets.count), *(money(amount, total.currency) for amount in amounts)])
    show("AGING", ["items", *labels, "in buckets", "of it disputed"], rows)

    # What happened since the last month end, as it was known then.
    last_date = as_of.replace(day=1) - timedelta(days=1)
    last = AsOf(last_date, known=datetime.combine(last_date, time.max, timezone.utc))
    request = MovementRequest(book.changes(entries, view), last, view, earlier=book.changes(entries, last))
    totals = movement.between(request).by_currency.totals
    by_line = {total.currency: {name: tally["amount"] for name, tally in total.net.to_dict().items()} for total in totals}
    lines = [name for name in next(iter(by_line.values())) if any(figures[name] for figures in by_line.values())]
    show("MOVEMENT", list(by_line), [[name, *(money(by_line[of][name], of) for of in by_line)] for name in lines])

    # The aging against the journal that is made of the same entries.
    control: dict[tuple[str, str], Decimal] = {}
    for balance in journal.control_balances(journal.journal(entries, view, master=master)):
        account = (balance.entity, balance.currency)
        control[account] = control.get(account, Decimal(0)) + balance.amount
    rows = []
    for line in aged.tie_out:
        beside, account_balance = line.apart + line.left_out, control[line.entity, line.currency]
        used = line.unapplied + line.on_account + line.unidentified + line.prepaid
        difference = line.buckets + beside - account_balance
        amounts = [line.buckets, beside, line.open_debits, line.open_credits, used, account_balance, difference]
        rows.append([f"{line.entity} {line.currency}", *(money(amount, line.currency) for amount in amounts)])
    show("TIE-OUT", ["in buckets", "+ beside", "= debits", "- credits", "- money", "= control account", "difference"], rows)


if __name__ == "__main__":
    month_end(date(2026, 6, 30))
