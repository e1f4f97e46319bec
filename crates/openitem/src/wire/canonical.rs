//! The one writer of JSON: keys sorted by their bytes, no spaces, the escapes of RFC 8785, no floats, so that equal values
//! have equal bytes in every language.
//!
//! Source: RFC 8785 sections 3.2.2.2 (strings) and 3.2.3 (sorting; here by the bytes of UTF-8, which differs from its
//! UTF-16 order only beyond U+FFFF, where no key of ours stands).

use std::fmt::Write as _;

use crate::OpenItemError;
use crate::wire::{Json, MAX_WHOLE, WireError, WireValue, duplicate_field, shorten};

/// How deep a document may be nested: what serde_json reads.
const DEEPEST: usize = 128;

/// Writes a value, with `"schema"` among its fields where one is given.
pub(crate) fn write(value: &impl WireValue, schema: Option<i32>) -> Result<String, OpenItemError> {
    value.write().and_then(|json| write_json(json, schema)).map_err(malformed)
}

/// Writes what has been read, in the one form.
pub(crate) fn write_again(json: Json) -> Result<String, OpenItemError> {
    write_json(json, None).map_err(malformed)
}

pub(crate) fn malformed(error: WireError) -> OpenItemError {
    let (path, problem) = error.into_parts();
    OpenItemError::MalformedJson { path, problem }
}

pub(crate) fn write_json(mut json: Json, schema: Option<i32>) -> Result<String, WireError> {
    if let Some(schema) = schema {
        let Json::Map(fields) = &mut json else { return Err(WireError::new("a stored document is an object")) };
        fields.push(("schema".into(), Json::Whole(i64::from(schema))));
    }
    let mut out = String::new();
    value(&mut out, json, 0)?;
    Ok(out)
}

fn value(out: &mut String, json: Json, depth: usize) -> Result<(), WireError> {
    match json {
        Json::Null => out.push_str("null"),
        Json::Bool(truth) => out.push_str(if truth { "true" } else { "false" }),
        Json::Whole(number) if (-MAX_WHOLE..=MAX_WHOLE).contains(&number) => {
            let _ = write!(out, "{number}");
        }
        Json::Whole(_) | Json::Large(_) => {
            return Err(WireError::new(format!("found {}, expected a whole number within ±{MAX_WHOLE}", json.found())));
        }
        Json::Float(number) => return Err(WireError::new(format!("found the float {number:?}, which is outside the wire subset"))),
        Json::Text(letters) => text(out, &letters),
        Json::List(values) => {
            let depth = deeper(depth)?;
            out.push('[');
            for (at, element) in values.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                value(out, element, depth).map_err(|error| error.at(&format!("[{at}]")))?;
            }
            out.push(']');
        }
        Json::Map(mut fields) => {
            let depth = deeper(depth)?;
            fields.sort_by(|left, right| left.0.cmp(&right.0));
            let twice = fields.iter().zip(fields.iter().skip(1)).find(|(left, right)| left.0 == right.0);
            if let Some((twice, _)) = twice {
                return Err(duplicate_field(&twice.0));
            }
            out.push('{');
            for (at, (name, field)) in fields.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                text(out, &name);
                out.push(':');
                value(out, field, depth).map_err(|error| error.at(&shorten(&name)))?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn deeper(depth: usize) -> Result<usize, WireError> {
    match depth.saturating_add(1) {
        depth if depth > DEEPEST => Err(WireError::new("nested too deep")),
        depth => Ok(depth),
    }
}

fn text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter < ' ' || letter == '"' || letter == '\\') {
        let (plain, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut letters = special.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(control) => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            None => {}
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use crate::OpenItemError;
    use crate::facade::canonical;

    #[test]
    fn keys_are_sorted_by_their_bytes_at_every_depth() {
        for (given, written) in [
            (r#"{ "b" : 1 , "a" : { "d" : [ ] , "c" : { } } }"#, r#"{"a":{"c":{},"d":[]},"b":1}"#),
            (r#"{"é":1,"z":2,"Z":3,"_":4,"":5,"zz":6}"#, r#"{"":5,"Z":3,"_":4,"z":2,"zz":6,"é":1}"#),
            (r#"{"a":1,"b":2,"c":3}"#, r#"{"a":1,"b":2,"c":3}"#),
            (r#"[{"b":1,"a":2},{"d":{"y":1,"x":2},"c":1}]"#, r#"[{"a":2,"b":1},{"c":1,"d":{"x":2,"y":1}}]"#),
            ("[true,false,null,0,-1]", "[true,false,null,0,-1]"),
        ] {
            assert_eq!(canonical(given).as_deref(), Ok(written));
            assert_eq!(canonical(written).as_deref(), Ok(written));
        }
    }

    /// Source: RFC 8785 section 3.2.2.2: seven short escapes, other control characters as lower-case `\u00hh`, all else as it is.
    #[test]
    fn text_has_the_escapes_of_the_standard() {
        let given = r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\b\t\f\r\u007f\u2028\ud83d\ude00""#;
        let written = "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\u{7f}\u{2028}😀\"";
        assert_eq!(canonical(given).as_deref(), Ok(written));
        assert_eq!(canonical(written).as_deref(), Ok(written));
    }

    #[test]
    fn what_has_no_canonical_form_is_refused_with_its_path() {
        for (given, path) in [
            (r#"{"a":[1,1.5]}"#, "a[1]"),
            (r#"{"a":1.0}"#, "a"),
            (r#"{"a":-0}"#, "a"),
            (r#"{"a":{"b":9007199254740992}}"#, "a.b"),
            (r#"{"a":18446744073709551615}"#, "a"),
            (r#"[{"b":1,"a":2,"b":1}]"#, "[0].b"),
        ] {
            assert!(matches!(canonical(given), Err(OpenItemError::MalformedJson { path: found, .. }) if found == path), "{given}");
        }
    }
}
