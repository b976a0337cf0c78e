//! The agency table, and where its forms stand in a text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use hashbrown::HashMap;

use crate::text::table::{Few, SIFTED, gathered, ones};
use crate::text::words::{Word, words};
use crate::text::{fold, segment};

static ROWS: &str = include_str!("../../../data/agencies/agencies.tsv");

/// Begins the table's last block.
const PICTURES: &str = "# picture agencies";

/// What ends a wire report besides a credit: found together with the forms, since a
/// text is searched once.
const CLOSING: [&str; 3] = ["Reporting by ", "Editing by ", "Writing by "];

/// One form of one agency, or the closing words of a wire report.
#[derive(Debug)]
pub(super) struct Form {
    /// The agency's key; empty for [`CLOSING`].
    pub(super) key: &'static str,
    text: &'static str,
    /// A common word or name, or too short to be trusted outside brackets,
    /// datelines and labelled lines.
    pub(super) ambiguous: bool,
    /// Of the table's last block.
    pub(super) picture: bool,
}

impl Form {
    /// Whether the form is written as a person's or place's name is.
    pub(super) fn like_a_name(&self) -> bool {
        let mut chars = self.text.chars();
        self.ambiguous
            && chars.next().is_some_and(char::is_uppercase)
            && chars.next().is_some_and(char::is_lowercase)
    }

    /// Whether the form is made of capitals only, or of small letters only.
    pub(super) fn one_case(&self) -> bool {
        !self.text.contains(char::is_uppercase) || !self.text.contains(char::is_lowercase)
    }

    /// Whether `words` are what the form abbreviates: `Associated Press` before `AP`.
    pub(super) fn abbreviates(&self, words: &str) -> bool {
        let mut letters = self.text.chars().rev().flat_map(char::to_lowercase);
        let mut seen = 0;
        for word in words.split(|c: char| !c.is_alphanumeric()).rev() {
            let Some(first) = word.chars().next() else { continue };
            let Some(letter) = letters.next() else { break };
            if first.to_lowercase().next() != Some(letter) {
                return false;
            }
            seen += 1;
        }
        seen > 1 && letters.next().is_none()
    }
}

/// One place where a form stands, word bounds checked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) form: &'static Form,
}

impl Hit {
    /// Whether the hit names an agency.
    pub(super) fn is_agency(&self) -> bool {
        !self.form.key.is_empty()
    }
}

struct Table {
    forms: Vec<Form>,
    /// The forms that begin with each word, by its hash.
    by_first: HashMap<u64, Vec<usize>>,
    first: Few,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let closing = |text| Form { key: "", text, ambiguous: false, picture: false };
    let mut forms: Vec<Form> = CLOSING.into_iter().map(closing).collect();
    let mut picture = false;
    for row in ROWS.lines().skip(1) {
        if row.starts_with('#') {
            picture |= row.starts_with(PICTURES);
            continue;
        }
        let mut columns = row.split('\t');
        let (Some(key), Some(written)) = (columns.next(), columns.nth(2)) else {
            continue;
        };
        let doubtful: Vec<&str> = columns.next().unwrap_or_default().split('|').collect();
        forms.extend(written.split('|').filter(|text| !text.is_empty()).map(|text| {
            Form { key, text, ambiguous: doubtful.contains(&text), picture }
        }));
    }
    let mut by_first: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, form) in forms.iter().enumerate() {
        if let Some(first) = words(form.text).first() {
            by_first.entry(first.hash).or_default().push(number);
        }
    }
    let first = Few::new(by_first.keys().copied());
    Table { forms, by_first, first }
});

/// For scripts without spaces, where a form need not begin a word. Made when the first text
/// in one is met: it takes longer than reading hundreds of others.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::Standard)
        .build(TABLE.forms.iter().map(|form| form.text))
        .ok()
});

/// The agency that has `name` among its forms, picture agencies aside.
pub(super) fn agency(name: &str) -> Option<&'static str> {
    let mut forms =
        TABLE.forms.iter().filter(|form| !form.picture && !form.key.is_empty());
    forms.find(|form| form.text == name).map(|form| form.key)
}

/// Every place of a form in `text` that is a word of its own, in order; of those that
/// overlap the leftmost, then the longest.
///
/// Word bounds are looked at before lengths are compared: in `dpa/sana` the longer
/// `dpa/sa` is no word, and must not hide `dpa` and `sana`.
pub(super) fn hits(text: &str, words: &[Word]) -> Vec<Hit> {
    let mut found =
        if may_touch(text) { hits_anywhere(text) } else { hits_at(text, words) };
    found.sort_unstable_by_key(|hit| (hit.start, usize::MAX - hit.end));
    let mut end = 0;
    found.retain(|hit| {
        let keep = hit.start >= end;
        if keep {
            end = hit.end;
        }
        keep
    });
    found
}

