//! A processor's or acquirer's settlement: many receipts, fees, chargebacks and refunds, netted in one credit.
//!
//! The credit on the bank statement is no receipt: it is split into those that it nets. Each receipt stays gross, with its fee
//! beside it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use openitem_macros::wire;

use super::identify::reason;
use crate::{
    Amount, Currency, FeeBearer, Instrument, OpenItemError, Payer, PaymentMethod, Reason, Receipt, ReceiptId, Rest, Return, ReturnFee,
    allocate,
};

/// What a processor paid out, and how it came to it.
#[wire]
pub struct Settlement {
    /// The settlement; its receipts bear `<id>/<line>`.
    pub id: String,
    /// The day that it was paid out.
    pub date: NaiveDate,
    /// Its currency.
    pub currency: Currency,
    /// What came in at the bank; below zero where the processor took money.
    pub paid_out: Amount,
    /// What it is made up of.
    #[wire(default)]
    pub lines: Vec<SettlementLine>,
    /// How payers paid.
    #[wire(default = PaymentMethod::Card)]
    pub method: PaymentMethod,
    /// Our bank account that it came in on.
    pub bank_account: Option<String>,
}

/// One line of a settlement. Amounts are magnitudes; the side comes from the kind.
#[wire]
pub struct SettlementLine {
    /// What it is.
    pub kind: SettlementLineKind,
    /// How much, at least zero.
    pub amount: Amount,
    /// The processor's fee on this line, at least zero, where `amount` does not hold it already.
    pub fee: Option<Amount>,
    /// The document or order that it is for, as the processor has it.
    pub reference: Option<String>,
    /// Who paid.
    #[wire(default)]
    pub payer: Payer,
    /// The receipt: its id where it is one, the earlier receipt that is charged back where it is a chargeback.
    pub receipt: Option<ReceiptId>,
}

/// What a line of a settlement is.
#[wire]
pub enum SettlementLineKind {
    /// A customer paid: before any fee.
    Receipt,
    /// The processor's fee: of the receipt with the same reference or id, else of the chargeback, refund or other line that
    /// bears it, else of all receipts.
    Fee,
    /// A customer's bank took a receipt back.
    Chargeback,
    /// A chargeback that we won: the money is ours again.
    ChargebackWon,
    /// We paid a customer back.
    Refund,
    /// The processor keeps money as security.
    ReserveHeld,
    /// The processor gives security back.
    ReserveReleased,
}

