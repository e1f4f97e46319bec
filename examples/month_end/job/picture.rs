//! The picture: what a controller looks at on the evening of the month-end, on one screen.

use std::collections::BTreeMap;

use openitem::aging::{AgedBucket, AgingPolicy, AgingRow, CreditTreatment};
use openitem::movement::MovementLines;
use openitem::{Amount, ControlClass, Currency, CustomerId, GroupValue, OpenItem, Tally};

use super::collections::Collections;
use super::collections_picture;
use super::figures::{Figures, PastDue};
use super::input::{File, Holds, Input};
use super::json::money;
use super::table::{Table, beside};
use super::text::{cut, plain};

/// How many past-due accounts are shown in all.
const PAST_DUE_LINES: usize = 8;
/// How many rows of an aging by customer and the like, rejected rows and notes are shown.
const MOST_LINES: usize = 20;
/// With how many currencies two tables stand side by side at most.
const MOST_BESIDE: usize = 4;
const NAME_LETTERS: usize = 30;
const ID_LETTERS: usize = 16;
const BAR_CELLS: usize = 7;

/// The picture, every line made harmless for a terminal.
pub(super) fn draw(input: &Input, figures: &Figures, collections: &Collections, cash: Vec<String>, is_grouped: bool) -> String {
    let mut blocks = vec![title(input, figures), cash, aging(figures)];
    if is_grouped {
        blocks.push(groups(figures));
    }
    blocks.push(past_due(input, figures));
    blocks.push(beside(&unused(figures), &disputes(figures), 5));
    blocks.push(movement_and_collections(figures, collections));
    blocks.push(tie_out(figures));
    blocks.push(rows(input, figures, collections));
    let mut out = String::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        for line in block {
            out.push_str(plain(line).trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    out.pop();
    out
}

fn title(input: &Input, figures: &Figures) -> Vec<String> {
    let items = &figures.book.items;
    let customers: std::collections::BTreeSet<_> = items.iter().filter_map(|item| item.customer.as_ref()).collect();
    let entities: std::collections::BTreeSet<_> = items.iter().map(|item| &item.entity).collect();
    let known = figures.as_of.known.map(|known| format!(", as known at {}", known.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
    let mut lines = vec![format!(
        "MONTH END {}{known}: {}, {}, {} ({})",
        figures.as_of.date,
        classes(items),
        counted(customers.len(), "customer", "customers"),
        counted(entities.len(), "entity", "entities"),
        cut(&input.title, 40),
    )];
    if !input.rejected.is_empty() {
        let rows = counted(input.read, "ROW WAS", "ROWS WERE");
        lines.push(format!("{} OF {rows} REJECTED, and what they say is in none of these figures: see the end.", input.rejected.len()));
    }
    lines
}

/// How many items are open, by what they are.
fn classes(items: &[OpenItem]) -> String {
    let of = |is_meant: fn(ControlClass) -> bool| items.iter().filter(|item| is_meant(item.control_class)).count();
    let receivables = counted(of(|class| class == ControlClass::Receivable), "receivable", "receivables");
    let others = [
        (of(ControlClass::is_money), "receipt not used", "receipts not used"),
        (of(|class| class == ControlClass::HeldInstrument), "instrument held", "instruments held"),
        (of(|class| class == ControlClass::Deduction), "deduction", "deductions"),
        (of(|class| class == ControlClass::WithholdingPending), "withholding", "withholdings"),
    ];
    let others = others.into_iter().filter(|(number, ..)| *number > 0).map(|(number, one, many)| counted(number, one, many));
    [receivables].into_iter().chain(others).collect::<Vec<_>>().join(", ")
}

fn aging(figures: &Figures) -> Vec<String> {
    let view = &figures.aging.by_currency;
    let buckets = labels(view.totals.first());
    let headings = [String::from("AGING"), String::from("items")].into_iter().chain(buckets);
    let mut table = Table::new(headings.chain([String::from("in buckets"), String::from("of it disputed")]).collect(), 1);
    for row in &view.totals {
        let amounts = row.buckets.iter().map(|bucket| amount(bucket.amount, row.currency));
        let sums = [amount(row.in_buckets.amount, row.currency), amount(row.disputed.amount, row.currency)];
        let start = [row.currency.to_string(), count(row.in_buckets.count)];
        table.row(start.into_iter().chain(amounts).chain(sums).collect());
        let whole: f64 = row.buckets.iter().map(|bucket| rough(bucket.amount).max(0.0)).sum();
        let bars = row.buckets.iter().map(|bucket| bar(bucket, whole));
        table.row([String::new(), String::new()].into_iter().chain(bars).collect());
    }
    table.lines()
}

fn labels(row: Option<&AgingRow>) -> Vec<String> {
    row.map(|row| row.buckets.iter().map(|bucket| bucket.label.to_string()).collect()).unwrap_or_default()
}

/// A bar as long as the bucket's share of all buckets above zero.
fn bar(bucket: &AgedBucket, whole: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if whole > 0.0 { rough(bucket.amount).max(0.0) / whole } else { 0.0 };
    let eighths = (share * 8.0 * BAR_CELLS as f64).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { eighths };
    let drawn = format!("{}{}", "█".repeat(eighths / 8), EIGHTHS.get(eighths % 8).unwrap_or(&""));
    format!("{drawn:<BAR_CELLS$} {:>3.0}%", share * 100.0)
}

/// For drawing only.
fn rough(amount: Amount) -> f64 {
    amount.to_string().parse().unwrap_or(0.0)
}

fn groups(figures: &Figures) -> Vec<String> {
    let view = &figures.aging.by_currency;
    let Some(first) = view.rows.first() else { return Vec::new() };
    let by = first.group.first().map_or("", |part| part.by.as_str());
    let headings = [format!("BY {}", by.to_uppercase()), String::new(), String::from("items")].into_iter();
    let beside = ["in buckets", "money", "of it disputed"].map(String::from);
    let mut table = Table::new(headings.chain(labels(Some(first))).chain(beside).collect(), 2);
    for row in view.rows.iter().take(MOST_LINES) {
        let group = row.group.first().and_then(|part| part.value.as_ref()).map_or("(none)", GroupValue::as_str);
        let start = [cut(&plain(group), NAME_LETTERS), row.currency.to_string(), count(row.in_buckets.count)];
        let amounts = row.buckets.iter().map(|bucket| amount(bucket.amount, row.currency));
        let sums = [row.in_buckets.amount, money(row), row.disputed.amount].map(|sum| amount(sum, row.currency));
        table.row(start.into_iter().chain(amounts).chain(sums).collect());
    }
    let mut lines = table.lines();
    if view.rows.len() > MOST_LINES {
        lines.push(format!("and {} more: --json and --csv have them all", counted(view.rows.len() - MOST_LINES, "row", "rows")));
    }
    lines
}

fn past_due(input: &Input, figures: &Figures) -> Vec<String> {
    let mut by_currency: BTreeMap<Currency, Vec<&PastDue>> = BTreeMap::new();
    for line in &figures.past_due {
        by_currency.entry(line.currency).or_default().push(line);
    }
    let headings = ["LARGEST PAST DUE", "customer", "items", "oldest", "past due, before credits", "share"].map(String::from);
    let mut table = Table::new(headings.to_vec(), 2);
    let each = (PAST_DUE_LINES / by_currency.len().max(1)).max(2);
    for (currency, lines) in &by_currency {
        let sum = |lines: &[&PastDue]| Amount::checked_sum(lines.iter().map(|line| line.amount)).unwrap_or_default();
        let whole = sum(lines);
        let mut row = |name: String, items: i64, days: i64, of: Amount| {
            let share = format!("{:.0}%", 100.0 * rough(of) / rough(whole));
            table.row(vec![currency.to_string(), name, count(items), counted(days, "day", "days"), amount(of, *currency), share]);
        };
        for line in lines.iter().take(each) {
            let name = line.customer.as_ref().map_or_else(|| String::from("(none)"), |customer| name(input, figures, customer));
            row(name, line.items, line.days, line.amount);
        }
        let rest = lines.get(each..).unwrap_or_default();
        let accounts = counted(lines.len(), "account", "accounts");
        let name = if rest.is_empty() {
            format!("= {accounts}")
        } else {
            format!("+ {} more with {} = {accounts}", count(rest.len()), amount(sum(rest), *currency))
        };
        row(name, lines.iter().map(|line| line.items).sum(), lines.iter().map(|line| line.days).max().unwrap_or(0), whole);
    }
    if by_currency.is_empty() {
        return vec![String::from("LARGEST PAST DUE: nobody is past due")];
    }
    table.lines()
}

fn name(input: &Input, figures: &Figures, customer: &CustomerId) -> String {
    let known = input.master.customer(customer, figures.as_of.date).and_then(|known| known.name.clone());
    match known {
        Some(name) => format!("{} {}", cut(&plain(customer.as_str()), ID_LETTERS), cut(&plain(&name), NAME_LETTERS)),
        None => cut(&plain(customer.as_str()), NAME_LETTERS),
    }
}

/// Money of all kinds by the age of its value date: a currency a line, its kinds added.
fn unused(figures: &Figures) -> Vec<String> {
    use openitem::aging::OpenCredit;
    let mut by_currency: BTreeMap<Currency, Vec<(String, i64, Amount)>> = BTreeMap::new();
    let mut labels = Vec::new();
    for row in figures.unused.totals.iter().filter(|row| row.kind != OpenCredit::Credit) {
        labels = row.buckets.iter().map(|bucket| bucket.label.to_string()).collect();
        let sums = by_currency.entry(row.currency).or_insert_with(|| labels.iter().map(|label| (label.clone(), 0, Amount::ZERO)).collect());
        for (sum, bucket) in sums.iter_mut().zip(&row.buckets) {
            sum.1 += bucket.count;
            sum.2 = sum.2.checked_add(bucket.amount).unwrap_or_default();
        }
    }
    if by_currency.is_empty() {
        return vec![String::from("UNAPPLIED CASH: none")];
    }
    let headings = [String::from("UNAPPLIED CASH"), String::from("receipts")].into_iter();
    let headings = headings.chain(labels.iter().map(|label| format!("{label} days"))).chain([String::from("in all")]);
    let mut table = Table::new(headings.collect(), 1);
    for (currency, sums) in by_currency {
        let all = Amount::checked_sum(sums.iter().map(|sum| sum.2)).unwrap_or_default();
        let receipts = sums.iter().map(|sum| sum.1).sum::<i64>();
        let amounts = sums.iter().map(|sum| amount(sum.2, currency));
        table.row([currency.to_string(), count(receipts)].into_iter().chain(amounts).chain([amount(all, currency)]).collect());
    }
    table.lines()
}

fn disputes(figures: &Figures) -> Vec<String> {
    if figures.disputes.is_empty() {
        return vec![String::from("DISPUTES: none")];
    }
    let mut table = Table::new(["DISPUTES", "items", "disputed", "oldest", "most for"].map(String::from).to_vec(), 1);
    for line in &figures.disputes {
        let reason = line.reasons.first().map(|(reason, count)| format!("{} ({count})", cut(&plain(reason), 16)));
        table.row(vec![
            line.currency.to_string(),
            count(line.items),
            amount(line.amount, line.currency),
            counted(line.days, "day", "days"),
            reason.unwrap_or_default(),
        ]);
    }
    table.lines()
}

type LineOf = fn(&MovementLines) -> &Tally;

/// The lines of the roll-forward in the order in which they add up.
pub(super) const MOVEMENT: [(&str, LineOf); 19] = [
    ("back-dated since", |of| &of.back_dated),
    ("billed", |of| &of.billed),
    ("charged", |of| &of.charged),
    ("adjusted up", |of| &of.adjusted_up),
    ("recovered", |of| &of.recovered),
    ("returned by banks", |of| &of.returned),
    ("refunded", |of| &of.refunded),
    ("remitted as unclaimed", |of| &of.remitted_unclaimed),
    ("credits written off", |of| &of.credits_written_off),
    ("credited", |of| &of.credited),
    ("received", |of| &of.received),
    ("applied", |of| &of.applied),
    ("taken beside the cash", |of| &of.taken),
    ("adjusted down", |of| &of.adjusted_down),
    ("written off", |of| &of.written_off),
    ("set off", |of| &of.set_off),
    ("moved", |of| &of.moved),
    ("exchange", |of| &of.exchange),
    ("closing", |of| &of.closing),
];

fn movement(figures: &Figures) -> Vec<String> {
    let totals = &figures.movement.by_currency.totals;
    let heading = String::from("MOVEMENT, net of money");
    let mut table = Table::new([heading].into_iter().chain(totals.iter().map(|row| row.currency.to_string())).collect(), 1);
    let mut line = |label: &str, of: LineOf, sign: &str| {
        let cell = |row: &openitem::movement::MovementRow| {
            let text = amount(of(&row.net).amount, row.currency);
            if sign.is_empty() { text } else { signed(text) }
        };
        table.row([label.to_owned()].into_iter().chain(totals.iter().map(cell)).collect());
    };
    line(&format!("opening {}", figures.last.date), |of| &of.opening_reported, "");
    for (label, of) in MOVEMENT.iter().filter(|(label, _)| *label != "closing") {
        if totals.iter().any(|row| !of(&row.net).amount.is_zero()) {
            line(label, *of, "+");
        }
    }
    line(&format!("closing {}", figures.as_of.date), |of| &of.closing, "");
    table.lines()
}

/// Side by side where the screen is wide enough for both.
fn movement_and_collections(figures: &Figures, collections: &Collections) -> Vec<String> {
    let (movement, (block, legend)) = (movement(figures), collections_picture::draw(collections));
    let mut lines = if figures.movement.by_currency.totals.len() <= MOST_BESIDE {
        beside(&movement, &block, 5)
    } else {
        movement.into_iter().chain([String::new()]).chain(block).collect()
    };
    lines.extend(legend);
    lines
}

fn signed(text: String) -> String {
    if text.starts_with('-') || text.chars().all(|letter| matches!(letter, '0' | '.')) { text } else { format!("+{text}") }
}

fn tie_out(figures: &Figures) -> Vec<String> {
    let headings =
        ["TIE-OUT", "", "in buckets", "+ beside", "+ left out", "= debits", "- credits", "- money", "= control account", "difference"];
    let mut table = Table::new(headings.map(String::from).to_vec(), 2);
    let mut ties = true;
    for line in &figures.tie_out {
        let of = &line.aging;
        let money = Amount::checked_sum([of.unapplied, of.on_account, of.unidentified, of.prepaid]).unwrap_or_default();
        let sums = [of.buckets, of.apart, of.left_out, of.open_debits, of.open_credits, money, line.control_account, line.difference];
        ties &= line.difference.is_zero() && of.difference.is_zero();
        let start = [cut(&plain(of.entity.as_str()), 16), of.currency.to_string()].into_iter();
        table.row(start.chain(sums.map(|figure| amount(figure, of.currency))).collect());
    }
    if figures.tie_out.is_empty() {
        return vec![String::from("TIE-OUT: nothing is open, and no control account has a balance")];
    }
    let mut lines = table.lines();
    if ties {
        lines.push(format!("Every line ties out. {}", legend(&figures.aging.policy)));
        lines.push(String::from("The control account is that of the journal of the same rows: compare it with your general ledger."));
    } else {
        lines.push(String::from("SOME LINES DO NOT TIE OUT: the difference says by how much."));
    }
    lines
}

/// Where the policy puts what is no debt of a customer.
fn legend(policy: &AgingPolicy) -> String {
    let prepaid = policy.prepayments.unwrap_or(policy.money);
    let money = if prepaid == policy.money { "money not used" } else { "other money not used" };
    let mut kinds = vec![("credits", policy.credits), (money, policy.money)];
    if prepaid != policy.money {
        kinds.push(("prepaid money", prepaid));
    }
    let places = [
        (CreditTreatment::OwnDate, "In the bucket of their own date"),
        (CreditTreatment::OldestFirst, "Taken off the oldest bucket first"),
        (CreditTreatment::LeftOut, "Left out"),
        (CreditTreatment::Apart, "Beside the buckets"),
    ];
    let told = places.into_iter().filter_map(|(place, words)| {
        let here = kinds.iter().filter(|(_, treatment)| *treatment == place).map(|(kind, _)| *kind);
        let always = (place == CreditTreatment::Apart).then_some("what is held, deducted or withheld");
        let here: Vec<_> = here.chain(always).collect();
        (!here.is_empty()).then(|| format!("{words}: {}.", here.join(", ")))
    });
    told.collect::<Vec<_>>().join(" ")
}

/// What was read and what was not, and what is worth a look.
fn rows(input: &Input, figures: &Figures, collections: &Collections) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &input.files {
        let (read, accepted, rejected) = (count(file.read), count(file.accepted), count(file.rejected));
        lines.push(format!("ROWS of {}: {read} read = {accepted} accepted + {rejected} rejected", file.name));
        lines.extend(standing(input, figures, file));
        for sums in &file.amounts {
            let currency = sums.currency.map_or_else(|| String::from("no currency"), |currency| currency.to_string());
            let in_digits = |of: Amount| sums.currency.map_or_else(|| of.to_string(), |currency| amount(of, currency));
            let (read, accepted, rejected) = (in_digits(sums.read), in_digits(sums.accepted), in_digits(sums.rejected));
            lines.push(format!("  {currency} {read} = {accepted} + {rejected}"));
        }
        if file.rejected_without_amount > 0 {
            lines.push(format!(
                "  and {} of which no amount can be read",
                counted(file.rejected_without_amount, "rejected row", "rejected rows")
            ));
        }
        lines.extend(file.rounding.iter().map(|text| format!("  {text}")));
    }
    for row in input.rejected.iter().take(MOST_LINES) {
        let column = if row.column.is_empty() { String::new() } else { format!(", column `{}`", row.column) };
        let value = if row.value.is_empty() { String::new() } else { format!(", value `{}`", row.value) };
        lines.push(format!("  rejected: {}, line {}{column}{value}: {}", row.file, row.line, row.reason));
    }
    more(&mut lines, input.rejected.len(), "rejected row", "rejected rows", " more: --json and --csv list them all");
    let notes: Vec<String> = figures.notes.iter().chain(&collections.notes).cloned().chain(input.notes_by_weight()).collect();
    lines.extend(notes.iter().take(MOST_LINES).map(|note| format!("  note: {note}")));
    more(&mut lines, notes.len(), "note", "notes", " more: --json prints them all on standard error");
    lines.extend(figures.refused.iter().take(MOST_LINES).map(|refusal| format!("  not in this view: {}", refusal.text)));
    more(&mut lines, figures.refused.len(), "entry", "entries", " more: not in this view");
    lines
}

fn more(lines: &mut Vec<String>, all: usize, one: &str, many: &str, rest: &str) {
    if all > MOST_LINES {
        lines.push(format!("  and {}{rest}", counted(all - MOST_LINES, one, many)));
    }
}

/// Where the accepted rows of a file went, told where not all of them are open.
fn standing(input: &Input, figures: &Figures, file: &File) -> Option<String> {
    let of = input.standing(file, &figures.as_of, &figures.book, &figures.refused);
    if of.open == file.accepted {
        return None;
    }
    let (open, settled) = match file.holds {
        Holds::Items => ("open", "settled by then"),
        Holds::Receipts => ("not used up", "used up by then"),
        Holds::Applications => ("made by then", ""),
    };
    let parts = [(of.open, open), (of.settled, settled), (of.later, "dated later"), (of.nothing, "with nothing open")];
    let parts = parts.into_iter().filter(|(number, what)| *number > 0 || (!what.is_empty() && file.holds == Holds::Items));
    let refused = [(of.refused, "not in this view")].into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<_> = parts.chain(refused).map(|(number, what)| format!("{} {what}", count(number))).collect();
    Some(format!("  {} accepted = {}", count(file.accepted), parts.join(" + ")))
}

/// An amount with its currency's decimals and thousands apart.
pub(super) fn amount(amount: Amount, currency: Currency) -> String {
    grouped(&amount.with_decimals(currency.minor_units().unwrap_or(0)))
}

fn count(number: impl ToString) -> String {
    grouped(&number.to_string())
}

pub(super) fn counted(number: impl ToString, one: &str, many: &str) -> String {
    let number = count(number);
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

fn grouped(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let mut out = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}
