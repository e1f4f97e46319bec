//! `#[wire]`: the one attribute that a domain type of openitem carries.
//!
//! On a record (a struct with named fields) it writes strict serde, `new(required…)`, `with_…` for every field,
//! `Default` where nothing is required, and `#[non_exhaustive]`. On an enum of plain names it writes snake_case serde,
//! the list of all its values and ordering. On an enum whose variants have named fields it writes serde with the tag
//! `type`. On a newtype over text it writes an id. Anything outside the wire subset is refused where it stands.

use proc_macro::TokenStream;
use syn::parse::Parse;

mod enumeration;
mod newtype;
mod operations;
mod python;
mod record;
mod schema;
mod subset;
mod tagged;
mod uniffi;

/// Makes a type cross every border: see the crate's documentation.
///
/// Options on the type: `#[wire(error)]` on an enum whose variants have named fields makes it an error (`thiserror`, and
/// its fields apart from its tag); `#[wire(hash)]` adds `Hash` and ordering to a record; `#[wire(presets = [name, …])]` on a
/// record lists its constructors without arguments (`PRESETS`, `preset(name)`, and a maker in every language);
/// `#[wire(local)]` keeps a type to JSON, whatever bindings are built. On a field: `#[wire(default)]`,
/// `#[wire(default = expression)]`, `#[wire(personal)]`.
#[proc_macro_attribute]
pub fn wire(options: TokenStream, item: TokenStream) -> TokenStream {
    expand(options.into(), item.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Makes the list of a crate's operations: a function `operations()`, and a typed function of each in every binding that is
/// built.
///
/// One operation is one entry, by name in the order of the alphabet: a line of documentation, the name, the arguments with
/// their owned types and defaults, the type given, and the call of the typed function, which gives that type or a `Result`
/// of it:
///
/// ```text
/// /// Splits an amount by weights; no unit is lost.
/// "value.allocate" (total: Amount, weights: Vec<Amount>, rest: Rest = Rest::default()) -> Vec<Amount>
///     => allocate(total, &weights, rest);
/// ```
#[proc_macro]
pub fn operations(list: TokenStream) -> TokenStream {
    operations::expand(list.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}

fn expand(options: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream> {
    let options = Options::parse(options)?;
    let mut input: syn::DeriveInput = syn::parse2(item)?;
    if options.carries(cfg!(feature = "uniffi")) && !cfg!(feature = "docs") {
        uniffi::undocumented(&mut input);
    }
    if let Some(parameter) = input.generics.params.first() {
        return Err(syn::Error::new_spanned(parameter, "a wire type has no generics or lifetimes: no border carries them"));
    }
    if let Some(clause) = &input.generics.where_clause {
        return Err(syn::Error::new_spanned(clause, "a wire type has no generics or lifetimes: no border carries them"));
    }
    subset::check_attributes(&input.attrs)?;
    options.check(&input)?;
    if let syn::Data::Enum(data) = &input.data {
        data.variants.iter().try_for_each(|variant| subset::check_variant(&variant.ident))?;
    }
    match &input.data {
        syn::Data::Struct(data) => match &data.fields {
            syn::Fields::Named(fields) => record::expand(&input, fields, &options),
            syn::Fields::Unnamed(fields) if fields.unnamed.len() == 1 => newtype::expand(&input, fields, &options),
            _ => Err(syn::Error::new_spanned(&input, "a wire type is a record, an enum or a newtype over text")),
        },
        syn::Data::Enum(data) if data.variants.iter().all(|variant| matches!(variant.fields, syn::Fields::Unit)) => {
            enumeration::expand(&input, data, &options)
        }
        syn::Data::Enum(data) => tagged::expand(&input, data, &options),
        syn::Data::Union(_) => Err(syn::Error::new_spanned(&input, "a union cannot cross a border")),
    }
}

/// What stands in the brackets of `#[wire(…)]` on the type.
#[derive(Default)]
struct Options {
    error: bool,
    hash: bool,
    local: bool,
    presets: Vec<syn::Ident>,
}

impl Options {
    fn parse(tokens: proc_macro2::TokenStream) -> syn::Result<Self> {
        let mut options = Self::default();
        let parser = syn::meta::parser(|meta| {
            if meta.path.is_ident("error") {
                options.error = true;
            } else if meta.path.is_ident("hash") {
                options.hash = true;
            } else if meta.path.is_ident("local") {
                options.local = true;
            } else if meta.path.is_ident("presets") {
                let names;
                meta.value()?;
                syn::bracketed!(names in meta.input);
                options.presets = names.parse_terminated(syn::Ident::parse, syn::Token![,])?.into_iter().collect();
            } else {
                return Err(meta.error("`#[wire]` takes `error`, `hash`, `local` or `presets = […]` on a type"));
            }
            Ok(())
        });
        syn::parse::Parser::parse2(parser, tokens)?;
        Ok(options)
    }

    /// Refuses an option where it would say nothing.
    fn check(&self, input: &syn::DeriveInput) -> syn::Result<()> {
        let is_record = matches!(&input.data, syn::Data::Struct(data) if matches!(data.fields, syn::Fields::Named(_)));
        let is_tagged = matches!(&input.data, syn::Data::Enum(data) if data.variants.iter().any(|variant| !matches!(variant.fields, syn::Fields::Unit)));
        if self.hash && !is_record {
            return Err(syn::Error::new_spanned(&input.ident, "`hash` is for records: names and ids have it anyway"));
        }
        if !self.presets.is_empty() && !is_record {
            return Err(syn::Error::new_spanned(&input.ident, "`presets` is for records: each is a constructor of one"));
        }
        if self.error && !is_tagged {
            return Err(syn::Error::new_spanned(&input.ident, "`error` is for enums whose variants have named fields"));
        }
        Ok(())
    }

    /// Whether this build of the type carries that binding.
    fn carries(&self, feature: bool) -> bool {
        feature && !self.local
    }
}

#[cfg(test)]
mod tests;
