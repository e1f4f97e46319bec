//! The policy's words in a form that is looked up once a word of the text.

use hashbrown::HashMap;
use rapidhash::fast::RandomState;
use smol_str::SmolStr;

use super::piece::{Class, Piece};
use super::policy::{ReferencePolicy, WordMeaning};

/// Words longer than this are not looked up.
const LONGEST_WORD: usize = 22;

/// The words of a policy by the bytes of their capitals.
pub(super) struct Words {
    known: HashMap<Box<[u8]>, Entry, RandomState>,
}

/// What the policy says of a word.
#[derive(Default)]
pub(super) struct Entry {
    /// What it means before numbers.
    pub(super) means: Option<WordMeaning>,
    /// The hints that begin with this word: the words that follow, and which hint; the longest first.
    hints: Vec<(Vec<SmolStr>, usize)>,
}

impl Words {
    pub(super) fn new(policy: &ReferencePolicy) -> Self {
        let mut known: HashMap<Box<[u8]>, Entry, RandomState> = HashMap::default();
        for word in &policy.words {
            known.entry(capitals(&word.word).as_bytes().into()).or_default().means = Some(word.means);
        }
        for (at, hint) in policy.hints.iter().enumerate() {
            let mut words = hint.words.split_whitespace().map(capitals);
            if let Some(first) = words.next() {
                known.entry(first.as_bytes().into()).or_default().hints.push((words.collect(), at));
            }
        }
        for entry in known.values_mut() {
            crate::value::sort_by_key(&mut entry.hints, |(rest, at)| (std::cmp::Reverse(rest.len()), *at));
        }
        Self { known }
    }

    /// What a word means before numbers.
    pub(super) fn meaning(&self, text: &str, piece: &Piece) -> Option<WordMeaning> {
        self.find(text, piece)?.means
    }

    /// All that the policy says of a word.
    #[inline]
    pub(super) fn find(&self, text: &str, piece: &Piece) -> Option<&Entry> {
        let word = text.as_bytes().get(piece.start as usize..piece.end as usize)?;
        let mut capitals = [0_u8; LONGEST_WORD];
        let room = capitals.get_mut(..word.len())?;
        for (capital, letter) in room.iter_mut().zip(word) {
            *capital = letter.to_ascii_uppercase();
        }
        self.known.get(&*room)
    }
}

impl Entry {
    /// The longest hint that begins with this word, which stands at a place: which, and the piece after it.
    pub(super) fn hint(&self, text: &str, pieces: &[Piece], at: usize) -> Option<(usize, usize)> {
        self.hints.iter().find_map(|(rest, hint)| {
            let mut next = at.saturating_add(1);
            for word in rest {
                let piece = pieces.get(next).filter(|piece| piece.class == Class::Letters)?;
                slice(text, piece).eq_ignore_ascii_case(word).then_some(())?;
                next = next.saturating_add(1);
            }
            Some((*hint, next))
        })
    }
}

fn capitals(word: &str) -> SmolStr {
    SmolStr::new(word.trim().to_ascii_uppercase())
}

/// The text of a piece.
#[inline]
pub(super) fn slice<'a>(text: &'a str, piece: &Piece) -> &'a str {
    text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
}
