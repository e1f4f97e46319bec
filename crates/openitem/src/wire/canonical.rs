//! The one writer of JSON: keys sorted by their bytes, no spaces, the escapes of RFC 8785, no floats, so that equal values
//! have equal bytes in every language.
//!
//! Source: RFC 8785 sections 3.2.2.2 (strings) and 3.2.3 (sorting; here by the bytes of UTF-8, which differs from its
//! UTF-16 order only beyond U+FFFF, where no key of ours stands).

use std::fmt::{self, Write as _};

use serde::ser::{self, Impossible, Serialize, Serializer};

use crate::OpenItemError;
use crate::wire::{MAX_WHOLE, join, shorten};

/// How deep a document may be nested: what serde_json reads.
const DEEPEST: usize = 128;

/// Writes a value, with `"schema"` among its fields where one is given.
pub(crate) fn write(value: &impl Serialize, schema: Option<i32>) -> Result<String, OpenItemError> {
    let mut writer = Writer { out: String::new(), depth: 0, schema };
    value.serialize(&mut writer).map_err(|error| OpenItemError::MalformedJson { path: error.path, problem: error.problem })?;
    if writer.schema.is_some() {
        let problem = String::from("a stored document is an object");
        return Err(OpenItemError::MalformedJson { path: String::new(), problem });
    }
    Ok(writer.out)
}

#[derive(Debug)]
struct WriteError {
    path: String,
    problem: String,
}

impl WriteError {
    fn at(mut self, place: &str) -> Self {
        self.path = join(place, &self.path);
        self
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for WriteError {}

impl ser::Error for WriteError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), problem: message.to_string() }
    }
}

struct Writer {
    out: String,
    depth: usize,
    schema: Option<i32>,
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.out.push('"');
        let mut rest = text;
        while let Some(at) = rest.find(|letter: char| letter < ' ' || letter == '"' || letter == '\\') {
            let (plain, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.out.push_str(plain);
            let mut letters = special.chars();
            match letters.next() {
                Some('"') => self.out.push_str("\\\""),
                Some('\\') => self.out.push_str("\\\\"),
                Some('\u{8}') => self.out.push_str("\\b"),
                Some('\t') => self.out.push_str("\\t"),
                Some('\n') => self.out.push_str("\\n"),
                Some('\u{c}') => self.out.push_str("\\f"),
                Some('\r') => self.out.push_str("\\r"),
                Some(control) => self.out.push_str(&format!("\\u{:04x}", u32::from(control))),
                None => {}
            }
            rest = letters.as_str();
        }
        self.out.push_str(rest);
        self.out.push('"');
    }

    fn whole(&mut self, value: i64) -> Result<(), WriteError> {
        if !(-MAX_WHOLE..=MAX_WHOLE).contains(&value) {
            return Err(ser::Error::custom(format_args!("found the number {value}, expected a whole number within ±{MAX_WHOLE}")));
        }
        write!(self.out, "{value}").map_err(ser::Error::custom)
    }

    fn open(&mut self) -> Result<(), WriteError> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST { Err(ser::Error::custom("nested too deep")) } else { Ok(()) }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

fn outside<T>(what: &str) -> Result<T, WriteError> {
    Err(ser::Error::custom(format_args!("found {what}, which is outside the wire subset")))
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = Impossible<(), WriteError>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = Object<'a>;
    type SerializeStruct = Object<'a>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), WriteError> {
        self.whole(i64::from(value))
    }

    fn serialize_i16(self, value: i16) -> Result<(), WriteError> {
        self.whole(i64::from(value))
    }

    fn serialize_i32(self, value: i32) -> Result<(), WriteError> {
        self.whole(i64::from(value))
    }

    fn serialize_i64(self, value: i64) -> Result<(), WriteError> {
        self.whole(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), WriteError> {
        self.whole(i64::from(value))
    }

    fn serialize_u16(self, value: u16) -> Result<(), WriteError> {
        self.whole(i64::from(value))
    }

    fn serialize_u32(self, value: u32) -> Result<(), WriteError> {
        self.whole(i64::from(value))
    }

    fn serialize_u64(self, value: u64) -> Result<(), WriteError> {
        self.whole(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        outside(&format!("the float {value:?}"))
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        outside(&format!("the float {value:?}"))
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), WriteError> {
        outside("bytes")
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), WriteError> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<(), WriteError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), WriteError> {
        outside("an untagged variant")
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<List<'a>, WriteError> {
        self.open()?;
        self.out.push('[');
        Ok(List { writer: self, count: 0 })
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self::SerializeTuple, WriteError> {
        outside("a tuple")
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Self::SerializeTupleStruct, WriteError> {
        outside("a tuple")
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        outside("a tuple")
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Object<'a>, WriteError> {
        self.open()?;
        self.out.push('{');
        // Only the document itself has a schema, never what lies in it.
        let schema = if self.depth == 1 { self.schema.take() } else { None };
        let mut object = Object { start: self.out.len(), writer: self, entries: Vec::new(), key: None };
        if let Some(schema) = schema {
            object.entry("schema", &schema)?;
        }
        Ok(object)
    }

    fn serialize_struct(self, _name: &'static str, length: usize) -> Result<Object<'a>, WriteError> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        outside("an untagged variant")
    }
}

struct List<'a> {
    writer: &'a mut Writer,
    count: usize,
}

impl ser::SerializeSeq for List<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        if self.count > 0 {
            self.writer.out.push(',');
        }
        value.serialize(&mut *self.writer).map_err(|error| error.at(&format!("[{}]", self.count)))?;
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    fn end(self) -> Result<(), WriteError> {
        self.writer.out.push(']');
        self.writer.close();
        Ok(())
    }
}

/// An object is written as its fields come, and put in order at its end where they did not come in order.
struct Object<'a> {
    writer: &'a mut Writer,
    start: usize,
    entries: Vec<Entry>,
    key: Option<String>,
}

