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

/// What byte order marks say, and how long they are.
const MARKS: [(&[u8], Encoding); 3] =
    [(b"\xef\xbb\xbf", Encoding::Utf8), (b"\xff\xfe", Encoding::Utf16Le), (b"\xfe\xff", Encoding::Utf16Be)];

/// The bytes of a file as UTF-8, without byte order mark.
pub(crate) fn decode<'a>(bytes: &'a [u8], encoding: Encoding, what: &str) -> Result<Cow<'a, [u8]>, OpenItemError> {
    let marked = MARKS.iter().find_map(|(mark, marked)| Some((bytes.strip_prefix(*mark)?, *marked)));
    let (rest, encoding) = marked.unwrap_or((bytes, encoding));
    match encoding {
        Encoding::Utf8 => {
            let start = rest.get(..rest.len().min(64)).unwrap_or_default();
            let zeros = start.iter().filter(|byte| **byte == 0).count();
            if marked.is_none() && start.len() >= 4 && zeros.saturating_mul(3) >= start.len() {
                let problem =
                    "every other byte is zero, as in UTF-16 without a byte order mark: say encoding = \"utf-16le\" or \"utf-16be\"";
                return Err(unreadable(what, problem.to_owned()));
            }
            Ok(Cow::Borrowed(rest))
        }
        Encoding::Windows1252 => Ok(letters(rest, windows_1252)),
        Encoding::Latin1 => Ok(letters(rest, char::from)),
        Encoding::Utf16Le => decode_utf16(rest, u16::from_le_bytes, what),
        Encoding::Utf16Be => decode_utf16(rest, u16::from_be_bytes, what),
    }
}

/// Text of which every byte is a letter.
fn letters(bytes: &[u8], letter: impl Fn(u8) -> char) -> Cow<'_, [u8]> {
    if bytes.is_ascii() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().map(|byte| letter(*byte)).collect::<String>().into_bytes())
}

/// The letters of Windows 1252 where it is not Latin-1: the bytes 0x80 to 0x9f.
///
/// Source: WHATWG Encoding Standard, index windows-1252; the five bytes without a letter stand for controls.
const WINDOWS: &str = "\u{20ac}\u{81}\u{201a}\u{192}\u{201e}\u{2026}\u{2020}\u{2021}\u{2c6}\u{2030}\u{160}\u{2039}\u{152}\u{8d}\u{17d}\u{8f}\
    \u{90}\u{2018}\u{2019}\u{201c}\u{201d}\u{2022}\u{2013}\u{2014}\u{2dc}\u{2122}\u{161}\u{203a}\u{153}\u{9d}\u{17e}\u{178}";

fn windows_1252(byte: u8) -> char {
    let own = byte.checked_sub(0x80).and_then(|place| WINDOWS.chars().nth(usize::from(place)));
    own.unwrap_or(char::from(byte))
}

fn decode_utf16<'a>(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16, what: &str) -> Result<Cow<'a, [u8]>, OpenItemError> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>().ok();
    let text = text.filter(|_| odd.is_empty());
    text.map(|text| Cow::Owned(text.into_bytes()))
        .ok_or_else(|| unreadable(what, String::from("it is not valid UTF-16: it holds half a pair, or ends within a letter")))
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
        assert_eq!(text(b"\x9f\xa0\x81z", Encoding::Windows1252), "\u{178}\u{a0}\u{81}z");
        assert_eq!(WINDOWS.chars().count(), 0x20);
        assert_eq!(text(b"\x80", Encoding::Latin1), "\u{80}");
    }

    #[test]
    fn utf_16_that_ends_within_a_letter_or_has_no_mark_is_an_error() {
        assert_eq!(decode(b"\xff\xfe\xe9", Encoding::Utf8, "items").unwrap_err().code(), "unreadable_input");
        assert!(decode(b"i\0d\0,\0a\0", Encoding::Utf8, "items").unwrap_err().to_string().contains("utf-16le"));
    }
}
