//! The wire types as data: what they are named, what they hold, what stands where a field is left out. JSON Schema, the
//! types of other languages and their tables of operations are all written from it. Behind the feature `schema`.
//!
//! ```
//! use openitem::schema::{Shape, TypeRef, Types};
//! use openitem::{Money, facade};
//!
//! let mut types = Types::new();
//! assert_eq!(types.add::<Money>(), TypeRef::Named("Money"));
//! let Some(Shape::Record { fields, .. }) = types.get("Money").map(|found| &found.shape) else { panic!() };
//! assert_eq!(fields[0].type_ref, TypeRef::Amount);
//!
//! let operation = facade::find(facade::operations(), "aging.age").unwrap();
//! assert_eq!(operation.describe(&mut types).returns, TypeRef::Named("Aging"));
//! assert!(types.get("AgingRow").is_some());
//! ```

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::facade::stored::SCHEMA;
use crate::facade::to_json;
use crate::wire::{MAX_WHOLE, WireValue};
use crate::{Amount, Currency, Rate};

/// A type that can be described: every wire type.
pub trait Described: WireValue {
    /// How a field names the type; the type and all it holds are added to the types known.
    fn type_ref(types: &mut Types) -> TypeRef;

    /// Whether an argument of the type must be given.
    #[must_use]
    fn presence() -> Presence {
        Presence::Required
    }
}

/// How a field names its type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeRef {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A whole number of 32 bits.
    I32,
    /// A whole number within ±2^53.
    I64,
    /// An exact decimal, as text in JSON.
    Amount,
    /// An exact decimal that is no money, as text in JSON.
    Rate,
    /// A currency code.
    Currency,
    /// A date, `YYYY-MM-DD` in JSON.
    Date,
    /// A moment, RFC 3339 in JSON.
    Moment,
    /// A value that may be left out.
    Option(Box<TypeRef>),
    /// A list.
    List(Box<TypeRef>),
    /// One of the types known, by its name.
    Named(&'static str),
}

/// A wire type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)]
pub struct Type {
    /// Its name in every language.
    pub name: &'static str,
    /// The package that defines it.
    pub package: &'static str,
    /// Its documentation, in Markdown.
    pub doc: &'static str,
    /// What it is made of.
    pub shape: Shape,
}

/// What a wire type is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A newtype over text.
    Text,
    /// Named fields.
    Record {
        /// The fields, in the order of their definition.
        fields: Vec<Field>,
        /// The names of the constructors without arguments.
        presets: &'static [&'static str],
    },
    /// A closed list of names.
    Names {
        /// The names, in the order of their definition.
        names: Vec<Name>,
    },
    /// One of several records, told by the field `type`.
    Tagged {
        /// The variants, in the order of their definition.
        variants: Vec<Variant>,
        /// Whether it is an error.
        is_error: bool,
    },
}

/// A field of a record or of a variant, or an argument of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)]
pub struct Field {
    /// Its name, in snake_case.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its type.
    pub type_ref: TypeRef,
    /// What stands where it is left out.
    pub presence: Presence,
    /// Whether it holds a person's text.
    pub personal: bool,
}

/// What stands where a field is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)]
pub enum Presence {
    /// It must be given.
    Required,
    /// Nothing.
    Optional,
    /// This value, as canonical JSON.
    Default(String),
}

/// A value of an enum of plain names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)]
pub struct Name {
    /// Its name in Rust, in CamelCase.
    pub ident: &'static str,
    /// Its name in JSON, in snake_case.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
}

/// A variant with fields.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)]
pub struct Variant {
    /// Its name in Rust, in CamelCase.
    pub ident: &'static str,
    /// Its tag in JSON, in snake_case.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// The types an operation takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)]
pub struct Signature {
    /// The arguments, in the order of the typed function.
    pub arguments: Vec<Field>,
    /// What it gives.
    pub returns: TypeRef,
}

/// The types known, by their names.
#[derive(Clone, Debug, Default)]
pub struct Types {
    types: BTreeMap<&'static str, Option<Type>>,
}

impl Types {
    /// No types.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a type and all that it holds; gives its name.
    pub fn add<T: Described>(&mut self) -> TypeRef {
        T::type_ref(self)
    }

