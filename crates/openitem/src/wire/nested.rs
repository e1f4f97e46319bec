//! `Option`, `Vec` and `Box` of wire values.

use std::fmt;
use std::marker::PhantomData;

use serde::Serializer;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::form::{Form, read_form};
use super::{Reading, WireValue, Writing};

impl<T: WireValue> WireValue for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Writing(value)),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Optional<T>(PhantomData<T>);
        impl<'de, T: WireValue> Visitor<'de> for Optional<T> {
            type Value = Option<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }
            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                T::read(deserializer).map(Some)
            }
        }
        deserializer.deserialize_option(Optional(PhantomData))
    }

    fn redact(&mut self, salt: &str) {
        if let Some(value) = self {
            value.redact(salt);
        }
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: WireValue> Form<'de> for List<T> {
    type Value = Vec<T>;

    fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        // Grown as elements come: a length that a text claims is never believed.
        let mut out = Vec::new();
        while let Some(value) = list.next_element_seed(Reading::<T>::new())? {
            out.push(value);
        }
        Ok(out)
    }
}

impl<T: WireValue> WireValue for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Writing))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_form(deserializer, List(PhantomData))
    }

    fn redact(&mut self, salt: &str) {
        for value in self {
            value.redact(salt);
        }
    }
}

/// A box is nothing on the wire: it keeps an enum small whose records are large.
impl<T: WireValue> WireValue for Box<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::write(self, serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self::new)
    }

    fn redact(&mut self, salt: &str) {
        T::redact(self, salt);
    }
}
