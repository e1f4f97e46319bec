//! What a wire type reads, refuses, writes and hides.

use chrono::{DateTime, NaiveDate, Utc};
use openitem::facade::{canonical, from_json, stored, to_json};
use openitem::wire::WireValue;
use openitem::{Amount, Currency, CustomerId, ItemId, Money, OpenItemError, Rounding, redact, wire};
use proptest::prelude::*;

/// An id of our own.
#[wire(local)]
pub struct TicketId(smol_str::SmolStr);

/// A record with every kind of field.
#[wire(local)]
pub struct Everything {
    /// Text.
    pub text: String,
    /// Truth.
    pub is_true: bool,
    /// Small.
    pub small: i32,
    /// Large.
    pub large: i64,
    /// Amount.
    pub amount: Amount,
    /// Currency.
    pub currency: Currency,
    /// Date.
    pub date: NaiveDate,
    /// Moment.
    pub moment: DateTime<Utc>,
    /// Name.
    pub rounding: Rounding,
    /// Id.
    pub ticket: TicketId,
    /// Option.
    pub maybe: Option<Money>,
    /// An option with a default of its own.
    #[wire(default = Some(7))]
    pub seven: Option<i32>,
    /// A list with a default.
    #[wire(default)]
    pub list: Vec<Step>,
    /// A number with a default.
    #[wire(default = 3)]
    pub three: i32,
}

/// Tagged.
#[wire(local)]
pub enum Step {
    /// Nothing in it.
    Stop {},
    /// Some fields, named like the macro's own words.
    Go {
        /// How far.
        steps: i32,
        /// Money.
        cost: Option<Money>,
        /// A default.
        #[wire(default = String::from("north"))]
        map: String,
        /// Another word of the macro's.
        #[wire(default)]
        salt: String,
        /// And another.
        #[wire(default)]
        serializer: bool,
    },
    /// Nested.
    Repeat {
        /// What.
        steps: Vec<Step>,
        /// How often.
        times: i32,
    },
}

fn everything() -> Everything {
    Everything::new(
        "text",
        true,
        -1,
        5_i64,
        "1.50".parse::<Amount>().unwrap(),
        Currency::new("EUR").unwrap(),
        NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        "2026-01-31T09:30:00Z".parse::<DateTime<Utc>>().unwrap(),
        Rounding::HalfEven,
        "007",
    )
}

const EVERYTHING: &str = r#"{"amount":"1.5","currency":"EUR","date":"2024-02-29","is_true":true,"large":5,"moment":"2026-01-31T09:30:00Z","rounding":"half_even","small":-1,"text":"text","ticket":"007"}"#;

/// The path and the problem of a refusal.
fn refused<T: WireValue + std::fmt::Debug>(text: &str) -> (String, String) {
    match from_json::<T>(text) {
        Err(OpenItemError::MalformedJson { path, problem }) => {
            assert!(!problem.contains('\u{1}') && !path.contains('\u{1}'), "{path}: {problem}");
            (path, problem)
        }
        other => panic!("{text}: {other:?}"),
    }
}

/// The problem of everything with one field replaced or added.
fn refused_field(name: &str, value: &str) -> String {
    let field = format!("\"{name}\":");
    let text = match EVERYTHING.find(&field) {
        Some(at) => {
            let start = at + field.len();
            let quoted = EVERYTHING[start..].starts_with('"');
            let end =
                start + if quoted { EVERYTHING[start + 1..].find('"').unwrap() + 2 } else { EVERYTHING[start..].find([',', '}']).unwrap() };
            format!("{}{value}{}", &EVERYTHING[..start], &EVERYTHING[end..])
        }
        None => with_field(name, value),
    };
    let (path, problem) = refused::<Everything>(&text);
    assert!(path.starts_with(name), "{text}: {path}: {problem}");
    problem
}

