//! The description of a type: what `#[wire]` expands to under the feature `schema`. Everything that is generated for other
//! languages is written from it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::Options;
use crate::enumeration::snake_case;
use crate::subset::{Field, Presence};
use crate::tagged::Variant;

pub(crate) fn record(input: &syn::DeriveInput, fields: &[Field], options: &Options) -> TokenStream {
    let presets = options.presets.iter().map(ToString::to_string);
    let fields = fields.iter().map(field);
    described(input, options, &quote!(::openitem::schema::Shape::Record { fields: ::std::vec![#(#fields),*], presets: &[#(#presets),*] }))
}

pub(crate) fn tagged(input: &syn::DeriveInput, variants: &[Variant<'_>], options: &Options) -> TokenStream {
    let is_error = options.error;
    let variants = variants.iter().map(|variant| {
        let (ident, name, doc) = (variant.ident.to_string(), &variant.name, doc_of(variant.attrs));
        let fields = variant.fields.iter().map(field);
        quote!(::openitem::schema::Variant { ident: #ident, name: #name, doc: #doc, fields: ::std::vec![#(#fields),*] })
    });
    described(input, options, &quote!(::openitem::schema::Shape::Tagged { variants: ::std::vec![#(#variants),*], is_error: #is_error }))
}

pub(crate) fn enumeration(input: &syn::DeriveInput, data: &syn::DataEnum, options: &Options) -> TokenStream {
    let names = data.variants.iter().map(|variant| {
        let (ident, name, doc) = (variant.ident.to_string(), snake_case(&variant.ident.to_string()), doc_of(&variant.attrs));
        quote!(::openitem::schema::Name { ident: #ident, name: #name, doc: #doc })
    });
    described(input, options, &quote!(::openitem::schema::Shape::Names { names: ::std::vec![#(#names),*] }))
}

pub(crate) fn newtype(input: &syn::DeriveInput, options: &Options) -> TokenStream {
    described(input, options, &quote!(::openitem::schema::Shape::Text))
}

fn described(input: &syn::DeriveInput, options: &Options, shape: &TokenStream) -> TokenStream {
    if !options.carries(cfg!(feature = "schema")) {
        return TokenStream::new();
    }
    let (ident, name, doc) = (&input.ident, input.ident.to_string(), doc_of(&input.attrs));
    quote! {
        impl ::openitem::schema::Described for #ident {
            fn type_ref(__types: &mut ::openitem::schema::Types) -> ::openitem::schema::TypeRef {
                __types.named(#name, |__types| ::openitem::schema::Type {
                    name: #name,
                    package: ::core::env!("CARGO_PKG_NAME"),
                    doc: #doc,
                    shape: #shape,
                })
            }
        }

        impl ::openitem::wire::schemars::JsonSchema for #ident {
            fn schema_name() -> ::std::borrow::Cow<'static, str> { ::std::borrow::Cow::Borrowed(#name) }
            fn json_schema(generator: &mut ::openitem::wire::schemars::SchemaGenerator) -> ::openitem::wire::schemars::Schema {
                ::openitem::schema::json_schema::<Self>(generator)
            }
        }
    }
}

fn field(field: &Field) -> TokenStream {
    let (name, ty, doc, personal) = (&field.name, &field.ty, doc_of(&field.attrs), field.personal);
    let presence = match &field.default {
        Presence::Required => quote!(::openitem::schema::Presence::Required),
        Presence::Optional => quote!(::openitem::schema::Presence::Optional),
        Presence::Default | Presence::Value(_) => {
            let value = field.default_value();
            quote!(::openitem::schema::Presence::default_of::<#ty>(&#value))
        }
    };
    quote! {
        ::openitem::schema::Field {
            name: #name,
            doc: #doc,
            type_ref: <#ty as ::openitem::schema::Described>::type_ref(__types),
            presence: #presence,
            personal: #personal,
        }
    }
}

/// The documentation of a type, a field or a variant, its lines as they were written but for the examples, which
/// are Rust, and for links between items, which become plain code.
pub(crate) fn doc_of(attrs: &[syn::Attribute]) -> String {
    let lines = attrs.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let mut out: Vec<String> = Vec::new();
    let mut is_example = false;
    for line in lines {
        let line = line.strip_prefix(' ').unwrap_or(&line);
        if line.trim_start().starts_with("```") {
            is_example = !is_example;
        } else if !is_example && (!line.is_empty() || out.last().is_some_and(|last| !last.is_empty())) {
            out.push(line.to_owned());
        }
    }
    without_links(out.join("\n").trim_end())
}

/// Rust's links between items as plain code: ``[`post`](crate::post)`` is `post` in backticks in every language.
fn without_links(doc: &str) -> String {
    let mut out = String::new();
    let mut rest = doc;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((name, after)) = link.split_once("`]") else { break };
        out.extend([before, "`", name, "`"]);
        rest = after.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(after, |(_, after)| after);
    }
    out + rest
}