    /// The type of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.types.get(name).and_then(Option::as_ref)
    }

    /// Every type, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Type> {
        self.types.values().flatten()
    }

    /// Names a type, described once.
    #[doc(hidden)]
    pub fn named(&mut self, name: &'static str, describe: impl FnOnce(&mut Self) -> Type) -> TypeRef {
        if !self.types.contains_key(name) {
            // A type may hold itself: its name is known before what it holds is looked at.
            self.types.insert(name, None);
            let described = describe(self);
            self.types.insert(name, Some(described));
        }
        TypeRef::Named(name)
    }
}

impl Presence {
    /// The presence of a field with this default.
    #[doc(hidden)]
    #[must_use]
    pub fn default_of<T: WireValue>(value: &T) -> Self {
        // A default that no language could hold would be a defect of ours: the generators' tests read every one.
        Self::Default(to_json(value).unwrap_or_default())
    }
}

macro_rules! scalars {
    ($($type:ty => $name:ident),* $(,)?) => {$(
        impl Described for $type {
            fn type_ref(_: &mut Types) -> TypeRef {
                TypeRef::$name
            }
        }
    )*};
}

scalars! {
    String => Text,
    bool => Bool,
    i32 => I32,
    i64 => I64,
    Amount => Amount,
    Rate => Rate,
    Currency => Currency,
    NaiveDate => Date,
    DateTime<Utc> => Moment,
}

impl<T: Described> Described for Option<T> {
    fn type_ref(types: &mut Types) -> TypeRef {
        TypeRef::Option(Box::new(T::type_ref(types)))
    }

    fn presence() -> Presence {
        Presence::Optional
    }
}

impl<T: Described> Described for Vec<T> {
    fn type_ref(types: &mut Types) -> TypeRef {
        TypeRef::List(Box::new(T::type_ref(types)))
    }
}

impl<T: Described> Described for Box<T> {
    fn type_ref(types: &mut Types) -> TypeRef {
        T::type_ref(types)
    }
}

impl Type {
    /// The JSON Schema (2020-12) of the type; other types stand in it as `#/$defs/<name>`.
    ///
    /// ```
    /// let mut types = openitem::schema::Types::new();
    /// types.add::<openitem::Money>();
    /// let schema = types.get("Money").unwrap().json_schema();
    /// assert_eq!(schema["required"], serde_json::json!(["amount", "currency"]));
    /// assert_eq!(schema["additionalProperties"], false);
    /// ```
    #[must_use]
    pub fn json_schema(&self) -> Value {
        let mut schema = match &self.shape {
            Shape::Text => json!({"type": "string"}),
            Shape::Names { names } => {
                json!({"oneOf": names.iter().map(|name| with_doc(json!({"const": name.name}), name.doc)).collect::<Vec<_>>()})
            }
            Shape::Record { fields, .. } => object(None, fields),
            Shape::Tagged { variants, is_error: true } => {
                json!({"oneOf": variants.iter().map(|variant| with_doc(error(variant), variant.doc)).collect::<Vec<_>>()})
            }
            Shape::Tagged { variants, is_error: false } => {
                let one = |variant: &Variant| with_doc(object(Some(variant.name), &variant.fields), variant.doc);
                json!({"oneOf": variants.iter().map(one).collect::<Vec<_>>()})
            }
        };
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("title".into(), self.name.into());
        }
        with_doc(schema, self.doc)
    }

    /// The JSON Schema of the type as a stored document, which has `"schema"` among its fields; none for a type that is no
    /// object.
    ///
    /// ```
    /// let mut types = openitem::schema::Types::new();
    /// types.add::<openitem::Money>();
    /// let schema = types.get("Money").unwrap().stored_schema().unwrap();
    /// assert_eq!(schema["required"], serde_json::json!(["amount", "currency", "schema"]));
    /// ```
    #[must_use]
    pub fn stored_schema(&self) -> Option<Value> {
        let mut whole = self.json_schema();
        match self.shape {
            Shape::Record { .. } => add_schema(&mut whole),
            Shape::Tagged { is_error: false, .. } => {
                whole.get_mut("oneOf").and_then(Value::as_array_mut)?.iter_mut().for_each(add_schema);
            }
            _ => return None,
        }
        Some(whole)
    }
}

