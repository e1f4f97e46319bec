//! The roll-forward itself: one pass over the changes.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::line::Context;
use super::record::{Movement, MovementLines, MovementRequest, MovementRow, MovementView};
use crate::entry::Side;
use crate::report::Tally;
use crate::report::group::{Groups, NamedGroups, Subject};
use crate::report::tally::sum;
use crate::{Amount, AsOf, Cause, Change, Currency, EntityId, GroupBy, ItemId, OpenItemError};

/// Rolls the balance forward from one view to another, line by line.
///
/// Opening as reported is what the earlier view knew: changes effective by its date and recorded by its `known`. What the
/// later view shows at the same date and the earlier did not is back-dated: recorded since, effective before, or fallen away
/// because of it. Every change effective after the earlier date falls in exactly one line. Debits count above zero, credits
/// and money below; `net` counts all items, `items` all but money. Rows are sorted by group, then by currency; the order of
/// the changes does not matter, and the work is linear in them.
///
/// ```
/// use openitem::movement::{MovementRequest, between};
/// use openitem::{Amount, Cause, Change, ControlClass, Currency, ItemKind, Side};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let moment = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let change = |day: &str, cause, amount: &str| {
///     Change::new(
///         day, date(day), moment("2026-03-01T00:00:00Z"), "INV-1", "DE01", ItemKind::Invoice, Side::Debit,
///         ControlClass::Receivable, Currency::new("EUR").unwrap(), cause, amount.parse::<Amount>().unwrap(),
///     )
/// };
/// let changes = vec![change("2026-01-10", Cause::Billed, "100"), change("2026-02-03", Cause::WrittenOff, "-1")];
/// let movement = between(&MovementRequest::new(changes, date("2026-01-31"), date("2026-02-28")))?;
/// let net = &movement.by_currency.totals[0].net;
/// assert_eq!(net.opening_reported.amount, "100".parse()?);
/// assert_eq!(net.written_off.amount, "-1".parse()?);
/// assert_eq!(net.closing.amount, "99".parse()?);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the later view is not later, or rows are to be for terms, plans or labels, which a change does not know;
/// `hierarchy_loop` as for aging; `missing_master` where a view in base currency is asked for and an entity with items in
/// other currencies is not in the master data; `overflow` where a total does not fit.
pub fn between(request: &MovementRequest) -> Result<Movement, OpenItemError> {
    if request.closing.date < request.opening.date {
        return Err(OpenItemError::invalid("closing.date", request.closing.date, "a date on or after the earlier view's"));
    }
    if let Some(key) =
        request.policy.group_by.iter().find(|key| matches!(key, GroupBy::Terms {} | GroupBy::Plan {} | GroupBy::Label { .. }))
    {
        return Err(OpenItemError::invalid("group_by", key.name(), "customer, parent, entity, currency or collector"));
    }
    let by_currency = view(request, None)?;
    let in_base = if request.policy.in_base { Some(view(request, Some(&bases(request)))?) } else { None };
    Ok(Movement { opening: request.opening.clone(), closing: request.closing.clone(), by_currency, in_base })
}

type Bases<'a> = HashMap<&'a EntityId, Currency, RandomState>;

fn bases(request: &MovementRequest) -> Bases<'_> {
    request.master.entities.iter().map(|entity| (&entity.id, entity.base_currency)).collect()
}

/// Which balance an item's open amount is part of, to count the items open in it.
#[derive(Default)]
struct Balances {
    reported: Amount,
    known: Amount,
    closing: Amount,
}

#[derive(Default)]
struct Sums<'a> {
    /// Keyed by group and currency.
    rows: HashMap<(usize, Currency), (MovementLines, MovementLines), RandomState>,
    /// Open per item within its row, and whether it is money.
    items: HashMap<(usize, Currency, &'a EntityId, &'a ItemId, bool), Balances, RandomState>,
}

fn view(request: &MovementRequest, bases: Option<&Bases<'_>>) -> Result<MovementView, OpenItemError> {
    let mut groups = Groups::new(&request.policy.group_by, &request.master, request.closing.date)?;
    let mut sums = Sums::default();
    let context = Context::new(&request.changes);
    for change in request.changes.iter().filter(|change| shows(&request.closing, change)) {
        let (currency, amount) = counted(change, bases)?;
        let group = groups.number(&subject(change));
        let (net, items) = sums.rows.entry((group, currency)).or_default();
        let is_money = change.control_class.is_money();
        let both: [Option<&mut MovementLines>; 2] = [Some(net), (!is_money).then_some(items)];
        let is_before = change.effective <= request.opening.date;
        for (lines, is_net) in both.into_iter().zip([true, false]) {
            let Some(lines) = lines else { continue };
            lines.closing.add_amount(amount)?;
            if is_before {
                lines.opening_known.add_amount(amount)?;
                continue;
            }
            let line = if is_net { context.net(change, bases.is_some()) } else { context.items(change) };
            lines.line_mut(line).add(amount)?;
            if change.cause == Cause::Opened {
                lines.brought_in.add(amount)?;
            }
        }
        let balances = sums.items.entry((group, currency, &change.entity, &change.item, is_money)).or_default();
        balances.closing = sum(balances.closing, amount)?;
        if is_before {
            balances.known = sum(balances.known, amount)?;
        }
    }
    let earlier = request.earlier.as_ref().unwrap_or(&request.changes);
    for change in earlier.iter().filter(|change| shows(&request.opening, change)) {
        let (currency, amount) = counted(change, bases)?;
        let group = groups.number(&subject(change));
        let (net, items) = sums.rows.entry((group, currency)).or_default();
        let is_money = change.control_class.is_money();
        net.opening_reported.add_amount(amount)?;
        if !is_money {
            items.opening_reported.add_amount(amount)?;
        }
        let balances = sums.items.entry((group, currency, &change.entity, &change.item, is_money)).or_default();
        balances.reported = sum(balances.reported, amount)?;
    }
    finish(sums, &groups.finish())
}

