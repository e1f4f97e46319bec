//! Where two JSON values differ, path by path.

use serde_json::Value;

/// The most lines that help a reader.
const MOST: usize = 40;

/// One line for each place where what was found is not what was expected; nothing where they are equal.
#[must_use]
pub fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut out = Vec::new();
    compare("", expected, found, &mut out);
    if out.len() > MOST {
        let more = out.len() - MOST;
        out.truncate(MOST);
        out.push(format!("and {more} more differences"));
    }
    out
}

fn compare(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) => {
            let mut keys: Vec<_> = left.keys().chain(right.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                either(&path, left.get(key), right.get(key), out);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for at in 0..left.len().max(right.len()) {
                either(&format!("{path}[{at}]"), left.get(at), right.get(at), out);
            }
        }
        _ if expected == found => {}
        _ => out.push(format!("{}: expected {expected}, found {found}", if path.is_empty() { "the result" } else { path })),
    }
}

fn either(path: &str, expected: Option<&Value>, found: Option<&Value>, out: &mut Vec<String>) {
    match (expected, found) {
        (Some(expected), Some(found)) => compare(path, expected, found, out),
        (Some(expected), None) => out.push(format!("{path}: expected {expected}, found nothing")),
        (None, Some(found)) => out.push(format!("{path}: expected nothing, found {found}")),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_place_that_differs_is_named() {
        let expected = json!({"a": [1, {"b": "x"}], "c": null});
        let found = json!({"a": [1, {"b": "y"}, 3], "d": true});
        assert_eq!(
            differences(&expected, &found),
            [
                r#"a[1].b: expected "x", found "y""#,
                "a[2]: expected nothing, found 3",
                "c: expected null, found nothing",
                "d: expected nothing, found true",
            ]
        );
        assert_eq!(differences(&json!(1), &json!("1")), [r#"the result: expected 1, found "1""#]);
        assert_eq!(differences(&expected, &expected), [""; 0]);
        assert_eq!(differences(&json!(vec![0; 100]), &json!(vec![1; 100])).len(), MOST + 1);
    }
}
