use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::entry::ApprovalAnswer;
use crate::{ActorId, Amount, ApprovalReply, Currency, Money, Rate};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn limit(text: &str) -> Vec<Money> {
    vec![Money::new(amount(text), Currency::EUR)]
}

fn role(name: &str) -> Vec<String> {
    vec![name.to_owned()]
}

fn request(sum: &str) -> ApprovalRequest {
    ApprovalRequest::new("write_off", Currency::EUR, amount(sum))
}

fn demanded(request: &ApprovalRequest, rule: ApprovalRule) -> bool {
    !needed(request, &ApprovalPolicy::new().with_rules(vec![rule])).unwrap().demands.is_empty()
}

fn reply(who: &str, on: &str, answer: ApprovalAnswer) -> ApprovalReply {
    ApprovalReply::new(day(on), answer).with_by(who)
}

#[test]
fn a_band_begins_above_its_lower_limit_and_ends_with_its_upper() {
    let band = || ApprovalRule::new("band").with_over(limit("100")).with_through(limit("500"));
    let holds = |sum: &str| demanded(&request(sum), band());
    assert_eq!([holds("100"), holds("100.01"), holds("500"), holds("500.01"), holds("-300")], [false, true, true, false, true]);
}

#[test]
fn a_currency_without_a_row_is_above_the_one_limit_and_within_the_other() {
    let dollars = ApprovalRequest::new("write_off", Currency::USD, amount("0.01"));
    assert!(demanded(&dollars, ApprovalRule::new("band").with_over(limit("100")).with_through(limit("500"))));
}

#[test]
fn what_a_request_leaves_out_is_held_against_it() {
    let rule = || ApprovalRule::new("plan").with_longer_than_days(180);
    assert!(demanded(&request("1"), rule()));
    assert!(demanded(&request("1").with_days(181), rule()));
    assert!(!demanded(&request("1").with_days(180), rule()));
    let percent = |text: &str| text.parse::<Rate>().unwrap();
    let kept = || ApprovalRule::new("record").with_kept_below(percent("80"));
    assert!(demanded(&request("1"), kept()));
    assert!(!demanded(&request("1").with_kept_percent(percent("80")), kept()));
    let discount = || ApprovalRule::new("discount").with_discount_over(percent("5"));
    assert!(demanded(&request("1").with_discount(percent("5.01")), discount()));
    assert!(!demanded(&request("1").with_discount(percent("5")), discount()));
}

#[test]
fn a_rule_is_for_its_subjects_and_reasons() {
    assert!(!demanded(&request("1"), ApprovalRule::new("plan").with_subjects(role("plan"))));
    let legal = || ApprovalRule::new("legal").with_reasons(vec!["LEGAL".into()]);
    assert!(demanded(&request("1").with_reason("LEGAL"), legal()));
    assert!(!demanded(&request("1").with_reason("OTHER"), legal()));
    assert!(demanded(&request("1"), legal()), "nobody slips through by giving no reason");
}

#[test]
fn many_small_grants_of_a_year_are_one_large() {
    let rule = |yearly: bool| ApprovalRule::new("year").with_over(limit("1000")).with_yearly(yearly);
    let last = request("100").with_before(amount("900.01"));
    assert!(demanded(&last, rule(true)));
    assert!(!demanded(&last, rule(false)));
    assert!(demanded(&request("100"), rule(true)), "of what was granted before nothing is said");
    assert!(!demanded(&request("100").with_before(Amount::ZERO), rule(true)));
}

#[test]
fn the_last_answer_of_each_holds_and_a_refusal_refuses() {
    let policy = ApprovalPolicy::new().with_rules(vec![ApprovalRule::new("any")]);
    let state = |replies: Vec<ApprovalReply>, as_of: &str| {
        judge(&ApprovalCase::new(request("1"), "ana").with_replies(replies), day(as_of), &policy).unwrap().state
    };
    use ApprovalAnswer::{Given, Refused};
    let no = reply("ben", "2026-03-02", Refused);
    let yes = reply("ben", "2026-03-03", Given);
    assert_eq!(state(vec![no.clone(), yes.clone()], "2026-03-02"), ApprovalState::Refused);
    assert_eq!(state(vec![yes.clone(), no.clone()], "2026-03-03"), ApprovalState::Given);
    assert_eq!(state(vec![no, reply("cleo", "2026-03-03", Given)], "2026-03-03"), ApprovalState::Refused);
    assert_eq!(state(vec![yes], "2026-03-02"), ApprovalState::Open);
}

