//! What a language is made of: its function words, a stock of real content words,
//! the sounds of its invented ones, and patterns of sentences.
//!
//! A pattern is text with slots: `$n1` a noun phrase as subject, `$a1` as object, `$d1`
//! after a preposition, `$i1` with the indefinite article, `$b1` with none; `$v1` a verb
//! in the past; `$p0` a person, `$s0` a surname, `$l0` a place, `$o0` an organisation,
//! `$#0` a number, `$w0` a weekday. Patterns come in twos that tell the same in another
//! order: they have the same slots. No run of literal words is five words long, so that
//! a pattern alone makes no shingle.

mod english;
mod french;
mod german;
mod spanish;

/// Every language, with its share of stories in percent.
pub(super) const LANGUAGES: [(&Language, u32); 4] = [
    (&english::ENGLISH, 40),
    (&german::GERMAN, 30),
    (&french::FRENCH, 15),
    (&spanish::SPANISH, 15),
];

/// Genders; a language without has masculine only.
pub(super) const GENDERS: usize = 3;

/// Subject, object, after a preposition, indefinite object, bare.
pub(super) const CASES: usize = 5;

/// The stock of one language. Lists of words are kept in one string, split at spaces;
/// neighbours (first and second, third and fourth, …) stand for one another.
pub(super) struct Language {
    pub(super) code: &'static str,
    /// Domain of its outlets.
    pub(super) domain: &'static str,
    /// By case and gender; each ends in a space, or is empty.
    pub(super) articles: [[&'static str; GENDERS]; CASES],
    /// Whether an adjective follows its noun.
    pub(super) adjective_after: bool,
    /// Endings by case and gender.
    pub(super) adjective_endings: [[&'static str; GENDERS]; CASES],
    pub(super) nouns: [&'static str; GENDERS],
    pub(super) noun_endings: [&'static str; GENDERS],
    /// Whether nouns are written with a capital.
    pub(super) noun_capitals: bool,
    pub(super) verbs: &'static str,
    /// Stands before every verb, such as an auxiliary.
    pub(super) verb_before: &'static str,
    pub(super) verb_endings: &'static str,
    /// Stems.
    pub(super) adjectives: &'static str,
    pub(super) adjective_stems: &'static str,
    pub(super) onsets: &'static str,
    pub(super) vowels: &'static str,
    pub(super) codas: &'static str,
    pub(super) place_endings: &'static str,
    pub(super) surname_endings: &'static str,
    pub(super) first_name_endings: &'static str,
    /// `*` is an invented name.
    pub(super) organisations: &'static [&'static str],
    /// `*` is an invented name.
    pub(super) outlets: &'static [&'static str],
    pub(super) weekdays: [&'static str; 7],
    /// Between the thousands of a number.
    pub(super) thousands: &'static str,
    /// Twins stand side by side.
    pub(super) patterns: &'static [&'static str],
    /// What may follow a sentence's pattern.
    pub(super) tails: &'static [&'static str],
    pub(super) titles: &'static [&'static str],
    /// `$o0` is the outlet.
    pub(super) furniture: &'static [&'static str],
    pub(super) roundup_titles: &'static [&'static str],
    /// Templates whose issues differ in numbers only: title, then text.
    pub(super) series: &'static [(&'static str, &'static str)],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(pattern: &str) -> Vec<String> {
        let mut slots: Vec<String> = pattern
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take(2).collect())
            // The case of a noun may differ between twins.
            .map(|slot: String| match slot.as_bytes()[0] {
                b'n' | b'a' | b'd' | b'i' | b'b' => format!("n{}", &slot[1..]),
                b'p' | b's' => format!("p{}", &slot[1..]),
                _ => slot,
            })
            .collect();
        slots.sort();
        slots
    }

    #[test]
    fn twins_have_the_same_slots() {
        for (language, _) in LANGUAGES {
            for twins in language.patterns.chunks(2) {
                assert_eq!(slots(twins[0]), slots(twins[1]), "{twins:?}");
            }
        }
    }

    #[test]
    fn no_pattern_is_a_shingle_by_itself() {
        for (language, _) in LANGUAGES {
            for pattern in
                language.patterns.iter().chain(language.tails).chain(language.titles)
            {
                for literal in pattern.split('$') {
                    let words = literal.split_whitespace().count();
                    assert!(words < 6, "{pattern}");
                }
            }
        }
    }
}
