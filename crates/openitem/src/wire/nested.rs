//! `Option`, `Vec` and `Box` of wire values.

use super::location::WireError;
use super::{Form, Json, WireValue};

impl<T: WireValue> WireValue for Option<T> {
    fn write(&self) -> Result<Json, WireError> {
        self.write_as(Form::Canonical)
    }

    fn write_as(&self, form: Form) -> Result<Json, WireError> {
        match self {
            Some(value) => value.write_as(form),
            None => Ok(Json::Null),
        }
    }

    fn read(value: Json) -> Result<Self, WireError> {
        match value {
            Json::Null => Ok(None),
            value => T::read(value).map(Some),
        }
    }

    fn redact(&mut self, salt: &str) {
        if let Some(value) = self {
            value.redact(salt);
        }
    }
}

fn place(at: usize) -> String {
    format!("[{at}]")
}

impl<T: WireValue> WireValue for Vec<T> {
    fn write(&self) -> Result<Json, WireError> {
        self.write_as(Form::Canonical)
    }

    fn write_as(&self, form: Form) -> Result<Json, WireError> {
        let mut out = Vec::with_capacity(self.len());
        for value in self {
            out.push(value.write_as(form).map_err(|error| error.at(&place(out.len())))?);
        }
        Ok(Json::List(out))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        let values = match value {
            Json::List(values) => values,
            other => return Err(other.refused("a list")),
        };
        let mut out = Self::with_capacity(values.len());
        for value in values {
            out.push(T::read(value).map_err(|error| error.at(&place(out.len())))?);
        }
        Ok(out)
    }

    fn redact(&mut self, salt: &str) {
        for value in self {
            value.redact(salt);
        }
    }
}

/// A box is nothing on the wire: it keeps an enum small whose records are large.
impl<T: WireValue> WireValue for Box<T> {
    fn write(&self) -> Result<Json, WireError> {
        T::write(self)
    }

    fn write_as(&self, form: Form) -> Result<Json, WireError> {
        T::write_as(self, form)
    }

    fn read(value: Json) -> Result<Self, WireError> {
        T::read(value).map(Self::new)
    }

    fn redact(&mut self, salt: &str) {
        T::redact(self, salt);
    }
}
