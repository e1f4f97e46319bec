//! The sample data of `month_end`: six months of two invented companies and their invented customers, everything legal.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use openitem::*;

use crate::history::Random;

/// What the generator makes: the facts and what stands beside them.
pub struct Sample {
    /// The entries, in the order in which they were recorded.
    pub entries: Vec<Entry>,
    /// Entities and customers.
    pub master: MasterData,
}

/// The days on which a plan is agreed.
const PLANS: [&str; 4] = ["2026-03-02", "2026-04-01", "2026-05-04", "2026-06-10"];
/// The days on which somebody pays a little less than is owed.
const SHORT: [&str; 3] = ["2026-03-16", "2026-04-15", "2026-05-13"];
/// The day on which a customer's insolvency is told.
const INSOLVENCY: &str = "2026-05-18";

const FIRST: [&str; 24] = [
    "Alder",
    "Birken",
    "Cobalt",
    "Delta",
    "Ember",
    "Falken",
    "Granit",
    "Hanse",
    "Isar",
    "Juniper",
    "Kestrel",
    "Linden",
    "Mistral",
    "Nordwind",
    "Opal",
    "Pioneer",
    "Quarz",
    "Rowan",
    "Silber",
    "Tarn",
    "Ulmen",
    "Vesper",
    "Westhafen",
    "Zenith",
];
const SECOND: [&str; 14] = [
    "Werkzeug",
    "Foods",
    "Logistik",
    "Paper",
    "Medizin",
    "Textil",
    "Optics",
    "Getriebe",
    "Marine",
    "Energie",
    "Verlag",
    "Packaging",
    "Chemie",
    "Interiors",
];
const FORMS: [&str; 6] = ["GmbH", "AG", "Ltd", "BV", "SARL", "Inc"];
/// Currency, its rate to euro, and the terms that are usual with it.
const MARKETS: [(&str, &str, i64); 6] =
    [("EUR", "1", 30), ("EUR", "1", 14), ("EUR", "1", 60), ("USD", "0.9215", 30), ("GBP", "1.1684", 30), ("JPY", "0.00583", 45)];

struct Client {
    id: CustomerId,
    name: String,
    bank_account: String,
    currency: Currency,
    days: i64,
    entity: &'static str,
    base: Currency,
    /// How many days late it pays, about.
    late: i64,
    /// Who pays for it, where that is another.
    payer: Option<usize>,
}

struct Bill {
    id: String,
    client: usize,
    posted: NaiveDate,
    due: NaiveDate,
    open: i64,
    amount: i64,
}

struct Maker {
    random: Random,
    clients: Vec<Client>,
    bills: Vec<Bill>,
    entries: Vec<Entry>,
    numbers: BTreeMap<&'static str, i64>,
    /// What is to be posted later, by its date.
    later: BTreeMap<(NaiveDate, usize), Later>,
}

