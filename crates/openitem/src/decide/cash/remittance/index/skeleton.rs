//! The form of a reference: its digits as a number, and short digests of its letters and of everything but its digits.

/// Numbers from here on go by their text.
pub(super) const LONGEST: u64 = 1_000_000_000_000_000_000;
const BASIS: u32 = 0x811C_9DC5;
const PRIME: u32 = 0x0100_0193;
/// The digest of no letters.
pub(super) const NO_LETTERS: u16 = 0;

/// What is told apart in a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Skeleton {
    /// All its digits as one number; nothing that means anything where there are more than 18.
    pub(super) value: u64,
    /// How many digits, leading zeros among them.
    pub(super) digits: u32,
    /// A digest of its letters in capitals, 12 bits.
    pub(super) letters: u16,
    /// A digest of all but its digits, 10 bits: where letters, signs and runs of digits stand.
    pub(super) shape: u16,
    /// How many runs of digits.
    pub(super) runs: u32,
    /// The last run as a number, and its digits.
    pub(super) last_value: u64,
    pub(super) last_digits: u32,
}

impl Skeleton {
    /// That of a number written as digits alone, up to 18 of them.
    #[inline]
    pub(super) fn of_number(value: u64, digits: u32) -> Self {
        let shape = folded(mixed(BASIS, b'0')) & 0x3FF;
        Self { value, digits, letters: NO_LETTERS, shape, runs: 1, last_value: value, last_digits: digits }
    }

    pub(super) fn of(text: &[u8]) -> Self {
        let (mut value, mut digits, mut runs, mut last_value, mut last_digits) = (0_u64, 0_u32, 0_u32, 0_u64, 0_u32);
        let (mut letters, mut shape, mut in_run) = (BASIS, BASIS, false);
        for byte in text {
            let digit = byte.wrapping_sub(b'0');
            if digit <= 9 {
                if !in_run {
                    runs = runs.saturating_add(1);
                    shape = mixed(shape, b'0');
                    (last_value, last_digits, in_run) = (0, 0, true);
                }
                value = appended(value, digit);
                last_value = appended(last_value, digit);
                digits = digits.saturating_add(1);
                last_digits = last_digits.saturating_add(1);
                continue;
            }
            in_run = false;
            let sign = byte.to_ascii_uppercase();
            shape = mixed(shape, sign);
            if is_letter(sign) {
                letters = mixed(letters, sign);
            }
        }
        Self { value, digits, letters: folded(letters), shape: folded(shape) & 0x3FF, runs, last_value, last_digits }
    }
}

/// The digest of letters as it grows, one text after the other.
#[derive(Clone, Copy)]
pub(in super::super) struct Letters(u32);

impl Letters {
    /// Those of a text.
    pub(in super::super) fn of(text: &[u8]) -> Self {
        Self(BASIS).and(text)
    }

    /// These, and those of a text behind them.
    pub(super) fn and(self, text: &[u8]) -> Self {
        Self(text.iter().map(u8::to_ascii_uppercase).fold(self.0, |state, sign| if is_letter(sign) { mixed(state, sign) } else { state }))
    }

    /// In 12 bits.
    pub(super) fn digest(self) -> u16 {
        folded(self.0)
    }
}

/// Whether a capital, or a part of a letter that is not ASCII.
const fn is_letter(sign: u8) -> bool {
    sign.is_ascii_uppercase() || sign >= 0x80
}

/// The number of a reference, where it has one that fits.
pub(super) fn number_of(skeleton: &Skeleton) -> Option<u64> {
    (skeleton.value > 0 && skeleton.value < LONGEST).then_some(skeleton.value)
}

fn appended(value: u64, digit: u8) -> u64 {
    if value >= LONGEST / 10 { LONGEST } else { value.wrapping_mul(10).wrapping_add(u64::from(digit)) }
}

fn mixed(state: u32, byte: u8) -> u32 {
    (state ^ u32::from(byte)).wrapping_mul(PRIME)
}

/// Twelve bits; nothing stands for no letters alone.
fn folded(state: u32) -> u16 {
    if state == BASIS {
        return NO_LETTERS;
    }
    let bits = ((state >> 20) ^ (state >> 8) ^ state) & 0xFFF;
    (bits as u16).max(1)
}
