//! The words that carry an article's meaning, counted by where they stand.
//!
//! A term is a stem, a number, or a name of two words. Its rarity comes from the
//! background table of the article's language; how common it is in the collection is
//! blended in later, when the whole collection is known ([`Rarities`]).

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::mix;
use crate::span::Span;
use crate::text::background::{Background, MAX_RARITY};
use crate::text::language::Lang;
use crate::text::stems::{StemCache, StemHash};
use crate::text::tokens::{tokenise, tokenise_outside};

/// Words of the body that count as its lead.
const LEAD_WORDS: usize = 60;
/// Words of the body that stand in for a missing title.
const TITLE_WORDS: usize = 12;

/// One term of one article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Identifies the term, in every language.
    pub hash: StemHash,
    /// -ln of the probability that an average text of the language holds it.
    pub rarity: f32,
    /// Occurrences in title and body.
    pub all: u16,
    /// Occurrences in title and lead.
    pub lead: u8,
    /// Occurrences in the title.
    pub title: u8,
    /// Whether it is a name of two words.
    pub name: bool,
}

/// The terms of one article, sorted by hash.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Distinct terms, sorted by hash.
    pub terms: Vec<Term>,
    /// Words of title and body, as far as they are terms at all.
    pub words: u32,
}

/// A word as it stands in a text, on its way to becoming a term.
struct Word {
    stem: StemHash,
    rarity: f32,
    /// Begins with a capital letter.
    capital: bool,
    /// Follows the word before it across one blank, hyphen or apostrophe.
    adjoins: bool,
    /// Whether it counts at all: single letters do not.
    counts: bool,
    hash: u64,
}

/// Reads the terms of articles; remembers stems. One for each thread.
#[derive(Default)]
pub struct TermReader {
    stems: StemCache,
    title: Vec<Word>,
    body: Vec<Word>,
}

impl TermReader {
    /// The terms of an article: of its title, and of what `masks` leave of its text.
    ///
    /// Without a title the first words of the body stand in for one; a body that
    /// begins with the title has it counted once.
    pub fn read(&mut self, title: &str, text: &str, masks: &[Span], lang: Lang) -> Terms {
        let mut title_words = std::mem::take(&mut self.title);
        let mut body_words = std::mem::take(&mut self.body);
        title_words.clear();
        body_words.clear();
        let background = Background::of(lang);
        let mut last_end = None;
        let mut take = |text: &str, word: &str, span: Span, into: &mut Vec<Word>| {
            into.push(word_of(
                text,
                word,
                span,
                last_end,
                lang,
                background,
                &mut self.stems,
            ));
            last_end = Some(span.end);
        };
        tokenise(title, |word, span| take(title, word, span, &mut title_words));
        tokenise_outside(text, masks, |word, span| {
            take(text, word, span, &mut body_words)
        });

        let repeated = title_words.len() > 2
            && title_words.len() <= body_words.len()
            && title_words.iter().zip(&body_words).all(|(a, b)| a.hash == b.hash);
        let body = body_words.get(if repeated { title_words.len() } else { 0 }..);
        let body = body.unwrap_or_default();
        let mut counts = Counts::default();
        if title_words.is_empty() {
            let stand_in = body.get(..TITLE_WORDS.min(body.len())).unwrap_or_default();
            counts.add(stand_in, |_| Place::Title);
        } else {
            counts.add(&title_words, |_| Place::Title);
        }
        counts.add(
            body,
            |index| if index < LEAD_WORDS { Place::Lead } else { Place::Body },
        );
        self.title = title_words;
        self.body = body_words;
        counts.finish()
    }

    /// How terms are written in an article: for each of `wanted` the first place that
    /// made it, as it stands there; `None` for terms the article does not have.
    pub fn surfaces(
        &mut self,
        title: &str,
        text: &str,
        masks: &[Span],
        lang: Lang,
        wanted: &[StemHash],
    ) -> Vec<Option<String>> {
        let mut out: Vec<Option<String>> = vec![None; wanted.len()];
        let background = Background::of(lang);
        let mut before: Option<(u64, Span)> = None;
        let mut take = |text: &str, word: &str, span: Span| {
            let last_end = before.map(|(_, span)| span.end);
            let read =
                word_of(text, word, span, last_end, lang, background, &mut self.stems);
            let mut note = |hash: StemHash, span: Span| {
                for (slot, _) in out.iter_mut().zip(wanted).filter(|(_, w)| **w == hash) {
                    if slot.is_none() {
                        *slot = span.slice(text).map(str::to_owned);
                    }
                }
            };
            note(read.stem, span);
            if let Some((first, first_span)) = before {
                note(name_hash(first, read.hash), first_span.cover(span));
            }
            before = Some((read.hash, span));
        };
        tokenise(title, |word, span| take(title, word, span));
        tokenise_outside(text, masks, |word, span| take(text, word, span));
        out
    }
}

/// Identifies a name of two words.
fn name_hash(first: u64, second: u64) -> StemHash {
    mix(mix(first).wrapping_add(second))
}

