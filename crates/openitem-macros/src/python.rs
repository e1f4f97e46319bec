//! Classes of Python: what `#[wire]` and the list of operations expand to under the feature `python`: a table, and the short
//! functions that only the type itself can write. All the rest is `openitem::wire::python`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::Options;
use crate::enumeration::snake_case;
use crate::operations::Listed;
use crate::schema::doc_of;
use crate::subset::{Field, Presence, names_of, option_of, read_fields};
use crate::tagged::Variant;

pub(crate) fn record(input: &syn::DeriveInput, fields: &[Field], options: &Options) -> TokenStream {
    let name = input.ident.to_string();
    let table = table(&name, "", "", fields);
    let values = fields.iter().enumerate().map(|(at, field)| {
        let ident = &field.ident;
        quote!(#at => ::openitem::wire::python::PythonValue::to_python(&self.#ident, __py, __form),)
    });
    let reading = read_fields(fields, &quote!(Self));
    let makers = options.presets.iter().enumerate().map(|(at, maker)| quote!(#at => ::core::option::Option::Some(Self::#maker()),));
    let parts = Parts {
        variants: quote!(&[#table]),
        variant: quote!(0),
        value: quote!(match __at { #(#values)* _ => ::core::result::Result::Ok(__py.None().into_bound(__py)) }),
        build: quote!({ let _ = __variant; #reading }),
        presets: quote!(match __at { #(#makers)* _ => ::core::option::Option::None }),
        fields: fields.iter().collect(),
    };
    shaped(input, options, &parts)
}

pub(crate) fn tagged(input: &syn::DeriveInput, variants: &[Variant<'_>], options: &Options) -> TokenStream {
    let tables = variants.iter().map(|variant| table(&variant.ident.to_string(), &variant.name, &doc_of(variant.attrs), &variant.fields));
    let places = variants.iter().enumerate().map(|(at, variant)| {
        let ident = variant.ident;
        quote!(Self::#ident { .. } => #at,)
    });
    let values = variants.iter().map(|variant| {
        let pattern = variant.pattern();
        let values = variant.fields.iter().enumerate().map(|(at, field)| {
            let local = field.local();
            quote!(#at => ::openitem::wire::python::PythonValue::to_python(#local, __py, __form),)
        });
        quote!(#pattern => match __at { #(#values)* _ => ::core::result::Result::Ok(__py.None().into_bound(__py)) },)
    });
    let last = variants.len().saturating_sub(1);
    let builds = variants.iter().enumerate().map(|(at, variant)| {
        let ident = variant.ident;
        let reading = read_fields(&variant.fields, &quote!(Self::#ident));
        let place = if at == last { quote!(_) } else { quote!(#at) };
        quote!(#place => { #reading })
    });
    let parts = Parts {
        variants: quote!(&[#(#tables),*]),
        variant: quote!(match self { #(#places)* }),
        value: quote!(match self { #(#values)* }),
        build: quote!(match __variant { #(#builds)* }),
        presets: quote!({
            let _ = __at;
            ::core::option::Option::None
        }),
        fields: variants.iter().flat_map(|variant| &variant.fields).collect(),
    };
    shaped(input, options, &parts)
}

/// What a record and an enum of records say each in its own way.
struct Parts<'a> {
    variants: TokenStream,
    variant: TokenStream,
    value: TokenStream,
    build: TokenStream,
    presets: TokenStream,
    fields: Vec<&'a Field>,
}

fn table(name: &str, tag: &str, doc: &str, fields: &[Field]) -> TokenStream {
    let (names, fields) = (names_of(fields), fields.iter().map(field));
    quote!(::openitem::wire::python::Variant { name: #name, tag: #tag, doc: #doc, names: #names, fields: &[#(#fields),*] })
}

fn field(field: &Field) -> TokenStream {
    let (name, doc, ty, is_personal) = (&field.name, doc_of(&field.attrs), &field.ty, field.personal);
    let (is_required, is_optional) = (field.is_required(), matches!(field.default, Presence::Optional));
    quote! {
        ::openitem::wire::python::Field {
            name: #name,
            doc: #doc,
            is_required: #is_required,
            is_optional: #is_optional,
            is_personal: #is_personal,
            nature: <#ty as ::openitem::wire::python::PythonValue>::NATURE,
        }
    }
}

fn shaped(input: &syn::DeriveInput, options: &Options, parts: &Parts<'_>) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    let (ident, name, doc) = (&input.ident, input.ident.to_string(), doc_of(&input.attrs));
    let Parts { variants, variant, value, build, presets, fields } = parts;
    let names = options.presets.iter().map(ToString::to_string);
    let is_tagged = matches!(input.data, syn::Data::Enum(_));
    let read = quote!(::openitem::wire::python::record_from_python(__value, __form));
    let (write, register) = if options.error {
        (
            quote!(::openitem::wire::python::error_to_python(self, __py, __form)),
            quote!({
                let _ = __module;
                ::core::result::Result::Ok(())
            }),
        )
    } else {
        (
            quote!(::openitem::wire::python::record_to_python(self, __py, __form)),
            quote!(::openitem::wire::python::register_record::<Self>(__module)),
        )
    };
    let mut seen = Vec::new();
    for field in fields {
        let ty = &field.ty;
        let ty = quote!(#ty).to_string();
        if !seen.iter().any(|(known, _)| *known == ty) {
            seen.push((ty, &field.ty));
        }
    }
    let held = seen.iter().map(|(_, ty)| quote!(<#ty as ::openitem::wire::python::PythonValue>::register(__module)?;));
    quote! {
        impl ::openitem::wire::python::Shaped for #ident {
            fn shape() -> &'static ::openitem::wire::python::Shape {
                static SHAPE: ::openitem::wire::python::Shape = ::openitem::wire::python::Shape {
                    name: #name,
                    doc: #doc,
                    variants: #variants,
                    presets: &[#(#names),*],
                    is_tagged: #is_tagged,
                };
                &SHAPE
            }

            fn classes() -> &'static ::openitem::wire::python::Classes {
                static CLASSES: ::openitem::wire::python::Classes = ::openitem::wire::python::Classes::new();
                &CLASSES
            }

            fn variant(&self) -> usize { #variant }

            fn field<'py>(
                &self,
                __at: usize,
                __py: ::openitem::wire::python::pyo3::Python<'py>,
                __form: ::openitem::wire::python::Form,
            ) -> ::openitem::wire::python::pyo3::PyResult<::openitem::wire::python::pyo3::Bound<'py, ::openitem::wire::python::pyo3::PyAny>> {
                let _ = __form;
                #value
            }

            fn build(
                __variant: usize,
                __object: &mut ::openitem::wire::python::Given<'_>,
            ) -> ::core::result::Result<Self, ::openitem::wire::python::Failure> {
                #build
            }

            fn preset(__at: usize) -> ::core::option::Option<Self> { #presets }

            fn register_fields(__module: &::openitem::wire::python::Module<'_>) -> ::openitem::wire::python::pyo3::PyResult<()> {
                let _ = __module;
                #(#held)*
                ::core::result::Result::Ok(())
            }
        }
    }
    .into_iter()
    .chain(value_impl(ident, &quote!(::openitem::wire::python::Nature::Record(<Self as ::openitem::wire::python::Shaped>::shape)), &read, &write, &register))
    .collect()
}

pub(crate) fn enumeration(input: &syn::DeriveInput, data: &syn::DataEnum, options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    let (ident, name, doc) = (&input.ident, input.ident.to_string(), doc_of(&input.attrs));
    let names = data.variants.iter().map(|variant| snake_case(&variant.ident.to_string()));
    let docs = data.variants.iter().map(|variant| doc_of(&variant.attrs));
    let value = value_impl(
        ident,
        &quote!(::openitem::wire::python::Nature::Scalar("str")),
        &quote!(::openitem::wire::python::name_from_python(__value, __form)),
        &quote!(::openitem::wire::python::name_to_python(*self, __py, __form)),
        &quote!(::openitem::wire::python::register_names::<Self>(__module)),
    );
    quote! {
        impl ::openitem::wire::python::Named for #ident {
            const NAMES: &'static ::openitem::wire::python::Names =
                &::openitem::wire::python::Names { name: #name, doc: #doc, names: &[#(#names),*], docs: &[#(#docs),*] };
            const VALUES: &'static [Self] = Self::ALL;

            fn members() -> &'static ::openitem::wire::python::Members {
                static MEMBERS: ::openitem::wire::python::Members = ::openitem::wire::python::Members::new();
                &MEMBERS
            }
        }

        #value
    }
}

pub(crate) fn newtype(input: &syn::DeriveInput, options: &Options) -> TokenStream {
    if !options.carries(cfg!(feature = "python")) {
        return TokenStream::new();
    }
    value_impl(
        &input.ident,
        &quote!(::openitem::wire::python::Nature::Scalar("str")),
        &quote!(::openitem::wire::python::id_from_python(__value).map(Self)),
        &quote!({
            let _ = __form;
            ::core::result::Result::Ok(::openitem::wire::python::id_to_python(&self.0, __py))
        }),
        &quote!({
            let _ = __module;
            ::core::result::Result::Ok(())
        }),
    )
}

fn value_impl(ident: &syn::Ident, nature: &TokenStream, read: &TokenStream, write: &TokenStream, register: &TokenStream) -> TokenStream {
    quote! {
        impl ::openitem::wire::python::PythonValue for #ident {
            const NATURE: ::openitem::wire::python::Nature = #nature;

            fn from_python(
                __value: &::openitem::wire::python::pyo3::Bound<'_, ::openitem::wire::python::pyo3::PyAny>,
                __form: ::openitem::wire::python::Form,
            ) -> ::core::result::Result<Self, ::openitem::wire::python::Failure> {
                let _ = __form;
                #read
            }

            fn to_python<'py>(
                &self,
                __py: ::openitem::wire::python::pyo3::Python<'py>,
                __form: ::openitem::wire::python::Form,
            ) -> ::openitem::wire::python::pyo3::PyResult<::openitem::wire::python::pyo3::Bound<'py, ::openitem::wire::python::pyo3::PyAny>> {
                #write
            }

            fn register(__module: &::openitem::wire::python::Module<'_>) -> ::openitem::wire::python::pyo3::PyResult<()> { #register }
        }
    }
}

/// The table of the operations as functions.
pub(crate) fn functions(list: &[Listed]) -> TokenStream {
    if !cfg!(feature = "python") {
        return TokenStream::new();
    }
    let functions = list.iter().map(function);
    quote! {
        /// Every operation of this crate as a function of Python's.
        #[doc(hidden)]
        #[must_use]
        pub fn python_functions() -> &'static [::openitem::wire::python::Function] {
            const LIST: &[::openitem::wire::python::Function] = &[#(#functions),*];
            LIST
        }
    }
}

fn function(operation: &Listed) -> TokenStream {
    let (name, returns, body) = (&operation.name, &operation.returns, &operation.body);
    let names = operation.arguments.iter().map(|argument| argument.ident.to_string());
    let types = operation.arguments.iter().map(|argument| &argument.ty);
    let arguments = operation.arguments.iter().enumerate().map(|(at, argument)| {
        let (ident, ty) = (&argument.ident, &argument.ty);
        let absent = match (&argument.default, option_of(ty)) {
            (Some(default), _) => quote!(#default),
            (None, Some(_)) => quote!(::core::option::Option::None),
            (None, None) => return quote!(let #ident: #ty = __given.required(#at)?;),
        };
        quote! {
            let #ident: #ty = match __given.given(#at)? {
                ::core::option::Option::Some(__value) => __value,
                ::core::option::Option::None => #absent,
            };
        }
    });
    let conditions = operation.conditions();
    quote! {
        #(#conditions)*
        ::openitem::wire::python::Function {
            name: #name,
            arguments: &[#(#names),*],
            run: |__py, __given| {
                let _ = &__given;
                #(#arguments)*
                let __outcome: #returns = ::openitem::wire::python::detached(__py, move || {
                    let __outcome: #returns = ::openitem::facade::Outcome::<#returns>::outcome(#body)?;
                    ::core::result::Result::Ok(__outcome)
                })?;
                ::core::result::Result::Ok(::openitem::wire::python::PythonValue::to_python(
                    &__outcome, __py, ::openitem::wire::python::Form::Typed,
                )?)
            },
            register: |__module| {
                #(<#types as ::openitem::wire::python::PythonValue>::register(__module)?;)*
                <#returns as ::openitem::wire::python::PythonValue>::register(__module)
            },
        }
    }
}
