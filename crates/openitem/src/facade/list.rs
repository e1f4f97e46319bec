//! The one list of the core's operations, by name.

use chrono::{DateTime, NaiveDate, Utc};

use super::entries::{StoredEntries, StoredReplay, Unknown, read_entries, replay_stored, write_entries};
use super::{float, names, preset, sum};
use crate::aging::{Aging, AgingPolicy, BucketLabel, UnappliedAging, age, unapplied};
use crate::journal::{self, AccountRow, Chart, ControlBalance, GlPosting, Journal, JournalPolicy, ProvisionChange, RevaluationPolicy};
use crate::migration::{self, Migration, MigrationRequest};
use crate::movement::{self, Movement, MovementRequest};
use crate::terms::{
    self, AnnualCost, BilledAmounts, DayLimit, DueRule, InstallmentTerm, OdooDelay, OpenDiscount, Schedule, ScheduledInstallment,
    TaxPlacement,
};
use crate::{
    ActorId, Amount, AmountFormat, AppliedAmount, AsOf, Batch, BusinessDayRule, CalendarId, Change, Converted, Currency, CurrencyRow,
    Customer, CustomerId, DayCount, EntityId, Entry, ExchangePolicy, ExchangeRate, FoundRate, HolidayCalendar, MasterData, OpenItem,
    PaymentTerms, PostPolicy, PostResult, ProposedBatch, QuotedRate, Rate, Refusal, Replay, Rest, Rounding, Snapshot, YearFraction,
    allocate, amount_from_float, applied_amounts, changes, check, convert, days_between, format_amount, minor_units, parse_amount,
    post_after, rate_on, redact, replay, restore, snapshot, year_fraction,
};
#[cfg(feature = "collections")]
use {
    crate::approval::{self, ApprovalCase, ApprovalJudgment, ApprovalNeed, ApprovalPolicy, ApprovalRequest},
    crate::interest::{
        self, InterestAccrual, InterestPolicy, InterestRate, InterestRequest, InterestSuspension, InterestTerms, InterestTermsRule,
        LegalDueDate,
    },
    crate::plan::{
        self, AbilityPolicy, AbilityRequest, PaymentAbility, PaymentHistory, PlanAssessRequest, PlanHistory, PlanPolicy, PlanProposal,
        PlanReport, PlanRequest, PlanSettlement, ReAgeDecision, ReAgePolicy, ReAgeRequest,
    },
    crate::promise::{self, PromisePolicy, PromiseReport},
    crate::provision::{self, BackTest, Provision, ProvisionPolicy, ProvisionRequest, RollRates},
    crate::settlement::{self, ExpectedPayment, OfferPolicy, OfferReport, OfferRequest},
    crate::withholding::{
        self, PendingWithholding, WithholdingAging, WithholdingBook, WithholdingPolicy, WithholdingReconciliation, WithholdingRequest,
    },
    crate::write_off::{
        self, CollectionEvidence, EvidenceRequest, RecoveryRequest, ReliefClaim, ReliefRequest, ReliefRule, WriteOffPolicy, WriteOffReport,
        WriteOffRequest,
    },
    crate::{PlanId, PromiseToPay, ReasonCode},
};
#[cfg(feature = "cash")]
use {
    crate::cash::remittance::{
        self, FoundReferences, PairPolicy, Pairing, ReadRemittance, ReferencePolicy, RemittanceAdvice, RemittancePair, StructuredReference,
        StructuredScheme,
    },
    crate::cash::subset::{SubsetAnswer, SubsetPolicy, SubsetRequest},
    crate::cash::{
        self, CashCase, CashPolicy, CashProposal, CashRequest, CreditPolicy, IdentifyPolicy, IdentifyRequest, PayerHabits,
        PayerIdentification, ReversalAct, Settlement, SettlementSplit, SortRule, Sorted, UnappliedCash, UnappliedPolicy, WithholdingRule,
    },
    crate::{Basis, ItemId, Receipt, ReceiptId, RemittanceLine},
};

