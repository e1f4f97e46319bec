//! Plain values: truth, whole numbers, text.

use std::fmt;

use serde::de::{self, Deserializer};
use serde::{Serializer, ser};

use super::WireValue;
use super::form::{Form, read_form, read_text};

/// The largest whole number that every language holds exactly: 2^53 - 1.
pub const MAX_WHOLE: i64 = 9_007_199_254_740_991;

struct Truth;

impl Form<'_> for Truth {
    type Value = bool;

    fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn boolean<E: de::Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }
}

impl WireValue for bool {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_form(deserializer, Truth)
    }
}

/// A whole number from `-most` or one below it to `most`.
struct Whole {
    least: i64,
    most: i64,
}

impl Whole {
    fn check<E>(&self, value: i64, refuse: impl FnOnce(String) -> E) -> Result<i64, E> {
        if (self.least..=self.most).contains(&value) {
            Ok(value)
        } else {
            Err(refuse(format!("found the number {value}, expected a whole number from {} to {}", self.least, self.most)))
        }
    }
}

impl Form<'_> for Whole {
    type Value = i64;

    fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {} to {}", self.least, self.most)
    }

    fn whole<E: de::Error>(self, value: i64) -> Result<i64, E> {
        self.check(value, E::custom)
    }
}

const NARROW: Whole = Whole { least: i32::MIN as i64, most: i32::MAX as i64 };
const WIDE: Whole = Whole { least: -MAX_WHOLE, most: MAX_WHOLE };

impl WireValue for i32 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(*self)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_form(deserializer, NARROW).and_then(|value| Self::try_from(value).map_err(de::Error::custom))
    }
}

impl WireValue for i64 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WIDE.check(*self, ser::Error::custom).and_then(|value| serializer.serialize_i64(value))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_form(deserializer, WIDE)
    }
}

impl WireValue for String {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, |text| Ok::<_, std::convert::Infallible>(text.to_owned()))
    }
}
