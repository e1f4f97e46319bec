//! What identifying a payer goes by: words, our virtual accounts, and how close two candidates may come.

use openitem_macros::wire;

use crate::{CustomerId, OpenItemError};

/// What identifying a payer goes by.
///
/// ```
/// use openitem::cash::{IdentifyPolicy, VirtualAccount};
///
/// let policy = IdentifyPolicy::new().with_virtual_accounts(vec![VirtualAccount::new("DE02 1203 0000 0000 2020 51", "C-100")]);
/// assert_eq!(policy.max_candidates, 10);
/// assert!(policy.legal_forms.contains(&"GMBH".to_owned()));
/// ```
#[wire]
pub struct IdentifyPolicy {
    /// Words that say what a payer is and not who it is: legal forms and the like. Banks, payers and clerks drop them,
    /// shorten them and put one for another, so that names are compared without those at their end.
    #[wire(default = words(LEGAL_FORMS))]
    pub legal_forms: Vec<String>,
    /// Words that stand for `&`, and are left out as it is.
    #[wire(default = words(JOINING_WORDS))]
    pub joining_words: Vec<String>,
    /// Receiving accounts of ours that were each given to one customer: money on it is that customer's.
    #[wire(default)]
    pub virtual_accounts: Vec<VirtualAccount>,
    /// How many candidates come back at most, from 1 to 100.
    #[wire(default = 10)]
    pub max_candidates: i32,
    /// The least score of a candidate, from 1 to 100.
    #[wire(default = 15)]
    pub least_score: i32,
    /// The payer is ambiguous where another candidate's score comes this close to the first's.
    #[wire(default = 15)]
    pub close: i32,
    /// From this length on the shorter of two names may have been cut by a bank or a file, so that nothing speaks against a
    /// name that goes on where it ends. Banks cut at 18 to 35 characters.
    #[wire(default = 18)]
    pub cut_from: i32,
}

/// An account of ours that was given to one customer to pay on.
#[wire]
pub struct VirtualAccount {
    /// Our account, as it stands on the receipt.
    pub bank_account: String,
    /// Whose money comes in on it.
    pub customer: CustomerId,
}

impl IdentifyPolicy {
    /// Refuses a policy that would find nobody, or allocate without bound.
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        between("max_candidates", self.max_candidates, 1, 100)?;
        between("least_score", self.least_score, 1, 100)?;
        between("close", self.close, 0, 100)?;
        between("cut_from", self.cut_from, 1, 140)
    }
}

fn between(field: &str, found: i32, least: i32, most: i32) -> Result<(), OpenItemError> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let expected = format!("a number from {least} to {most}");
    Err(OpenItemError::InvalidValue { field: field.to_owned(), found: found.to_string(), expected })
}

fn words(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

/// By region: North America; Britain and the Commonwealth; German; French; Dutch; Italian and Spanish; Portuguese; Nordic;
/// Central and Eastern Europe, Turkey; Asia and the Gulf; and what the name of a trade body or group ends with everywhere.
const LEGAL_FORMS: &str = "
    INC INCORPORATED LLC LLP LP CORP CORPORATION CO COMPANY COMPANIES PC PLLC USA US
    LTD LIMITED PLC UK PTY PVT PRIVATE PTE
    GMBH MBH AG KG KGAA OHG GBR UG EV EK EG SE
    SA SARL SAS SASU SCA SNC EURL
    BV NV VOF CV BVBA
    SPA SRL SRLS SAPA SL SLU SAU
    LDA LTDA EIRELI
    OY OYJ AB AS ASA APS IVS HF EHF
    SPZOO SRO DOO DD KFT ZRT OOO OAO ZAO PAO JSC PJSC OJSC AD EOOD OOD STI
    KK YK BHD SDN TBK CIA WLL FZE FZCO FZC DMCC LLLP
    GROUP GRP HOLDING HOLDINGS TRUST FOUNDATION ASSOCIATES ASSOC ASSN ASSOCIATION INTERNATIONAL INTL";

const JOINING_WORDS: &str = "AND ET UND EN OG OCH";