openitem_macros::operations! {
    /// Open items by age as of a date: who owes how much, for how long.
    "aging.age" (items: Vec<OpenItem>, master: MasterData = MasterData::new(), as_of: NaiveDate, policy: AgingPolicy = AgingPolicy::new()) -> Aging
        => age(&items, &master, as_of, &policy);
    /// A policy with buckets that end after these days past due, and one for all that is older.
    "aging.by_days" (days: Vec<i32>) -> AgingPolicy => AgingPolicy::by_days(&days);
    /// The aging policy of a known system, by the name of the preset.
    "aging.preset" (name: String) -> AgingPolicy => preset(&name, AgingPolicy::preset, AgingPolicy::PRESETS);
    /// The names of the presets of aging policies.
    "aging.presets" () -> Vec<String> => names(AgingPolicy::PRESETS);
    /// Unused money and credits by age as of a date; the preset `unapplied` is the policy made for it.
    "aging.unapplied" (items: Vec<OpenItem>, master: MasterData = MasterData::new(), as_of: NaiveDate, policy: AgingPolicy) -> UnappliedAging
        => unapplied(&items, &master, as_of, &policy);
    #[cfg(feature = "collections")]
    {
        /// Whether those who must agree to a request did, as of a date.
        "approval.judge" (approval_case: ApprovalCase, as_of: NaiveDate, policy: ApprovalPolicy) -> ApprovalJudgment
            => approval::judge(&approval_case, as_of, &policy);
        /// Who must agree to a request, by an approval matrix.
        "approval.needed" (request: ApprovalRequest, policy: ApprovalPolicy) -> ApprovalNeed => approval::needed(&request, &policy);
    }
    /// The entries that a decision proposes with ids of their own, and what it relies on: a batch to post.
    "book.accept" (proposed: ProposedBatch, recorded: DateTime<Utc>, by: Option<ActorId>) -> Batch => proposed.accept(recorded, by);
    /// How debits fell and rose after they were billed, in a view: what was applied, credited, adjusted or written off, as it holds.
    "book.applied" (entries: Vec<Entry>, as_of: AsOf) -> Vec<AppliedAmount> => applied_amounts(&entries, &as_of);
    /// How each standing entry of a view moved each item, and why, in fold order.
    "book.changes" (entries: Vec<Entry>, as_of: AsOf) -> Vec<Change> => changes(&entries, &as_of);
    /// Everything that posting these entries together into an empty ledger would object to.
    "book.check" (entries: Vec<Entry>, policy: PostPolicy = PostPolicy::new()) -> Vec<Refusal> => check(&entries, &policy);
    /// Takes a whole batch in after the entries posted so far, or says why not; gives the entries to append.
    "book.post" (entries: Vec<Entry> = Vec::new(), batch: Batch, policy: PostPolicy = PostPolicy::new()) -> PostResult
        => post_after(&entries, batch, &policy);
    /// What entries add up to in a view, and the entries that cannot stand.
    "book.replay" (entries: Vec<Entry>, as_of: AsOf) -> Replay => replay(&entries, &as_of);
    /// What stored entries add up to in a view, and the kept ones on which its figures may depend.
    "book.replay_stored" (stored: StoredEntries, as_of: AsOf) -> StoredReplay => replay_stored(&stored, &as_of);
    /// Takes a book up again that was put away, with the entries that came later.
    "book.restore" (snapshot: Snapshot, later: Vec<Entry> = Vec::new(), as_of: AsOf) -> Replay => restore(&snapshot, &later, &as_of);
    /// Puts the book of a view away.
    "book.snapshot" (entries: Vec<Entry>, as_of: AsOf) -> Snapshot => snapshot(&entries, &as_of);
    /// The date so many business days later, or earlier where the days are below zero.
    "calendar.add_business_days" (calendar: HolidayCalendar, date: NaiveDate, days: i32) -> NaiveDate => calendar.add_business_days(date, days);
    /// The date, or the business day that the rule puts in its place.
    "calendar.adjust" (calendar: HolidayCalendar, date: NaiveDate, rule: BusinessDayRule) -> NaiveDate => calendar.adjust(date, rule);
    /// A calendar without holidays whose weekend is Friday and Saturday.
    "calendar.gulf" (id: CalendarId) -> HolidayCalendar => HolidayCalendar::gulf(id);
    /// Whether a date is neither weekend nor holiday.
    "calendar.is_business_day" (calendar: HolidayCalendar, date: NaiveDate) -> bool => calendar.is_business_day(date);
    /// The holiday calendar that an entity names, if any.
    "calendar.of_entity" (master: MasterData, entity: EntityId) -> Option<HolidayCalendar>
        => master.calendar_of(&entity).map(|found| found.cloned());
    #[cfg(feature = "cash")]
    {
        /// The entries of a proposal with ids of their own, and what it relies on: a batch to post.
        "cash.accept" (proposal: CashProposal, recorded: DateTime<Utc>, by: Option<ActorId>) -> Batch => proposal.accept(recorded, by);
        /// What each of a day's receipts pays, in the order of their dates; what is applied unseen is off the accounts for the next.
        "cash.apply_batch" (request: CashRequest, policy: CashPolicy = CashPolicy::new()) -> Vec<CashProposal> => cash::apply_batch(&request, &policy);
        /// The receipts with the words and lines of the advices that they were paired with, ready for `cash.propose`.
        "cash.attach_remittances" (receipts: Vec<Receipt>, advices: Vec<RemittanceAdvice>, pairs: Vec<RemittancePair>) -> Vec<Receipt>
            => remittance::attach_remittances(&receipts, &advices, &pairs);
        /// What a receipt pays where somebody says which items: they add up, or the difference is explained.
        "cash.explain_difference" (cash_case: CashCase, items: Vec<ItemId>, policy: CashPolicy = CashPolicy::new()) -> CashProposal
            => cash::explain_difference(&cash_case, &items, &policy);
        /// What a remittance says, and the items that it names: of all, or of some customers.
        "cash.find_references" (items: Vec<OpenItem>, text: String, lines: Vec<RemittanceLine> = Vec::new(), customers: Vec<CustomerId> = Vec::new(), policy: ReferencePolicy = ReferencePolicy::new()) -> FoundReferences
            => remittance::find_references(&items, &text, &lines, &customers, &policy);
        /// Who may have paid a receipt, each with what speaks for it; several that come close all come back.
        "cash.identify" (request: IdentifyRequest, policy: IdentifyPolicy = IdentifyPolicy::new()) -> PayerIdentification
            => cash::identify(&request, &policy);
        /// How each customer used to pay, by the entries of a view; what was reversed leaves no trace.
        "cash.learn" (entries: Vec<Entry>, as_of: AsOf) -> Vec<PayerHabits> => cash::learn(&entries, &as_of);
        /// Receipts and remittance advices that traveled apart, paired; what nothing decides, and what is left of each.
        "cash.pair_remittances" (receipts: Vec<Receipt>, advices: Vec<RemittanceAdvice>, policy: PairPolicy = PairPolicy::new()) -> Pairing
            => remittance::pair(&receipts, &advices, &policy);
        /// The cash application policy of a known system, by the name of the preset.
        "cash.preset" (name: String) -> CashPolicy => preset(&name, CashPolicy::preset, CashPolicy::PRESETS);
        /// The names of the presets of cash application policies.
        "cash.presets" () -> Vec<String> => names(CashPolicy::PRESETS);
        /// What a receipt pays, as far as the evidence says, and why.
        "cash.propose" (cash_case: CashCase, policy: CashPolicy = CashPolicy::new()) -> CashProposal => cash::propose(&cash_case, &policy);
        /// What a payer wrote, taken apart: references, amounts, dates and accounts, and words that explain.
        "cash.read_remittance" (text: String, lines: Vec<RemittanceLine> = Vec::new(), policy: ReferencePolicy = ReferencePolicy::new()) -> ReadRemittance
            => remittance::read_lines(&text, &lines, &policy);
        /// What unused credits and money of customers pay, as of a date: a proposal for each account with anything to set off.
        "cash.reconcile_credits" (items: Vec<OpenItem>, basis: Vec<Basis> = Vec::new(), as_of: NaiveDate, policy: CreditPolicy = CreditPolicy::new()) -> Vec<ProposedBatch>
            => cash::reconcile_credits(&items, &basis, as_of, &policy);
        /// The entries that take a receipt back, move it to another customer or free its money, or what stands in the way.
        "cash.reverse" (entries: Vec<Entry>, receipt: ReceiptId, act: ReversalAct, effective: NaiveDate) -> ProposedBatch
            => cash::reverse(&entries, &receipt, &act, effective);
        /// Which open items and credits together make a sum: none, one or many, counted exactly, with what chance would give.
        "cash.search_subsets" (request: SubsetRequest, policy: SubsetPolicy = SubsetPolicy::new()) -> SubsetAnswer
            => cash::subset::search(&request, &policy);
        /// Whether a receipt is customers' money, going by the first rule that holds.
        "cash.sort_out" (receipt: Receipt, rules: Vec<SortRule> = cash::sort_rules()) -> Sorted => cash::sort_out(&receipt, &rules);
        /// The rules that tell what is no customer's money for most hosts, to which each adds its own.
        "cash.sort_rules" () -> Vec<SortRule> => cash::sort_rules();
        /// A processor's settlement split into the receipts, returns and fees that it nets.
        "cash.split_settlement" (settlement: Settlement) -> SettlementSplit => cash::split_settlement(&settlement);
        /// The structured references that a text as a whole can be, by their check digits.
        "cash.structured_reference" (text: String, schemes: Vec<StructuredScheme> = Vec::new()) -> Vec<StructuredReference>
            => remittance::structured_reference(&text, &schemes);
        /// Unused money and credits as of a date, the oldest first, each with what to do next and why.
        "cash.unapplied" (items: Vec<OpenItem>, as_of: NaiveDate, policy: UnappliedPolicy = UnappliedPolicy::new()) -> Vec<UnappliedCash>
            => cash::unapplied(&items, as_of, &policy);
        /// The rules by which payers of a country withhold tax, as far as one payment shows them.
        "cash.withholding_rules" (jurisdiction: String) -> Vec<WithholdingRule> => cash::withholding_rules(&jurisdiction);
    }
    /// Entries from stored documents, one after the other or in a list.
    "entry.read" (text: String, unknown: Unknown = Unknown::Refuse) -> StoredEntries => read_entries(&text, unknown);
    /// Entries with every personal text in them replaced by its salted digest; figures, dates and ids stay.
    "entry.redact" (entries: Vec<Entry>, salt: String) -> Vec<Entry> => redact(&entries, &salt);
    /// Entries as stored documents, a line each.
    "entry.write" (stored: StoredEntries) -> String => write_entries(&stored);
    /// An amount in another currency at the rate of a date, rounded once.
    "exchange.convert" (amount: Amount, from_currency: Currency, to_currency: Currency, date: NaiveDate, decimals: i32, rows: Vec<ExchangeRate>, policy: ExchangePolicy = ExchangePolicy::new()) -> Converted
        => convert(amount, from_currency, to_currency, date, decimals, &rows, &policy);
    /// The rate from one currency to another on a date, or on the last day before it that has one.
    "exchange.rate_on" (rows: Vec<ExchangeRate>, from_currency: Currency, to_currency: Currency, date: NaiveDate, policy: ExchangePolicy = ExchangePolicy::new()) -> FoundRate
        => rate_on(&rows, from_currency, to_currency, date, &policy);
    #[cfg(feature = "collections")]
    {
        /// The interest on late items through a date, with a sheet of each, and what of it is still to be billed or to be credited.
        "interest.accrue" (request: InterestRequest, as_of: NaiveDate, policy: InterestPolicy) -> InterestAccrual
            => interest::accrue(&request, as_of, &policy);
        /// When an item is due by law: where nothing was agreed, and at the latest.
        "interest.due_date" (terms: InterestTerms, rules: Vec<InterestTermsRule>) -> LegalDueDate => interest::due_date(&terms, &rules);
        /// What an accrual of interest must know, folded from the entries of a view.
        "interest.history" (entries: Vec<Entry>, as_of: AsOf) -> InterestRequest => interest::history(&entries, &as_of);
        /// The interest policy of a statute or a known system, by the name of the preset.
        "interest.preset" (name: String) -> InterestPolicy => preset(&name, InterestPolicy::preset, InterestPolicy::PRESETS);
        /// The names of the presets of interest policies.
        "interest.presets" () -> Vec<String> => names(InterestPolicy::PRESETS);
        /// The rows of rate tables that are shipped; all of them, or those of a table or a jurisdiction.
        "interest.rates" (name: Option<String>) -> Vec<InterestRate> => interest::rates(name.as_deref());
        /// The days on which the items of plans bear no late interest, by the plans as they were judged: for an accrual.
        "interest.suspensions" (plans: Vec<PlanHistory>, report: PlanReport) -> Vec<InterestSuspension> => interest::suspensions(&plans, &report);
    }
    /// The balances of the control accounts: they equal the sums of the open items.
    "journal.control_balances" (journal: Journal) -> Vec<ControlBalance> => journal::control_balances(&journal);
    /// The rows of the example chart of accounts, for a host to start from.
    "journal.example_chart" () -> Vec<AccountRow> => Chart::default().rows;
    /// The postings to the general ledger of the entries of a view.
    "journal.journal" (entries: Vec<Entry>, as_of: AsOf, master: MasterData = MasterData::new(), policy: JournalPolicy = JournalPolicy::new()) -> Journal
        => journal::journal(&entries, &as_of, &master, &policy);
    /// The posting of a change of the allowance.
    "journal.provide" (change: ProvisionChange, policy: JournalPolicy = JournalPolicy::new()) -> GlPosting => journal::provide(&change, &policy);
    /// The postings that value open items at the closing rate, and take it back in the next period.
    "journal.revalue" (items: Vec<OpenItem>, master: MasterData, as_of: NaiveDate, policy: RevaluationPolicy = RevaluationPolicy::new()) -> Vec<GlPosting>
        => journal::revalue(&items, &master, as_of, &policy);
    /// The version of a customer that holds on a date, if any.
    "master.customer" (master: MasterData, customer: CustomerId, on: NaiveDate) -> Option<Customer> => master.customer(&customer, on).cloned();
    /// Master data with every personal text in it replaced by its salted digest.
    "master.redact" (master: MasterData, salt: String) -> MasterData => redact(&master, &salt);
    /// The top of a customer's hierarchy on a date: the customer itself where it has no parent.
    "master.top_parent" (master: MasterData, customer: CustomerId, on: NaiveDate) -> CustomerId
        => master.top_parent(&customer, on).cloned();
    /// What became of each aging bucket between two dates.
    "migration.between" (request: MigrationRequest) -> Migration => migration::between(&request);
    /// How the balance went from one view to another, line by line.
    "movement.between" (request: MovementRequest) -> Movement => movement::between(&request);
    #[cfg(feature = "collections")]
    {
        /// What a payer can bear in a month, from what he declares and what he paid, with the reasons.
        "plan.ability" (request: AbilityRequest, policy: AbilityPolicy = AbilityPolicy::new()) -> PaymentAbility => plan::ability(&request, &policy);
        /// What became of payment plans, as of a date: each installment, what is due now, and what to post.
        "plan.assess" (request: PlanAssessRequest, as_of: NaiveDate, policy: PlanPolicy = PlanPolicy::new()) -> PlanReport
            => plan::assess(&request, as_of, &policy);
        /// The plans of a view with what judging them needs: changes, charges, the stages of their instruments.
        "plan.histories" (entries: Vec<Entry>, as_of: AsOf) -> Vec<PlanHistory> => plan::plan_histories(&entries, &as_of);
        /// What customers paid in each of the last whole months before a date.
        "plan.payment_history" (applied: Vec<AppliedAmount>, as_of: NaiveDate, months: i32 = 12) -> Vec<PaymentHistory>
            => plan::payment_history(&applied, as_of, months);
        /// The policy of payment plans, by the name of the preset.
        "plan.preset" (name: String) -> PlanPolicy => preset(&name, PlanPolicy::preset, PlanPolicy::PRESETS);
        /// The names of the presets of policies for payment plans.
        "plan.presets" () -> Vec<String> => names(PlanPolicy::PRESETS);
        /// The alternatives of a payment plan, side by side: what each costs, who must agree, and what to post.
        "plan.propose" (request: PlanRequest, as_of: NaiveDate, policy: PlanPolicy = PlanPolicy::new()) -> PlanProposal
            => plan::propose(&request, as_of, &policy);
        /// Whether items may be counted as current again, and the changes of due dates to post.
        "plan.re_age" (request: ReAgeRequest, as_of: NaiveDate, policy: ReAgePolicy = ReAgePolicy::new()) -> ReAgeDecision
            => plan::re_age(&request, as_of, &policy);
        /// The policy of re-ages, by the name of the preset.
        "plan.re_age_preset" (name: String) -> ReAgePolicy => preset(&name, ReAgePolicy::preset, ReAgePolicy::PRESETS);
        /// The names of the presets of policies for re-ages.
        "plan.re_age_presets" () -> Vec<String> => names(ReAgePolicy::PRESETS);
        /// What settles a payment plan at once on a day, with its sheet.
        "plan.settle" (request: PlanAssessRequest, plan: PlanId, on: NaiveDate, policy: PlanPolicy = PlanPolicy::new()) -> PlanSettlement
            => plan::settle(&request, &plan, on, &policy);
        /// What became of promises to pay, as of a date, and how customers keep their word.
        "promise.assess" (promises: Vec<PromiseToPay>, applied: Vec<AppliedAmount>, as_of: NaiveDate, policy: PromisePolicy = PromisePolicy::new()) -> PromiseReport
            => promise::assess(&promises, &applied, as_of, &policy);
        /// The policy of a known system for promises, by the name of the preset.
        "promise.preset" (name: String) -> PromisePolicy => preset(&name, PromisePolicy::preset, PromisePolicy::PRESETS);
        /// The names of the presets of policies for promises.
        "promise.presets" () -> Vec<String> => names(PromisePolicy::PRESETS);
        /// The provision for what will not be paid, as of a date, and the change to post.
        "provision.assess" (request: ProvisionRequest, as_of: NaiveDate, policy: ProvisionPolicy) -> Provision
            => provision::assess(&request, as_of, &policy);
        /// What roll rates foretell for each of these periods, beside what came.
        "provision.back_test" (migrations: Vec<Migration>, rates: Vec<RollRates>) -> Vec<BackTest> => provision::back_test(&migrations, &rates);
        /// What share of each bucket rolled on to an older one, from migrations over periods, and what is lost of each in the end.
        "provision.roll_rates" (migrations: Vec<Migration>, lost: Rate) -> Vec<RollRates> => provision::roll_rates(&migrations, lost);
    }
    /// The charge of a rate that is not quoted by time, rounded once.
    "rate.charge" (rate: QuotedRate, amount: Amount, decimals: i32, rounding: Rounding = Rounding::default()) -> Amount
        => rate.charge(amount, decimals, rounding);
    /// The interest of a rate quoted by time on an amount over a part of a year, rounded once.
    "rate.interest" (rate: QuotedRate, principal: Amount, time: YearFraction, decimals: i32, rounding: Rounding = Rounding::default()) -> Amount
        => rate.interest(principal, &time, decimals, rounding);
    #[cfg(feature = "collections")]
    {
        /// Offers of a settlement, a discount for paying early or a plan against what waiting is worth as of a date: accept, counter or refuse.
        "settlement.evaluate" (request: OfferRequest, as_of: NaiveDate, policy: OfferPolicy) -> OfferReport
            => settlement::evaluate(&request, as_of, &policy);
        /// What waiting is likely to bring of an open amount in a bucket, by roll rates.
        "settlement.expected" (bucket: BucketLabel, rates: RollRates, as_of: NaiveDate, period_days: i32) -> Vec<ExpectedPayment>
            => settlement::expected(&bucket, &rates, as_of, period_days);
    }
    /// What an early-payment discount costs a year, simple and effective.
    "terms.annual_cost" (percent: Rate, days: i32, decimals: i32) -> AnnualCost => terms::annual_cost(percent, days, decimals);
    /// How much debt a payment within the discount period clears.
    "terms.credit_for_payment" (payment: Amount, percent: Rate, decimals: i32, rounding: Rounding = Rounding::default()) -> Amount
        => terms::credit_for_payment(payment, percent, decimals, rounding);
    /// The best discount still open on the date of a payment, if any.
    "terms.discount_for" (installment: ScheduledInstallment, payment_date: NaiveDate, grace_days: i32 = 0) -> Option<OpenDiscount>
        => terms::discount_for(&installment, payment_date, grace_days);
    /// The date that a rule makes of a base date.
    "terms.due_date" (rule: DueRule, base: NaiveDate) -> NaiveDate => terms::due_date(&rule, base);
    /// Terms of net so many days.
    "terms.net" (days: i32) -> PaymentTerms => PaymentTerms::net(days);
    /// Terms as NetSuite's date-driven ones.
    "terms.netsuite_date_driven" (day_of_month_net_due: i32, due_next_month_if_within_days: i32 = 0) -> PaymentTerms
        => PaymentTerms::netsuite_date_driven(day_of_month_net_due, due_next_month_if_within_days);
    /// Terms as NetSuite's standard ones: net days and one discount.
    "terms.netsuite_standard" (days_until_net_due: i32, discount_percent: Rate, days_until_expiry: i32) -> PaymentTerms
        => PaymentTerms::netsuite_standard(days_until_net_due, discount_percent, days_until_expiry);
    /// Terms as the OCA's extension of Odoo has them: holidays are postponed.
    "terms.oca" (lines: Vec<InstallmentTerm>) -> PaymentTerms => PaymentTerms::oca(lines);
    /// The rule of an OCA payment term line.
    "terms.oca_rule" (months: i32 = 0, weeks: i32 = 0, days: i32 = 0, payment_days: Vec<i32> = Vec::new()) -> DueRule
        => DueRule::oca(months, weeks, days, payment_days);
    /// Terms as Odoo has them: the last line is the balance.
    "terms.odoo" (lines: Vec<InstallmentTerm>) -> PaymentTerms => PaymentTerms::odoo(lines);
    /// The rule of an Odoo payment term line.
    "terms.odoo_rule" (delay: OdooDelay = OdooDelay::default(), days: i32 = 0, days_next_month: i32 = 0) -> DueRule
        => DueRule::odoo(delay, days, days_next_month);
    /// Terms as Oracle's day of month with cutoff day and months ahead.
    "terms.oracle_day_of_month" (cutoff_day: Option<i32>, months_ahead: i32 = 0, day_of_month: i32) -> PaymentTerms
        => PaymentTerms::oracle_day_of_month(cutoff_day, months_ahead, day_of_month);
    /// Terms as Oracle's relative amounts, which must add up to the base amount.
    "terms.oracle_relative_amounts" (base_amount: Rate, relative_amounts: Vec<Rate>, due: Vec<DueRule>, tax: TaxPlacement = TaxPlacement::default()) -> PaymentTerms
        => PaymentTerms::oracle_relative_amounts(base_amount, relative_amounts, due, tax);
    /// Payment terms from the way people write them.
    "terms.parse" (text: String) -> PaymentTerms => terms::parse(&text);
    /// The payment within the discount period that clears this much debt.
    "terms.payment_for_credit" (credit: Amount, percent: Rate, decimals: i32, rounding: Rounding = Rounding::default()) -> Amount
        => terms::payment_for_credit(credit, percent, decimals, rounding);
    /// The names of the presets of payment terms: each is the operation `terms.<name>`.
    "terms.presets" () -> Vec<String> => names(PaymentTerms::PRESETS);
    /// Payment terms the way people write them.
    "terms.print" (terms: PaymentTerms) -> String => terms::print(&terms);
    /// Terms as SAP's rows with day limits.
    "terms.sap_day_limits" (rows: Vec<DayLimit>) -> PaymentTerms => PaymentTerms::sap_day_limits(rows);
    /// Terms as SAP's fixed day with additional months.
    "terms.sap_fixed_day" (fixed_day: i32, additional_months: i32 = 0) -> PaymentTerms => PaymentTerms::sap_fixed_day(fixed_day, additional_months);
    /// The dated installments of a document with their discounts.
    "terms.schedule" (amounts: BilledAmounts, document_date: NaiveDate, terms: PaymentTerms, calendar: HolidayCalendar = HolidayCalendar::new("none")) -> Schedule
        => terms::schedule(&amounts, document_date, &terms, &calendar);
    /// The same by the holiday calendar that the document's entity names.
    "terms.schedule_for" (master: MasterData, entity: EntityId, amounts: BilledAmounts, document_date: NaiveDate, terms: PaymentTerms) -> Schedule
        => master.schedule(&entity, &amounts, document_date, &terms);
    /// Splits an amount over lines by their weights; no unit is lost.
    "value.allocate" (total: Amount, weights: Vec<Amount>, decimals: i32, rest: Rest = Rest::default()) -> Vec<Amount>
        => allocate(total, &weights, decimals, rest);
    /// The amount with the currency's digits to which a float is the nearest; the float comes as its shortest text.
    "value.amount_from_float" (value: String, currency: Currency) -> Amount => amount_from_float(float(&value)?, currency);
    /// The days between two dates as a convention counts them.
    "value.days_between" (start: NaiveDate, end: NaiveDate, convention: DayCount = DayCount::default(), termination: Option<NaiveDate>) -> i32
        => days_between(start, end, convention, termination);
    /// An amount as text in the caller's format.
    "value.format_amount" (amount: Amount, decimals: i32, format: AmountFormat = AmountFormat::new()) -> String
        => format_amount(amount, decimals, &format);
    /// How many decimals a currency has: the host's row first, then ISO 4217.
    "value.minor_units" (currency: Currency, rows: Vec<CurrencyRow> = Vec::new()) -> i32 => minor_units(currency, &rows);
    /// An amount from text in the caller's format.
    "value.parse_amount" (text: String, format: AmountFormat = AmountFormat::new()) -> Amount => parse_amount(&text, &format);
    /// An amount rounded to so many decimals.
    "value.round" (amount: Amount, decimals: i32, rounding: Rounding = Rounding::default()) -> Amount => amount.rounded(decimals, rounding);
    /// Adds amounts up, to the last digit.
    "value.sum" (amounts: Vec<Amount>) -> Amount => sum(&amounts);
    /// The part of a year between two dates as a convention counts it, as a fraction of whole days.
    "value.year_fraction" (start: NaiveDate, end: NaiveDate, convention: DayCount = DayCount::default(), termination: Option<NaiveDate>) -> YearFraction
        => year_fraction(start, end, convention, termination);
    #[cfg(feature = "collections")]
    {
        /// When the certificate of what was withheld on a day is due, by the policy's table.
        "withholding.due_date" (withheld_on: NaiveDate, section: Option<ReasonCode>, policy: WithholdingPolicy) -> NaiveDate
            => withholding::due_date(withheld_on, section.as_ref(), &policy);
        /// What entries say of withheld tax in a view: what is pending, and which certificates were booked.
        "withholding.of_entries" (entries: Vec<Entry>, as_of: AsOf) -> WithholdingBook => withholding::of_entries(&entries, &as_of);
        /// The withheld tax among open items.
        "withholding.of_items" (items: Vec<OpenItem>) -> Vec<PendingWithholding> => withholding::of_items(&items);
        /// Withheld tax pending per customer and quarter, by days past the day on which its certificate is due.
        "withholding.pending" (items: Vec<PendingWithholding>, as_of: NaiveDate, policy: WithholdingPolicy = WithholdingPolicy::new()) -> WithholdingAging
            => withholding::pending(&items, as_of, &policy);
        /// The policy for a country's withholding certificates, by the name of the preset.
        "withholding.preset" (name: String) -> WithholdingPolicy => preset(&name, WithholdingPolicy::preset, WithholdingPolicy::PRESETS);
        /// The names of the presets of policies for withholding certificates.
        "withholding.presets" () -> Vec<String> => names(WithholdingPolicy::PRESETS);
        /// Which withheld tax certificates prove, what does not agree, and what to do next, as of a date.
        "withholding.reconcile" (request: WithholdingRequest, as_of: NaiveDate, policy: WithholdingPolicy = WithholdingPolicy::new()) -> WithholdingReconciliation
            => withholding::reconcile(&request, as_of, &policy);
        /// What may be written off, as of a date, and what may not yet, each with its reasons, its approval and its entries.
        "write_off.assess" (request: WriteOffRequest, as_of: NaiveDate, policy: WriteOffPolicy = WriteOffPolicy::new()) -> WriteOffReport
            => write_off::assess(&request, as_of, &policy);
        /// What was done to collect items, told by the contact log, the notices, the placements and the holds.
        "write_off.evidence" (request: EvidenceRequest, as_of: NaiveDate) -> Vec<CollectionEvidence> => write_off::evidence(&request, as_of);
        /// The policy of a known system for write-offs, by the name of the preset.
        "write_off.preset" (name: String) -> WriteOffPolicy => preset(&name, WriteOffPolicy::preset, WriteOffPolicy::PRESETS);
        /// The names of the presets of policies for write-offs.
        "write_off.presets" () -> Vec<String> => names(WriteOffPolicy::PRESETS);
        /// The entries that take money for what was written off: reinstate, pay, repay the tax reclaimed.
        "write_off.recover" (entries: Vec<Entry>, request: RecoveryRequest, effective: NaiveDate) -> ProposedBatch
            => write_off::recover(&entries, &request, effective);
        /// The rules on tax relief for bad debts of a jurisdiction that we ship.
        "write_off.relief_rules" (jurisdiction: String) -> Vec<ReliefRule> => write_off::relief_rules(&jurisdiction);
        /// From when until when the tax on bad debts may be claimed back, as of a date, and the entries that claim it.
        "write_off.tax_relief" (request: ReliefRequest, as_of: NaiveDate) -> Vec<ReliefClaim> => write_off::tax_relief(&request, as_of);
    }
}
