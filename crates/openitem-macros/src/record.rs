//! Records: structs with named fields.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::Options;
use crate::subset::{Field, option_of};

pub(crate) fn expand(input: &syn::DeriveInput, fields: &syn::FieldsNamed, options: &Options) -> syn::Result<TokenStream> {
    let (attrs, vis, ident) = (&input.attrs, &input.vis, &input.ident);
    let fields = fields.named.iter().map(Field::read).collect::<syn::Result<Vec<_>>>()?;
    let extra = if options.hash { quote!(, PartialOrd, Ord, Hash) } else { TokenStream::new() };
    let definitions = fields.iter().map(|field| {
        let (docs, name, ty) = (&field.docs, &field.ident, &field.ty);
        let serde = field.serde_attributes(ident, true, true);
        quote!(#(#docs)* #serde pub #name: #ty)
    });
    let (constructor, default) = constructor(ident, &fields);
    let setters = fields.iter().map(setter);
    let default_functions = fields.iter().map(Field::default_functions);
    let names: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let debug = fields.iter().map(|field| {
        let name = &field.ident;
        let text = name.to_string();
        if field.personal { quote!(.field(#text, &::openitem::wire::cut(&self.#name))) } else { quote!(.field(#text, &self.#name)) }
    });
    let type_name = ident.to_string();
    let redactions = fields.iter().map(|field| {
        let name = &field.ident;
        if field.personal {
            quote!(::openitem::wire::Personal::replace(&mut self.#name, salt);)
        } else {
            quote!(::openitem::wire::WireValue::redact(&mut self.#name, salt);)
        }
    });
    let used = if names.is_empty() { quote!(let _ = salt;) } else { TokenStream::new() };
    Ok(quote! {
        #(#attrs)*
        #[derive(Clone, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize #extra)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        #vis struct #ident { #(#definitions),* }

        impl #ident {
            #constructor
            #(#setters)*
            #(#default_functions)*
        }

        #default

        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#type_name)#(#debug)*.finish()
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
                #used
                #(#redactions)*
            }
        }
    })
}

fn constructor(ident: &syn::Ident, fields: &[Field]) -> (TokenStream, TokenStream) {
    let required: Vec<_> = fields.iter().filter(|field| field.is_required()).collect();
    let parameters = required.iter().map(|field| {
        let (name, ty) = (&field.ident, &field.ty);
        quote!(#name: impl ::core::convert::Into<#ty>)
    });
    let values = fields.iter().map(|field| {
        let name = &field.ident;
        if field.is_required() {
            quote!(#name: #name.into())
        } else {
            let default_fn = field.default_fn();
            quote!(#name: Self::#default_fn())
        }
    });
    let doc = if required.is_empty() {
        format!("A `{ident}` with every field at its default.")
    } else {
        format!("A `{ident}` of what it cannot do without; every other field is at its default.")
    };
    let new = quote! {
        #[doc = #doc]
        #[allow(clippy::too_many_arguments, clippy::new_without_default)]
        #[must_use]
        pub fn new(#(#parameters),*) -> Self { Self { #(#values),* } }
    };
    let default = if required.is_empty() {
        quote! {
            impl ::core::default::Default for #ident {
                fn default() -> Self { Self::new() }
            }
        }
    } else {
        TokenStream::new()
    };
    (new, default)
}

fn setter(field: &Field) -> TokenStream {
    let (name, docs) = (&field.ident, &field.docs);
    let setter = format_ident!("with_{}", name);
    let (ty, value) = match option_of(&field.ty) {
        Some(inner) => (inner, quote!(::core::option::Option::Some(#name.into()))),
        None => (&field.ty, quote!(#name.into())),
    };
    let lead = format!("The same with `{name}` given:");
    quote! {
        #[doc = #lead]
        #(#docs)*
        #[must_use]
        pub fn #setter(mut self, #name: impl ::core::convert::Into<#ty>) -> Self {
            self.#name = #value;
            self
        }
    }
}
