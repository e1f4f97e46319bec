//! The wire subset: which types a field may have, what a field's own `#[wire(…)]` says, and which attributes may stand.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;

/// A field of a record or of a variant, with what `#[wire(…)]` on it says.
pub(crate) struct Field {
    pub(crate) ident: syn::Ident,
    pub(crate) name: String,
    pub(crate) ty: syn::Type,
    pub(crate) attrs: Vec<syn::Attribute>,
    pub(crate) default: Presence,
    pub(crate) personal: bool,
}

/// What stands where the field is not given.
pub(crate) enum Presence {
    Required,
    /// `Option`: left out means none.
    Optional,
    /// The type's own default.
    Default,
    /// A default of the field's own.
    Value(Box<syn::Expr>),
}

impl Field {
    /// A field of a record.
    pub(crate) fn read(field: &syn::Field) -> syn::Result<Self> {
        Self::read_of(field, check_type)
    }

    /// A field of a variant, whose record may stand in a box: a value is then no larger than its smallest variant needs.
    pub(crate) fn read_in_variant(field: &syn::Field) -> syn::Result<Self> {
        Self::read_of(field, |ty| check_type(box_of(ty).unwrap_or(ty)))
    }

    fn read_of(field: &syn::Field, check: impl FnOnce(&syn::Type) -> syn::Result<()>) -> syn::Result<Self> {
        let ident =
            field.ident.clone().ok_or_else(|| syn::Error::new(field.span(), "a wire field has a name: no border carries tuples"))?;
        check_name(&ident)?;
        let ty = ungrouped(&field.ty).clone();
        check(&ty)?;
        let mut default = if option_of(&ty).is_some() { Presence::Optional } else { Presence::Required };
        let mut personal = false;
        let mut attrs = Vec::new();
        for attribute in &field.attrs {
            if attribute.path().is_ident("wire") {
                attribute.parse_nested_meta(|meta| {
                    if meta.path.is_ident("personal") {
                        personal = true;
                    } else if meta.path.is_ident("default") {
                        default = if meta.input.peek(syn::Token![=]) {
                            Presence::Value(Box::new(meta.value()?.parse()?))
                        } else {
                            Presence::Default
                        };
                    } else {
                        return Err(meta.error("`#[wire]` on a field takes `default`, `default = …` or `personal`"));
                    }
                    Ok(())
                })?;
            } else if ["doc", "allow", "expect", "deprecated"].iter().any(|known| attribute.path().is_ident(known)) {
                attrs.push(attribute.clone());
            } else if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
                return Err(syn::Error::new_spanned(attribute, "a wire type has the same fields in every build: no `cfg`"));
            } else {
                return Err(syn::Error::new_spanned(attribute, "a wire field carries documentation and `#[wire(…)]` only"));
            }
        }
        let name = ident.to_string();
        Ok(Self { ident, name, ty, attrs, default, personal })
    }

    pub(crate) fn is_required(&self) -> bool {
        matches!(self.default, Presence::Required)
    }

    /// The value that stands where the field is not given.
    pub(crate) fn default_value(&self) -> TokenStream {
        match &self.default {
            Presence::Required => quote!(compile_error!("a required field has no default")),
            Presence::Optional => quote!(::core::option::Option::None),
            Presence::Default => quote!(::core::default::Default::default()),
            Presence::Value(value) => quote!(#value),
        }
    }

    /// The local that holds the field while it is read or written: no name of ours meets it.
    pub(crate) fn local(&self) -> syn::Ident {
        format_ident!("__field_{}", self.ident)
    }

    /// `("name", value)` of a debug output; `value` is a reference.
    pub(crate) fn debug(&self, value: &TokenStream) -> TokenStream {
        let name = &self.name;
        if self.personal { quote!((#name, &::openitem::wire::cut(#value))) } else { quote!((#name, #value)) }
    }

    /// Redacts the field; `value` is a mutable reference.
    pub(crate) fn redact(&self, value: &TokenStream) -> TokenStream {
        if self.personal {
            quote!(::openitem::wire::Personal::replace(#value, __salt);)
        } else {
            quote!(::openitem::wire::WireValue::redact(#value, __salt);)
        }
    }

    /// Writes the field into `__object`, unless it holds its default and `__form` leaves defaults out; `value` is a reference.
    pub(crate) fn write(&self, value: &TokenStream) -> TokenStream {
        let (name, ty) = (&self.name, &self.ty);
        let entry = quote!(__object.field(#name, #value, __form););
        let is_list = argument_of("Vec", ty).is_some();
        match &self.default {
            Presence::Required => entry,
            Presence::Optional => quote!(if ::core::option::Option::is_some(#value) { #entry }),
            Presence::Default if is_list => quote!(if __form.is_full() || !<[_]>::is_empty(#value) { #entry }),
            Presence::Default | Presence::Value(_) => {
                let default = self.default_value();
                quote! {
                    let __default: #ty = #default;
                    if __form.is_full() || *#value != __default { #entry }
                }
            }
        }
    }
}

/// The list of the fields' names.
pub(crate) fn names_of(fields: &[Field]) -> TokenStream {
    let names = fields.iter().map(|field| &field.name);
    quote!(&[#(#names),*])
}

/// `constructor { fields }`, each read out of `__object` by its place in the list of names.
pub(crate) fn read_fields(fields: &[Field], constructor: &TokenStream) -> TokenStream {
    let values = fields.iter().enumerate().map(|(at, field)| {
        let (ident, default) = (&field.ident, field.default_value());
        if field.is_required() {
            quote!(#ident: __object.required(#at)?)
        } else {
            quote!(#ident: match __object.given(#at)? { ::core::option::Option::Some(value) => value, ::core::option::Option::None => #default })
        }
    });
    let unused = if fields.is_empty() { quote!(let _ = __object;) } else { TokenStream::new() };
    quote! {
        #unused
        ::core::result::Result::Ok(#constructor { #(#values),* })
    }
}

/// `Serialize` and `Deserialize` by way of `WireValue`, whose `write`, `read` and `redact` are given.
pub(crate) fn serde_by_wire_value(ident: &syn::Ident, write: &TokenStream, read: &TokenStream, redact: &TokenStream) -> TokenStream {
    quote! {
        impl ::openitem::wire::WireValue for #ident {
            fn write(&self) -> ::core::result::Result<::openitem::wire::Json, ::openitem::wire::WireError> {
                ::openitem::wire::WireValue::write_as(self, ::openitem::wire::Form::Canonical)
            }
            fn write_as(&self, __form: ::openitem::wire::Form) -> ::core::result::Result<::openitem::wire::Json, ::openitem::wire::WireError> {
                let _ = __form;
                #write
            }
            fn read(__value: ::openitem::wire::Json) -> ::core::result::Result<Self, ::openitem::wire::WireError> { #read }
            fn redact(&mut self, __salt: &str) { let _ = __salt; #redact }
        }

        impl ::openitem::wire::serde::Serialize for #ident {
            fn serialize<S: ::openitem::wire::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                ::openitem::wire::serialize(::openitem::wire::WireValue::write(self), serializer)
            }
        }

        impl<'de> ::openitem::wire::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::openitem::wire::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                ::openitem::wire::deserialize(deserializer)
            }
        }
    }
}

/// The `T` of `Option<T>`.
pub(crate) fn option_of(ty: &syn::Type) -> Option<&syn::Type> {
    argument_of("Option", ty)
}

/// The `T` of `Box<T>`.
pub(crate) fn box_of(ty: &syn::Type) -> Option<&syn::Type> {
    argument_of("Box", ty)
}

pub(crate) fn argument_of<'a>(wrapper: &str, ty: &'a syn::Type) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident != wrapper {
        return None;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// A type as it was written: one handed through a macro comes in invisible brackets.
fn ungrouped(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Group(group) => ungrouped(&group.elem),
        syn::Type::Paren(paren) => ungrouped(&paren.elem),
        _ => ty,
    }
}

/// Refuses attributes on a type or a variant that contradict what the macro writes.
pub(crate) fn check_attributes(attrs: &[syn::Attribute]) -> syn::Result<()> {
    const WRITTEN: &[&str] =
        &["Clone", "Debug", "Default", "Deserialize", "Eq", "Error", "Hash", "Ord", "PartialEq", "PartialOrd", "Serialize"];
    for attribute in attrs {
        if attribute.path().is_ident("serde") {
            return Err(syn::Error::new_spanned(attribute, "`#[wire]` writes serde: no `#[serde(…)]` stands beside it"));
        }
        if attribute.path().is_ident("cfg_attr") {
            return Err(syn::Error::new_spanned(attribute, "a wire type is the same in every build: no `cfg_attr`"));
        }
        if attribute.path().is_ident("derive") {
            attribute.parse_nested_meta(|meta| {
                let last = meta.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
                if WRITTEN.contains(&last.as_str()) {
                    return Err(meta.error(format!("`#[wire]` writes `{last}` where a wire type may have it")));
                }
                Ok(())
            })?;
        }
    }
    Ok(())
}

fn check_name(ident: &syn::Ident) -> syn::Result<()> {
    let name = ident.to_string();
    match name.as_str() {
        "r#type" => Err(syn::Error::new(ident.span(), "no wire field is named `type`: it is the tag of enums")),
        "schema" => Err(syn::Error::new(ident.span(), "no wire field is named `schema`: it stands at the top level of stored documents")),
        _ if name.starts_with("r#") => Err(syn::Error::new(ident.span(), "a wire field is named by no keyword of a language")),
        word if PYTHON_KEYWORDS.contains(&word) => {
            Err(syn::Error::new(ident.span(), format!("`{word}` is a keyword of Python, which has no way to write it as a name")))
        }
        _ => Ok(()),
    }
}

/// Python's keywords that Rust takes as a name. Kotlin, Swift and JavaScript can write theirs in marks or after a point.
const PYTHON_KEYWORDS: &[&str] = &[
    "and", "assert", "class", "def", "del", "elif", "except", "finally", "from", "global", "import", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "with",
];

/// Refuses variants that Python cannot name.
pub(crate) fn check_variant(ident: &syn::Ident) -> syn::Result<()> {
    match ["None", "True", "False"].iter().find(|word| ident == *word) {
        Some(word) => Err(syn::Error::new(ident.span(), format!("`{word}` is a keyword of Python: name what it means"))),
        None => Ok(()),
    }
}

const REFUSED: &[(&str, &str)] = &[
    ("f32", "floats do not cross a border: use `Amount` or `Rate`"),
    ("f64", "floats do not cross a border: use `Amount` or `Rate`"),
    ("u8", "Java cannot call unsigned integers: use `i32` or `i64`"),
    ("u16", "Java cannot call unsigned integers: use `i32` or `i64`"),
    ("u32", "Java cannot call unsigned integers: use `i32` or `i64`"),
    ("u64", "Java cannot call unsigned integers: use `i32` or `i64`"),
    ("u128", "no border carries 128 bits: use `Amount`"),
    ("i8", "use `i32`"),
    ("i16", "use `i32`"),
    ("i128", "no border carries 128 bits: use `Amount`"),
    ("usize", "use `i32` or `i64`: sizes differ by platform"),
    ("isize", "use `i32` or `i64`: sizes differ by platform"),
    ("char", "use `String`"),
    ("str", "use `String`: a wire type owns its text"),
    ("Decimal", "use `Amount` or `Rate`: they refuse what a border cannot carry"),
    ("HashMap", "no border carries maps: use a `Vec` of records"),
    ("BTreeMap", "no border carries maps: use a `Vec` of records"),
    ("HashSet", "no border carries sets: use a `Vec`"),
    ("BTreeSet", "no border carries sets: use a `Vec`"),
    ("Box", "no border carries boxes: only the record of a variant may stand in one"),
    ("Rc", "no border carries shared values: use a record or a `Vec`"),
    ("Arc", "no border carries shared values: use a record or a `Vec`"),
    ("Cow", "a wire type owns what it holds: use `String` or `Vec`"),
];

/// Refuses a type outside the wire subset. What a path names is known only later: the trait `WireValue` judges it.
pub(crate) fn check_type(ty: &syn::Type) -> syn::Result<()> {
    match ungrouped(ty) {
        syn::Type::Path(path) if path.qself.is_none() => {
            let Some(segment) = path.path.segments.last() else { return Ok(()) };
            if let Some((_, why)) = REFUSED.iter().find(|(name, _)| segment.ident == name) {
                return Err(syn::Error::new_spanned(ty, why));
            }
            let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return Ok(()) };
            if !["Option", "Vec", "DateTime"].iter().any(|known| segment.ident == known) {
                return Err(syn::Error::new_spanned(
                    ty,
                    "a wire type has no generics: of these only `Option`, `Vec` and `DateTime<Utc>` cross",
                ));
            }
            for argument in &arguments.args {
                match argument {
                    syn::GenericArgument::Type(inner) => {
                        if segment.ident == "Option" && option_of(ungrouped(inner)).is_some() {
                            return Err(syn::Error::new_spanned(ty, "no border tells an empty option in an option from none"));
                        }
                        check_type(inner)?;
                    }
                    _ => return Err(syn::Error::new_spanned(argument, "a wire type has no lifetimes")),
                }
            }
            Ok(())
        }
        syn::Type::Reference(_) => Err(syn::Error::new_spanned(ty, "a wire type owns what it holds: no references")),
        syn::Type::Tuple(_) => Err(syn::Error::new_spanned(ty, "no border carries tuples: use a record")),
        syn::Type::Array(_) | syn::Type::Slice(_) => Err(syn::Error::new_spanned(ty, "use a `Vec`")),
        _ => Err(syn::Error::new_spanned(
            ty,
            "outside the wire subset: text, bool, i32, i64, Amount, Rate, dates, Option, Vec, records and enums",
        )),
    }
}