struct Entry {
    key: String,
    from: usize,
    to: usize,
}

impl Object<'_> {
    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), WriteError> {
        if !self.entries.is_empty() {
            self.writer.out.push(',');
        }
        let from = self.writer.out.len();
        self.writer.text(key);
        self.writer.out.push(':');
        value.serialize(&mut *self.writer).map_err(|error| error.at(&shorten(key)))?;
        self.entries.push(Entry { key: key.to_owned(), from, to: self.writer.out.len() });
        Ok(())
    }

    fn finish(mut self) -> Result<(), WriteError> {
        if !self.entries.is_sorted_by(|left, right| left.key < right.key) {
            self.entries.sort_by(|left, right| left.key.cmp(&right.key));
            if let Some(twice) = self.entries.windows(2).find_map(|pair| match pair {
                [left, right] if left.key == right.key => Some(&left.key),
                _ => None,
            }) {
                let error: WriteError = ser::Error::custom("duplicate field");
                return Err(error.at(&shorten(twice)));
            }
            let mut sorted = String::with_capacity(self.writer.out.len().saturating_sub(self.start));
            for entry in &self.entries {
                if !sorted.is_empty() {
                    sorted.push(',');
                }
                sorted.push_str(self.writer.out.get(entry.from..entry.to).unwrap_or_default());
            }
            self.writer.out.truncate(self.start);
            self.writer.out.push_str(&sorted);
        }
        self.writer.out.push('}');
        self.writer.close();
        Ok(())
    }
}

impl ser::SerializeMap for Object<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        match serde_json::to_value(key) {
            Ok(serde_json::Value::String(key)) => {
                self.key = Some(key);
                Ok(())
            }
            _ => outside("a key that is not text"),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        match self.key.take() {
            Some(key) => self.entry(&key, value),
            None => outside("a value without its key"),
        }
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish()
    }
}

impl ser::SerializeStruct for Object<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), WriteError> {
        self.entry(key, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use crate::OpenItemError;
    use crate::facade::canonical;

    #[test]
    fn keys_are_sorted_by_their_bytes_at_every_depth() {
        for (given, written) in [
            (r#"{ "b" : 1 , "a" : { "d" : [ ] , "c" : { } } }"#, r#"{"a":{"c":{},"d":[]},"b":1}"#),
            (r#"{"é":1,"z":2,"Z":3,"_":4,"":5,"zz":6}"#, r#"{"":5,"Z":3,"_":4,"z":2,"zz":6,"é":1}"#),
            (r#"{"a":1,"b":2,"c":3}"#, r#"{"a":1,"b":2,"c":3}"#),
            (r#"[{"b":1,"a":2},{"d":{"y":1,"x":2},"c":1}]"#, r#"[{"a":2,"b":1},{"c":1,"d":{"x":2,"y":1}}]"#),
            ("[true,false,null,0,-1]", "[true,false,null,0,-1]"),
        ] {
            assert_eq!(canonical(given).as_deref(), Ok(written));
            assert_eq!(canonical(written).as_deref(), Ok(written));
        }
    }

    /// Source: RFC 8785 section 3.2.2.2: seven short escapes, other control characters as lower-case `\u00hh`, all else as it is.
    #[test]
    fn text_has_the_escapes_of_the_standard() {
        let given = r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\b\t\f\r\u007f\u2028\ud83d\ude00""#;
        let written = "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\u{7f}\u{2028}😀\"";
        assert_eq!(canonical(given).as_deref(), Ok(written));
        assert_eq!(canonical(written).as_deref(), Ok(written));
    }

    #[test]
    fn what_has_no_canonical_form_is_refused_with_its_path() {
        for (given, path) in [
            (r#"{"a":[1,1.5]}"#, "a[1]"),
            (r#"{"a":1.0}"#, "a"),
            (r#"{"a":-0}"#, "a"),
            (r#"{"a":{"b":9007199254740992}}"#, "a.b"),
            (r#"{"a":18446744073709551615}"#, "a"),
            (r#"[{"b":1,"a":2,"b":1}]"#, "[0].b"),
        ] {
            assert!(matches!(canonical(given), Err(OpenItemError::MalformedJson { path: found, .. }) if found == path), "{given}");
        }
    }
}