enum Later {
    Pay(usize),
    Cleared(ReceiptId, &'static str),
    Reverse(EntryId, &'static str, CustomerId),
    Identify(ReceiptId, usize, i64),
}

/// The sample of a seed.
#[must_use]
pub fn sample(seed: u64) -> Sample {
    let mut random = Random::new(seed);
    let (clients, master) = clients(&mut random);
    let mut maker = Maker { random, clients, bills: Vec::new(), entries: Vec::new(), numbers: BTreeMap::new(), later: BTreeMap::new() };
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date");
    for day in first.iter_days().take_while(|day| *day <= NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date")) {
        maker.day(day);
    }
    Sample { entries: maker.entries, master }
}

fn clients(random: &mut Random) -> (Vec<Client>, MasterData) {
    let mut clients: Vec<Client> = Vec::new();
    let mut master = MasterData::new();
    let euro = currency("EUR");
    let dollar = currency("USD");
    master.entities.push(Entity::new("DE01", euro).with_name("Musterwerk GmbH".to_owned()));
    master.entities.push(Entity::new("US01", dollar).with_name("Samplework Inc".to_owned()));
    let mut names: Vec<String> = FIRST.iter().flat_map(|first| SECOND.iter().map(move |second| format!("{first} {second}"))).collect();
    random.shuffle(&mut names);
    for (at, stem) in names.into_iter().take(120).enumerate() {
        let is_american = at % 5 == 4;
        let (code, _, days) = if is_american { ("USD", "1", 30) } else { random.choose(&MARKETS) };
        let name = format!("{stem} {}", random.choose(&FORMS));
        let id = CustomerId::from(format!("C-{:05}", 10_000 + at * 7));
        let bank_account = format!("XX{:02}BANK{:010}", random.between(10, 99), random.between(1, 9_999_999_999));
        let parent = (at >= 20 && random.percent(15)).then_some(at % 20);
        let mut customer = Customer::new(&id).with_name(name.clone()).with_terms(format!("net {days}"));
        customer.bank_accounts = vec![bank_account.clone()];
        customer.other_names = vec![stem.to_uppercase()];
        customer.parent = parent.and_then(|parent: usize| clients.get(parent)).map(|parent| parent.id.clone());
        customer.currency = Some(currency(code));
        customer.limit = Some(money(random.between(2, 40) * 500_000, currency(code)));
        customer.collector = Some(random.choose(&["olga", "peter", "quentin"]).into());
        customer.debtor_kind = Some(DebtorKind::Company);
        customer.contact_points = vec![ContactPoint::new("billing".to_owned(), Channel::Email, format!("ap{at}@example.com"))];
        master.customers.push(customer);
        let payer = parent.filter(|parent| {
            clients.get(*parent).is_some_and(|parent| parent.currency == currency(code) && (parent.entity == "US01") == is_american)
        });
        clients.push(Client {
            id,
            name,
            bank_account,
            currency: currency(code),
            days,
            entity: if is_american { "US01" } else { "DE01" },
            base: if is_american { dollar } else { euro },
            late: random.between(-5, 12) + if random.percent(15) { 40 } else { 0 },
            payer,
        });
    }
    (clients, master)
}

fn currency(code: &str) -> Currency {
    Currency::new(code).expect("a currency")
}

fn money(minor: i64, currency: Currency) -> Amount {
    Amount::from_minor(minor, currency.minor_units().unwrap_or(2)).expect("an amount")
}

impl Maker {
    fn day(&mut self, day: NaiveDate) {
        use chrono::Datelike;
        if day.weekday().number_from_monday() > 5 {
            return;
        }
        if day == NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") {
            self.opening(day);
        }
        for _ in 0..self.random.between(4, 8) {
            self.invoice(day);
        }
        let due: Vec<(NaiveDate, usize)> = self.later.keys().copied().take_while(|(date, _)| *date <= day).collect();
        for key in due {
            match self.later.remove(&key) {
                Some(Later::Pay(bill)) => self.pay(day, bill),
                Some(Later::Cleared(receipt, entity)) => {
                    let staged = InstrumentStaged::new(receipt, Stage::Cleared).with_value_date(day);
                    self.post(day, entity, None, EntryKind::instrument_staged(staged));
                }
                Some(Later::Reverse(entry, entity, customer)) => {
                    let reversal = Reversal::new(entry).with_reason("posted_in_error");
                    self.post(day, entity, Some(customer), EntryKind::reversal(reversal));
                }
                Some(Later::Identify(receipt, bill, minor)) => {
                    let client = self.bills[bill].client;
                    let (entity, id) = (self.clients[client].entity, self.clients[client].id.clone());
                    let identified = PayerIdentified::new(&receipt);
                    self.post(day, entity, Some(id), EntryKind::payer_identified(identified));
                    self.apply(day, receipt.as_str(), &[(bill, minor)], Vec::new());
                }
                None => {}
            }
        }
        if self.random.percent(25) {
            self.credit(day);
        }
        if self.random.percent(30) {
            self.dispute(day);
        }
        if self.random.percent(30) {
            self.promise(day);
        }
        if self.random.percent(8) {
            self.stray_money(day);
        }
        if PLANS.iter().any(|on| on.parse() == Ok(day)) {
            self.plan(day);
        }
        if SHORT.iter().any(|on| on.parse() == Ok(day)) {
            self.short(day);
        }
        if INSOLVENCY.parse() == Ok(day) {
            self.insolvency(day);
        }
    }

    fn number(&mut self, series: &'static str) -> i64 {
        let number = self.numbers.entry(series).or_insert(0);
        *number += 1;
        *number
    }

    fn post(&mut self, day: NaiveDate, entity: &str, customer: Option<CustomerId>, kind: EntryKind) -> EntryId {
        let id = EntryId::from(format!("E{:05}", self.entries.len() + 1));
        let minute = i64::try_from(self.entries.len() % 600).unwrap_or_default();
        let recorded: DateTime<Utc> = day.and_hms_opt(7, 0, 0).expect("a time").and_utc() + TimeDelta::minutes(minute);
        // Nothing is recorded before what came before it.
        let recorded = self.entries.last().map_or(recorded, |last| recorded.max(last.recorded));
        let mut entry = Entry::new(&id, entity, day, recorded, kind);
        entry.customer = customer;
        self.entries.push(entry);
        id
    }

    fn booked(&mut self, client: usize) -> Option<BookedRate> {
        let client = &self.clients[client];
        let (_, rate, _) = MARKETS.iter().find(|(code, ..)| *code == client.currency.code())?;
        (client.currency != client.base).then(|| BookedRate::new(client.base, rate.parse::<Rate>().expect("a rate")))
    }

    fn minor(&mut self, client: usize) -> i64 {
        let size = if self.random.percent(10) { 4_000_000 } else { 400_000 };
        let minor = self.random.between(size / 50, size);
        if self.clients[client].currency.code() == "JPY" { minor * 2 } else { minor }
    }

    /// What was open when the ledger began.
    fn opening(&mut self, day: NaiveDate) {
        for client in 0..self.clients.len() {
            if self.random.percent(65) {
                continue;
            }
            let issued = day.checked_sub_days(Days::new(self.random.between(5, 120).unsigned_abs())).expect("a date");
            let due = issued.checked_add_days(Days::new(self.clients[client].days.unsigned_abs())).expect("a date");
            let minor = self.minor(client);
            let id = format!("RE-2025-{:04}", self.number("opening"));
            let of = &self.clients[client];
            let (entity, customer, currency) = (of.entity, of.id.clone(), of.currency);
            let open = money(minor, currency);
            let mut item = OpeningItem::new(id.as_str(), ItemKind::Invoice, Side::Debit, currency, open, open);
            item.document_date = Some(issued);
            item.due = Some(due);
            item.terms = Some(format!("net {}", of.days));
            item.booked = self.booked(client);
            self.post(day, entity, Some(customer), EntryKind::opening_item(item));
            self.bill(id, client, day, due, minor);
        }
    }

    fn bill(&mut self, id: String, client: usize, posted: NaiveDate, due: NaiveDate, minor: i64) {
        self.bills.push(Bill { id, client, posted, due, open: minor, amount: minor });
        let bill = self.bills.len() - 1;
        if self.random.percent(93) {
            let late = self.clients[client].late + self.random.between(-6, 10);
            let pays = due.checked_add_signed(TimeDelta::days(late)).unwrap_or(due).max(posted.succ_opt().unwrap_or(posted));
            self.later.insert((pays, self.bills.len() * 10), Later::Pay(bill));
        }
    }

    fn invoice(&mut self, day: NaiveDate) {
        let client = usize::try_from(self.random.between(0, 119)).unwrap_or_default();
        let minor = self.minor(client);
        let year = day.format("%Y");
        let id = format!("RE-{year}-{:05}", 10_000 + self.number("invoice") * 3);
        let of = &self.clients[client];
        let (entity, customer, currency, days) = (of.entity, of.id.clone(), of.currency, of.days);
        let due = day.checked_add_days(Days::new(days.unsigned_abs())).expect("a date");
        let mut invoice = Document::new(id.as_str(), currency, money(minor, currency));
        invoice.terms = Some(format!("net {days}"));
        invoice.booked = self.booked(client);
        invoice.references = vec![Reference::new(ReferenceKind::PurchaseOrder, format!("PO{}", self.random.between(100_000, 999_999)))];
        invoice.labels = vec![Label::new("region".to_owned(), self.random.choose(&["north", "south", "overseas"]).to_owned())];
        if minor > 2_000_000 {
            let second = due.checked_add_days(Days::new(30)).expect("a date");
            let half = minor / 2;
            invoice.installments = vec![
                Installment::new(money(half, currency)).with_due(due),
                Installment::new(money(minor - half, currency)).with_due(second),
            ];
            self.post(day, entity, Some(customer), EntryKind::invoice(invoice));
            self.bill(format!("{id}/1"), client, day, due, half);
            self.bill(format!("{id}/2"), client, day, second, minor - half);
            return;
        }
        invoice.due = Some(due);
        if self.random.percent(15) {
            let through = day.checked_add_days(Days::new(10)).expect("a date");
            invoice.discounts = vec![DiscountOffer::new(through, money(minor / 50, currency))];
        }
        let entry = self.post(day, entity, Some(customer.clone()), EntryKind::invoice(invoice));
        if self.random.percent(2) {
            // Billed by mistake: taken back on the next days, and nothing is paid on it.
            let on = day.checked_add_days(Days::new(2)).expect("a date");
            self.later.insert((on, self.bills.len() * 10 + 1), Later::Reverse(entry, entity, customer));
        } else {
            self.bill(id, client, day, due, minor);
        }
    }

    /// The payer's words, as payers write them.
    fn remittance(&mut self, bills: &[usize]) -> String {
        let ids: Vec<String> = bills.iter().map(|bill| self.bills[*bill].id.clone()).collect();
        match self.random.between(0, 6) {
            0 => format!("/INV/{} ", ids.join(" ")),
            1 => format!("RECHNUNG {}", ids.join(", ")),
            2 => format!("INV {} THANK YOU", ids.iter().map(|id| id.replace("RE-2026-", "")).collect::<Vec<_>>().join("+")),
            3 => ids.join("").replace('-', ""),
            4 => format!("YOUR INVOICES OF {}", self.bills[bills[0]].posted.format("%m/%Y")),
            5 => "PAYMENT ON ACCOUNT".to_owned(),
            _ => format!("{} / REF {}", ids.join(" / "), self.random.between(1_000, 9_999)),
        }
    }

    fn receipt_of(&mut self, client: usize, minor: i64, bills: &[usize]) -> Receipt {
        let id = format!("ZE-{:05}", self.number("receipt"));
        let payer = self.clients[client].payer.unwrap_or(client);
        let of = &self.clients[payer];
        let mut receipt = Receipt::new(id.as_str(), self.clients[client].currency, money(minor, self.clients[client].currency));
        receipt.payer.name = Some(of.name.to_uppercase().chars().take(27).collect());
        receipt.payer.bank_account = Some(of.bank_account.clone());
        receipt.payer.id = Some(of.id.as_str().to_owned()).filter(|_| bills.len() % 2 == 1);
        receipt.bank_account = Some(if of.entity == "US01" { "US-OPERATING" } else { "DE-MAIN" }.to_owned());
        receipt.booked = self.booked(client);
        if !bills.is_empty() {
            receipt.remittance = Some(self.remittance(bills));
        }
        receipt
    }

    fn pay(&mut self, day: NaiveDate, first: usize) {
        if self.bills[first].open == 0 {
            return;
        }
        let client = self.bills[first].client;
        let mut bills = vec![first];
        // Some pay all that is due at once.
        if self.random.percent(35) {
            bills.extend((0..self.bills.len()).filter(|at| {
                let bill = &self.bills[*at];
                *at != first && bill.client == client && bill.open > 0 && bill.due <= day && bill.posted < day
            }));
        }
        let whole: i64 = bills.iter().map(|bill| self.bills[*bill].open).sum();
        let (entity, customer) = (self.clients[client].entity, self.clients[client].id.clone());
        let way = self.random.between(0, 99);
        if way < 4 {
            // Money whose payer nobody knows at first.
            let mut receipt = self.receipt_of(client, whole, &[]);
            receipt.payer = Payer::new().with_name("UNBEKANNT".to_owned());
            receipt.remittance = Some("SAMMELZAHLUNG".to_owned());
            let id = receipt.id.clone();
            self.post(day, entity, None, EntryKind::receipt(receipt));
            if way < 2 {
                let on = day.checked_add_days(Days::new(9)).expect("a date");
                let open = self.bills[first].open;
                self.later.insert((on, self.entries.len() * 10 + 2), Later::Identify(id, first, open));
            }
            return;
        }
        let minor = match way {
            4..12 => whole / 2,
            12..16 => whole + self.random.between(100, 20_000),
            _ => whole,
        };
        let mut receipt = self.receipt_of(client, minor, &bills);
        if (16..20).contains(&way) {
            receipt.instrument.method = PaymentMethod::PostDatedCheque;
            receipt.instrument.number = Some(format!("{}", self.random.between(100_000, 999_999)));
            let maturity = day.checked_add_days(Days::new(30)).expect("a date");
            receipt.instrument.maturity = Some(maturity);
            let id = receipt.id.clone();
            self.post(day, entity, Some(customer), EntryKind::receipt(receipt));
            self.later.insert((maturity, self.entries.len() * 10 + 3), Later::Cleared(id, entity));
            return;
        }
        let id = receipt.id.as_str().to_owned();
        let entry = self.post(day, entity, Some(customer.clone()), EntryKind::receipt(receipt));
        if (20..25).contains(&way) {
            // Left unapplied: nobody knows yet what it pays.
            return;
        }
        let mut left = minor;
        let mut lines = Vec::new();
        let before: Vec<(usize, i64)> = bills.iter().map(|bill| (*bill, self.bills[*bill].open)).collect();
        for bill in &bills {
            let applied = self.bills[*bill].open.min(left);
            if applied > 0 {
                lines.push((*bill, applied));
                left -= applied;
            }
        }
        let short = before[0].1 - lines[0].1;
        let taken = match way {
            25..29 if lines.len() == 1 && short == 0 => Some(TakenKind::Deduction),
            29..31 if lines.len() == 1 && short == 0 => Some(TakenKind::EarnedDiscount),
            _ => None,
        };
        let currency = self.clients[client].currency;
        let parts = match taken {
            // The customer paid it all; of its cash a part stays unapplied, and the difference is taken.
            Some(kind) => {
                let part = lines[0].1 / 20 + 1;
                lines[0].1 -= part;
                self.bills[bills[0]].open -= part;
                vec![Taken::new(kind, money(part, currency)).with_reason("price_difference")]
            }
            None => Vec::new(),
        };
        self.apply(day, &id, &lines, parts);
        if way >= 98 && minor == whole && taken.is_none() {
            // The bank takes the money back: the same items reopen.
            let on = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date").min(day);
            let mut returned = Return::new(id.as_str(), money(minor, currency));
            returned.reason = Some("insufficient_funds".into());
            returned.fee = Some(ReturnFee::new(money(750, currency), FeeBearer::Customer));
            self.post(on, entity, Some(customer), EntryKind::receipt_returned(returned));
            for (bill, open) in before {
                self.bills[bill].open = open;
            }
        } else if way == 97 && taken.is_none() {
            let on = day.checked_add_days(Days::new(3)).expect("a date");
            self.later.insert((on, self.entries.len() * 10 + 4), Later::Reverse(entry, entity, customer));
            // The bills open again; nobody pays them a second time here.
        }
    }

    fn apply(&mut self, day: NaiveDate, from: &str, lines: &[(usize, i64)], taken: Vec<Taken>) {
        let Some((first, _)) = lines.first() else { return };
        let client = self.bills[*first].client;
        let (entity, customer, currency) = (self.clients[client].entity, self.clients[client].id.clone(), self.clients[client].currency);
        let mut application = Application::new(from, Vec::new());
        for (bill, minor) in lines {
            let minor = (*minor).min(self.bills[*bill].open);
            self.bills[*bill].open -= minor;
            application.lines.push(ApplicationLine::new(self.bills[*bill].id.as_str(), money(minor, currency)));
        }
        if let Some(line) = application.lines.first_mut() {
            line.taken = taken;
        }
        self.post(day, entity, Some(customer), EntryKind::application(application));
    }

    fn open_bill(&mut self, fits: impl Fn(&Bill) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = (0..self.bills.len()).filter(|at| self.bills[*at].open > 0 && fits(&self.bills[*at])).collect();
        self.random.pick(&fitting).copied()
    }

    fn credit(&mut self, day: NaiveDate) {
        let Some(bill) = self.open_bill(|bill| bill.posted < day) else { return };
        let client = self.bills[bill].client;
        let minor = (self.bills[bill].amount / 10).clamp(1, self.bills[bill].open);
        let (entity, customer, currency) = (self.clients[client].entity, self.clients[client].id.clone(), self.clients[client].currency);
        let id = format!("GS-{:04}", self.number("credit"));
        let mut memo = Document::new(id.as_str(), currency, money(minor, currency)).with_reason("returned_goods");
        memo.corrects = Some(self.bills[bill].id.as_str().into());
        memo.booked = self.booked(client);
        self.post(day, entity, Some(customer), EntryKind::credit_memo(memo));
        if self.random.percent(70) {
            self.apply(day, &id, &[(bill, minor)], Vec::new());
        }
    }

    fn dispute(&mut self, day: NaiveDate) {
        let Some(bill) = self.open_bill(|bill| bill.posted < day) else { return };
        let client = self.bills[bill].client;
        let (entity, customer, currency) = (self.clients[client].entity, self.clients[client].id.clone(), self.clients[client].currency);
        let number = self.number("dispute");
        if number % 3 == 0 {
            let id = DisputeId::from(format!("D-{:04}", number - 1));
            let opened = self
                .entries
                .iter()
                .find(|entry| matches!(&entry.kind, EntryKind::DisputeOpened { dispute_opened } if dispute_opened.id == id));
            if let Some(opened) = opened.cloned() {
                let resolved = DisputeResolved::new(id, self.random.choose(DisputeOutcome::ALL));
                self.post(day, opened.entity.as_str(), opened.customer, EntryKind::dispute_resolved(resolved));
                return;
            }
        }
        let mut line = DisputedItem::new(self.bills[bill].id.as_str());
        line.amount = self.random.percent(50).then(|| money((self.bills[bill].open / 4).max(1), currency));
        let reason = self.random.choose(&["price", "quantity", "damaged", "not_ordered"]);
        let opened = DisputeOpened::new(format!("D-{number:04}"), vec![line]).with_reason(reason).with_owner("sales");
        self.post(day, entity, Some(customer), EntryKind::dispute_opened(opened));
    }

    fn promise(&mut self, day: NaiveDate) {
        let Some(bill) = self.open_bill(|bill| bill.due < day) else { return };
        let client = self.bills[bill].client;
        let (entity, customer, currency) = (self.clients[client].entity, self.clients[client].id.clone(), self.clients[client].currency);
        let on = day.checked_add_days(Days::new(7)).expect("a date");
        let mut made = PromiseMade::new(format!("P-{:04}", self.number("promise")), on, currency, money(self.bills[bill].open, currency));
        made.items = vec![PromisedItem::new(self.bills[bill].id.as_str())];
        made.channel = Some(Channel::Phone);
        self.post(day, entity, Some(customer), EntryKind::promise_made(made));
    }

    fn is_planned(&self, bill: &Bill) -> bool {
        self.entries.iter().any(|entry| match &entry.kind {
            EntryKind::PlanAgreed { plan_agreed } => plan_agreed.items.iter().any(|item| item.as_str() == bill.id),
            _ => false,
        })
    }

    /// The first bill that is a month past due, that is under no plan and that nobody is about to pay.
    fn stuck(&self, day: NaiveDate) -> Option<usize> {
        let late = day.checked_sub_days(Days::new(30)).expect("a date");
        let comes =
            |at: usize| self.later.values().any(|later| matches!(later, Later::Pay(bill) | Later::Identify(_, bill, _) if *bill == at));
        let mut bills = self.bills.iter().enumerate();
        bills.find(|(at, bill)| bill.open > 500 && bill.due < late && !self.is_planned(bill) && !comes(*at)).map(|(at, _)| at)
    }

    /// A bill is paid but for a little.
    fn short(&mut self, day: NaiveDate) {
        let Some(bill) = self.stuck(day) else { return };
        let (client, minor) = (self.bills[bill].client, self.bills[bill].open - 240);
        let (entity, customer, currency) = (self.clients[client].entity, self.clients[client].id.clone(), self.clients[client].currency);
        let id = format!("ZE-{:05}", self.number("receipt"));
        let mut receipt = Receipt::new(id.as_str(), currency, money(minor, currency));
        receipt.payer.name = Some(self.clients[client].name.to_uppercase());
        receipt.remittance = Some(format!("INVOICE {}", self.bills[bill].id));
        receipt.booked = self.booked(client);
        self.post(day, entity, Some(customer), EntryKind::receipt(receipt));
        self.apply(day, &id, &[(bill, minor)], Vec::new());
    }

    /// The debtor of a bill that nobody pays is insolvent.
    fn insolvency(&mut self, day: NaiveDate) {
        let Some(bill) = self.stuck(day) else { return };
        let client = self.bills[bill].client;
        let (entity, customer) = (self.clients[client].entity, self.clients[client].id.clone());
        let hold = HoldPlaced::new(format!("H-{:04}", self.number("hold")), HoldKind::Legal).with_reason("INSOLVENCY");
        self.post(day, entity, Some(customer), EntryKind::hold_placed(hold));
    }

    /// The oldest bill that is a month past due and under no plan is to be paid in three parts.
    fn plan(&mut self, day: NaiveDate) {
        let late = day.checked_sub_days(Days::new(30)).expect("a date");
        let Some(bill) = self.bills.iter().position(|bill| bill.open > 500 && bill.due < late && !self.is_planned(bill)) else { return };
        let client = self.bills[bill].client;
        let (entity, customer, currency) = (self.clients[client].entity, self.clients[client].id.clone(), self.clients[client].currency);
        let whole = money(self.bills[bill].open, currency);
        let parts = allocate(whole, &[money(1, currency); 3], currency.minor_units().unwrap_or(2), Rest::Last).expect("three parts");
        let due = |months: u32| day.checked_add_months(Months::new(months)).expect("a date");
        let installments = parts.into_iter().zip(1..).map(|(part, months)| PlanInstallment::new(due(months), part));
        let id = format!("PL-{:04}", self.number("plan"));
        let agreed = PlanAgreed::new(id, currency, vec![self.bills[bill].id.as_str().into()], installments.collect::<Vec<_>>());
        self.post(day, entity, Some(customer), EntryKind::plan_agreed(agreed));
    }

    /// Money on account, and money that is no customer's.
    fn stray_money(&mut self, day: NaiveDate) {
        let client = usize::try_from(self.random.between(0, 119)).unwrap_or_default();
        let (entity, customer) = (self.clients[client].entity, self.clients[client].id.clone());
        let minor = self.minor(client);
        let mut receipt = self.receipt_of(client, minor, &[]);
        receipt.remittance = Some("A CONTO".to_owned());
        receipt.money_class = if self.random.percent(50) { MoneyClass::OnAccount } else { MoneyClass::Prepayment };
        self.post(day, entity, Some(customer), EntryKind::receipt(receipt));
    }
}
