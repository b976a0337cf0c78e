//! Numbers as they are written: two words of digits may be one number.

/// What a number becomes when `word` follows it across `gap`; `None` when it does not go
/// on. Points and commas inside a number are the tokeniser's business, and are points
/// by now; thousands set apart otherwise get a point as well. A result or a time keeps
/// its colon.
pub(super) fn join(number: &str, gap: &str, word: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if number.is_empty() || !digits(word) || word.len() > 3 || number.len() > 12 {
        return None;
    }
    let thousands = number.split('.').all(digits);
    match gap {
        "'" | "’" | "\u{a0}" | "\u{202f}" if word.len() == 3 && thousands => {
            Some(format!("{number}.{word}"))
        }
        ":" | "-" | "–" if digits(number) && number.len() < 3 && word.len() < 3 => {
            Some(format!("{number}:{word}"))
        }
        _ => None,
    }
}

/// How rare a number is, by its shape: the tables know no digits. `None` for words.
pub(super) fn rarity(word: &str) -> Option<f32> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let thousands = word.split('.').skip(1).all(|part| part.len() == 3);
    if word.contains(':') || !thousands {
        return Some(5.5);
    }
    let year = digits == 4 && (word.starts_with("19") || word.starts_with("20"));
    // Round numbers are everywhere, whatever their length.
    let round = word.trim_end_matches(['0', '.']);
    let significant = round.bytes().filter(u8::is_ascii_digit).count();
    // -ln of .3, .08, .15
    Some(match digits {
        0 | 1 => 1.2,
        2 => 2.5,
        _ if year => 1.9,
        _ if significant <= 1 => 2.5,
        3 => 5.5,
        _ => 7.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_goes_on_across_its_own_marks_only() {
        assert_eq!(join("12", "’", "500").as_deref(), Some("12.500"));
        assert_eq!(join("12.500", "\u{a0}", "000").as_deref(), Some("12.500.000"));
        assert_eq!(join("3", ":", "1").as_deref(), Some("3:1"));
        assert_eq!(join("3", " ", "1"), None);
        assert_eq!(join("", "’", "500"), None);
        assert_eq!(join("3:1", ":", "7"), None);
    }

    #[test]
    fn round_numbers_are_less_rare() {
        assert!(rarity("1.000") < rarity("1.340"));
        assert_eq!(rarity("12.500"), rarity("12500"));
        assert!(rarity("5.6") > rarity("56"));
        assert_eq!(rarity("zug"), None);
    }
}
