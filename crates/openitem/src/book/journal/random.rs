//! Random histories: whatever happens, in whatever order it is undone, postings balance and control accounts tie out.

use std::collections::BTreeSet;

use super::tests::{day, entry, sound_journal};
use super::*;

/// A small generator of numbers, so that a failure names its seed and nothing else.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn cents(&mut self, most: u64) -> String {
        let cents = self.below(most) + 1;
        format!("{}.{:02}", cents / 100, cents % 100)
    }

    fn booked(&mut self, currency: &str) -> String {
        match currency {
            "EUR" => String::new(),
            _ if self.below(4) == 0 => format!(r#","booked":{{"base":"EUR","rate":"1","amount":"{}"}}"#, self.cents(50_000)),
            _ => format!(r#","booked":{{"base":"EUR","rate":"0.{}"}}"#, 6000 + self.below(4000)),
        }
    }
}

fn history(seed: u64, length: u32) -> Vec<Entry> {
    let mut numbers = Numbers(seed);
    let mut entries: Vec<Entry> = Vec::new();
    let (mut debits, mut credits) = (Vec::new(), Vec::new());
    for number in 0..length {
        let date = 1 + number * 28 / length;
        let id = format!("E{number:03}");
        let currency = numbers.pick(&["EUR", "USD", "USD", "GBP"]);
        let amount = numbers.cents(50_000);
        let booked = numbers.booked(currency);
        let any = |numbers: &mut Numbers, of: &[(String, &'static str)]| {
            of.get(usize::try_from(numbers.below(of.len().max(1) as u64)).unwrap()).cloned()
        };
        let kind = match numbers.below(12) {
            0 | 1 => {
                debits.push((id.clone(), currency));
                let tax = amount.parse::<Amount>().unwrap().to_minor(2).unwrap() / 7;
                format!(
                    r#"{{"type":"invoice","invoice":{{"id":"{id}","currency":"{currency}","amount":"{amount}","taxes":[{{"code":"S","amount":"{}.{:02}"}}]{booked}}}}}"#,
                    tax / 100,
                    tax % 100
                )
            }
            2 => {
                credits.push((id.clone(), currency));
                format!(r#"{{"type":"credit_memo","credit_memo":{{"id":"{id}","currency":"{currency}","amount":"{amount}"{booked}}}}}"#)
            }
            3 | 4 => {
                credits.push((id.clone(), currency));
                let class = numbers.pick(&["unapplied", "prepayment"]);
                let method = numbers.pick(&[
                    r#"{"method":"wire"}"#,
                    r#"{"method":"card","stage":"deposited"}"#,
                    r#"{"method":"bill","relieves":"on_receipt"}"#,
                ]);
                format!(
                    r#"{{"type":"receipt","receipt":{{"id":"{id}","currency":"{currency}","amount":"{amount}","money_class":"{class}","instrument":{method}{booked}}}}}"#
                )
            }
            5..=7 => {
                let (Some((from, payer)), Some((item, payee))) = (any(&mut numbers, &credits), any(&mut numbers, &debits)) else {
                    continue;
                };
                let amount = numbers.cents(12_000);
                let from_amount = if payer == payee { String::new() } else { format!(r#","from_amount":"{}""#, numbers.cents(12_000)) };
                let rate =
                    if payer == payee || numbers.below(2) == 0 { String::new() } else { String::from(r#","settlement_rate":"0.8123""#) };
                let kind = numbers.pick(&["earned_discount", "withholding", "deduction", "tolerance", "bank_fee", "exchange_difference"]);
                let taken = numbers.cents(300);
                format!(
                    r#"{{"type":"application","application":{{"paid_from":"{from}","lines":[{{"item":"{item}","amount":"{amount}"{from_amount}{rate},"taken":[{{"kind":"{kind}","amount":"{taken}"}}]}}]}}}}"#
                )
            }
            8 => {
                let Some((item, _)) = any(&mut numbers, &debits) else { continue };
                let kind = numbers.pick(&["write_off", "recovery", "adjustment"]);
                let direction = if kind == "adjustment" { r#","direction":"down""# } else { "" };
                format!(r#"{{"type":"{kind}","{kind}":{{"item":"{item}","amount":"{}"{direction}}}}}"#, numbers.cents(9000))
            }
            9 => {
                let Some((receipt, _)) = any(&mut numbers, &credits) else { continue };
                match numbers.below(3) {
                    0 => format!(r#"{{"type":"instrument_staged","instrument_staged":{{"receipt":"{receipt}","stage":"cleared"}}}}"#),
                    1 => format!(r#"{{"type":"refund_paid","refund_paid":{{"item":"{receipt}","amount":"{}"}}}}"#, numbers.cents(5000)),
                    _ => {
                        let reopens = any(&mut numbers, &debits).map(|(item, _)| format!(r#""{item}""#)).unwrap_or_default();
                        let amount = numbers.cents(20_000);
                        format!(
                            r#"{{"type":"receipt_returned","receipt_returned":{{"receipt":"{receipt}","amount":"{amount}","reopens":[{reopens}],"fee":{{"amount":"5","borne_by":"us"}}}}}}"#
                        )
                    }
                }
            }
            _ => {
                let Some(target) = entries.get(usize::try_from(numbers.below(entries.len().max(1) as u64)).unwrap()) else { continue };
                format!(r#"{{"type":"reversal","reversal":{{"entry":"{}"}}}}"#, target.id)
            }
        };
        entries.push(entry(&id, date, &kind));
    }
    entries
}

/// I3 and I7 over random histories, with every tax basis; refused entries post nothing.
#[test]
fn random_histories_balance_and_tie_out_to_their_control_accounts() {
    let mut seen = BTreeSet::new();
    for seed in 0..300 {
        let entries = history(seed, 60);
        for basis in TaxBasis::ALL {
            let policy = JournalPolicy::new().with_tax_basis(*basis);
            for last in [10, 20, 31] {
                let journal = sound_journal(&entries, &AsOf::new(day(last)), &policy);
                for posting in &journal.postings {
                    seen.extend(posting.lines.iter().map(|line| (posting.kind, line.role)));
                }
            }
        }
    }
    // What the histories are for: gains of both kinds, rounding and clearing, and all of it undone.
    use AccountRole as Role;
    for role in [Role::RealizedGain, Role::CrossRateLoss, Role::BaseRounding, Role::ExchangeClearing, Role::OutputTaxDue, Role::Cash] {
        for kind in [PostingKind::Entry, PostingKind::Undoing] {
            assert!(seen.contains(&(kind, role)), "{kind} {role}");
        }
    }
}
