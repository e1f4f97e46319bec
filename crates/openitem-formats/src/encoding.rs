//! How a file writes its letters: UTF-8 as it stands, anything else turned into UTF-8 before a column is looked for.

use std::borrow::Cow;

use openitem::OpenItemError;
use serde::Deserialize;

/// The encoding of a file. A byte order mark at its start decides against what the mapping says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8; a cell that is not valid UTF-8 rejects its row.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Windows programs of western Europe and the Americas write.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// ISO 8859-1: every byte is the letter of its number.
    #[serde(rename = "latin1", alias = "iso-8859-1")]
    Latin1,
    /// UTF-16, least significant byte first, where no byte order mark says it.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, most significant byte first, where no byte order mark says it.
    #[serde(rename = "utf-16be")]
    Utf16Be,
}

/// The bytes of a file as UTF-8, without byte order mark.
pub(crate) fn decode<'a>(bytes: &'a [u8], encoding: Encoding, what: &str) -> Result<Cow<'a, [u8]>, OpenItemError> {
    if let Some((marked, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        if marked == encoding_rs::UTF_8 {
            return Ok(Cow::Borrowed(rest));
        }
        return decode_utf16(rest, marked, what);
    }
    match encoding {
        Encoding::Utf8 => {
            let start = bytes.get(..bytes.len().min(64)).unwrap_or_default();
            let zeros = start.iter().filter(|byte| **byte == 0).count();
            if start.len() >= 4 && zeros.saturating_mul(3) >= start.len() {
                let problem =
                    "every other byte is zero, as in UTF-16 without a byte order mark: say encoding = \"utf-16le\" or \"utf-16be\"";
                return Err(unreadable(what, problem.to_owned()));
            }
            Ok(Cow::Borrowed(bytes))
        }
        Encoding::Windows1252 => Ok(into_bytes(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0)),
        Encoding::Latin1 => Ok(into_bytes(encoding_rs::mem::decode_latin1(bytes))),
        Encoding::Utf16Le => decode_utf16(bytes, encoding_rs::UTF_16LE, what),
        Encoding::Utf16Be => decode_utf16(bytes, encoding_rs::UTF_16BE, what),
    }
}

fn decode_utf16<'a>(bytes: &'a [u8], encoding: &'static encoding_rs::Encoding, what: &str) -> Result<Cow<'a, [u8]>, OpenItemError> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(into_bytes)
        .ok_or_else(|| unreadable(what, String::from("it is not valid UTF-16: it holds half a pair, or ends within a letter")))
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

pub(crate) fn unreadable(what: &str, problem: String) -> OpenItemError {
    OpenItemError::UnreadableInput { what: what.to_owned(), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], encoding: Encoding) -> String {
        String::from_utf8(decode(bytes, encoding, "items").unwrap().into_owned()).unwrap()
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let cases: [(&[u8], Encoding); 8] = [
            (b"\xc3\xa9", Encoding::Utf8),
            (b"\xef\xbb\xbf\xc3\xa9", Encoding::Utf8),
            (b"\xef\xbb\xbf\xc3\xa9", Encoding::Windows1252),
            (b"\xe9", Encoding::Windows1252),
            (b"\xe9", Encoding::Latin1),
            (b"\xff\xfe\xe9\x00", Encoding::Utf8),
            (b"\xfe\xff\x00\xe9", Encoding::Utf8),
            (b"\xe9\x00", Encoding::Utf16Le),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(text(bytes, encoding), "é", "{bytes:?} {encoding:?}");
        }
        assert_eq!(text(b"\x80", Encoding::Windows1252), "€");
        assert_eq!(text(b"\x80", Encoding::Latin1), "\u{80}");
    }

    #[test]
    fn utf_16_that_ends_within_a_letter_or_has_no_mark_is_an_error() {
        assert_eq!(decode(b"\xff\xfe\xe9", Encoding::Utf8, "items").unwrap_err().code(), "unreadable_input");
        assert!(decode(b"i\0d\0,\0a\0", Encoding::Utf8, "items").unwrap_err().to_string().contains("utf-16le"));
    }
}
