//! Plain values: truth, whole numbers, text.

use super::form::read_plain_text;
use super::location::WireError;
use super::{Json, WireValue};

/// The largest whole number that every language holds exactly: 2^53 - 1.
pub const MAX_WHOLE: i64 = 9_007_199_254_740_991;

impl WireValue for bool {
    fn write(&self) -> Result<Json, WireError> {
        Ok(Json::Bool(*self))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        match value {
            Json::Bool(value) => Ok(value),
            other => Err(other.refused("true or false")),
        }
    }
}

/// A whole number from `least` to `most`.
fn whole(value: &Json, least: i64, most: i64) -> Result<i64, WireError> {
    match value {
        Json::Whole(value) if (least..=most).contains(value) => Ok(*value),
        other => Err(other.refused(&format!("a whole number from {least} to {most}"))),
    }
}

impl WireValue for i32 {
    fn write(&self) -> Result<Json, WireError> {
        Ok(Json::Whole(i64::from(*self)))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        let value = whole(&value, i64::from(Self::MIN), i64::from(Self::MAX))?;
        Self::try_from(value).map_err(|error| WireError::new(error.to_string()))
    }
}

impl WireValue for i64 {
    fn write(&self) -> Result<Json, WireError> {
        whole(&Json::Whole(*self), -MAX_WHOLE, MAX_WHOLE).map(Json::Whole)
    }

    fn read(value: Json) -> Result<Self, WireError> {
        whole(&value, -MAX_WHOLE, MAX_WHOLE)
    }
}

impl WireValue for String {
    fn write(&self) -> Result<Json, WireError> {
        Ok(Json::text(self))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        read_plain_text(value).map(Self::from)
    }
}
