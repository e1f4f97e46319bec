//! Objects: records by their fields, and enums whose variant is named by the tag `type`, wherever among the fields it
//! stands.
//!
//! What a field of a type needs of it is one call; which fields there are is a table. A document is judged in one order
//! whatever the order of its text: its tag, then fields that are not known or given twice, then each field in the order of
//! its definition.

use smol_str::SmolStr;

use super::form::{expected_one_of, read_plain_text};
use super::location::{WireError, shorten};
use super::{Form, Json, WireValue};

/// How the refusal of a tag begins: a stored document with one is of a newer version.
pub(crate) const UNKNOWN_TYPE: &str = "unknown type `";

const TAG: &str = "type";

/// The fields of an object, by their place in the list of their names.
#[doc(hidden)]
pub struct Object {
    names: &'static [&'static str],
    places: Vec<Option<Json>>,
}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl Object {
    /// The fields of a record.
    pub fn record(value: Json, expected: &'static str, names: &'static [&'static str]) -> Result<Self, WireError> {
        Self::sort(fields(value, expected)?, names, false)
    }

    /// The place of a variant in the list of tags, and its fields by their names.
    pub fn variant(
        value: Json,
        expected: &'static str,
        tags: &'static [&'static str],
        names: &'static [&'static [&'static str]],
    ) -> Result<(usize, Self), WireError> {
        let mut fields = fields(value, expected)?;
        let Some(tag) = fields.iter_mut().find(|(name, _)| name == TAG) else { return Err(missing(TAG)) };
        let tag = read_plain_text(std::mem::replace(&mut tag.1, Json::Null)).map_err(|error| error.at(TAG))?;
        let place = tags.iter().position(|known| *known == tag);
        match place.and_then(|at| Some((at, *names.get(at)?))) {
            Some((at, names)) => Ok((at, Self::sort(fields, names, true)?)),
            None => Err(unknown_type(&tag, tags)),
        }
    }

    fn sort(fields: Vec<(SmolStr, Json)>, names: &'static [&'static str], tagged: bool) -> Result<Self, WireError> {
        let mut places: Vec<Option<Json>> = Vec::new();
        places.resize_with(names.len(), || None);
        let mut tags = 0_usize;
        for (name, value) in fields {
            if tagged && name == TAG {
                tags = tags.saturating_add(1);
                if tags > 1 {
                    return Err(duplicate_field(TAG));
                }
                continue;
            }
            match names.iter().position(|known| *known == name).and_then(|at| places.get_mut(at)) {
                Some(Some(_)) => return Err(duplicate_field(&name)),
                Some(place) => *place = Some(value),
                None => return Err(unknown_field(&name, names)),
            }
        }
        Ok(Self { names, places })
    }

    /// The value of a field that has no default.
    pub fn required<T: WireValue>(&mut self, at: usize) -> Result<T, WireError> {
        self.given(at)?.ok_or_else(|| missing(self.name(at)))
    }

    /// The value of a field, where it is given.
    pub fn given<T: WireValue>(&mut self, at: usize) -> Result<Option<T>, WireError> {
        match self.take(at) {
            Some(value) => T::read(value).map(Some).map_err(|error| error.at(self.name(at))),
            None => Ok(None),
        }
    }

    fn take(&mut self, at: usize) -> Option<Json> {
        self.places.get_mut(at).and_then(Option::take)
    }

    fn name(&self, at: usize) -> &'static str {
        self.names.get(at).copied().unwrap_or_default()
    }
}

/// The fields of an object that is being written.
#[doc(hidden)]
#[derive(Default)]
pub struct Fields {
    fields: Vec<(SmolStr, Json)>,
    error: Option<WireError>,
}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl Fields {
    #[must_use]
    pub fn record() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn variant(tag: &'static str) -> Self {
        let mut fields = Self::default();
        fields.push(TAG, Ok(Json::text(tag)));
        fields
    }

    pub fn field<T: WireValue>(&mut self, name: &'static str, value: &T, form: Form) {
        self.push(name, value.write_as(form));
    }

    pub(crate) fn push(&mut self, name: &'static str, value: Result<Json, WireError>) {
        match value {
            Ok(value) => self.fields.push((SmolStr::new_static(name), value)),
            Err(error) => self.error = self.error.take().or_else(|| Some(error.at(name))),
        }
    }

    /// The object, or the first of what was wrong.
    pub fn finish(self) -> Result<Json, WireError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(Json::Map(self.fields)),
        }
    }
}

fn fields(value: Json, expected: &'static str) -> Result<Vec<(SmolStr, Json)>, WireError> {
    match value {
        Json::Map(fields) => Ok(fields),
        other => Err(other.refused(expected)),
    }
}

pub(crate) fn missing(name: &'static str) -> WireError {
    WireError::new("missing field").at(name)
}

pub(crate) fn duplicate_field(name: &str) -> WireError {
    WireError::new("duplicate field").at(&shorten(name))
}

pub(crate) fn unknown_type(tag: &str, known: &[&str]) -> WireError {
    WireError::new(expected_one_of(&format!("{UNKNOWN_TYPE}{}`", shorten(tag)), known)).at(TAG)
}

pub(crate) fn unknown_field(name: &str, known: &'static [&'static str]) -> WireError {
    let problem = if known.is_empty() { String::from("unknown field, expected none") } else { expected_one_of("unknown field", known) };
    WireError::new(problem).at(&shorten(name))
}