fn shows(view: &AsOf, change: &Change) -> bool {
    change.effective <= view.date && view.known.is_none_or(|known| change.recorded <= known)
}

fn subject(change: &Change) -> Subject<'_> {
    Subject { entity: &change.entity, customer: change.customer.as_ref(), currency: &change.currency, terms: None, plan: None, labels: &[] }
}

/// What a change moves the balance by, debits above zero, and in which currency.
fn counted(change: &Change, bases: Option<&Bases<'_>>) -> Result<(Currency, Amount), OpenItemError> {
    let (currency, amount) = match (bases, change.base_amount) {
        (Some(bases), Some(amount)) => {
            let missing = || OpenItemError::MissingMaster { what: String::from("entity"), name: change.entity.to_string() };
            (*bases.get(&change.entity).ok_or_else(missing)?, amount)
        }
        _ => (change.currency, change.amount),
    };
    Ok((currency, if change.side == Side::Credit { amount.negated() } else { amount }))
}

fn finish(sums: Sums<'_>, named: &NamedGroups) -> Result<MovementView, OpenItemError> {
    let mut rows = sums.rows;
    for ((group, currency, _, _, is_money), balances) in &sums.items {
        let Some((net, items)) = rows.get_mut(&(*group, *currency)) else { continue };
        net.count_open(balances);
        if !is_money {
            items.count_open(balances);
        }
    }
    let mut sorted: Vec<_> = rows.into_iter().map(|((group, currency), lines)| (group, currency, lines)).collect();
    crate::value::sort_by_key(&mut sorted, |(group, currency, _)| (named.place(*group), *currency));
    // Totals in one order: sums that overflow on the way do so in every run or in none.
    let mut totals: BTreeMap<Currency, (MovementLines, MovementLines)> = BTreeMap::new();
    for (_, currency, (net, items)) in &mut sorted {
        net.close()?;
        items.close()?;
        let (net_total, items_total) = totals.entry(*currency).or_default();
        net_total.merge(net)?;
        items_total.merge(items)?;
    }
    let rows = sorted.into_iter().map(|(group, currency, (net, items))| MovementRow { group: named.parts(group), currency, net, items });
    let totals = totals.into_iter().map(|(currency, (net, items))| MovementRow { group: Vec::new(), currency, net, items });
    Ok(MovementView { rows: rows.collect(), totals: totals.collect() })
}

impl MovementLines {
    fn count_open(&mut self, balances: &Balances) {
        let late = balances.known.checked_sub(balances.reported).unwrap_or(balances.known);
        let tallies = [
            (&mut self.back_dated, late),
            (&mut self.opening_reported, balances.reported),
            (&mut self.opening_known, balances.known),
            (&mut self.closing, balances.closing),
        ];
        for (tally, open) in tallies {
            if !open.is_zero() {
                tally.count = tally.count.saturating_add(1);
            }
        }
    }

    /// What lies between the opening as reported and as now known.
    fn close(&mut self) -> Result<(), OpenItemError> {
        self.back_dated.amount = sum(self.opening_known.amount, self.opening_reported.amount.negated())?;
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), OpenItemError> {
        let mine = self.all_mut();
        let mut theirs = other.clone();
        for (mine, theirs) in mine.into_iter().zip(theirs.all_mut()) {
            mine.merge(theirs)?;
        }
        Ok(())
    }

    fn all_mut(&mut self) -> [&mut Tally; 22] {
        [
            &mut self.opening_reported,
            &mut self.back_dated,
            &mut self.opening_known,
            &mut self.billed,
            &mut self.charged,
            &mut self.adjusted_up,
            &mut self.recovered,
            &mut self.returned,
            &mut self.refunded,
            &mut self.remitted_unclaimed,
            &mut self.credits_written_off,
            &mut self.credited,
            &mut self.received,
            &mut self.applied,
            &mut self.taken,
            &mut self.adjusted_down,
            &mut self.written_off,
            &mut self.set_off,
            &mut self.moved,
            &mut self.exchange,
            &mut self.closing,
            &mut self.brought_in,
        ]
    }
}
