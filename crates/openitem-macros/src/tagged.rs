//! Enums whose every variant has named fields: JSON objects with the tag `type`.
//!
//! serde's own `tag` loses the path of a field and lets unknown fields pass beside unit variants; this one does neither.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::Options;
use crate::enumeration::snake_case;
use crate::subset::Field;

struct Variant<'a> {
    ident: &'a syn::Ident,
    name: String,
    attrs: &'a [syn::Attribute],
    fields: Vec<Field>,
}

pub(crate) fn expand(input: &syn::DeriveInput, data: &syn::DataEnum, options: &Options) -> syn::Result<TokenStream> {
    let (attrs, vis, ident) = (&input.attrs, &input.vis, &input.ident);
    let variants = data.variants.iter().map(read_variant).collect::<syn::Result<Vec<_>>>()?;
    let definitions = variants.iter().map(|variant| {
        let (name, attrs) = (variant.ident, variant.attrs);
        let fields = variant.fields.iter().map(|field| {
            let (docs, name, ty) = (&field.docs, &field.ident, &field.ty);
            quote!(#(#docs)* #name: #ty)
        });
        quote!(#(#attrs)* #name { #(#fields),* })
    });
    let idents: Vec<_> = variants.iter().map(|variant| variant.ident).collect();
    let names: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
    let derives = if options.error { quote!(Debug, Clone, PartialEq, Eq, ::thiserror::Error) } else { quote!(Debug, Clone, PartialEq, Eq) };
    let serialize = serialize(ident, &variants);
    let deserialize = if options.error { TokenStream::new() } else { deserialize(ident, &variants) };
    let from = if options.error { Vec::new() } else { from_records(ident, &variants) };
    Ok(quote! {
        #(#attrs)*
        #[derive(#derives)]
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
        }

        #serialize
        #deserialize
        #(#from)*
    })
}

fn read_variant(variant: &syn::Variant) -> syn::Result<Variant<'_>> {
    let syn::Fields::Named(fields) = &variant.fields else {
        return Err(syn::Error::new_spanned(variant, "every variant has named fields, `{}` where it has none, or none has any"));
    };
    let fields = fields.named.iter().map(Field::read).collect::<syn::Result<Vec<_>>>()?;
    Ok(Variant { ident: &variant.ident, name: snake_case(&variant.ident.to_string()), attrs: &variant.attrs, fields })
}

fn serialize(ident: &syn::Ident, variants: &[Variant<'_>]) -> TokenStream {
    let arms = variants.iter().map(|variant| {
        let (name, tag) = (variant.ident, &variant.name);
        let fields: Vec<_> = variant.fields.iter().map(|field| &field.ident).collect();
        let entries = variant.fields.iter().map(|field| {
            let name = &field.ident;
            let text = name.to_string();
            let entry = quote!(map.serialize_entry(#text, &::openitem::wire::Writing(#name))?;);
            if field.is_required() {
                entry
            } else {
                let default = field.default_value();
                quote!(if *#name != #default { #entry })
            }
        });
        quote!(Self::#name { #(#fields),* } => { map.serialize_entry("type", #tag)?; #(#entries)* })
    });
    quote! {
        impl ::serde::Serialize for #ident {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                match self { #(#arms)* }
                map.end()
            }
        }
    }
}

fn deserialize(ident: &syn::Ident, variants: &[Variant<'_>]) -> TokenStream {
    let helpers = variants.iter().map(|variant| {
        let helper = format_ident!("__{}", variant.ident);
        let fields = variant.fields.iter().map(|field| {
            let (name, ty) = (&field.ident, &field.ty);
            let serde = field.serde_attributes(&helper, true, false);
            quote!(#serde #name: #ty)
        });
        let functions = variant.fields.iter().map(Field::default_functions);
        quote! {
            #[derive(::serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            struct #helper { #(#fields),* }
            #[allow(dead_code)]
            impl #helper { #(#functions)* }
        }
    });
    let arms = variants.iter().map(|variant| {
        let (name, tag, helper) = (variant.ident, &variant.name, format_ident!("__{}", variant.ident));
        let fields: Vec<_> = variant.fields.iter().map(|field| &field.ident).collect();
        quote!(#tag => {
            let #helper { #(#fields),* } = rest.record()?;
            ::core::result::Result::Ok(#ident::#name { #(#fields),* })
        })
    });
    let expecting = format!("an object with the tag `type` of {ident}");
    let redactions = variants.iter().map(|variant| {
        let name = variant.ident;
        let fields: Vec<_> = variant.fields.iter().map(|field| &field.ident).collect();
        let calls = variant.fields.iter().map(|field| {
            let name = &field.ident;
            if field.personal {
                quote!(::openitem::wire::Personal::replace(#name, salt);)
            } else {
                quote!(::openitem::wire::WireValue::redact(#name, salt);)
            }
        });
        quote!(Self::#name { #(#fields),* } => { #(#calls)* })
    });
    quote! {
        impl ::openitem::wire::Tagged for #ident {
            const EXPECTING: &'static str = #expecting;

            fn read_variant<'de, A: ::serde::de::MapAccess<'de>>(
                tag: &str,
                rest: ::openitem::wire::Rest<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                #(#helpers)*
                match tag {
                    #(#arms)*
                    _ => ::core::result::Result::Err(::openitem::wire::unknown_tag(tag, Self::TAGS)),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                ::openitem::wire::read_tagged(deserializer)
            }
        }

        impl ::openitem::wire::WireValue for #ident {
            fn write<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(self, serializer)
            }
            fn read<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                ::serde::Deserialize::deserialize(deserializer)
            }
            fn redact(&mut self, salt: &str) {
                let _ = salt;
                match self { #(#redactions)* }
            }
        }
    }
}

/// `From<Invoice> for EntryKind` where a variant holds one record and no other variant holds the same.
fn from_records(ident: &syn::Ident, variants: &[Variant<'_>]) -> Vec<TokenStream> {
    let only = |variant: &Variant<'_>| match variant.fields.as_slice() {
        [field] if field.is_required() => match &field.ty {
            syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        },
        _ => None,
    };
    let plain = ["String", "bool", "i32", "i64", "Amount", "Rate", "NaiveDate"];
    variants
        .iter()
        .filter_map(|variant| {
            let ty = only(variant)?;
            let unique = variants.iter().filter(|other| only(other).as_deref() == Some(ty.as_str())).count() == 1;
            (unique && !plain.contains(&ty.as_str())).then_some(variant)
        })
        .filter_map(|variant| {
            let field = variant.fields.first()?;
            let (name, field, ty) = (variant.ident, &field.ident, &field.ty);
            Some(quote! {
                impl ::core::convert::From<#ty> for #ident {
                    fn from(#field: #ty) -> Self { Self::#name { #field } }
                }
            })
        })
        .collect()
}
