//! Kotlin and Swift: what `#[wire]` and the list of operations expand to under the feature `uniffi`.
//!
//! UniFFI's own derives do the work. What is added is the defaults that UniFFI can express, a custom type over text for a
//! newtype, and a function of every preset and every operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::Options;
use crate::enumeration::snake_case;
use crate::operations::{Argument, Listed};
use crate::subset::{Field, Presence, argument_of, option_of};

/// Takes the documentation off a type: UniFFI would keep it in the library, where nobody reads it once the sources are written.
pub(crate) fn undocumented(input: &mut syn::DeriveInput) {
    let strip = |attrs: &mut Vec<syn::Attribute>| attrs.retain(|attr| !attr.path().is_ident("doc"));
    strip(&mut input.attrs);
    match &mut input.data {
        syn::Data::Struct(data) => data.fields.iter_mut().for_each(|field| strip(&mut field.attrs)),
        syn::Data::Enum(data) => data.variants.iter_mut().for_each(|variant| {
            strip(&mut variant.attrs);
            variant.fields.iter_mut().for_each(|field| strip(&mut field.attrs));
        }),
        syn::Data::Union(_) => {}
    }
}

/// What stands above a record.
pub(crate) fn record(options: &Options) -> TokenStream {
    derived(options, &quote!(Record))
}

/// What stands above an enum of plain names.
pub(crate) fn enumeration(options: &Options) -> TokenStream {
    derived(options, &quote!(Enum))
}

/// What stands above an enum whose variants have fields.
pub(crate) fn tagged(options: &Options) -> TokenStream {
    derived(options, &if options.error { quote!(Error) } else { quote!(Enum) })
}

fn derived(options: &Options, name: &TokenStream) -> TokenStream {
    if options.carries(cfg!(feature = "uniffi")) { quote!(#[derive(::uniffi::#name)]) } else { TokenStream::new() }
}

/// What stands beside a newtype over text.
pub(crate) fn newtype(input: &syn::DeriveInput, options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "uniffi")) {
        return TokenStream::new();
    }
    let (ident, attrs) = (&input.ident, input.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")));
    quote! {
        ::uniffi::custom_type!(#(#attrs)* #ident, String, {
            lower: |id| id.as_str().to_owned(),
            try_lift: |text| ::core::result::Result::Ok(#ident::from(text)),
        });
    }
}

/// What stands above a field: its default, where UniFFI has a literal for it.
pub(crate) fn field(field: &Field, options: &Options) -> TokenStream {
    // UniFFI has no defaults in errors: hosts do not make them.
    if options.error || !options.carries(cfg!(feature = "uniffi")) {
        return TokenStream::new();
    }
    match literal(field) {
        Some(literal) => quote!(#[uniffi(default = #literal)]),
        None => TokenStream::new(),
    }
}

fn literal(field: &Field) -> Option<TokenStream> {
    let name = match &field.ty {
        syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    match &field.default {
        Presence::Required => None,
        Presence::Optional => Some(quote!(None)),
        Presence::Default if argument_of("Vec", &field.ty).is_some() => Some(quote!([])),
        Presence::Default if option_of(&field.ty).is_some() => Some(quote!(None)),
        Presence::Default => match name.as_str() {
            "bool" => Some(quote!(false)),
            "i32" | "i64" => Some(quote!(0)),
            "String" => Some(quote!("")),
            _ => None,
        },
        Presence::Value(value) => match (&**value, name.as_str()) {
            (syn::Expr::Lit(syn::ExprLit { lit: lit @ syn::Lit::Bool(_), .. }), "bool")
            | (syn::Expr::Lit(syn::ExprLit { lit: lit @ syn::Lit::Int(_), .. }), "i32" | "i64") => Some(quote!(#lit)),
            _ => None,
        },
    }
}

/// The functions that make a record's presets, and the record with every field at its default: `aging_policy_oracle`.
pub(crate) fn makers(input: &syn::DeriveInput, fields: &[Field], options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "uniffi")) {
        return TokenStream::new();
    }
    let (ident, prefix) = (&input.ident, snake_case(&input.ident.to_string()));
    let presets = options.presets.iter().map(|preset| {
        let (name, doc) = (format_ident!("{prefix}_{preset}"), format!("The `{ident}` of the preset `{preset}`."));
        quote! {
            #[doc = #doc]
            #[::uniffi::export]
            pub fn #name() -> #ident { #ident::#preset() }
        }
    });
    // UniFFI has literals for most defaults; where it has not, a host starts from a whole record.
    let lacks_literals = fields.iter().any(|field| literal(field).is_none()) && !fields.iter().any(Field::is_required);
    let is_preset = options.presets.iter().any(|preset| preset == "default");
    let default = (lacks_literals && !is_preset).then(|| {
        let (name, doc) = (format_ident!("{prefix}_default"), format!("A `{ident}` with every field at its default."));
        quote! {
            #[doc = #doc]
            #[::uniffi::export]
            pub fn #name() -> #ident { #ident::new() }
        }
    });
    quote! {
        const _: () = {
            #(#presets)*
            #default
        };
    }
}

/// A function of each operation: `aging_age`. An argument with a default is an option, whose absence means the default.
pub(crate) fn functions(list: &[Listed]) -> TokenStream {
    if !cfg!(feature = "uniffi") {
        return TokenStream::new();
    }
    let functions = list.iter().map(function);
    quote! {
        #[doc(hidden)]
        #[allow(missing_docs, clippy::too_many_arguments, clippy::needless_pass_by_value, clippy::missing_errors_doc)]
        mod typed_functions {
            use super::*;

            #(#functions)*
        }
    }
}

fn function(operation: &Listed) -> TokenStream {
    let (name, returns, body, attrs) = (operation.function(), &operation.returns, &operation.body, &operation.attrs);
    // The name of what the body calls must not be hidden by the function's own.
    let function = format_ident!("typed_{name}");
    let taken = operation.arguments.iter().map(|Argument { ident, ty, default }| match default {
        Some(_) => quote!(#ident: ::core::option::Option<#ty>),
        None => quote!(#ident: #ty),
    });
    let is_optional = |argument: &&Argument| argument.default.is_some() || option_of(&argument.ty).is_some();
    let optional: Vec<_> = operation.arguments.iter().filter(is_optional).map(|argument| &argument.ident).collect();
    let export = if optional.is_empty() {
        quote!(#[::uniffi::export(name = #name)])
    } else {
        quote!(#[::uniffi::export(name = #name, default(#(#optional = None),*))])
    };
    let defaults = operation.arguments.iter().filter_map(|Argument { ident, ty, default }| {
        let default = default.as_ref()?;
        Some(quote!(let #ident: #ty = #ident.unwrap_or_else(|| #default);))
    });
    quote! {
        #(#attrs)*
        #export
        pub fn #function(#(#taken),*) -> ::core::result::Result<#returns, ::openitem::OpenItemError> {
            ::openitem::wire::quiet_panics();
            ::openitem::wire::guarded(move || {
                #(#defaults)*
                ::openitem::facade::Outcome::<#returns>::outcome(#body)
            })
        }
    }
}
