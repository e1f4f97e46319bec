//! What an operation is, and the macro that makes a list of them.

use crate::OpenItemError;

/// A pure function by its name: JSON in, JSON out.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Its name, `area.verb`: `value.allocate`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// What it takes, in the order of the typed function.
    pub arguments: &'static [Argument],
    /// The type of what it gives.
    pub returns: &'static str,
    run: fn(&str) -> Result<String, OpenItemError>,
}

/// One argument of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Argument {
    /// Its name, the key in the input.
    pub name: &'static str,
    /// Its type, as Rust writes it.
    pub type_name: &'static str,
    /// What stands where it is not given, as Rust writes it; none where it must be given or is an `Option`.
    pub default: Option<&'static str>,
}

impl Operation {
    /// Runs it: an object of arguments by name as JSON text in, canonical JSON out.
    ///
    /// ```
    /// use openitem::facade;
    ///
    /// let minor_units = facade::find(facade::operations(), "value.minor_units").unwrap();
    /// assert_eq!(minor_units.run(r#"{"currency": "KWD"}"#)?, "3");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `malformed_json` with the path of what is wrong in the input, and every error of the function itself.
    pub fn run(&self, input: &str) -> Result<String, OpenItemError> {
        (self.run)(input)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn listed(
        name: &'static str,
        summary: &'static str,
        arguments: &'static [Argument],
        returns: &'static str,
        run: fn(&str) -> Result<String, OpenItemError>,
    ) -> Self {
        Self { name, summary: summary.trim_ascii(), arguments, returns, run }
    }
}

impl Argument {
    #[doc(hidden)]
    #[must_use]
    pub const fn listed(name: &'static str, type_name: &'static str, default: Option<&'static str>) -> Self {
        Self { name, type_name, default }
    }
}

/// What the body of an operation gives: a `T`, or a `T` unless something is wrong.
#[doc(hidden)]
pub trait Outcome<T> {
    #[allow(missing_docs, clippy::missing_errors_doc)]
    fn outcome(self) -> Result<T, OpenItemError>;
}

impl<T> Outcome<T> for T {
    fn outcome(self) -> Result<T, OpenItemError> {
        Ok(self)
    }
}

impl<T> Outcome<T> for Result<T, OpenItemError> {
    fn outcome(self) -> Result<T, OpenItemError> {
        self
    }
}

/// Makes the list of a crate's operations: a function `operations()`.
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
#[doc(hidden)]
#[macro_export]
macro_rules! operations {
    ($(
        $(#[doc = $doc:literal])+
        $name:literal ($($argument:ident: $ty:ty $(= $default:expr)?),* $(,)?) -> $returns:ty => $body:expr;
    )*) => {
        /// Every operation of this crate, by name.
        #[must_use]
        pub fn operations() -> &'static [$crate::facade::Operation] {
            const LIST: &[$crate::facade::Operation] = &[$(
                $crate::facade::Operation::listed(
                    $name,
                    ::core::concat!($($doc),+),
                    &[$($crate::facade::Argument::listed(
                        ::core::stringify!($argument),
                        ::core::stringify!($ty),
                        $crate::operations!(@default $($default)?),
                    )),*],
                    ::core::stringify!($returns),
                    {
                        #[allow(dead_code)]
                        fn run(input: &str) -> ::core::result::Result<::std::string::String, $crate::OpenItemError> {
                            #[$crate::wire]
                            struct Arguments {
                                $($(#[wire(default = $default)])? $argument: $ty,)*
                            }
                            let Arguments { $($argument),* } = $crate::facade::from_json(input)?;
                            let outcome: $returns = $crate::facade::Outcome::<$returns>::outcome($body)?;
                            $crate::facade::to_json(&outcome)
                        }
                        run
                    },
                )
            ),*];
            LIST
        }
    };
    (@default) => { ::core::option::Option::None };
    (@default $default:expr) => { ::core::option::Option::Some(::core::stringify!($default)) };
}
