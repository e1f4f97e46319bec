//! What there is to write about: every operation and every type it takes or gives, of every package.

use openitem::facade::Operation;
use openitem::schema::{Signature, Type, TypeRef, Types};

/// Every operation and type.
pub struct Model {
    /// Every type, of all packages.
    pub types: Types,
    /// Every operation, the packages one after the other.
    pub operations: Vec<Described>,
}

/// An operation with its types.
pub struct Described {
    /// The package that lists it.
    pub package: &'static str,
    /// The operation.
    pub operation: Operation,
    /// Its types.
    pub signature: Signature,
}

impl Model {
    /// Asks the packages.
    pub fn read() -> Self {
        let mut types = Types::new();
        // What no operation gives and every language has: the error, and what a ledger object posts.
        types.add::<openitem::OpenItemError>();
        types.add::<openitem::ErrorKind>();
        types.add::<openitem::Posted>();
        let lists = [("openitem", openitem::facade::operations()), ("openitem-formats", openitem_formats::operations())];
        let listed = lists.into_iter().flat_map(|(package, list)| list.iter().map(move |operation| (package, operation)));
        let operations = listed
            .map(|(package, operation)| Described { package, operation: *operation, signature: operation.describe(&mut types) })
            .collect();
        Self { types, operations }
    }

    /// The type of this name; every name that a type or an operation uses is known.
    pub fn named(&self, name: &str) -> &Type {
        self.types.get(name).unwrap_or_else(|| panic!("`{name}` is used and not described"))
    }

    /// The areas of the operations, in order: `aging`, `book`, …
    pub fn areas(&self) -> Vec<&'static str> {
        let mut areas: Vec<_> = self.operations.iter().map(Described::area).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
}

impl Described {
    /// `aging` of `aging.age`.
    pub fn area(&self) -> &'static str {
        self.operation.name.split_once('.').map_or(self.operation.name, |(area, _)| area)
    }

    /// `age` of `aging.age`.
    pub fn verb(&self) -> &'static str {
        self.operation.name.split_once('.').map_or(self.operation.name, |(_, verb)| verb)
    }
}

/// `document_date` → `documentDate`.
pub fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut is_start = false;
    for letter in name.chars() {
        match letter {
            '_' => is_start = true,
            letter if is_start => {
                out.extend(letter.to_uppercase());
                is_start = false;
            }
            letter => out.push(letter),
        }
    }
    out
}

/// The first sentence of a documentation, on one line.
pub fn first_line(doc: &str) -> String {
    doc.split("\n\n").next().unwrap_or_default().replace('\n', " ").trim().to_owned()
}

/// UniFFI hands on what Rust wrote, and with it Rust's links between items; here as plain code, as `schema` has it already: `[`post`](crate::post)` is `post` in backticks in every language.
pub fn without_links(doc: &str) -> String {
    let mut out = String::new();
    let mut rest = doc;
    while let Some(at) = rest.find("[`") {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find("`]") else { break };
        out.push_str(before);
        out.push_str(&link[1..=end]);
        rest = &link[end + 2..];
        if let Some(after) = rest.strip_prefix('(').and_then(|target| target.find(')').map(|end| &target[end + 1..])) {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// The type as documentation writes it: `list of OpenItem`.
pub fn in_words(type_ref: &TypeRef) -> String {
    match type_ref {
        TypeRef::Text => "text".into(),
        TypeRef::Bool => "true or false".into(),
        TypeRef::I32 | TypeRef::I64 => "whole number".into(),
        TypeRef::Amount => "Amount".into(),
        TypeRef::Rate => "Rate".into(),
        TypeRef::Currency => "Currency".into(),
        TypeRef::Date => "date".into(),
        TypeRef::Moment => "moment".into(),
        TypeRef::Option(inner) => format!("{}?", in_words(inner)),
        TypeRef::List(inner) => format!("list of {}", in_words(inner)),
        TypeRef::Named(name) => (*name).into(),
        _ => panic!("a kind of type that the generators do not know: {type_ref:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openitem::schema::{Field, Shape};

    #[test]
    fn every_name_of_a_field_comes_back_from_camel_case() {
        let model = Model::read();
        let back = |name: &str| {
            name.chars().fold(String::new(), |mut out, letter| {
                if letter.is_ascii_uppercase() {
                    out.push('_');
                }
                out.push(letter.to_ascii_lowercase());
                out
            })
        };
        let fields = |shape: &Shape| -> Vec<Field> {
            match shape {
                Shape::Record { fields, .. } => fields.clone(),
                Shape::Tagged { variants, .. } => variants.iter().flat_map(|variant| variant.fields.clone()).collect(),
                _ => Vec::new(),
            }
        };
        let all = model.types.iter().flat_map(|known| fields(&known.shape)).map(|field| field.name);
        for name in all.chain(model.operations.iter().flat_map(|known| known.signature.arguments.iter().map(|argument| argument.name))) {
            assert_eq!(back(&camel(name)), name);
        }
    }

    #[test]
    fn every_default_is_a_value_that_can_be_written() {
        let model = Model::read();
        let fields = model.types.iter().flat_map(|known| match &known.shape {
            Shape::Record { fields, .. } => fields.clone(),
            Shape::Tagged { variants, .. } => variants.iter().flat_map(|variant| variant.fields.clone()).collect(),
            _ => Vec::new(),
        });
        for field in fields.chain(model.operations.iter().flat_map(|known| known.signature.arguments.clone())) {
            if let openitem::schema::Presence::Default(text) = &field.presence {
                assert!(openitem::facade::canonical(text).as_deref() == Ok(text.as_str()), "{}: {text}", field.name);
            }
        }
    }

    #[test]
    fn links_to_items_become_code() {
        assert_eq!(without_links("see [`post`](crate::post) and [`check`]; [a page](x.md)"), "see `post` and `check`; [a page](x.md)");
    }
}