#[test]
fn an_answer_of_nobody_or_of_no_role_is_set_aside() {
    let policy = ApprovalPolicy::new().with_rules(vec![ApprovalRule::new("large").with_roles(role("controller"))]);
    let nobody = ApprovalReply::new(day("2026-03-02"), ApprovalAnswer::Refused);
    let clerk = reply("ben", "2026-03-02", ApprovalAnswer::Refused);
    let case = ApprovalCase::new(request("1"), "ana").with_replies(vec![nobody, clerk]);
    let judged = judge(&case, day("2026-03-02"), &policy).unwrap();
    assert_eq!(judged.state, ApprovalState::Open);
    let why: Vec<_> = judged.set_aside.iter().map(|one| one.reason.rule.as_str()).collect();
    assert_eq!(why, ["answer_of_nobody", "no_role"]);
}

#[test]
fn what_cannot_be_is_an_error() {
    let told = |rules: Vec<ApprovalRule>| needed(&request("1"), &ApprovalPolicy::new().with_rules(rules)).unwrap_err().to_string();
    assert!(told(vec![ApprovalRule::new("a"), ApprovalRule::new("a")]).contains("`a` twice"));
    assert!(told(vec![ApprovalRule::new("a").with_approvals(0)]).contains("one person or more"));
    assert!(told(vec![ApprovalRule::new("a").with_over(limit("-1"))]).contains("at least zero"));
    let twice = ApprovalCase::new(request("1"), "ana").with_approvers(vec![Approver::new("ben"), Approver::new("ben")]);
    let policy = ApprovalPolicy::new().with_rules(vec![ApprovalRule::new("any")]);
    assert!(judge(&twice, day("2026-03-02"), &policy).unwrap_err().to_string().contains("`ben` twice"));
}

fn rules() -> impl Strategy<Value = Vec<ApprovalRule>> {
    let rule = (0..3_usize, 1..3_i32, 0..2_u32);
    prop::collection::vec(rule, 0..4).prop_map(|rows| {
        let rule = |(at, (role_at, approvals, over)): (usize, (usize, i32, u32))| {
            let roles = if role_at == 0 { Vec::new() } else { vec![format!("role-{role_at}")] };
            let over = limit(&(over * 100).to_string());
            ApprovalRule::new(format!("r{at}")).with_roles(roles).with_approvals(approvals).with_over(over)
        };
        rows.into_iter().enumerate().map(rule).collect()
    })
}

fn replies() -> impl Strategy<Value = Vec<ApprovalReply>> {
    let one = (0..5_u32, any::<bool>(), 1..4_u32).prop_map(|(who, yes, on)| {
        let answer = if yes { ApprovalAnswer::Given } else { ApprovalAnswer::Refused };
        ApprovalReply::new(NaiveDate::from_ymd_opt(2026, 3, on).unwrap(), answer).with_by(format!("p{who}"))
    });
    prop::collection::vec(one, 0..12)
}

proptest! {
    /// Nobody approves his own request, and nobody is two persons.
    #[test]
    fn the_requester_never_grants_and_a_person_counts_once(rules in rules(), replies in replies(), sum in 0..300_i64) {
        let approvers = (0..5).map(|who| Approver::new(format!("p{who}")).with_roles(role(&format!("role-{}", who % 3)))).collect::<Vec<_>>();
        let policy = ApprovalPolicy::new().with_rules(rules);
        let case = ApprovalCase::new(request(&sum.to_string()), "p0").with_replies(replies).with_approvers(approvers);
        let judged = judge(&case, day("2026-03-31"), &policy).unwrap();
        for demand in &judged.demands {
            prop_assert!(!demand.given_by.contains(&ActorId::from("p0")));
            let mut apart = demand.given_by.clone();
            apart.dedup();
            prop_assert_eq!(apart.len(), demand.given_by.len());
            if judged.state == ApprovalState::Given {
                prop_assert!(demand.given_by.len() >= usize::try_from(demand.approvals).unwrap());
            }
        }
        let mut without = case.clone();
        without.replies.retain(|reply| reply.by != Some(ActorId::from("p0")));
        prop_assert_eq!(judge(&without, day("2026-03-31"), &policy).unwrap().state, judged.state);
    }
}
