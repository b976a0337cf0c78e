//! Which characters make words, and what they fold to.
//!
//! Two spellings of one text fold alike: NFC and NFD, upper and lower case, `ß` and
//! `ss`, ligatures, full-width forms, soft hyphens, zero-width characters, Arabic vowel
//! marks, the digits of every script. Folding works on one cluster (a character with its
//! combining marks), so that a folded word still knows its bytes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// What a character does to the word it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Belongs to a word.
    Word,
    /// Is passed over wherever it stands: soft hyphens, zero-width characters.
    Ignored,
    /// Ends a word.
    Separator,
}

/// The class of a character.
///
/// ```
/// use samestory::text::fold::{Class, class};
///
/// assert_eq!(class('ü'), Class::Word);
/// assert_eq!(class('\u{ad}'), Class::Ignored);
/// assert_eq!(class('-'), Class::Separator);
/// ```
pub fn class(c: char) -> Class {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Class::Word } else { Class::Separator };
    }
    if is_ignored(c) {
        Class::Ignored
    } else if c.is_alphanumeric() || is_combining_mark(c) {
        Class::Word
    } else {
        Class::Separator
    }
}

/// Characters that change nothing about a word: soft hyphen, zero-width and
/// direction marks, variation selectors, Arabic vowel marks and tatweel.
fn is_ignored(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}')
}

/// Whether `c` continues the cluster before it: combining marks, conjoining jamo,
/// half-width voicing marks.
pub fn continues_cluster(c: char) -> bool {
    !c.is_ascii()
        && (canonical_combining_class(c) != 0
            || matches!(c, '\u{1160}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}'))
}

/// Appends the folded form of one cluster to `out`.
///
/// ```
/// use samestory::text::fold::fold_cluster;
///
/// let mut out = String::new();
/// for cluster in ["U\u{308}", "ß", "ﬁ", "Ａ", "ς", "½"] {
///     fold_cluster(cluster, &mut out);
/// }
/// assert_eq!(out, "üssfiaσ12");
/// ```
pub fn fold_cluster(cluster: &str, out: &mut String) {
    // What a compatibility form leaves behind belongs to no word: the fraction slash of `½`,
    // the blanks of `ﷺ`.
    let begin = out.len();
    let letters = cluster.nfkc().filter(|c| class(*c) == Class::Word);
    for lower in letters.flat_map(char::to_lowercase) {
        match lower {
            'ß' => out.push_str("ss"),
            'ς' => out.push('σ'),
            // The dot above of `İ`.
            '\u{307}'
                if out.get(begin..).is_some_and(|cluster| cluster.ends_with('i')) => {}
            other => out.push(decimal_digit(other).map_or(other, char::from)),
        }
    }
}

/// The ASCII digit that a decimal digit of another script is, if `c` is one.
///
/// ```
/// use samestory::text::fold::decimal_digit;
///
/// // Arabic, Persian, Devanagari.
/// assert_eq!(['٧', '۷', '७'].map(decimal_digit), [Some(b'7'); 3]);
/// assert_eq!(decimal_digit('七'), None);
/// ```
pub fn decimal_digit(c: char) -> Option<u8> {
    /// The zeros of all scripts, those of mathematics aside, which are compatibility forms; the
    /// other digits follow them.
    const ZEROS: [char; 59] = [
        '\u{660}',
        '\u{6f0}',
        '\u{7c0}',
        '\u{966}',
        '\u{9e6}',
        '\u{a66}',
        '\u{ae6}',
        '\u{b66}',
        '\u{be6}',
        '\u{c66}',
        '\u{ce6}',
        '\u{d66}',
        '\u{de6}',
        '\u{e50}',
        '\u{ed0}',
        '\u{f20}',
        '\u{1040}',
        '\u{1090}',
        '\u{17e0}',
        '\u{1810}',
        '\u{1946}',
        '\u{19d0}',
        '\u{1a80}',
        '\u{1a90}',
        '\u{1b50}',
        '\u{1bb0}',
        '\u{1c40}',
        '\u{1c50}',
        '\u{a620}',
        '\u{a8d0}',
        '\u{a900}',
        '\u{a9d0}',
        '\u{a9f0}',
        '\u{aa50}',
        '\u{abf0}',
        '\u{ff10}',
        '\u{104a0}',
        '\u{10d30}',
        '\u{11066}',
        '\u{110f0}',
        '\u{11136}',
        '\u{111d0}',
        '\u{112f0}',
        '\u{11450}',
        '\u{114d0}',
        '\u{11650}',
        '\u{116c0}',
        '\u{11730}',
        '\u{118e0}',
        '\u{11950}',
        '\u{11c50}',
        '\u{11d50}',
        '\u{11da0}',
        '\u{16a60}',
        '\u{16ac0}',
        '\u{16b50}',
        '\u{1e140}',
        '\u{1e2f0}',
        '\u{1e950}',
    ];
    let of = |zero: &char| u8::try_from(u32::from(c).checked_sub((*zero).into())?).ok();
    let digit = ZEROS.iter().filter_map(of).find(|digit| *digit < 10)?;
    Some(b'0' + digit)
}

/// Folds a phrase to its words, joined by single spaces. For tables and comparisons;
/// articles go through [`crate::text::tokens`].
///
/// ```
/// use samestory::text::fold::folded_phrase;
///
/// assert_eq!(folded_phrase("Zähl\u{a0}Pixel!"), "zähl pixel");
/// ```
pub fn folded_phrase(text: &str) -> String {
    let mut out = String::new();
    super::tokens::tokenise(text, |word, _| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    });
    out
}
