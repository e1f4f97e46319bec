//! The policy's words in a form that is looked up once a word of the text.

use hashbrown::HashMap;
use rapidhash::fast::RandomState;
use smol_str::SmolStr;

use super::piece::{Class, Piece};
use super::policy::{ReferencePolicy, WordMeaning};

/// Words longer than this are not looked up.
const LONGEST_WORD: usize = 22;

/// The words of a policy by their capitals.
pub(super) struct Words {
    known: HashMap<SmolStr, Entry, RandomState>,
}

#[derive(Default)]
struct Entry {
    means: Option<WordMeaning>,
    /// The hints that begin with this word: the words that follow, and which hint; the longest first.
    hints: Vec<(Vec<SmolStr>, usize)>,
}

impl Words {
    pub(super) fn new(policy: &ReferencePolicy) -> Self {
        let mut known: HashMap<SmolStr, Entry, RandomState> = HashMap::default();
        for word in &policy.words {
            known.entry(capitals(&word.word)).or_default().means = Some(word.means);
        }
        for (at, hint) in policy.hints.iter().enumerate() {
            let mut words = hint.words.split_whitespace().map(capitals);
            if let Some(first) = words.next() {
                known.entry(first).or_default().hints.push((words.collect(), at));
            }
        }
        for entry in known.values_mut() {
            entry.hints.sort_by_key(|(rest, at)| (std::cmp::Reverse(rest.len()), *at));
        }
        Self { known }
    }

    /// What a word means before numbers.
    pub(super) fn meaning(&self, text: &str, piece: &Piece) -> Option<WordMeaning> {
        self.find(slice(text, piece))?.means
    }

    /// The longest hint that begins with this piece: which, and the piece after it.
    pub(super) fn hint(&self, text: &str, pieces: &[Piece], at: usize) -> Option<(usize, usize)> {
        let entry = self.find(slice(text, pieces.get(at)?))?;
        entry.hints.iter().find_map(|(rest, hint)| {
            let mut next = at.saturating_add(1);
            for word in rest {
                let piece = pieces.get(next).filter(|piece| piece.class == Class::Letters)?;
                slice(text, piece).eq_ignore_ascii_case(word).then_some(())?;
                next = next.saturating_add(1);
            }
            Some((*hint, next))
        })
    }

    fn find(&self, word: &str) -> Option<&Entry> {
        let mut capitals = [0_u8; LONGEST_WORD];
        let room = capitals.get_mut(..word.len())?;
        room.copy_from_slice(word.as_bytes());
        room.make_ascii_uppercase();
        self.known.get(std::str::from_utf8(room).ok()?)
    }
}

fn capitals(word: &str) -> SmolStr {
    SmolStr::new(word.trim().to_ascii_uppercase())
}

/// The text of a piece.
pub(super) fn slice<'a>(text: &'a str, piece: &Piece) -> &'a str {
    text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
}
