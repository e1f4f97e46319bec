//! Enums of plain names.

use proc_macro2::TokenStream;
use quote::quote;

use crate::subset::{check_attributes, serde_by_wire_value};
use crate::{Options, python, schema, uniffi};

pub(crate) fn expand(input: &syn::DeriveInput, data: &syn::DataEnum, options: &Options) -> syn::Result<TokenStream> {
    let (attrs, vis, ident, variants) = (&input.attrs, &input.vis, &input.ident, &data.variants);
    if variants.is_empty() {
        return Err(syn::Error::new_spanned(ident, "a wire enum has at least one variant"));
    }
    for variant in variants {
        check_attributes(&variant.attrs)?;
        if let Some((_, discriminant)) = &variant.discriminant {
            return Err(syn::Error::new_spanned(discriminant, "a wire enum is known by its names: no numbers"));
        }
    }
    let has_default = variants.iter().any(|variant| variant.attrs.iter().any(|attribute| attribute.path().is_ident("default")));
    let default = if has_default { quote!(, Default) } else { TokenStream::new() };
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let names: Vec<_> = idents.iter().map(|variant| snake_case(&variant.to_string())).collect();
    let serde = serde_by_wire_value(
        ident,
        &quote!(::core::result::Result::Ok(::openitem::wire::Json::Text(::openitem::wire::smol_str::SmolStr::new_static(self.name())))),
        &quote!(::openitem::wire::read_name(__value, Self::ALL, &[#(#names),*])),
        &TokenStream::new(),
    );
    let (schema, python, uniffi) =
        (schema::enumeration(input, data, options), python::enumeration(input, data, options), uniffi::enumeration(options));
    Ok(quote! {
        #(#attrs)*
        #uniffi
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash #default)]
        #[non_exhaustive]
        #vis enum #ident { #variants }

        impl #ident {
            /// Every value, in the order of its definition.
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];

            /// The name that JSON uses.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { #(Self::#idents => #names),* }
            }
        }

        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { f.pad(self.name()) }
        }

        #serde
        #schema
        #python
    })
}

/// `BusinessDay` → `business_day`, as serde's `snake_case` has it.
pub(crate) fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
