"""What collections have to decide on at the end of a month, of the sample data: finance charges, promises, plans, write-offs, provision.

`python examples/python/collect.py` prints what collect.txt beside it holds, and so do examples/node and examples/kotlin: the figures of the
block COLLECTIONS of `cargo run --example month_end`.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from openitem import (
    AgingPolicy,
    AsOf,
    CreditTreatment,
    EvidenceRequest,
    InterestPolicy,
    LossRate,
    MasterData,
    PlanAssessRequest,
    PlanStatus,
    PromiseStatus,
    ProvisionPolicy,
    ProvisionRequest,
    WriteOffPolicy,
    WriteOffRequest,
    book,
    entry,
    interest,
    plan,
    promise,
    provision,
    value,
    write_off,
)

DATA = Path(__file__).resolve().parent.parent / "data"
# By which law or contract each company charges interest, and the loss rates of IFRS 9, illustrative example 12.
INTEREST = {"DE01": InterestPolicy.germany(), "US01": InterestPolicy.us_contract()}
LOSS_RATES = {"current": "0.3", "1-30": "1.6", "31-60": "3.6", "61-90": "6.6", "90+": "10.6"}


def collect(as_of: date) -> dict[str, dict[str, Decimal]]:
    """The figures by name, then currency."""
    entries = entry.read((DATA / "sample_entries.jsonl").read_text("utf-8")).entries
    master = MasterData.from_stored((DATA / "sample_master.json").read_text("utf-8"))
    view = AsOf(as_of)
    state = book.replay(entries, view).book
    figures: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))

    # Interest needs how each item fell, day by day. What a kept plan frees bears none.
    request = interest.history(entries, view)
    plans = plan.histories(entries, view)
    judged = plan.assess(PlanAssessRequest(plans=plans, applied=request.applied, items=state.items), as_of)
    request = request.replace(suspensions=interest.suspensions(plans, judged))
    for entity, policy in INTEREST.items():
        own = {name: [item for item in getattr(request, name) if item.entity == entity] for name in ("items", "closed")}
        for total in interest.accrue(request.replace(**own), as_of, policy).totals:
            figures["charges"][total.currency] += total.charges

    for one in promise.assess(state.promises, applied=request.applied, as_of=as_of).promises:
        if one.status is PromiseStatus.OPEN:
            figures["promised"][one.currency] += one.promised
        elif one.status in (PromiseStatus.BROKEN, PromiseStatus.PARTLY_KEPT):
            figures["broken"][one.currency] += one.promised - one.paid
    for found in judged.plans:
        if found.status in (PlanStatus.LATE, PlanStatus.DEFAULTED):
            figures["at risk"][found.currency] += found.arrears

    # What was done to collect an item speaks for writing it off; the batch of each candidate is posted once it is approved.
    done = EvidenceRequest(items=state.items, contacts=state.contacts, notices=state.notices, placements=state.placements, holds=state.holds)
    asked = WriteOffRequest(items=state.items, evidence=write_off.evidence(done, as_of), applied=request.applied)
    for candidate in write_off.assess(asked, as_of, policy=WriteOffPolicy.ours()).candidates:
        figures["to write off"][candidate.currency] += candidate.amount

    rates = [LossRate(bucket, Decimal(percent)) for bucket, percent in LOSS_RATES.items()]
    matrix = ProvisionPolicy(rates, aging=AgingPolicy(credits=CreditTreatment.OWN_DATE))
    for loss in provision.assess(ProvisionRequest(items=state.items, master=master), as_of, matrix).totals:
        figures["provision"][loss.currency] += loss.required
    return figures


if __name__ == "__main__":
    for name, amounts in collect(date(2026, 6, 30)).items():
        told = (f"{currency} {amounts[currency]:,.{value.minor_units(currency)}f}" for currency in sorted(amounts) if amounts[currency])
        print(name.ljust(12), "  ".join(told))
