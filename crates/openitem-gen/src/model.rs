//! What there is to write about: every operation and every type it takes or gives, of every package.

use openitem::facade::Operation;
use openitem::schema::{Signature, Type, TypeRef, Types};

use crate::packages::PACKAGES;

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
        let listed = PACKAGES.iter().flat_map(|package| (package.operations)().iter().map(move |operation| (package.name, operation)));
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
pub use openitem::facade::camel::name as camel;

/// The first sentence of a documentation, on one line.
pub fn first_line(doc: &str) -> String {
    doc.split("\n\n").next().unwrap_or_default().replace('\n', " ").trim().to_owned()
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

    /// `interest.due_date` takes an `InterestDueDateInput` in TypeScript, and so would what makes a type `InterestDueDate`.
    #[test]
    fn no_type_is_called_like_an_operation() {
        let model = Model::read();
        let names: std::collections::HashSet<&str> = model.types.iter().map(|known| known.name).collect();
        for known in &model.operations {
            let called = camel(&known.operation.name.replace('.', "_"));
            let called: String = called.chars().take(1).flat_map(char::to_uppercase).chain(called.chars().skip(1)).collect();
            assert!(!names.contains(called.as_str()), "{} and the type {called}", known.operation.name);
        }
    }

    #[test]
    fn no_documentation_speaks_rust() {
        let model = Model::read();
        let fields = |fields: &[Field]| fields.iter().map(|field| (field.name, field.doc)).collect::<Vec<_>>();
        let docs = model.types.iter().flat_map(|known| {
            let inner = match &known.shape {
                Shape::Record { fields: list, .. } => fields(list),
                Shape::Names { names } => names.iter().map(|name| (name.name, name.doc)).collect(),
                Shape::Tagged { variants, .. } => {
                    variants.iter().flat_map(|variant| [vec![(variant.name, variant.doc)], fields(&variant.fields)].concat()).collect()
                }
                _ => Vec::new(),
            };
            [vec![(known.name, known.doc)], inner].concat()
        });
        let summaries = model.operations.iter().map(|known| (known.operation.name, known.operation.summary));
        for (name, doc) in docs.chain(summaries) {
            for word in ["`None`", "None ", "Some(", "Option<", "Vec<", "`Ok", "`Err", "::", "[`"] {
                assert!(!doc.contains(word), "{name}: `{word}` is Rust: {doc}");
            }
        }
    }
}
