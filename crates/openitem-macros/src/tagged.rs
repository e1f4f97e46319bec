//! Enums whose every variant has named fields: JSON objects with the tag `type`.
//!
//! serde's own `tag` loses the path of a field and lets unknown fields pass beside unit variants; this one does neither.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::enumeration::snake_case;
use crate::subset::{Field, box_of, check_attributes, names_of, read_fields, serde_by_wire_value};
use crate::{Options, python, schema, uniffi};

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a syn::Ident,
    pub(crate) name: String,
    pub(crate) attrs: &'a [syn::Attribute],
    pub(crate) fields: Vec<Field>,
}

impl Variant<'_> {
    /// `Name { field: __field_field, … }`, so that no name of ours meets a field's.
    pub(crate) fn pattern(&self) -> TokenStream {
        let (name, fields, locals) = (&self.ident, self.fields.iter().map(|field| &field.ident), self.fields.iter().map(Field::local));
        quote!(Self::#name { #(#fields: #locals),* })
    }

    pub(crate) fn each(&self, make: impl Fn(&Field, &TokenStream) -> TokenStream) -> Vec<TokenStream> {
        self.fields
            .iter()
            .map(|field| {
                let local = field.local();
                make(field, &quote!(#local))
            })
            .collect()
    }
}

pub(crate) fn expand(input: &syn::DeriveInput, data: &syn::DataEnum, options: &Options) -> syn::Result<TokenStream> {
    let (attrs, vis, ident) = (&input.attrs, &input.vis, &input.ident);
    let variants = data.variants.iter().map(|variant| read_variant(variant, options)).collect::<syn::Result<Vec<_>>>()?;
    let definitions = variants.iter().map(|variant| {
        let (name, attrs) = (variant.ident, variant.attrs);
        let fields = variant.fields.iter().map(|field| {
            let (attrs, name, ty, uniffi) = (&field.attrs, &field.ident, &field.ty, uniffi::field(field, options));
            quote!(#(#attrs)* #uniffi #name: #ty)
        });
        quote!(#(#attrs)* #name { #(#fields),* })
    });
    let idents: Vec<_> = variants.iter().map(|variant| variant.ident).collect();
    let names: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let error = if options.error { quote!(, ::openitem::wire::thiserror::Error) } else { TokenStream::new() };
    let debug = debug(ident, &variants);
    let serde = serde(ident, &variants);
    let extra = if options.error { vec![error_data(ident, &variants)] } else { from_records(ident, &variants) };
    let constructors = variants.iter().filter_map(constructor);
    let uniffi = uniffi::tagged(options);
    let (schema, python) = (schema::tagged(input, &variants, options), python::tagged(input, &variants, options));
    Ok(quote! {
        #(#attrs)*
        #uniffi
        #[derive(Clone, PartialEq, Eq #error)]
        #[non_exhaustive]
        #vis enum #ident { #(#definitions),* }

        impl #ident {
            /// Every tag, in the order of the variants.
            pub const TAGS: &'static [&'static str] = &[#(#names),*];

            /// The tag that JSON uses for this variant.
            #[must_use]
            pub const fn tag(&self) -> &'static str {
                match self { #(Self::#idents { .. } => #names),* }
            }

            #(#constructors)*
        }

        #debug
        #serde
        #schema
        #python
        #(#extra)*
    })
}

fn read_variant<'a>(variant: &'a syn::Variant, options: &Options) -> syn::Result<Variant<'a>> {
    let syn::Fields::Named(fields) = &variant.fields else {
        return Err(syn::Error::new_spanned(variant, "every variant has named fields, `{}` where it has none, or none has any"));
    };
    check_attributes(&variant.attrs)?;
    let fields = fields.named.iter().map(Field::read_in_variant).collect::<syn::Result<Vec<_>>>()?;
    let taken = fields.iter().find(|field| field.name == "code" || field.name == "message");
    if let Some(field) = taken.filter(|_| options.error) {
        return Err(syn::Error::new(field.ident.span(), "no error field is named `code` or `message`: every error has these"));
    }
    Ok(Variant { ident: &variant.ident, name: snake_case(&variant.ident.to_string()), attrs: &variant.attrs, fields })
}

/// `EntryKind::invoice(document)` for a variant that holds one boxed record.
fn constructor(variant: &Variant<'_>) -> Option<TokenStream> {
    let [field] = variant.fields.as_slice() else { return None };
    let ty = box_of(&field.ty)?;
    let (name, attrs, field) = (variant.ident, variant.attrs, &field.ident);
    let function = format_ident!("{}", variant.name);
    Some(quote! {
        #(#attrs)*
        #[must_use]
        pub fn #function(#field: #ty) -> Self { Self::#name { #field: ::std::boxed::Box::new(#field) } }
    })
}

fn debug(ident: &syn::Ident, variants: &[Variant<'_>]) -> TokenStream {
    let arms = variants.iter().map(|variant| {
        let (pattern, name, fields) = (variant.pattern(), variant.ident.to_string(), variant.each(Field::debug));
        quote!(#pattern => ::openitem::wire::debug(__f, #name, &[#(#fields),*]),)
    });
    quote! {
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self { #(#arms)* }
            }
        }
    }
}

fn serde(ident: &syn::Ident, variants: &[Variant<'_>]) -> TokenStream {
    let writing = variants.iter().map(|variant| {
        let (pattern, name, entries) = (variant.pattern(), &variant.name, variant.each(Field::write));
        quote!(#pattern => {
            let mut __object = ::openitem::wire::Fields::variant(#name);
            #(#entries)*
            __object.finish()
        })
    });
    let redacting = variants.iter().map(|variant| {
        let (pattern, calls) = (variant.pattern(), variant.each(Field::redact));
        quote!(#pattern => { #(#calls)* })
    });
    let names = variants.iter().map(|variant| names_of(&variant.fields));
    let last = variants.len().saturating_sub(1);
    let reading = variants.iter().enumerate().map(|(at, variant)| {
        let ident = variant.ident;
        let reading = read_fields(&variant.fields, &quote!(Self::#ident));
        // The place is one of the list's: the last variant stands for every other.
        let place = if at == last { quote!(_) } else { quote!(#at) };
        quote!(#place => { #reading })
    });
    let expecting = format!("an object with the tag `type`: {ident}");
    serde_by_wire_value(
        ident,
        &quote!(match self { #(#writing)* }),
        &quote! {
            let (__at, mut __object) = ::openitem::wire::Object::variant(__value, #expecting, Self::TAGS, &[#(#names),*])?;
            match __at { #(#reading)* }
        },
        &quote!(match self { #(#redacting)* }),
    )
}

/// An error's fields without its tag: the `data` of its JSON.
fn error_data(ident: &syn::Ident, variants: &[Variant<'_>]) -> TokenStream {
    let arms = variants.iter().map(|variant| {
        let (pattern, entries) = (variant.pattern(), variant.each(Field::write));
        quote!(#pattern => { #(#entries)* })
    });
    quote! {
        impl ::openitem::wire::ErrorData for #ident {
            fn write_data(&self, __form: ::openitem::wire::Form) -> ::core::result::Result<::openitem::wire::Json, ::openitem::wire::WireError> {
                #[allow(unused_mut)]
                let mut __object = ::openitem::wire::Fields::record();
                match self { #(#arms)* }
                __object.finish()
            }
        }
    }
}

/// `From<Invoice> for EntryKind` where a variant holds one record and no other variant holds the same.
fn from_records(ident: &syn::Ident, variants: &[Variant<'_>]) -> Vec<TokenStream> {
    let only = |variant: &Variant<'_>| match variant.fields.as_slice() {
        [field] if field.is_required() => match box_of(&field.ty).unwrap_or(&field.ty) {
            syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        },
        _ => None,
    };
    let plain = ["String", "bool", "i32", "i64", "Amount", "Currency", "Rate", "NaiveDate"];
    variants
        .iter()
        .filter_map(|variant| {
            let ty = only(variant)?;
            let unique = variants.iter().filter(|other| only(other).as_deref() == Some(ty.as_str())).count() == 1;
            (unique && !plain.contains(&ty.as_str())).then_some(variant)
        })
        .filter_map(|variant| {
            let field = variant.fields.first()?;
            let (inner, whole) = (box_of(&field.ty), &field.ty);
            let (name, field, ty) = (variant.ident, &field.ident, inner.unwrap_or(whole));
            let value = if inner.is_some() { quote!(#field: ::std::boxed::Box::new(#field)) } else { quote!(#field) };
            Some(quote! {
                impl ::core::convert::From<#ty> for #ident {
                    fn from(#field: #ty) -> Self { Self::#name { #value } }
                }
            })
        })
        .collect()
}
