//! Records: structs with named fields.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::subset::{Field, names_of, option_of, read_fields, serde_by_wire_value};
use crate::{Options, python, schema, uniffi};

pub(crate) fn expand(input: &syn::DeriveInput, fields: &syn::FieldsNamed, options: &Options) -> syn::Result<TokenStream> {
    let (attrs, vis, ident) = (&input.attrs, &input.vis, &input.ident);
    let fields = fields.named.iter().map(Field::read).collect::<syn::Result<Vec<_>>>()?;
    let extra = if options.hash { quote!(, PartialOrd, Ord, Hash) } else { TokenStream::new() };
    let definitions = fields.iter().map(|field| {
        let (attrs, name, ty, uniffi) = (&field.attrs, &field.ident, &field.ty, uniffi::field(field, options));
        quote!(#(#attrs)* #uniffi pub #name: #ty)
    });
    let (constructor, default) = constructor(ident, &fields);
    let setters = fields.iter().map(setter);
    let of_self = |field: &Field| {
        let name = &field.ident;
        quote!(self.#name)
    };
    let debug = fields.iter().map(|field| {
        let value = of_self(field);
        field.debug(&quote!(&#value))
    });
    let redactions = fields.iter().map(|field| {
        let value = of_self(field);
        field.redact(&quote!(&mut #value))
    });
    let entries = fields.iter().map(|field| {
        let value = of_self(field);
        field.write(&quote!(&#value))
    });
    let type_name = ident.to_string();
    let expecting = format!("an object: {ident}");
    let (reading, names) = (read_fields(&fields, &quote!(Self)), names_of(&fields));
    let serde = serde_by_wire_value(
        ident,
        &quote! {
            let mut __object = ::openitem::wire::Fields::record();
            #(#entries)*
            __object.finish()
        },
        &quote! {
            let mut __object = ::openitem::wire::Object::record(__value, #expecting, #names)?;
            #reading
        },
        &quote!(#(#redactions)*),
    );
    let (presets, uniffi, makers) = (presets(ident, options), uniffi::record(options), uniffi::makers(input, &fields, options));
    let (schema, python) = (schema::record(input, &fields, options), python::record(input, &fields, options));
    Ok(quote! {
        #(#attrs)*
        #uniffi
        #[derive(Clone, PartialEq, Eq #extra)]
        #[non_exhaustive]
        #vis struct #ident { #(#definitions),* }

        impl #ident {
            #constructor
            #presets
            #(#setters)*
        }

        #default

        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::openitem::wire::debug(f, #type_name, &[#(#debug),*])
            }
        }

        #serde
        #schema
        #python
        #makers
    })
}

/// The list of the presets' names, and a preset by its name.
fn presets(ident: &syn::Ident, options: &Options) -> TokenStream {
    if options.presets.is_empty() {
        return TokenStream::new();
    }
    let makers = &options.presets;
    let names: Vec<_> = makers.iter().map(ToString::to_string).collect();
    let doc = format!("The names that [`preset`]({ident}::preset) knows.");
    quote! {
        #[doc = #doc]
        pub const PRESETS: &'static [&'static str] = &[#(#names),*];

        /// The preset of this name.
        #[must_use]
        pub fn preset(name: &str) -> ::core::option::Option<Self> {
            match name {
                #(#names => ::core::option::Option::Some(Self::#makers()),)*
                _ => ::core::option::Option::None,
            }
        }
    }
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
            let default = field.default_value();
            quote!(#name: #default)
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
    let (name, attrs) = (&field.ident, &field.attrs);
    let setter = format_ident!("with_{}", name);
    let (ty, value) = match option_of(&field.ty) {
        Some(inner) => (inner, quote!(::core::option::Option::Some(#name.into()))),
        None => (&field.ty, quote!(#name.into())),
    };
    let lead = format!("The same with `{name}` given:");
    quote! {
        #[doc = #lead]
        #(#attrs)*
        #[must_use]
        pub fn #setter(mut self, #name: impl ::core::convert::Into<#ty>) -> Self {
            self.#name = #value;
            self
        }
    }
}
