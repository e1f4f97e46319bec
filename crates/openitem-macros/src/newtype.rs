//! Newtypes over text: ids and codes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::subset::serde_by_wire_value;
use crate::{Options, python, schema, uniffi};

pub(crate) fn expand(input: &syn::DeriveInput, fields: &syn::FieldsUnnamed, options: &Options) -> syn::Result<TokenStream> {
    let (attrs, vis, ident) = (&input.attrs, &input.vis, &input.ident);
    let inner = fields.unnamed.first().map(|field| &field.ty);
    match inner {
        Some(syn::Type::Path(path)) if path.path.segments.last().is_some_and(|segment| segment.ident == "SmolStr") => {}
        _ => return Err(syn::Error::new_spanned(fields, "a wire newtype holds a `SmolStr`")),
    }
    let serde = serde_by_wire_value(
        ident,
        &quote!(::core::result::Result::Ok(::openitem::wire::Json::Text(self.0.clone()))),
        &quote!(::openitem::wire::read_plain_text(__value).map(Self)),
        &TokenStream::new(),
    );
    let (schema, python, uniffi) = (schema::newtype(input, options), python::newtype(input, options), uniffi::newtype(input, options));
    Ok(quote! {
        #(#attrs)*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #vis struct #ident(#inner);

        impl #ident {
            /// The id of this text; leading zeros count.
            #[must_use]
            pub fn new(text: impl AsRef<str>) -> Self { Self(::openitem::wire::smol_str::SmolStr::new(text.as_ref())) }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str { self.0.as_str() }
        }

        impl ::core::convert::From<&str> for #ident {
            fn from(text: &str) -> Self { Self::new(text) }
        }

        impl ::core::convert::From<String> for #ident {
            fn from(text: String) -> Self { Self(::openitem::wire::smol_str::SmolStr::from(text)) }
        }

        impl ::core::convert::From<&#ident> for #ident {
            fn from(id: &#ident) -> Self { id.clone() }
        }

        impl ::core::convert::AsRef<str> for #ident {
            fn as_ref(&self) -> &str { self.as_str() }
        }

        impl ::core::borrow::Borrow<str> for #ident {
            fn borrow(&self) -> &str { self.as_str() }
        }

        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { f.pad(self.as_str()) }
        }

        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { ::core::fmt::Debug::fmt(self.as_str(), f) }
        }

        #serde
        #schema
        #python
        #uniffi
    })
}