/// What a settlement is split into. gross - fees - charged back - refunded - reserved + difference = paid out, to the minor
/// unit.
#[wire]
pub struct SettlementSplit {
    /// The receipts to post, gross, each with its fee, in the order of the lines.
    #[wire(default)]
    pub receipts: Vec<Receipt>,
    /// The returns to post: chargebacks whose receipt is known.
    #[wire(default)]
    pub returns: Vec<Return>,
    /// What a person must place: chargebacks whose receipt is not known, chargebacks won, and refunds.
    #[wire(default)]
    pub to_place: Vec<SettlementLine>,
    /// The sum of the receipts.
    pub gross: Amount,
    /// The sum of all fees.
    pub fees: Amount,
    /// The part of the fees that is on no receipt and no return, fees of lines to place among it: a bank charge of its own.
    #[wire(default = Amount::ZERO)]
    pub fees_apart: Amount,
    /// What was charged back, less what we won.
    #[wire(default = Amount::ZERO)]
    pub charged_back: Amount,
    /// What was refunded.
    #[wire(default = Amount::ZERO)]
    pub refunded: Amount,
    /// What the processor keeps as security, less what it gave back: a claim on the processor.
    #[wire(default = Amount::ZERO)]
    pub reserved: Amount,
    /// What came in beyond what the lines add up to; below zero where it is less. It stays open until it is explained.
    #[wire(default = Amount::ZERO)]
    pub difference: Amount,
    /// How it was split, and what does not add up.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// Splits a settlement into the receipts, returns and fees that it nets.
///
/// A fee on a receipt's line, or on a line of its own with the receipt's reference, stands on that receipt, and one with a
/// chargeback's on that chargeback; what names none is shared over all receipts by their amounts, no unit lost. What fees exceed
/// the receipts stays apart. A line of zero is no receipt and no return: it is left out and named in the reasons, its fee kept.
/// Parts and difference sum to what was paid out, to the minor unit.
///
/// ```
/// use openitem::cash::{Settlement, SettlementLine, SettlementLineKind as Kind, split_settlement};
/// use openitem::{Amount, Currency};
///
/// let amount = |text: &str| text.parse::<Amount>();
/// let settlement = Settlement::new("PO-1", "2026-03-02".parse::<chrono::NaiveDate>().unwrap(), Currency::EUR, amount("241.25")?)
///     .with_lines(vec![
///         SettlementLine::new(Kind::Receipt, amount("100")?).with_reference("INV-1").with_fee(amount("2.90")?),
///         SettlementLine::new(Kind::Receipt, amount("200")?).with_reference("INV-2").with_fee(amount("5.85")?),
///         SettlementLine::new(Kind::Chargeback, amount("50")?).with_receipt("PO-0/7"),
///     ]);
/// let split = split_settlement(&settlement)?;
/// assert_eq!((split.gross, split.fees, split.charged_back), (amount("300")?, amount("8.75")?, amount("50")?));
/// assert_eq!(split.receipts[1].fee, Some(amount("5.85")?));
/// assert_eq!(split.returns[0].receipt.as_str(), "PO-0/7");
/// assert!(split.difference.is_zero());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where a line is below zero or finer than the currency, or two receipts bear one id; `unknown_currency`;
/// `overflow`.
pub fn split_settlement(settlement: &Settlement) -> Result<SettlementSplit, OpenItemError> {
    let decimals = settlement.currency.minor_units().ok_or(OpenItemError::UnknownCurrency { currency: settlement.currency })?;
    check(settlement, decimals)?;
    let (mut receipts, lines) = receipts(settlement)?;
    let mut aside = aside(settlement);
    let fees_apart = place_fees(settlement, &lines, &mut receipts, &mut aside, decimals)?;
    let (returns, to_place) = returns(settlement, aside);
    let total =
        |wanted: &[SettlementLineKind]| sum(settlement.lines.iter().filter(|line| wanted.contains(&line.kind)).map(|line| line.amount));
    let gross = total(&[SettlementLineKind::Receipt])?;
    let fees = sum([total(&[SettlementLineKind::Fee])?].into_iter().chain(settlement.lines.iter().filter_map(|line| line.fee)))?;
    let charged_back = less(total(&[SettlementLineKind::Chargeback])?, total(&[SettlementLineKind::ChargebackWon])?)?;
    let refunded = total(&[SettlementLineKind::Refund])?;
    let reserved = less(total(&[SettlementLineKind::ReserveHeld])?, total(&[SettlementLineKind::ReserveReleased])?)?;
    let taken = sum([fees, charged_back, refunded, reserved])?;
    let difference = less(settlement.paid_out, less(gross, taken)?)?;
    let mut split = SettlementSplit {
        receipts,
        returns,
        to_place,
        gross,
        fees,
        fees_apart,
        charged_back,
        refunded,
        reserved,
        difference,
        reasons: Vec::new(),
    };
    split.reasons = reasons(settlement, &split);
    Ok(split)
}

fn check(settlement: &Settlement, decimals: i32) -> Result<(), OpenItemError> {
    let on_grid = |field: String, amount: Amount| match amount.to_minor(decimals) {
        Some(_) => Ok(()),
        None => Err(OpenItemError::invalid(&field, amount, &format!("an amount with {decimals} decimals at most"))),
    };
    on_grid("paid_out".to_owned(), settlement.paid_out)?;
    for (at, line) in settlement.lines.iter().enumerate() {
        for (name, amount) in [("amount", Some(line.amount)), ("fee", line.fee)] {
            let Some(amount) = amount else { continue };
            let field = format!("lines[{at}].{name}");
            if amount.is_negative() {
                return Err(OpenItemError::invalid(&field, amount, "at least zero"));
            }
            on_grid(field, amount)?;
        }
    }
    Ok(())
}

/// The receipts without their fees, and the line of each.
fn receipts(settlement: &Settlement) -> Result<(Vec<Receipt>, Vec<&SettlementLine>), OpenItemError> {
    let mut ids = BTreeSet::new();
    let (mut receipts, mut lines) = (Vec::new(), Vec::new());
    for (number, line) in (1_usize..).zip(&settlement.lines) {
        if line.kind != SettlementLineKind::Receipt || line.amount.is_zero() {
            continue;
        }
        let id = line.receipt.clone().unwrap_or_else(|| ReceiptId::new(format!("{}/{number}", settlement.id)));
        if !ids.insert(id.clone()) {
            let field = format!("lines[{}].receipt", number.saturating_sub(1));
            return Err(OpenItemError::invalid(&field, id.as_str(), "every receipt once"));
        }
        let mut receipt = Receipt::new(id, settlement.currency, line.amount)
            .with_value_date(settlement.date)
            .with_instrument(Instrument::new().with_method(settlement.method))
            .with_payer(line.payer.clone());
        receipt.remittance.clone_from(&line.reference);
        receipt.bank_account.clone_from(&settlement.bank_account);
        receipts.push(receipt);
        lines.push(line);
    }
    Ok((receipts, lines))
}

/// The lines that are neither receipt nor fee nor security: chargebacks, chargebacks won, refunds.
fn aside(settlement: &Settlement) -> Vec<SettlementLine> {
    use SettlementLineKind::{Chargeback, ChargebackWon, Refund};
    let is_aside = |line: &&SettlementLine| matches!(line.kind, Chargeback | ChargebackWon | Refund);
    settlement.lines.iter().filter(is_aside).cloned().collect()
}

/// Whether a line becomes a return: a chargeback of money whose receipt is known.
fn is_return(line: &SettlementLine) -> bool {
    line.kind == SettlementLineKind::Chargeback && line.receipt.is_some() && !line.amount.is_zero()
}

/// The chargebacks whose receipt is known, and what a person must place: a line of zero only where it bears a fee.
fn returns(settlement: &Settlement, aside: Vec<SettlementLine>) -> (Vec<Return>, Vec<SettlementLine>) {
    let (mut returns, mut to_place) = (Vec::new(), Vec::new());
    for line in aside {
        let fee = line.fee.filter(|fee| !fee.is_zero());
        match &line.receipt {
            Some(receipt) if is_return(&line) => {
                let mut returned = Return::new(receipt.clone(), line.amount).with_value_date(settlement.date);
                returned.fee = fee.map(|fee| ReturnFee::new(fee, FeeBearer::Us));
                returns.push(returned);
            }
            _ if line.amount.is_zero() && fee.is_none() => {}
            _ => to_place.push(line),
        }
    }
    (returns, to_place)
}

/// Whether a fee's line names this one: by its reference, or by the receipt's id.
fn names(fee: &SettlementLine, line: &SettlementLine) -> bool {
    let same = |one: Option<&str>, other: Option<&str>| one.is_some_and(|text| !text.trim().is_empty()) && one == other;
    let id = |of: &SettlementLine| of.receipt.as_ref().map(|id| id.as_str().to_owned());
    same(fee.reference.as_deref(), line.reference.as_deref()) || same(id(fee).as_deref(), id(line).as_deref())
}

/// Puts every fee on its receipt, else on the line aside that it names, and gives what is on no receipt and no return.
fn place_fees(
    settlement: &Settlement,
    lines: &[&SettlementLine],
    receipts: &mut [Receipt],
    aside: &mut [SettlementLine],
    decimals: i32,
) -> Result<Amount, OpenItemError> {
    let mut own: Vec<Amount> = lines.iter().map(|line| line.fee.unwrap_or(Amount::ZERO)).collect();
    let (mut shared, mut apart) = (Amount::ZERO, Amount::ZERO);
    for line in &settlement.lines {
        match line.kind {
            SettlementLineKind::Fee => {
                let fee = sum([line.amount].into_iter().chain(line.fee))?;
                let of_receipt = lines.iter().position(|of| names(line, of)).and_then(|at| own.get_mut(at));
                if let Some(slot) = of_receipt {
                    *slot = sum([*slot, fee])?;
                } else if let Some(of) = aside.iter_mut().find(|of| names(line, of)) {
                    of.fee = Some(sum([fee].into_iter().chain(of.fee))?);
                } else {
                    shared = sum([shared, fee])?;
                }
            }
            SettlementLineKind::Receipt if line.amount.is_zero() => shared = sum([shared].into_iter().chain(line.fee))?,
            SettlementLineKind::ReserveHeld | SettlementLineKind::ReserveReleased => apart = sum([apart].into_iter().chain(line.fee))?,
            _ => {}
        }
    }
    for line in aside.iter().filter(|line| !is_return(line)) {
        apart = sum([apart].into_iter().chain(line.fee))?;
    }
    // A fee beyond its receipt's amount cannot stand on it: the rest goes with the shared ones.
    let mut room = Vec::with_capacity(own.len());
    for (fee, receipt) in own.iter_mut().zip(receipts.iter()) {
        let kept = (*fee).min(receipt.amount);
        shared = sum([shared, less(*fee, kept)?])?;
        *fee = kept;
        room.push(less(receipt.amount, kept)?);
    }
    let all_room = sum(room.iter().copied())?;
    let placed = shared.min(all_room);
    let shares = if placed.is_zero() { vec![Amount::ZERO; room.len()] } else { allocate(placed, &room, decimals, Rest::default())? };
    for ((receipt, own), share) in receipts.iter_mut().zip(own).zip(shares) {
        receipt.fee = Some(sum([own, share])?).filter(|fee| !fee.is_zero());
    }
    sum([apart, less(shared, placed)?])
}

fn reasons(settlement: &Settlement, split: &SettlementSplit) -> Vec<Reason> {
    let currency = settlement.currency.to_string();
    let parts = [
        ("gross", split.gross),
        ("fees", split.fees),
        ("charged_back", split.charged_back),
        ("refunded", split.refunded),
        ("reserved", split.reserved),
        ("paid_out", settlement.paid_out),
    ];
    let texts: Vec<(&str, String)> = parts.iter().map(|(name, amount)| (*name, amount.to_string())).collect();
    let inputs: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let text = format!(
        "{} of {} {currency} gross, less fees {}, charged back {}, refunded {}, kept as security {}",
        counted(split.receipts.len(), "receipt"),
        split.gross,
        split.fees,
        split.charged_back,
        split.refunded,
        split.reserved,
    );
    let mut reasons = vec![reason("settlement", &inputs, text)];
    if !split.difference.is_zero() {
        let found = split.difference.to_string();
        let text = format!("the lines do not add up to the {} {currency} paid out: {found} is not explained", settlement.paid_out);
        reasons.push(reason("settlement_difference", &[("difference", &found)], text));
    }
    if !split.to_place.is_empty() {
        let count = split.to_place.len().to_string();
        let lines = counted(split.to_place.len(), "line");
        let text = format!("{lines} for a person to place: refunds, and chargebacks of receipts that are not named");
        reasons.push(reason("settlement_to_place", &[("lines", &count)], text));
    }
    reasons.extend((1_usize..).zip(&settlement.lines).filter(|(_, line)| is_left_out(line)).map(|(number, line)| left_out(number, line)));
    reasons
}

/// Whether a line moves no money, though it is for a receipt, a chargeback or a refund.
fn is_left_out(line: &SettlementLine) -> bool {
    use SettlementLineKind::{Chargeback, ChargebackWon, Receipt, Refund};
    line.amount.is_zero() && matches!(line.kind, Receipt | Chargeback | ChargebackWon | Refund)
}

/// Says that a line of zero is no receipt and no return, and which it is.
fn left_out(number: usize, line: &SettlementLine) -> Reason {
    let number = number.to_string();
    let mut inputs = vec![("line", number.as_str())];
    inputs.extend(line.reference.as_deref().map(|reference| ("reference", reference)));
    inputs.extend(line.receipt.as_ref().map(|receipt| ("receipt", receipt.as_str())));
    let text = format!("line {number} is of zero: no receipt and no return is made of it, and its fee, where it has one, is kept");
    reason("settlement_line_of_zero", &inputs, text)
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Result<Amount, OpenItemError> {
    amounts.into_iter().try_fold(Amount::ZERO, Amount::checked_add).ok_or_else(too_large)
}

fn less(from: Amount, taken: Amount) -> Result<Amount, OpenItemError> {
    from.checked_sub(taken).ok_or_else(too_large)
}

fn too_large() -> OpenItemError {
    OpenItemError::Overflow { what: "the sum of a settlement".to_owned() }
}

#[cfg(test)]
mod tests;