fn with_field(name: &str, value: &str) -> String {
    format!("{},\"{name}\":{value}}}", &EVERYTHING[..EVERYTHING.len() - 1])
}

#[test]
fn a_record_is_written_in_one_form_without_its_defaults() {
    assert_eq!(to_json(&everything()).unwrap(), EVERYTHING);
    assert_eq!(from_json::<Everything>(EVERYTHING).unwrap(), everything());
    let full = everything().with_maybe(Money::new("2".parse::<Amount>().unwrap(), Currency::new("JPY").unwrap())).with_three(4);
    let text = to_json(&full).unwrap();
    assert!(text.contains(r#""maybe":{"amount":"2","currency":"JPY"}"#) && text.contains(r#""three":4"#), "{text}");
    assert_eq!(from_json::<Everything>(&text).unwrap(), full);
}

#[test]
fn null_and_absent_are_both_none_but_where_the_default_is_another() {
    let with = |name, value| from_json::<Everything>(&with_field(name, value)).unwrap();
    assert_eq!(with("maybe", "null"), everything());
    let none = with("seven", "null");
    assert_eq!((none.seven, everything().seven), (None, Some(7)));
    assert!(to_json(&none).unwrap().contains(r#""seven":null"#));
    assert_eq!(from_json::<Everything>(&to_json(&none).unwrap()).unwrap(), none);
    assert_eq!(with("list", "[]"), everything());
    assert_eq!(with("three", "3"), everything());
}

#[test]
fn null_stands_for_nothing_but_an_option() {
    for name in ["text", "is_true", "small", "large", "amount", "currency", "date", "moment", "rounding", "ticket", "list", "three"] {
        assert!(refused_field(name, "null").starts_with("found null, expected "), "{name}");
    }
}

#[test]
fn a_field_of_another_type_is_refused_with_its_path() {
    let table: &[(&str, &[&str])] = &[
        ("text", &["1", "1.5", "true", "[]", "{}"]),
        ("is_true", &["1", "0", r#""true""#, "[true]", "{}"]),
        ("small", &["1.0", "1e0", "-0", r#""1""#, "true", "2147483648", "-2147483649", "99999999999999999999", "[1]", "{}"]),
        ("large", &["1.0", "9007199254740992", "-9007199254740992", "18446744073709551615", "1e3", r#""1""#, "{}"]),
        ("amount", &["1", "1.5", "-0", "1e3", "true", "[]", "{}", r#""""#, r#""NaN""#, r#""inf""#, r#""1,5""#, r#""1 000""#, r#"" 1""#]),
        ("amount", &[r#""+1""#, r#"".5""#, r#""1.""#, r#""0x1""#, r#""1e""#, r#""1e29""#, r#""1e-29""#, r#""1e999999999999""#]),
        ("amount", &[r#""12345678901234567890123456789""#, r#""0.12345678901234567890123456789""#, r#""١""#]),
        ("currency", &[r#""eur""#, r#""EU""#, r#""EUROPE123""#, "978", r#""ＥＵＲ""#]),
        ("date", &[r#""2023-02-29""#, r#""0000-01-01""#, r#""10000-01-01""#, r#""2024-2-9""#, r#""2024-02-29T00:00:00Z""#, "20240229"]),
        ("moment", &[r#""2026-01-31""#, r#""2026-01-31T09:30:00""#, r#""2026-01-31T09:30:00.0000001Z""#, "1769852"]),
        ("rounding", &[r#""HalfEven""#, r#""half-even""#, r#""""#, "0", r#"{"half_even":null}"#, r#"["half_even"]"#]),
        ("ticket", &["7", r#"["7"]"#, "{}"]),
        ("maybe", &["[]", r#"["1","EUR"]"#, r#""1 EUR""#, "{}", r#"{"amount":"1"}"#, r#"{"amount":1,"currency":"EUR"}"#]),
        ("list", &["{}", r#""""#, "[null]", "[[]]", r#"["stop"]"#, "[{}]", r#"[{"type":"fly"}]"#, r#"[{"type":"stop","steps":1}]"#]),
        ("nothing", &["1", "null", "{}"]),
    ];
    for (name, values) in table {
        for value in *values {
            refused_field(name, value);
        }
    }
    assert!(refused_field("amount", "1.5").contains("amount_from_float"));
    assert!(refused_field("rounding", r#""up_and_down""#).contains("`half_even`"));
}

#[test]
fn an_amount_may_have_an_exponent_that_fits() {
    let money = |amount: &str| from_json::<Money>(&format!(r#"{{"amount":"{amount}","currency":"EUR"}}"#)).unwrap();
    assert_eq!(money("1.50e2").amount.to_string(), "150");
    assert_eq!(money("-0").amount, Amount::ZERO);
    assert_eq!(money("0e999999999999999999999").amount, Amount::ZERO);
}

#[test]
fn whole_numbers_end_where_a_double_does() {
    for whole in [9_007_199_254_740_991_i64, -9_007_199_254_740_991] {
        assert_eq!(from_json::<i64>(&whole.to_string()).unwrap(), whole);
        assert_eq!(to_json(&whole).unwrap(), whole.to_string());
    }
    for whole in [9_007_199_254_740_992_i64, i64::MIN, i64::MAX] {
        assert!(from_json::<i64>(&whole.to_string()).is_err());
        assert!(to_json(&whole).is_err());
    }
}

#[test]
fn what_not_every_language_holds_is_not_written() {
    let mut late = everything();
    late.date = NaiveDate::MAX;
    assert!(matches!(to_json(&late), Err(OpenItemError::MalformedJson { path, .. }) if path == "date"));
    late = everything();
    late.moment = DateTime::from_timestamp_nanos(1);
    assert!(matches!(to_json(&vec![late]), Err(OpenItemError::MalformedJson { path, .. }) if path == "[0].moment"));
}

#[test]
fn an_unknown_field_is_refused_at_its_path() {
    for (text, path) in [
        (r#"[{"type":"stop","extra":1}]"#, "[0].extra"),
        (r#"[{"extra":1,"type":"stop"}]"#, "[0].extra"),
        (r#"[{"type":"go","steps":1,"cost":{"amount":"1","currency":"EUR","tax":"0"}}]"#, "[0].cost.tax"),
        (r#"[{"cost":{"amount":"1","currency":"EUR","tax":"0"},"type":"go","steps":1}]"#, "[0].cost.tax"),
        (r#"[{"type":"repeat","times":1,"steps":[{"type":"stop"},{"type":"go","steps":1,"stepz":2}]}]"#, "[0].steps[1].stepz"),
        (r#"[{"times":1,"steps":[{"type":"stop"},{"stepz":2,"steps":1,"type":"go"}],"type":"repeat"}]"#, "[0].steps[1].stepz"),
    ] {
        let (found, problem) = refused::<Vec<Step>>(text);
        assert_eq!(found, path, "{text}");
        assert!(problem.starts_with("unknown field, expected "), "{problem}");
    }
}

#[test]
fn a_wrong_field_of_a_variant_is_named_before_and_after_the_tag() {
    let deep = "steps[0].steps[0].steps";
    for (text, path) in [
        (r#"{"type":"go","steps":1.5}"#, "steps"),
        (r#"{"steps":1.5,"type":"go"}"#, "steps"),
        (r#"{"steps":"1","type":"go"}"#, "steps"),
        (r#"{"cost":{"amount":1,"currency":"EUR"},"steps":1,"type":"go"}"#, "cost.amount"),
        (r#"{"steps":[{"steps":[{"steps":true,"type":"go"}],"times":1,"type":"repeat"}],"times":1,"type":"repeat"}"#, deep),
        (r#"{"steps":[{"steps":[{"steps":true,"type":"go"}],"type":"repeat","times":1}],"times":1,"type":"repeat"}"#, deep),
        (r#"{"type":"repeat","steps":[{"steps":[{"type":"go","steps":true}],"times":1,"type":"repeat"}],"times":1}"#, deep),
    ] {
        assert_eq!(refused::<Step>(text).0, path, "{text}");
    }
}

#[test]
fn a_field_given_twice_is_refused() {
    for (text, path) in [
        (r#"{"type":"go","steps":1,"steps":1}"#, "steps"),
        (r#"{"steps":1,"steps":1,"type":"go"}"#, "steps"),
        (r#"{"steps":1,"type":"go","steps":1}"#, "steps"),
        (r#"{"type":"go","cost":null,"cost":null,"steps":1}"#, "cost"),
        (r#"{"cost":{"amount":"1","amount":"1","currency":"EUR"},"type":"go","steps":1}"#, "cost.amount"),
        (r#"{"type":"stop","type":"stop"}"#, "type"),
        (r#"{"type":"stop","type":"go"}"#, "type"),
    ] {
        assert_eq!(refused::<Step>(text), (path.to_owned(), String::from("duplicate field")), "{text}");
    }
}

#[test]
fn a_tag_is_there_once_and_known() {
    let missing = (String::from("type"), String::from("missing field"));
    assert_eq!(refused::<Step>(r#"{"steps":1}"#), missing);
    assert_eq!(refused::<Step>("{}"), missing);
    let (path, problem) = refused::<Vec<Step>>(r#"[{"type":"Stop"}]"#);
    assert_eq!((path.as_str(), problem.as_str()), ("[0].type", "unknown type `Stop`, expected one of `stop`, `go`, `repeat`"));
    assert_eq!(refused::<Step>(r#"{"type":1}"#).0, "type");
    assert_eq!(refused::<Step>(r#"{"type":null}"#).0, "type");
    assert!(refused::<Step>(r#""stop""#).1.contains("an object with the tag `type`"));
    assert!(refused::<Step>(r#"["stop"]"#).1.contains("an object with the tag `type`"));
    assert_eq!(from_json::<Step>(r#"{"type":"stop"}"#).unwrap(), Step::Stop {});
}

#[test]
fn a_missing_field_is_named() {
    assert_eq!(refused::<Money>(r#"{"amount":"1"}"#), (String::from("currency"), String::from("missing field")));
    assert_eq!(refused::<Step>(r#"{"type":"repeat","steps":[{"type":"go"}],"times":1}"#).0, "steps[0].steps");
}

#[test]
fn what_is_no_json_says_where() {
    for text in ["", "{", "nul", "{\"amount\":\"1\",}", "{'amount':1}", "\"\\ud800\"", "\"\u{7}\"", "NaN", "\u{feff}1"] {
        let (_, problem) = refused::<Money>(text);
        assert!(problem.contains("line 1 column"), "{text}: {problem}");
    }
    assert!(refused::<i32>("1 2").1.contains("line 1 column"));
    assert!(!refused::<Money>("1").1.contains("line"));
}

#[test]
fn depth_is_an_error_and_no_crash() {
    let deep = "[".repeat(1_000_000);
    // What is no JSON is refused before anything else is judged.
    assert!(refused::<Vec<Step>>(&deep).1.contains("recursion limit"));
    refused::<Everything>(&format!(r#"{{"list":{deep}"#));
    assert!(refused::<Step>(&format!(r#"{{"steps":{deep}"#)).1.contains("recursion limit"));
    let nested = format!("{}{}{}", r#"{"type":"repeat","times":1,"steps":["#.repeat(10_000), r#"{"type":"stop"}"#, "]}".repeat(10_000));
    assert!(refused::<Step>(&nested).1.contains("recursion limit"));
    assert!(canonical(&deep).is_err());
}

#[test]
fn an_error_shows_no_more_of_a_text_than_a_line() {
    let long = format!("\"{}\"", "x".repeat(1_000_000));
    for name in ["is_true", "small", "amount", "currency", "date", "moment", "rounding", "list", "maybe"] {
        assert!(refused_field(name, &long).len() < 400, "{name}");
    }
    for text in [format!(r#"{{"type":{long}}}"#), format!(r#"{{"type":"stop",{long}:1}}"#)] {
        let (path, problem) = refused::<Step>(&text);
        assert!(path.len() + problem.len() < 400);
    }
    let (path, problem) = refused::<Step>("{\"type\":\"stop\",\"a\\u0001b\":1}");
    assert_eq!((path.as_str(), problem.as_str()), ("a\u{fffd}b", "unknown field, expected none"));
}

/// A person.
#[wire(local)]
pub struct Person {
    /// Who.
    pub id: CustomerId,
    /// His name.
    #[wire(personal)]
    pub name: String,
    /// His other names.
    #[wire(personal, default)]
    pub names: Vec<String>,
    /// A note.
    #[wire(personal)]
    pub note: Option<String>,
    /// Whom he knows.
    #[wire(default)]
    pub contacts: Vec<Contact>,
}

/// How to reach a person.
#[wire(local)]
pub enum Contact {
    /// By phone.
    Phone {
        /// The number.
        #[wire(personal)]
        number: String,
        /// When.
        since: NaiveDate,
    },
    /// By way of someone else.
    Through {
        /// Who.
        person: Person,
    },
}

fn person() -> Person {
    let phone = Contact::Phone { number: String::from("+49 30 1234567"), since: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() };
    let friend = Person::new("C2", "Richard Miles").with_contacts(vec![phone]);
    Person::new("C1", "Jane Smithson")
        .with_names(vec![String::from("Jane S. Smithson"), String::new()])
        .with_note("owes me a favour")
        .with_contacts(vec![Contact::from(friend)])
}

const SECRETS: [&str; 4] = ["Smithson", "favour", "Miles", "1234567"];

#[test]
fn debug_shows_personal_text_cut() {
    let shown = format!("{:?}", person());
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{shown}");
    }
    for open in ["C1", "C2", "Ja…", "2024-01-01"] {
        assert!(shown.contains(open), "{shown}");
    }
}

#[test]
fn redacting_replaces_personal_text_at_every_depth_and_nothing_else() {
    let redacted = redact(&person(), "salt");
    let text = to_json(&redacted).unwrap();
    for secret in SECRETS {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(text.contains(r#""id":"C1""#) && text.contains(r#""id":"C2""#) && text.contains("2024-01-01"), "{text}");
    assert_eq!(text.matches("sha256:").count(), 5);
    assert_eq!(redacted.names[1], "", "what is empty hides nothing");
    assert_eq!(redact(&redacted, "salt"), redacted);
    assert_eq!(redact(&redacted, "another"), redacted);
    assert_ne!(redact(&person(), "another"), redacted);
    assert_eq!(redact(&person(), "salt"), redacted);
}

#[test]
fn an_error_is_a_wire_value_like_any_other() {
    let error = OpenItemError::BeforeSnapshot {
        entry: "E1".into(),
        effective: NaiveDate::from_ymd_opt(2024, 1, 31).unwrap(),
        snapshot: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
    };
    let text = to_json(&error).unwrap();
    assert_eq!(text, r#"{"effective":"2024-01-31","entry":"E1","snapshot":"2024-02-29","type":"before_snapshot"}"#);
    assert_eq!(from_json::<OpenItemError>(&text).unwrap(), error);
    assert_eq!(
        openitem::facade::error_json(&error),
        r#"{"code":"before_snapshot","data":{"effective":"2024-01-31","entry":"E1","snapshot":"2024-02-29"},"kind":"conflict","message":"entry `E1` is effective 2024-01-31, before the snapshot as of 2024-02-29"}"#
    );
}

#[test]
fn a_stored_document_is_read_by_its_schema() {
    let text = stored::write(&everything()).unwrap();
    assert!(text.contains(r#""rounding":"half_even","schema":1,"small":-1"#), "{text}");
    assert_eq!(stored::read::<Everything>(&text).unwrap(), everything());
    let step = Step::Go { steps: 1, cost: None, map: String::from("m"), salt: String::new(), serializer: false };
    for text in [stored::write(&step).unwrap(), String::from(r#"{"schema":1,"map":"m","steps":1,"type":"go"}"#)] {
        assert_eq!(stored::read::<Step>(&text).unwrap(), step);
    }
    assert!(stored::write(&vec![step]).is_err());
    assert!(stored::write(&1).is_err());
}

#[test]
fn a_stored_document_of_a_newer_version_is_told_from_a_broken_one() {
    for (text, expected) in [
        (r#"{"type":"stop"}"#, "malformed schema"),
        (r#"{"type":"stop","schema":1,"schema":1}"#, "malformed schema"),
        (r#"{"type":"stop","schema":"1"}"#, "malformed schema"),
        (r#"{"type":"stop","schema":0}"#, "malformed schema"),
        (r#"{"type":"stop","schema":1,"x":1}"#, "malformed x"),
        (r#"{"type":"go","schema":1,"steps":"1"}"#, "malformed steps"),
        (r#"[]"#, "malformed "),
        (r#"{"a":[{"b":1}],"type":"leap","schema":2}"#, "newer the document 2 1"),
        (r#"{"type":"leap","schema":1}"#, "newer type leap 1"),
        (r#"{"type":"repeat","times":1,"steps":[{"type":"leap"}],"schema":1}"#, "newer steps[0].type leap 1"),
    ] {
        let found = match stored::read::<Step>(text) {
            Err(OpenItemError::MalformedJson { path, .. }) => format!("malformed {path}"),
            Err(OpenItemError::NewerSchema { what, found, supported }) => format!("newer {what} {found} {supported}"),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn serde_reads_what_the_facade_reads() {
    assert_eq!(serde_json::from_str::<Everything>(EVERYTHING).unwrap(), everything());
    assert!(serde_json::from_str::<Money>(r#"["1","EUR"]"#).is_err());
    assert!(serde_json::from_str::<Rounding>(r#"{"half_up":null}"#).is_err());
    assert_eq!(serde_json::to_string(&ItemId::new("1")).unwrap(), "\"1\"");
}

const NUMBER_KEY: &str = "$serde_json::private::Number";

/// What serde_json hands out for a number under its feature `arbitrary_precision`: an object of its digits, handed over for good.
#[test]
fn numbers_are_read_the_same_under_arbitrary_precision() {
    use serde::de::value::{Error, MapDeserializer};
    let number = |text: &str| MapDeserializer::<_, Error>::new(std::iter::once((NUMBER_KEY, text.to_owned())));
    assert_eq!(wire::deserialize::<i64, _>(number("5")), Ok(5));
    for bad in ["5.0", "-0", "1e1", "9007199254740992"] {
        assert!(wire::deserialize::<i64, _>(number(bad)).is_err(), "{bad}");
    }
}

#[test]
fn an_object_that_only_looks_like_such_a_number_is_an_object() {
    for text in ["5", "0", "x"] {
        let object = format!(r#"{{"{NUMBER_KEY}":"{text}"}}"#);
        let told = |path: &str, problem: &str| OpenItemError::MalformedJson { path: path.into(), problem: problem.into() };
        let found = "found an object, expected a whole number from -2147483648 to 2147483647";
        assert_eq!(from_json::<i32>(&object), Err(told("", found)));
        assert_eq!(from_json::<Step>(&format!(r#"{{"steps":{object},"type":"go"}}"#)), Err(told("steps", found)));
        let unknown = format!(r#"{{"amount":"1","currency":"EUR","{NUMBER_KEY}":"{text}"}}"#);
        assert_eq!(from_json::<Money>(&unknown), Err(told(NUMBER_KEY, "unknown field, expected one of `amount`, `currency`")));
        assert_eq!(canonical(&object).as_deref(), Ok(object.as_str()));
    }
}

fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800_000_000_i64..253_402_300_800_000_000).prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap())
}

fn amounts() -> impl Strategy<Value = Amount> {
    (any::<i64>(), 0..=18).prop_map(|(units, scale)| Amount::from_minor(units, scale).unwrap())
}

fn money() -> impl Strategy<Value = Money> {
    (amounts(), prop::sample::select(vec!["EUR", "JPY", "KWD"]))
        .prop_map(|(amount, currency)| Money::new(amount, Currency::new(currency).unwrap()))
}

fn steps() -> impl Strategy<Value = Step> {
    let leaf = prop_oneof![
        Just(Step::Stop {}),
        (any::<i32>(), prop::option::of(money()), any::<String>(), any::<bool>()).prop_map(|(steps, cost, map, serializer)| Step::Go {
            steps,
            cost,
            salt: map.clone(),
            map,
            serializer
        }),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        (prop::collection::vec(inner, 0..4), any::<i32>()).prop_map(|(steps, times)| Step::Repeat { steps, times })
    })
}

fn everythings() -> impl Strategy<Value = Everything> {
    let dates = (0..3_652_059_i64).prop_map(|days| NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + chrono::Duration::days(days));
    let large = -9_007_199_254_740_991_i64..=9_007_199_254_740_991;
    (
        (any::<String>(), any::<bool>(), any::<i32>(), large, amounts(), dates, moments()),
        (prop::sample::select(Rounding::ALL.to_vec()), any::<String>(), prop::option::of(money()), any::<Option<i32>>()),
        (prop::collection::vec(steps(), 0..3), any::<i32>()),
    )
        .prop_map(|((text, is_true, small, large, amount, date, moment), (rounding, ticket, maybe, seven), (list, three))| {
            let mut out = everything().with_text(text).with_is_true(is_true).with_small(small).with_large(large).with_amount(amount);
            out = out.with_date(date).with_moment(moment).with_rounding(rounding).with_ticket(ticket).with_list(list).with_three(three);
            (out.maybe, out.seven) = (maybe, seven);
            out
        })
}

/// The same JSON with the fields of every object turned round.
fn turned(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            let fields: Vec<_> =
                fields.iter().rev().map(|(key, value)| format!("{} :{}", serde_json::Value::from(key.as_str()), turned(value))).collect();
            format!("{{{}}}", fields.join(" ,\n"))
        }
        serde_json::Value::Array(values) => format!("[{}]", values.iter().map(turned).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_whatever_the_order_of_its_fields(value in everythings()) {
        let text = to_json(&value).unwrap();
        prop_assert_eq!(&from_json::<Everything>(&text).unwrap(), &value);
        let turned = turned(&serde_json::from_str(&text).unwrap());
        let back = from_json::<Everything>(&turned).unwrap();
        prop_assert_eq!(to_json(&back).unwrap(), text.clone());
        prop_assert_eq!(canonical(&turned).unwrap(), text);
        let stored = stored::write(&value).unwrap();
        prop_assert_eq!(&stored::read::<Everything>(&stored).unwrap(), &value);
    }

    #[test]
    fn no_text_makes_reading_panic(value in everythings(), at in any::<prop::sample::Index>(), with in "[\\PC\"{}\\[\\],:0-9\\x00-\\x1f]{0,3}") {
        let mut text = to_json(&value).unwrap();
        let mut place = at.index(text.len());
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        text.insert_str(place, &with);
        if let Ok(read) = from_json::<Everything>(&text) {
            let written = to_json(&read).unwrap();
            prop_assert_eq!(from_json::<Everything>(&written).unwrap(), read);
        }
        let _ = canonical(&text);
        let _ = stored::read::<Everything>(&text);
    }
}
