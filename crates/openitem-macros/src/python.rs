//! Classes of Python: what `#[wire]` and the list of operations expand to under the feature `python`.

use proc_macro2::TokenStream;

use crate::Options;
use crate::operations::Listed;
use crate::subset::Field;
use crate::tagged::Variant;

pub(crate) fn record(_input: &syn::DeriveInput, _fields: &[Field], options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    TokenStream::new()
}

pub(crate) fn tagged(_input: &syn::DeriveInput, _variants: &[Variant<'_>], options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    TokenStream::new()
}

pub(crate) fn enumeration(_input: &syn::DeriveInput, _data: &syn::DataEnum, options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    TokenStream::new()
}

pub(crate) fn newtype(_input: &syn::DeriveInput, options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    TokenStream::new()
}

/// A function of each operation.
pub(crate) fn functions(_list: &[Listed]) -> TokenStream {
    TokenStream::new()
}