fn word_of(
    text: &str,
    word: &str,
    span: Span,
    last_end: Option<u32>,
    lang: Lang,
    background: &Background,
    stems: &mut StemCache,
) -> Word {
    let hash = xxh3_64(word.as_bytes());
    let stem = stems.get(word, hash, lang);
    let written = span.slice(text).unwrap_or_default();
    let gap = last_end
        .filter(|&end| end < span.start)
        .and_then(|end| Span::new(end, span.start).slice(text))
        .unwrap_or_default();
    Word {
        stem,
        rarity: number_rarity(word).unwrap_or_else(|| background.rarity(stem)),
        capital: written.chars().next().is_some_and(char::is_uppercase),
        adjoins: matches!(gap, " " | "\u{a0}" | "-" | "'" | "’"),
        counts: word.chars().nth(1).is_some()
            || word.chars().next().is_some_and(|c| c > '\u{2e7f}'),
        hash,
    }
}

/// How rare a number is, by its shape: the tables know no digits. `None` for words.
fn number_rarity(word: &str) -> Option<f32> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let year = digits == 4 && (word.starts_with("19") || word.starts_with("20"));
    // -ln of .3, .08, .15
    Some(match digits {
        0 | 1 => 1.2,
        2 => 2.5,
        _ if year => 1.9,
        3 => 5.5,
        _ => 7.0,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Title,
    Lead,
    Body,
}

#[derive(Default)]
struct Counts {
    terms: HashMap<StemHash, Term>,
    words: u32,
}

impl Counts {
    fn add(&mut self, words: &[Word], place: impl Fn(usize) -> Place) {
        let mut before: Option<&Word> = None;
        for (index, word) in words.iter().enumerate() {
            let place = place(index);
            if word.counts {
                self.words = self.words.saturating_add(1);
                self.count(word.stem, word.rarity, place, false);
            }
            if let Some(first) = before
                && word.adjoins
                && word.capital
                && first.capital
            {
                self.count(name_hash(first.hash, word.hash), MAX_RARITY, place, true);
            }
            before = Some(word);
        }
    }

    fn count(&mut self, hash: StemHash, rarity: f32, place: Place, name: bool) {
        let term = self.terms.entry(hash).or_insert(Term {
            hash,
            rarity,
            all: 0,
            lead: 0,
            title: 0,
            name,
        });
        term.all = term.all.saturating_add(1);
        if place != Place::Body {
            term.lead = term.lead.saturating_add(1);
        }
        if place == Place::Title {
            term.title = term.title.saturating_add(1);
        }
    }

    fn finish(self) -> Terms {
        let mut terms: Vec<Term> = self.terms.into_values().collect();
        terms.sort_unstable_by_key(|term| term.hash);
        Terms { terms, words: self.words }
    }
}

/// How many articles of the background the table is worth, when it is blended with
/// the collection's own frequencies.
const BACKGROUND_ARTICLES: f32 = 1_000.0;

/// Weights of terms in a collection: background and collection blended by how much
/// collection there is.
#[derive(Debug, Default)]
pub struct Rarities {
    frequency: HashMap<StemHash, u32>,
    articles: f32,
}

impl Rarities {
    /// Counts in how many of the given articles each term stands.
    pub fn of<'t>(articles: impl IntoIterator<Item = &'t Terms>) -> Self {
        let mut rarities = Self::default();
        for article in articles {
            rarities.articles += 1.0;
            for term in &article.terms {
                *rarities.frequency.entry(term.hash).or_default() += 1;
            }
        }
        rarities
    }

    /// In how many articles the term stands.
    pub fn frequency(&self, hash: StemHash) -> u32 {
        self.frequency.get(&hash).copied().unwrap_or(0)
    }

    /// -ln of the blended probability that an article holds the term.
    pub fn weight(&self, term: &Term) -> f32 {
        let held = self.frequency(term.hash) as f32;
        let expected = BACKGROUND_ARTICLES * (-term.rarity).exp() + held;
        -(expected / (BACKGROUND_ARTICLES + self.articles)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str, text: &str) -> Terms {
        TermReader::default().read(title, text, &[], Lang::from_code("de"))
    }

    #[test]
    fn a_title_repeated_in_the_body_counts_once() {
        let once = read("Zug erreicht Chassan", "Der Zug ist da.");
        let twice = read("Zug erreicht Chassan", "Zug erreicht Chassan\nDer Zug ist da.");
        assert_eq!(once.terms, twice.terms);
    }

    #[test]
    fn a_name_of_two_words_is_a_term_of_its_own() {
        let names =
            |text| read("x y z", text).terms.iter().filter(|term| term.name).count();
        assert_eq!(names("Gestern kam Oleg Koschemjako an."), 1);
        assert_eq!(names("Gestern kam Oleg. Koschemjako fehlte."), 0);
    }

    #[test]
    fn terms_of_the_collection_weigh_less_the_more_articles_have_them() {
        let articles: Vec<Terms> =
            (0..2000).map(|_| read("", "Der Zug fährt nach Chassan.")).collect();
        let rarities = Rarities::of(&articles);
        let rare = Rarities::of(&articles[..1]);
        let train = articles[0].terms.iter().max_by(|a, b| a.rarity.total_cmp(&b.rarity));
        let train = train.expect("there are terms");
        assert!(rarities.weight(train) < 1.0);
        assert!(rare.weight(train) > 6.0);
    }
}