/// Adds `"schema"` to the fields of an object.
fn add_schema(object: &mut Value) {
    let described = json!({"type": "integer", "minimum": 1, "maximum": SCHEMA, "description": "The schema of the document."});
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("schema".into(), described);
    }
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        required.push("schema".into());
    }
}

impl TypeRef {
    /// The JSON Schema of a value of the type.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        match self {
            Self::Text => json!({"type": "string"}),
            Self::Bool => json!({"type": "boolean"}),
            Self::I32 => json!({"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}),
            Self::I64 => json!({"type": "integer", "minimum": -MAX_WHOLE, "maximum": MAX_WHOLE}),
            Self::Amount | Self::Rate => json!({"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"}),
            Self::Currency => json!({"type": "string", "pattern": "^[A-Z]{3,8}$"}),
            Self::Date => json!({"type": "string", "format": "date"}),
            Self::Moment => json!({"type": "string", "format": "date-time"}),
            Self::Option(inner) => json!({"anyOf": [inner.json_schema(), {"type": "null"}]}),
            Self::List(inner) => json!({"type": "array", "items": inner.json_schema()}),
            Self::Named(name) => json!({"$ref": format!("#/$defs/{name}")}),
        }
    }
}

/// An error as every language gets it.
fn error(variant: &Variant) -> Value {
    json!({
        "type": "object",
        "properties": {
            "code": {"const": variant.name},
            "kind": TypeRef::Named("ErrorKind").json_schema(),
            "message": {"type": "string"},
            "data": object(None, &variant.fields),
        },
        "required": ["code", "data", "kind", "message"],
        "additionalProperties": false,
    })
}

/// Named fields, as a record and as the input of an operation have them.
fn object(tag: Option<&str>, fields: &[Field]) -> Value {
    let mut properties = Map::new();
    let mut required: Vec<Value> = Vec::new();
    if let Some(tag) = tag {
        properties.insert("type".into(), json!({"const": tag}));
        required.push("type".into());
    }
    for field in fields {
        let mut schema = with_doc(field.type_ref.json_schema(), field.doc);
        match (&field.presence, schema.as_object_mut()) {
            (Presence::Required, _) => required.push(field.name.into()),
            (Presence::Default(text), Some(schema)) => {
                schema.insert("default".into(), serde_json::from_str(text).unwrap_or_default());
            }
            _ => {}
        }
        properties.insert(field.name.into(), schema);
    }
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn with_doc(mut schema: Value, doc: &str) -> Value {
    if let (false, Some(schema)) = (doc.is_empty(), schema.as_object_mut()) {
        schema.insert("description".into(), doc.into());
    }
    schema
}

impl Signature {
    /// The JSON Schema of the input: an object of arguments by name.
    #[must_use]
    pub fn input_schema(&self) -> Value {
        object(None, &self.arguments)
    }
}

/// The schema of a type for `schemars`, with all that it holds among the generator's definitions.
#[doc(hidden)]
pub fn json_schema<T: Described>(generator: &mut SchemaGenerator) -> Schema {
    let mut types = Types::new();
    let named = types.add::<T>();
    for other in types.iter().filter(|other| TypeRef::Named(other.name) != named) {
        generator.definitions_mut().entry(other.name).or_insert_with(|| other.json_schema());
    }
    let own = types.iter().find(|own| TypeRef::Named(own.name) == named).map_or_else(|| named.json_schema(), Type::json_schema);
    own.try_into().unwrap_or_default()
}
