//! What `#[wire]` takes and what it refuses, over token streams.

use quote::quote;

use crate::expand;

fn refusal(item: proc_macro2::TokenStream) -> String {
    refusal_with(quote!(), item)
}

fn refusal_with(options: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> String {
    match expand(options, item.clone()) {
        Ok(_) => panic!("taken: {item}"),
        Err(error) => error.to_string(),
    }
}

fn taken(options: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> String {
    let expanded = expand(options, item).unwrap();
    syn::parse2::<syn::File>(expanded.clone()).unwrap();
    expanded.to_string()
}

#[test]
fn generics_and_lifetimes_are_refused() {
    for item in [
        quote!(
            struct A<T> {
                a: T,
            }
        ),
        quote!(
            struct A<'a> {
                a: &'a str,
            }
        ),
        quote!(
            struct A<const N: i32> {
                a: i32,
            }
        ),
        quote!(
            enum A<T> {
                B { b: T },
            }
        ),
        quote!(
            struct A
            where
                i32: Copy,
            {
                a: i32,
            }
        ),
    ] {
        assert!(refusal(item).contains("no generics or lifetimes"));
    }
}

#[test]
fn a_field_of_a_type_that_no_border_carries_is_refused() {
    for (ty, why) in [
        (quote!(f64), "floats"),
        (quote!(f32), "floats"),
        (quote!(u32), "Java"),
        (quote!(u8), "Java"),
        (quote!(u64), "Java"),
        (quote!(usize), "platform"),
        (quote!(i128), "128"),
        (quote!(std::primitive::u32), "Java"),
        (quote!(char), "String"),
        (quote!(Decimal), "Amount"),
        (quote!(rust_decimal::Decimal), "Amount"),
        (quote!((String, i32)), "tuples"),
        (quote!(()), "tuples"),
        (quote!([i32; 2]), "Vec"),
        (quote!(&'static str), "owns"),
        (quote!(Cow<'static, str>), "owns"),
        (quote!(HashMap<String, i32>), "maps"),
        (quote!(std::collections::BTreeMap<String, i32>), "maps"),
        (quote!(BTreeSet<i32>), "sets"),
        (quote!(Box<Other>), "boxes"),
        (quote!(Arc<Other>), "shared"),
        (quote!(Page<Other>), "generics"),
        (quote!(fn(i32) -> i32), "outside"),
        (quote!(dyn Fn()), "outside"),
        (quote!(<A as B>::C), "outside"),
        (quote!(Option<Option<i32>>), "option"),
    ] {
        for ty in [ty.clone(), quote!(Option<Vec<#ty>>)] {
            let record = refusal(quote!(struct A { pub a: #ty }));
            assert!(record.contains(why), "{ty}: {record}");
            if ty.to_string() != "Box < Other >" {
                let variant = refusal(quote!(enum A { B { a: #ty }, C {} }));
                assert!(variant.contains(why), "{ty}: {variant}");
            }
        }
    }
}

#[test]
fn the_record_of_a_variant_may_stand_in_a_box() {
    let written = taken(
        quote!(),
        quote!(
            enum A {
                PaidLate { paid_late: Box<Other> },
                B {},
            }
        ),
    );
    assert!(written.contains("pub fn paid_late (paid_late : Other) -> Self"), "{written}");
    assert!(written.contains("From < Other > for A"), "{written}");
    for outside in [quote!(Box<u32>), quote!(Box<Box<Other>>), quote!(Vec<Box<Other>>)] {
        refusal(quote!(enum A { B { a: #outside }, C {} }));
    }
}

#[test]
fn names_that_a_border_keeps_for_itself_are_refused() {
    assert!(
        refusal(quote!(
            struct A {
                r#type: String,
            }
        ))
        .contains("tag of enums")
    );
    assert!(
        refusal(quote!(
            enum A {
                B { r#type: String },
            }
        ))
        .contains("tag of enums")
    );
    assert!(
        refusal(quote!(
            struct A {
                schema: i32,
            }
        ))
        .contains("stored documents")
    );
    assert!(
        refusal(quote!(
            struct A {
                r#match: i32,
            }
        ))
        .contains("keyword")
    );
    for name in [quote!(code), quote!(message)] {
        let error = quote!(enum A { #[error("b")] B { #name: String } });
        assert!(refusal_with(quote!(error), error).contains("`code` or `message`"));
        taken(quote!(), quote!(enum A { B { #name: String } }));
    }
}

#[test]
fn names_that_python_cannot_write_are_refused() {
    for name in ["from", "class", "is", "not", "and", "or", "import", "lambda", "pass", "with", "def", "del", "global", "raise"] {
        let name = quote::format_ident!("{name}");
        let keyword = format!("`{name}` is a keyword of Python");
        assert!(refusal(quote!(struct A { #name: i32 })).contains(&keyword));
        assert!(refusal(quote!(enum A { B { #name: i32 } })).contains(&keyword));
        let longer = quote::format_ident!("{name}_day");
        taken(quote!(), quote!(struct A { #longer: i32 }));
    }
    for variant in ["None", "True", "False"] {
        let name = quote::format_ident!("{variant}");
        let keyword = format!("`{variant}` is a keyword of Python");
        assert!(refusal(quote!(enum A { B, #name })).contains(&keyword));
        assert!(refusal(quote!(enum A { #name { a: i32 } })).contains(&keyword));
    }
    // What the other languages keep for themselves they can write all the same.
    taken(
        quote!(),
        quote!(
            struct A {
                case: i32,
                open: i32,
                new: i32,
                object: i32,
                internal: i32,
            }
        ),
    );
}

#[test]
fn attributes_that_the_macro_writes_itself_are_refused() {
    for item in [
        quote!(
            #[serde(rename_all = "camelCase")]
            struct A {
                a: i32,
            }
        ),
        quote!(
            #[serde(untagged)]
            enum A {
                B { a: i32 },
            }
        ),
        quote!(
            enum A {
                #[serde(rename = "c")]
                B { a: i32 },
            }
        ),
        quote!(
            enum A {
                #[serde(rename = "c")]
                B,
            }
        ),
    ] {
        assert!(refusal(item).contains("writes serde"));
    }
    assert!(
        refusal(quote!(
            struct A {
                #[serde(skip)]
                a: i32,
            }
        ))
        .contains("`#[wire(…)]` only")
    );
    assert!(
        refusal(quote!(
            struct A {
                #[cfg(test)]
                a: i32,
            }
        ))
        .contains("every build")
    );
    for name in [quote!(Debug), quote!(Clone), quote!(serde::Serialize), quote!(Default), quote!(PartialEq)] {
        assert!(
            refusal(quote!(
                #[derive(Copy, #name)]
                struct A {
                    a: i32,
                }
            ))
            .contains("`#[wire]` writes")
        );
    }
    assert!(
        refusal(quote!(
            struct A {
                #[wire(skip)]
                a: i32,
            }
        ))
        .contains("`default`")
    );
    assert!(
        refusal_with(
            quote!(strict),
            quote!(
                struct A {
                    a: i32,
                }
            )
        )
        .contains("`local` or `presets = […]`")
    );
}

#[test]
fn variants_are_all_names_or_all_have_named_fields() {
    assert!(
        refusal(quote!(
            enum A {
                B(i32),
                C { c: i32 },
            }
        ))
        .contains("named fields")
    );
    assert!(
        refusal(quote!(
            enum A {
                B(i32),
            }
        ))
        .contains("named fields")
    );
    assert!(
        refusal(quote!(
            enum A {
                B,
                C { c: i32 },
            }
        ))
        .contains("named fields")
    );
    assert!(
        refusal(quote!(
            enum A {}
        ))
        .contains("at least one")
    );
    assert!(
        refusal(quote!(
            enum A {
                B = 1,
            }
        ))
        .contains("no numbers")
    );
    taken(
        quote!(),
        quote!(
            enum A {
                B,
                C,
            }
        ),
    );
    taken(
        quote!(),
        quote!(
            enum A {
                B {},
                C { c: i32 },
            }
        ),
    );
}

#[test]
fn a_struct_is_a_record_or_a_newtype_over_text() {
    assert!(
        refusal(quote!(
            struct A;
        ))
        .contains("record")
    );
    assert!(
        refusal(quote!(
            struct A(i32, i32);
        ))
        .contains("record")
    );
    assert!(
        refusal(quote!(
            struct A(String);
        ))
        .contains("SmolStr")
    );
    assert!(refusal(quote!(union A { a: i32 })).contains("union"));
    taken(
        quote!(),
        quote!(
            pub struct A(SmolStr);
        ),
    );
    taken(
        quote!(hash),
        quote!(
            pub struct A {
                a: Option<Vec<i64>>,
                b: DateTime<Utc>,
            }
        ),
    );
}

#[test]
fn an_option_of_the_attribute_stands_only_where_it_says_something() {
    assert!(
        refusal_with(
            quote!(hash),
            quote!(
                enum A {
                    B,
                }
            )
        )
        .contains("records")
    );
    assert!(
        refusal_with(
            quote!(error),
            quote!(
                enum A {
                    B,
                }
            )
        )
        .contains("named fields")
    );
    assert!(
        refusal_with(
            quote!(error),
            quote!(
                struct A {
                    a: i32,
                }
            )
        )
        .contains("named fields")
    );
}

#[test]
fn a_record_is_made_of_what_it_cannot_do_without() {
    let made = taken(
        quote!(),
        quote!(
            struct A {
                a: i32,
                b: Option<i32>,
                #[wire(default)]
                c: String,
                #[wire(default = 7)]
                d: i32,
            }
        ),
    );
    let new = quote!(pub fn new(a: impl ::core::convert::Into<i32>) -> Self).to_string();
    assert!(made.contains(&new), "{made}");
    assert!(!made.contains("impl :: core :: default :: Default for A"));
    let made = taken(
        quote!(),
        quote!(
            struct A {
                b: Option<i32>,
            }
        ),
    );
    assert!(made.contains("impl :: core :: default :: Default for A"));
}

#[test]
fn a_record_makes_its_variant_where_only_one_holds_it() {
    let made = taken(
        quote!(),
        quote!(
            enum Kind {
                Invoice { invoice: Invoice },
                Credit { memo: Memo },
                Debit { memo: Memo },
                Note { text: String },
            }
        ),
    );
    assert!(made.contains("From < Invoice > for Kind"));
    assert!(!made.contains("From < Memo > for Kind"));
    assert!(!made.contains("From < String > for Kind"));
}

#[test]
fn a_type_handed_through_a_macro_is_judged_like_one_written_out() {
    let group = |tokens| proc_macro2::TokenTree::Group(proc_macro2::Group::new(proc_macro2::Delimiter::None, tokens));
    let float = group(quote!(f64));
    assert!(refusal(quote!(struct A { a: #float })).contains("floats"));
    let option = group(quote!(Option<i32>));
    assert!(taken(quote!(), quote!(struct A { a: #option })).contains("impl :: core :: default :: Default for A"));
}

#[test]
fn documentation_goes_to_other_languages_without_its_examples() {
    let item: syn::DeriveInput = syn::parse_quote!(
        /// An amount, as [`Money`](crate::Money) has it; see [`check`].
        ///
        /// ```
        /// assert!(true);
        /// ```
        ///
        /// Source: a page.
        struct A {
            a: i32,
        }
    );
    assert_eq!(crate::schema::doc_of(&item.attrs), "An amount, as `Money` has it; see `check`.\n\nSource: a page.");
}

#[cfg(feature = "uniffi")]
mod uniffi {
    use super::*;

    /// What was written, without blanks.
    fn written(options: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> String {
        taken(options, item).replace(' ', "")
    }

    #[test]
    fn a_record_is_derived_with_the_defaults_that_have_literals() {
        let record = quote!(
            struct TestPolicy {
                a: Option<i32>,
                #[wire(default)]
                b: Vec<i32>,
                #[wire(default = 7)]
                c: i32,
                #[wire(default = Rounding::HalfUp)]
                d: Rounding,
            }
        );
        let text = written(quote!(presets = [sap]), record.clone());
        for part in [
            "#[derive(::uniffi::Record)]",
            "#[uniffi(default=None)]puba:",
            "#[uniffi(default=[])]pubb:",
            "#[uniffi(default=7)]pubc:",
            "7)]pubc:i32,pubd:Rounding",
            "pubfntest_policy_sap()->TestPolicy{TestPolicy::sap()}",
            "pubfntest_policy_default()->TestPolicy{TestPolicy::new()}",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!written(quote!(local), record).contains("uniffi"));
    }

    #[test]
    fn an_id_is_a_custom_type_and_an_error_has_no_defaults() {
        assert!(
            written(
                quote!(),
                quote!(
                    struct TestId(SmolStr);
                )
            )
            .contains("::uniffi::custom_type!(TestId,String,")
        );
        let error = written(
            quote!(error),
            quote!(
                enum TestError {
                    A { nearest: Option<i32> },
                }
            ),
        );
        assert!(error.contains("#[derive(::uniffi::Error)]") && !error.contains("#[uniffi("), "{error}");
    }

    #[test]
    fn an_operation_is_a_function_whose_defaults_are_options() {
        let list = quote!(
            /// Adds.
            "value.add" (a: i32, b: i32 = 1, c: Option<i32>) -> i32 => add(a, b, c);
        );
        let text = crate::operations::expand(list).unwrap().to_string().replace(' ', "");
        for part in [
            "#[::uniffi::export(name=\"value_add\",default(b=None,c=None))]",
            "pubfntyped_value_add(a:i32,b:::core::option::Option<i32>,c:Option<i32>)",
            "letb:i32=b.unwrap_or_else(||1);",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_condition_holds_for_every_operation_of_its_group() {
        let list = quote!(
            /// Adds.
            "value.add" () -> i32 => 2;
            #[cfg(feature = "more")]
            {
                /// Adds more.
                "value.add_more" () -> i32 => 3;
            }
        );
        let text = crate::operations::expand(list).unwrap().to_string().replace(' ', "");
        assert!(text.contains("#[cfg(feature=\"more\")]::openitem::facade::Operation::listed(\"value.add_more\""), "{text}");
        assert!(text.contains("#[cfg(feature=\"more\")]#[::uniffi::export(name=\"value_add_more\""), "{text}");
        assert!(!text.contains("#[cfg(feature=\"more\")]::openitem::facade::Operation::listed(\"value.add\""), "{text}");
    }
}
