//! Names, types and values as Kotlin writes them.

use heck::{ToShoutySnakeCase, ToUpperCamelCase};
use openitem::schema::{Field, Presence, Shape, Type, TypeRef};
use serde_json::Value;

use crate::model::{Model, camel};
use crate::packages::PACKAGES;

/// The class of a type.
pub fn class(known: &Type) -> String {
    let name = known.name.to_upper_camel_case();
    match (&known.shape, name.strip_suffix("Error")) {
        (Shape::Tagged { is_error: true, .. }, Some(start)) => format!("{start}Exception"),
        _ => name,
    }
}

/// The class with its package.
fn qualified(known: &Type) -> String {
    let package = PACKAGES.iter().find(|package| package.name == known.package).map_or("", |package| package.kotlin);
    format!("{package}.{}", class(known))
}

/// The type of a field, all of ours with their packages: inside a class of variants a variant's name hides a record's.
pub fn type_of(model: &Model, type_ref: &TypeRef) -> String {
    match type_ref {
        TypeRef::Text | TypeRef::Currency => "kotlin.String".into(),
        TypeRef::Bool => "kotlin.Boolean".into(),
        TypeRef::I32 => "kotlin.Int".into(),
        TypeRef::I64 => "kotlin.Long".into(),
        TypeRef::Amount | TypeRef::Rate => "java.math.BigDecimal".into(),
        TypeRef::Date => "java.time.LocalDate".into(),
        TypeRef::Moment => "java.time.Instant".into(),
        TypeRef::Option(inner) => format!("{}?", type_of(model, inner)),
        TypeRef::List(inner) => format!("kotlin.collections.List<{}>", type_of(model, inner)),
        TypeRef::Named(name) => qualified(model.named(name)),
        _ => panic!("a kind of type that the generators do not know: {type_ref:?}"),
    }
}

/// The class of a variant, the object of one without fields.
pub fn variant(ident: &str) -> String {
    ident.to_upper_camel_case()
}

/// A value of an enum.
pub fn constant(ident: &str) -> String {
    ident.to_shouty_snake_case()
}

/// A name of ours, in marks where it is a keyword of Kotlin.
pub fn name(name: &str) -> String {
    const KEYWORDS: &[&str] =
        &["as", "break", "class", "fun", "in", "interface", "is", "object", "package", "typealias", "val", "var", "when"];
    let name = camel(name);
    if KEYWORDS.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

/// The default of a field, where it has one, each class with its package.
pub fn default(model: &Model, field: &Field) -> Result<Option<String>, String> {
    match &field.presence {
        Presence::Required => Ok(None),
        Presence::Optional => Ok(Some("null".into())),
        Presence::Default(json) => {
            let json: Value = serde_json::from_str(json).map_err(|error| format!("the default of {}: {error}", field.name))?;
            value(model, &field.type_ref, &json).map(Some)
        }
    }
}

/// A value as an expression.
fn value(model: &Model, type_ref: &TypeRef, json: &Value) -> Result<String, String> {
    let wrong = || format!("{json} is no value of {type_ref:?}");
    Ok(match (type_ref, json) {
        (TypeRef::Option(_), Value::Null) => "null".into(),
        (TypeRef::Option(inner), _) => value(model, inner, json)?,
        (TypeRef::List(inner), Value::Array(values)) => {
            let values = values.iter().map(|one| value(model, inner, one)).collect::<Result<Vec<_>, _>>()?;
            format!("listOf({})", values.join(", "))
        }
        (TypeRef::Bool, Value::Bool(_)) | (TypeRef::I32, Value::Number(_)) => json.to_string(),
        (TypeRef::I64, Value::Number(_)) => format!("{json}L"),
        (TypeRef::Text | TypeRef::Currency, Value::String(text)) => quoted(text),
        (TypeRef::Amount | TypeRef::Rate, Value::String(text)) => format!("java.math.BigDecimal({})", quoted(text)),
        (TypeRef::Date, Value::String(text)) => format!("java.time.LocalDate.parse({})", quoted(text)),
        (TypeRef::Moment, Value::String(text)) => format!("java.time.Instant.parse({})", quoted(text)),
        (TypeRef::Named(named), _) => {
            let known = model.named(named);
            match (&known.shape, json) {
                (Shape::Text, Value::String(text)) => quoted(text),
                (Shape::Names { names }, Value::String(text)) => {
                    let found = names.iter().find(|one| one.name == text).ok_or_else(wrong)?;
                    format!("{}.{}", qualified(known), constant(found.ident))
                }
                (Shape::Record { fields, .. }, Value::Object(_)) => {
                    format!("{}({})", qualified(known), arguments(model, fields, json)?)
                }
                (Shape::Tagged { variants, .. }, Value::Object(object)) => {
                    let found = variants.iter().find(|one| object.get("type").is_some_and(|tag| tag == one.name)).ok_or_else(wrong)?;
                    let path = format!("{}.{}", qualified(known), variant(found.ident));
                    if found.fields.is_empty() { path } else { format!("{path}({})", arguments(model, &found.fields, json)?) }
                }
                _ => return Err(wrong()),
            }
        }
        _ => return Err(wrong()),
    })
}

fn arguments(model: &Model, fields: &[Field], json: &Value) -> Result<String, String> {
    let given = fields.iter().filter_map(|field| Some((field, json.get(field.name)?)));
    let one = |(field, json): (&Field, &Value)| Ok(format!("{} = {}", name(field.name), value(model, &field.type_ref, json)?));
    Ok(given.map(one).collect::<Result<Vec<_>, String>>()?.join(", "))
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('$', "\\$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_kotlin_has_it() {
        let model = Model::read();
        let written = |type_ref: &TypeRef, json: &str| value(&model, type_ref, &serde_json::from_str(json).unwrap()).unwrap();
        assert_eq!(written(&TypeRef::Text, r#""a$b\"""#), r#""a\$b\"""#);
        assert_eq!(written(&TypeRef::Amount, r#""1.5""#), r#"java.math.BigDecimal("1.5")"#);
        assert_eq!(written(&TypeRef::Named("Rounding"), r#""half_up""#), "io.github.openitem.Rounding.HALF_UP");
        assert_eq!(
            written(&TypeRef::List(Box::new(TypeRef::Named("GroupBy"))), r#"[{"type":"parent"}]"#),
            "listOf(io.github.openitem.GroupBy.Parent)"
        );
        assert!(value(&model, &TypeRef::I32, &Value::from("1")).is_err());
    }
}
