//! The wire subset: which types a field may have, and what a field's own `#[wire(…)]` says.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;

/// A field of a record or of a variant, with what `#[wire(…)]` on it says.
pub(crate) struct Field {
    pub(crate) ident: syn::Ident,
    pub(crate) ty: syn::Type,
    pub(crate) docs: Vec<syn::Attribute>,
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
    pub(crate) fn read(field: &syn::Field) -> syn::Result<Self> {
        let ident =
            field.ident.clone().ok_or_else(|| syn::Error::new(field.span(), "a wire field has a name: no border carries tuples"))?;
        check_name(&ident)?;
        check_type(&field.ty)?;
        let mut default = if option_of(&field.ty).is_some() { Presence::Optional } else { Presence::Required };
        let mut personal = false;
        let mut docs = Vec::new();
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
            } else if attribute.path().is_ident("doc") || attribute.path().is_ident("cfg") {
                docs.push(attribute.clone());
            } else if attribute.path().is_ident("serde") {
                return Err(syn::Error::new_spanned(attribute, "`#[wire]` writes serde: a field says `#[wire(…)]` instead"));
            } else {
                docs.push(attribute.clone());
            }
        }
        Ok(Self { ident, ty: field.ty.clone(), docs, default, personal })
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

    pub(crate) fn default_fn(&self) -> syn::Ident {
        format_ident!("__wire_default_{}", self.ident)
    }

    pub(crate) fn is_default_fn(&self) -> syn::Ident {
        format_ident!("__wire_is_default_{}", self.ident)
    }

    /// The field as serde's derive is to see it, inside a type named `owner`.
    pub(crate) fn serde_attributes(&self, owner: &syn::Ident, read: bool, write: bool) -> TokenStream {
        let mut parts = Vec::new();
        if read {
            parts.push(quote!(deserialize_with = "::openitem::wire::read"));
        }
        if write {
            parts.push(quote!(serialize_with = "::openitem::wire::write"));
        }
        if !self.is_required() {
            if read {
                let path = format!("{owner}::{}", self.default_fn());
                parts.push(quote!(default = #path));
            }
            if write {
                let path = format!("{owner}::{}", self.is_default_fn());
                parts.push(quote!(skip_serializing_if = #path));
            }
        }
        quote!(#[serde(#(#parts),*)])
    }

    /// The functions that `serde_attributes` names.
    pub(crate) fn default_functions(&self) -> TokenStream {
        if self.is_required() {
            return TokenStream::new();
        }
        let (default_fn, is_default_fn, ty, value) = (self.default_fn(), self.is_default_fn(), &self.ty, self.default_value());
        quote! {
            #[doc(hidden)]
            fn #default_fn() -> #ty { #value }
            #[doc(hidden)]
            fn #is_default_fn(value: &#ty) -> bool { *value == Self::#default_fn() }
        }
    }
}

/// The `T` of `Option<T>`.
pub(crate) fn option_of(ty: &syn::Type) -> Option<&syn::Type> {
    argument_of(ty, "Option")
}

fn argument_of<'a>(ty: &'a syn::Type, name: &str) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident != name {
        return None;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

fn check_name(ident: &syn::Ident) -> syn::Result<()> {
    match ident.to_string().as_str() {
        "type" | "r#type" => Err(syn::Error::new(ident.span(), "no record field is named `type`: it is the tag of enums")),
        _ => Ok(()),
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
    ("Box", "no border carries boxes: use a record or a `Vec`"),
];

/// Refuses a type outside the wire subset. What a path names is known only later: the trait `WireValue` judges it.
pub(crate) fn check_type(ty: &syn::Type) -> syn::Result<()> {
    match ty {
        syn::Type::Path(path) => {
            let Some(segment) = path.path.segments.last() else { return Ok(()) };
            if let Some((_, why)) = REFUSED.iter().find(|(name, _)| segment.ident == name) {
                return Err(syn::Error::new_spanned(ty, why));
            }
            if let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments {
                for argument in &arguments.args {
                    match argument {
                        syn::GenericArgument::Type(inner) => check_type(inner)?,
                        syn::GenericArgument::Lifetime(_) => return Err(syn::Error::new_spanned(argument, "a wire type has no lifetimes")),
                        _ => {}
                    }
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
