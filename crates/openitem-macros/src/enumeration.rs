//! Enums of plain names.

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn expand(input: &syn::DeriveInput, data: &syn::DataEnum) -> syn::Result<TokenStream> {
    let (attrs, vis, ident, variants) = (&input.attrs, &input.vis, &input.ident, &data.variants);
    let has_default = variants.iter().any(|variant| variant.attrs.iter().any(|attribute| attribute.path().is_ident("default")));
    let default = if has_default { quote!(, Default) } else { TokenStream::new() };
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let names: Vec<_> = idents.iter().map(|variant| snake_case(&variant.to_string())).collect();
    Ok(quote! {
        #(#attrs)*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize #default)]
        #[serde(rename_all = "snake_case")]
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

        impl ::openitem::wire::WireValue for #ident {
            fn write<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(self, serializer)
            }
            fn read<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                ::openitem::wire::read_name(deserializer, Self::ALL, |value| value.name())
            }
        }
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
