//! Kotlin and Swift: what `#[wire]` and the list of operations expand to under the feature `uniffi`.

use proc_macro2::TokenStream;

use crate::Options;
use crate::operations::Listed;
use crate::subset::Field;

/// What stands above a record.
pub(crate) fn record(options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "uniffi")) {
        return TokenStream::new();
    }
    TokenStream::new()
}

/// What stands above an enum of plain names.
pub(crate) fn enumeration(_options: &Options) -> TokenStream {
    TokenStream::new()
}

/// What stands above an enum whose variants have fields.
pub(crate) fn tagged(_options: &Options) -> TokenStream {
    TokenStream::new()
}

/// What stands beside a newtype over text.
pub(crate) fn newtype(_input: &syn::DeriveInput, _options: &Options) -> TokenStream {
    TokenStream::new()
}

/// What stands above a field.
pub(crate) fn field(_field: &Field, _options: &Options) -> TokenStream {
    TokenStream::new()
}

/// The functions that make a record's presets.
pub(crate) fn makers(_input: &syn::DeriveInput, _fields: &[Field], _options: &Options) -> TokenStream {
    TokenStream::new()
}

/// A function of each operation.
pub(crate) fn functions(_list: &[Listed]) -> TokenStream {
    TokenStream::new()
}
