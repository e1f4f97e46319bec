//! The arithmetic of check digits, over plain digits and letters.

/// The remainder by 97 of letters and digits read as one number, letters as 10 to 35 (ISO 7064), after what was read so far.
pub(super) fn modulo_97(start: u32, signs: &[u8]) -> Option<u32> {
    signs.iter().try_fold(start, |rest, sign| {
        let (factor, value) = match sign {
            b'0'..=b'9' => (10, u32::from(sign.wrapping_sub(b'0'))),
            b'A'..=b'Z' => (100, u32::from(sign.wrapping_sub(b'A')).saturating_add(10)),
            b'a'..=b'z' => (100, u32::from(sign.wrapping_sub(b'a')).saturating_add(10)),
            _ => return None,
        };
        Some(rest.saturating_mul(factor).saturating_add(value) % 97)
    })
}

/// Whether letters and digits with their first four moved to the end leave 1 by 97: IBAN and ISO 11649.
pub(super) fn proves_97(signs: &[u8]) -> bool {
    let Some((head, tail)) = signs.split_at_checked(4) else { return false };
    modulo_97(0, tail).and_then(|rest| modulo_97(rest, head)) == Some(1)
}

/// The recursive check digit by 10 of Swiss payment slips.
///
/// Source: SIX, Swiss Implementation Guidelines QR-bill, annex B: modulo 10 recursive.
pub(super) fn modulo_10_recursive(digits: &[u8]) -> Option<u32> {
    const TABLE: [u8; 10] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
    let carry = digits.iter().try_fold(0_usize, |carry, sign| {
        let digit = usize::from(sign.wrapping_sub(b'0'));
        TABLE.get(carry.saturating_add(digit) % 10).filter(|_| digit < 10).map(|next| usize::from(*next))
    })?;
    u32::try_from(10_usize.saturating_sub(carry) % 10).ok()
}

/// Whether digits end in their check digit by Luhn.
pub(super) fn proves_luhn(digits: &[u8]) -> bool {
    let sum = digits.iter().rev().enumerate().try_fold(0_u32, |sum, (at, sign)| {
        let digit = digit(*sign)?;
        let doubled = if at % 2 == 1 { digit.saturating_mul(2) } else { digit };
        Some(sum.saturating_add(if doubled > 9 { doubled.saturating_sub(9) } else { doubled }))
    });
    sum.is_some_and(|sum| sum % 10 == 0)
}

/// Whether digits end in their check sign by 11 with the weights 2 to 7 from the right; `-` stands for ten.
pub(super) fn proves_modulo_11(signs: &[u8]) -> bool {
    let Some((check, body)) = signs.split_last() else { return false };
    let sum = body
        .iter()
        .rev()
        .zip([2_u32, 3, 4, 5, 6, 7].into_iter().cycle())
        .try_fold(0_u32, |sum, (sign, weight)| Some(sum.saturating_add(digit(*sign)?.saturating_mul(weight))));
    let expected = sum.map(|sum| 11_u32.saturating_sub(sum % 11) % 11);
    expected.is_some_and(|expected| if *check == b'-' { expected == 10 } else { digit(*check) == Some(expected) })
}

/// Whether digits end in their check digit with the weights 7, 3, 1 from the right.
pub(super) fn proves_731(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let sum = body
        .iter()
        .rev()
        .zip([7_u32, 3, 1].into_iter().cycle())
        .try_fold(0_u32, |sum, (sign, weight)| Some(sum.saturating_add(digit(*sign)?.saturating_mul(weight))));
    sum.is_some_and(|sum| digit(*check) == Some(10_u32.saturating_sub(sum % 10) % 10))
}

fn digit(sign: u8) -> Option<u32> {
    char::from(sign).to_digit(10)
}

/// Where the letters and digits end that begin here and prove themselves by 97, in one piece or in printed groups of four:
/// the longest that does.
pub(super) fn end_of_97(bytes: &[u8], start: usize, least: usize, most: usize) -> Option<usize> {
    let mut signs = [0_u8; 34];
    let most = most.min(signs.len());
    let (mut count, mut at, mut found) = (0_usize, start, None);
    while count < most {
        match bytes.get(at) {
            Some(sign) if sign.is_ascii_alphanumeric() => {
                *signs.get_mut(count)? = *sign;
                count = count.saturating_add(1);
                at = at.saturating_add(1);
                let ends = !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
                if ends && count >= least && signs.get(..count).is_some_and(proves_97) {
                    found = Some(at);
                }
            }
            Some(b' ') if count > 0 && count.is_multiple_of(4) => at = at.saturating_add(1),
            _ => break,
        }
    }
    found
}