/// Whether a character of a script stands in the text whose words may touch.
fn may_touch(text: &str) -> bool {
    // Their first bytes; 0xe2 is punctuation.
    let touch = |byte: u8| u8::from(byte >= 0xe0 && byte != 0xe2);
    text.bytes().fold(0, |any, byte| any | touch(byte)) != 0
}

/// The forms that begin where a word of the text begins.
fn hits_at(text: &str, words: &[Word]) -> Vec<Hit> {
    let table = &*TABLE;
    let mut hits = Vec::new();
    for words in words.chunks(SIFTED) {
        let begun = gathered(words.iter().map(|word| table.first.bit(word.hash)));
        for word in ones(begun).filter_map(|at| words.get(at)) {
            let forms = table.by_first.get(&word.hash).map_or(&[][..], Vec::as_slice);
            hits.extend(forms.iter().filter_map(|&number| {
                let form = table.forms.get(number)?;
                hit_at(text, word.span.start as usize, form)
            }));
        }
    }
    hits
}

/// The forms wherever they stand.
fn hits_anywhere(text: &str) -> Vec<Hit> {
    let Some(finder) = &*FINDER else { return Vec::new() };
    finder
        .find_overlapping_iter(text)
        .filter_map(|hit| {
            hit_at(text, hit.start(), TABLE.forms.get(hit.pattern().as_usize())?)
        })
        .collect()
}

fn hit_at(text: &str, start: usize, form: &'static Form) -> Option<Hit> {
    // Forms of several words begin with a capital where most texts have none.
    if text.as_bytes().get(start) != form.text.as_bytes().first() {
        return None;
    }
    let end = start + form.text.len();
    (text.get(start..end)? == form.text && bounded(text, start, end)).then_some(Hit {
        start,
        end,
        form,
    })
}

fn bounded(text: &str, start: usize, end: usize) -> bool {
    let Some((before, rest)) = text.split_at_checked(start) else { return false };
    let Some((form, after)) = rest.split_at_checked(end - start) else { return false };
    parted(before.chars().next_back(), form.chars().next())
        && parted(form.chars().next_back(), after.chars().next())
}

/// Whether a word may end between the two characters.
fn parted(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return true };
    let word = |c: char| {
        if c.is_ascii() {
            c.is_ascii_alphanumeric()
        } else {
            fold::class(c) == fold::Class::Word
        }
    };
    !word(left) || !word(right) || spaceless(left) || spaceless(right)
}

/// Whether words of the character's script may touch: those without spaces, and
/// Korean, whose particles do.
pub(super) fn spaceless(c: char) -> bool {
    !c.is_ascii() && (segment::has_no_spaces(c) || matches!(c, '\u{ac00}'..='\u{d7a3}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        hits(text, &words(text)).iter().map(|hit| &text[hit.start..hit.end]).collect()
    }

    #[test]
    fn the_longest_form_that_is_a_word_wins() {
        assert_eq!(found("dpa/lno"), ["dpa/lno"]);
        assert_eq!(found("dpa/sana"), ["dpa"]);
        assert_eq!(found("dpa/lnoAFP AFPx Kapitäl"), ["dpa"]);
        assert_eq!(found("新华社北京"), ["新华社"]);
        assert_eq!(found("EFE\u{301}, éEFE, (EFE)"), ["EFE"]);
    }

    #[test]
    fn forms_at_the_words_are_those_found_anywhere() {
        let forms =
            TABLE.forms.iter().map(|form| form.text).filter(|text| text.is_ascii());
        for form in forms {
            for text in [
                format!("{form} said, ({form}) -{form}: {form}s and x{form}."),
                format!("(slo/{form}) \u{201e}{form}\u{201c} {form}-{form}\n{form}"),
            ] {
                let bare = |hits: Vec<Hit>| -> Vec<(usize, usize)> {
                    let mut bare: Vec<_> =
                        hits.iter().map(|hit| (hit.start, hit.end)).collect();
                    bare.sort_unstable();
                    bare
                };
                let at_words = bare(hits_at(&text, &words(&text)));
                assert_eq!(at_words, bare(hits_anywhere(&text)), "{text}");
                assert!(at_words.len() >= 3, "{text}");
            }
        }
    }

    #[test]
    fn the_last_block_holds_the_picture_agencies() {
        let mut keys: Vec<&str> =
            TABLE.forms.iter().filter(|form| form.picture).map(|form| form.key).collect();
        keys.dedup();
        let want = [
            "picturealliance",
            "imago",
            "epa",
            "keystone",
            "getty",
            "lehtikuva",
            "scanpix",
        ];
        assert_eq!(keys, want);
        assert!(TABLE.forms.len() > 450 && FINDER.is_some());
    }

    #[test]
    fn what_a_form_abbreviates() {
        let form = Form { key: "ap", text: "AP", ambiguous: true, picture: false };
        assert!(form.abbreviates("Forty pupils took Advanced Placement"));
        assert!(!form.abbreviates("DENVER") && !form.abbreviates("P"));
    }
}
