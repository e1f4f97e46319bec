//! The list of a crate's operations.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};

use crate::schema::doc_of;
use crate::{python, uniffi};

/// One operation of the list.
pub(crate) struct Listed {
    pub(crate) attrs: Vec<syn::Attribute>,
    pub(crate) name: syn::LitStr,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) returns: syn::Type,
    pub(crate) body: syn::Expr,
}

/// One argument of an operation.
pub(crate) struct Argument {
    pub(crate) ident: syn::Ident,
    pub(crate) ty: syn::Type,
    pub(crate) default: Option<syn::Expr>,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = input.parse()?;
        input.parse::<syn::Token![:]>()?;
        let ty = input.parse()?;
        let default = if input.parse::<Option<syn::Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Self { ident, ty, default })
    }
}

impl Listed {
    fn parse_after(attrs: Vec<syn::Attribute>, input: ParseStream<'_>) -> syn::Result<Self> {
        let name: syn::LitStr = input.parse()?;
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !name.value().split_once('.').is_some_and(|(area, verb)| is_word(area) && is_word(verb)) {
            return Err(syn::Error::new(name.span(), "the name of an operation is `area.verb`, in snake_case"));
        }
        let list;
        syn::parenthesized!(list in input);
        let arguments = list.parse_terminated(Argument::parse, syn::Token![,])?.into_iter().collect();
        input.parse::<syn::Token![->]>()?;
        let returns = input.parse()?;
        input.parse::<syn::Token![=>]>()?;
        let body = input.parse()?;
        input.parse::<syn::Token![;]>()?;
        if doc_of(&attrs).is_empty() {
            return Err(syn::Error::new(name.span(), "an operation says in a line of documentation what it does"));
        }
        Ok(Self { attrs, name, arguments, returns, body })
    }

    /// The conditions on which it is compiled.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &syn::Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
    }

    /// `aging_age`: the name of its function where areas are no modules.
    pub(crate) fn function(&self) -> String {
        self.name.value().replace('.', "_")
    }
}

/// Operations, and groups of them in braces whose attributes hold for each member: `#[cfg(feature = "…")] { … }`.
struct List(Vec<Listed>);

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut list = Vec::new();
        while !input.is_empty() {
            let attrs = input.call(syn::Attribute::parse_outer)?;
            if input.peek(syn::token::Brace) {
                let group;
                syn::braced!(group in input);
                let Self(mut members) = group.parse()?;
                members.iter_mut().for_each(|member| member.attrs.extend(attrs.iter().cloned()));
                list.append(&mut members);
            } else {
                list.push(Listed::parse_after(attrs, input)?);
            }
        }
        Ok(Self(list))
    }
}

pub(crate) fn expand(list: TokenStream) -> syn::Result<TokenStream> {
    let List(list) = syn::parse2(list)?;
    let listed = list.iter().map(listed);
    let (python, uniffi) = (python::functions(&list), uniffi::functions(&list));
    Ok(quote! {
        /// Every operation of this crate, by name.
        #[must_use]
        pub fn operations() -> &'static [::openitem::facade::Operation] {
            const LIST: &[::openitem::facade::Operation] = &[#(#listed),*];
            LIST
        }

        #python
        #uniffi
    })
}

fn listed(operation: &Listed) -> TokenStream {
    let (name, returns, body) = (&operation.name, &operation.returns, &operation.body);
    let (summary, returns_text) = (doc_of(&operation.attrs), plain(returns));
    let idents = operation.arguments.iter().map(|argument| &argument.ident);
    let arguments = operation.arguments.iter().map(|argument| {
        let (name, ty) = (argument.ident.to_string(), plain(&argument.ty));
        let default = match &argument.default {
            Some(default) => {
                let text = plain(default);
                quote!(::core::option::Option::Some(#text))
            }
            None => quote!(::core::option::Option::None),
        };
        quote!(::openitem::facade::Argument::listed(#name, #ty, #default))
    });
    let fields = operation.arguments.iter().map(|argument| {
        let (ident, ty) = (&argument.ident, &argument.ty);
        let default = argument.default.as_ref().map(|default| quote!(#[wire(default = #default)]));
        quote!(#default #ident: #ty,)
    });
    let described = if cfg!(feature = "schema") { described(operation) } else { TokenStream::new() };
    let conditions = operation.conditions();
    quote! {
        #(#conditions)*
        ::openitem::facade::Operation::listed(
            #name,
            #summary,
            &[#(#arguments),*],
            #returns_text,
            {
                #[allow(dead_code)]
                fn run(input: &str, naming: ::openitem::facade::Naming) -> ::core::result::Result<::std::string::String, ::openitem::OpenItemError> {
                    #[::openitem::wire(local)]
                    struct Arguments { #(#fields)* }
                    let Arguments { #(#idents),* } = naming.read(input)?;
                    let outcome: #returns = ::openitem::facade::Outcome::<#returns>::outcome(#body)?;
                    naming.write(&outcome)
                }
                run
            },
            #described
        )
    }
}

/// The types of the arguments and of what is given, for the generators.
fn described(operation: &Listed) -> TokenStream {
    let fields = operation.arguments.iter().map(|argument| {
        let (name, ty) = (argument.ident.to_string(), &argument.ty);
        let default = argument.default.as_ref();
        let presence = match default {
            Some(default) => quote!(::openitem::schema::Presence::default_of::<#ty>(&#default)),
            None => quote!(<#ty as ::openitem::schema::Described>::presence()),
        };
        quote! {
            ::openitem::schema::Field {
                name: #name,
                doc: "",
                type_ref: <#ty as ::openitem::schema::Described>::type_ref(types),
                presence: #presence,
                personal: false,
            }
        }
    });
    let returns = &operation.returns;
    quote! {
        |types| ::openitem::schema::Signature {
            arguments: ::std::vec![#(#fields),*],
            returns: <#returns as ::openitem::schema::Described>::type_ref(types),
        }
    }
}

/// Rust as it is written, without blanks.
fn plain(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}
