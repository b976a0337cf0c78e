//! The words that carry an article's meaning, counted by where they stand.
//!
//! A term is a stem, a number, or a name of two words. Its rarity comes from the
//! background table of the article's language; how common it is in the collection is
//! blended in later, when the whole collection is known
//! ([`super::rarities::Rarities`]).

use xxhash_rust::xxh3::xxh3_64;

use super::counts::{Counts, Place};
use super::grams::{GRAM_WORDS, GramCounter, GramHash, Grams};
use super::known::{Known, Languages};
use super::mix;
use super::number;
use super::scatter::Paragraphs;
use crate::span::Span;
use crate::text::language::Lang;
use crate::text::stems::{StemHash, uncounted};
use crate::text::words::{self, Word, words};

/// Words of the body that are read. Reports tell their news first; what long ones come to
/// later they share with reports of much else.
const BODY_WORDS: usize = 900;
/// Words of the body that count as its lead.
const LEAD_WORDS: usize = 60;
/// Words of the body that stand in for a missing title.
const TITLE_WORDS: usize = 12;

/// One term of one article.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one term")]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
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
    /// Whether it begins with a capital inside a sentence, at least once.
    pub capital: bool,
    /// Whether it stands in title or lead, and is of a script that has no capitals.
    pub caseless: bool,
    /// Whether it is a name of two words.
    pub name: bool,
    /// Whether it begins with a digit.
    pub number: bool,
}

/// The terms of one article, sorted by hash.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Distinct terms, sorted by hash.
    pub terms: Vec<Term>,
    /// Words of the title, and of the body as far as it is read.
    pub words: u32,
    /// Character grams of title and beginning.
    pub grams: Grams,
    /// Whether its paragraphs have little to do with one another, and nothing with the
    /// title: see [`super::scatter`].
    pub scattered: bool,
}

/// A word as it stands in a text, on its way to becoming a term.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of one word")]
pub(super) struct Read {
    pub(super) stem: StemHash,
    pub(super) rarity: f32,
    /// Begins with a digit.
    pub(super) number: bool,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// See [`Known::caseless`].
    pub(super) caseless: bool,
    /// Begins a sentence or a quotation, where a capital says nothing.
    pub(super) initial: bool,
    /// Begins a line.
    begins_line: bool,
    /// Follows the word before it across one blank, hyphen or apostrophe.
    pub(super) adjoins: bool,
    /// Whether it counts at all: single letters of alphabets do not.
    pub(super) counts: bool,
    pub(super) hash: u64,
}

/// Reads the terms of articles; remembers words. One for each thread.
#[derive(Default)]
pub struct TermReader {
    pub(super) known: Languages,
    /// What is known of the words of one text.
    known_here: Vec<Known>,
    title: Vec<Read>,
    body: Vec<Read>,
    grams: Vec<GramHash>,
    body_grams: Vec<GramHash>,
    gram_counter: GramCounter,
    paragraphs: Paragraphs,
    counts: Counts,
}

impl TermReader {
    /// The terms of an article: of its title, and of what `masks` leave of its text.
    ///
    /// Without a title the first words of the body stand in for one; a body that
    /// begins with the title has it counted once. No more than 900 words of the body are
    /// read: reports tell their news first.
    pub fn read(&mut self, title: &str, text: &str, masks: &[Span], lang: Lang) -> Terms {
        let mut body = Vec::new();
        words::outside(text, &words(text), masks, &mut body);
        self.read_words(title, "", text, &body, lang)
    }

    /// [`TermReader::read`], given the words of the text that stand outside its masks, and
    /// the address of the article. Of a teaser, no longer than a lead, words of the address
    /// that the title lacks count as words of the lead; a longer text needs none.
    pub fn read_words(
        &mut self,
        title: &str,
        url: &str,
        text: &str,
        body: &[Word],
        lang: Lang,
    ) -> Terms {
        let mut title_words = std::mem::take(&mut self.title);
        let mut body_words = std::mem::take(&mut self.body);
        let known_words = self.known.of(lang);
        let mut grams = std::mem::take(&mut self.grams);
        let mut body_grams = std::mem::take(&mut self.body_grams);
        grams.clear();
        body_grams.clear();
        let mut gram_ends = Vec::with_capacity(GRAM_WORDS);
        let of_title = words(title);
        known_words.all(title, &of_title, &mut self.known_here);
        read_all(title, &of_title, &self.known_here, &mut title_words);
        for (word, &known) in of_title.iter().zip(&self.known_here) {
            known_words.grams(title, word, known, &mut grams);
        }
        let body = body.get(..BODY_WORDS.min(body.len())).unwrap_or_default();
        let address = known_words.of_address(address_beside(body.len(), url));
        let mut address_words = Vec::new();
        for word in &words(&address) {
            let known = known_words.of(&address, word);
            if title_words.iter().all(|of_title| of_title.stem != known.stem) {
                address_words
                    .push(Read::new(&address, word.hash, known, word.span, None));
                known_words.grams(&address, word, known, &mut grams);
            }
        }
        known_words.all(text, body, &mut self.known_here);
        read_all(text, body, &self.known_here, &mut body_words);
        let beginning = body.iter().zip(&self.known_here);
        for (word, &known) in beginning.take(GRAM_WORDS + title_words.len()) {
            known_words.grams(text, word, known, &mut body_grams);
            gram_ends.push(body_grams.len());
        }

        let repeated = !title_words.is_empty()
            && title_words.len() <= body_words.len()
            && title_words.iter().zip(&body_words).all(|(a, b)| a.hash == b.hash);
        let skipped = if repeated { title_words.len() } else { 0 };
        let body = body_words.get(skipped..).unwrap_or_default();
        let gram_end = |words: usize| match words.checked_sub(1) {
            Some(last) => gram_ends.get(last).or(gram_ends.last()).copied().unwrap_or(0),
            None => 0,
        };
        let counts = &mut self.counts;
        counts.clear();
        if title_words.is_empty() {
            let stand_in = body.get(..TITLE_WORDS.min(body.len())).unwrap_or_default();
            counts.add(stand_in, false, |_| Place::Title);
            grams.extend(body_grams.get(..gram_end(stand_in.len())).unwrap_or_default());
        } else {
            counts.add(&title_words, true, |_| Place::Title);
        }
        counts.add(body, true, |index| {
            if index < LEAD_WORDS { Place::Lead } else { Place::Body }
        });
        counts.add(&address_words, false, |_| Place::Lead);
        let titled = title_words.iter().map(|word| (word.stem, word.rarity));
        let told = body.iter().map(|word| (word.stem, word.rarity, word.begins_line));
        let scattered = self.paragraphs.scattered(titled, told);
        let taken = gram_end(skipped)..gram_end(skipped + GRAM_WORDS);
        grams.extend(body_grams.get(taken).unwrap_or_default());
        self.title = title_words;
        self.body = body_words;
        self.body_grams = body_grams;
        let counted = self.gram_counter.count(&grams);
        self.grams = grams;
        self.counts.finish(counted, scattered)
    }
}

/// The address of an article of so many words, if it is read.
pub(super) const fn address_beside(words: usize, url: &str) -> &str {
    if words <= LEAD_WORDS { url } else { "" }
}

/// Identifies a name of two words.
pub(super) fn name_hash(first: u64, second: u64) -> StemHash {
    mix(mix(first).wrapping_add(second))
}

/// The words of a text, given what is known of each.
fn read_all(text: &str, words: &[Word], known: &[Known], out: &mut Vec<Read>) {
    let mut last_end = None;
    out.clear();
    out.extend(words.iter().zip(known).map(|(word, &known)| {
        let read = Read::new(text, word.hash, known, word.span, last_end);
        last_end = Some(word.span.end);
        read
    }));
    let mut number = Number::default();
    for (at, word) in words.iter().enumerate() {
        let Some((before, [read, ..])) = out.split_at_mut_checked(at) else { break };
        let last = at.checked_sub(1).and_then(|last| words.get(last));
        number.read(text, word, last.map(|last| last.span.end), read, before);
    }
}

impl Read {
    #[inline]
    fn new(
        text: &str,
        hash: u64,
        known: Known,
        span: Span,
        last_end: Option<u32>,
    ) -> Self {
        let byte = |at: u32| text.as_bytes().get(at as usize);
        let written = || span.slice(text).unwrap_or_default();
        let capital = match byte(span.start) {
            Some(first) if first.is_ascii() => first.is_ascii_uppercase(),
            _ => written().chars().next().is_some_and(char::is_uppercase),
        };
        // Before most words stands one blank, and the word before that.
        let blank = span.start > 0
            && last_end == Some(span.start - 1)
            && byte(span.start - 1) == Some(&b' ');
        let gap = last_end.filter(|_| !blank);
        let gap = gap.and_then(|end| Span::new(end, span.start).slice(text));
        Self {
            stem: known.stem,
            rarity: known.rarity,
            number: known.number,
            capital,
            caseless: known.caseless,
            initial: !blank && gap.is_none_or(|gap| gap.contains(SENTENCE_ENDS)),
            begins_line: !blank && gap.is_some_and(|gap| gap.contains('\n')),
            adjoins: blank || matches!(gap, Some("\u{a0}" | "-" | "'" | "’")),
            counts: known.counts,
            hash,
        }
    }
}

/// What stands before a word that begins a sentence or a quotation.
const SENTENCE_ENDS: [char; 10] = ['.', '!', '?', ':', '\n', '„', '“', '"', '»', '«'];

/// The number being read: `12’500` and `3:1` are one each, and two words.
#[derive(Default)]
struct Number {
    /// As far as it goes; empty between numbers.
    written: String,
    /// The place of its first word.
    head: usize,
}

impl Number {
    /// Takes the next word of a text. Where it goes on with the number before it, the
    /// first word stands for the whole and this one for nothing.
    fn read(
        &mut self,
        text: &str,
        word: &Word,
        last_end: Option<u32>,
        read: &mut Read,
        before: &mut [Read],
    ) {
        if !read.number {
            self.written.clear();
            return;
        }
        let gap = last_end.and_then(|end| Span::new(end, word.span.start).slice(text));
        let word = uncounted(&word.folded(text)).to_owned();
        let joined = gap.and_then(|gap| number::join(&self.written, gap, &word));
        if let (Some(joined), Some(head)) = (joined, before.get_mut(self.head)) {
            head.stem = xxh3_64(joined.as_bytes());
            head.rarity = number::rarity(&joined).unwrap_or(head.rarity);
            read.counts = false;
            self.written = joined;
        } else {
            self.head = before.len();
            self.written = word;
        }
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
    fn of_a_long_body_the_beginning_is_read() {
        let words: Vec<String> = (0..BODY_WORDS).map(|n| format!("wort{n}")).collect();
        let long = words.join(" ");
        let (all, more) = (read("Titel", &long), read("Titel", &format!("{long} mehr")));
        assert_eq!(all.words, more.words);
        assert_eq!(all.terms, more.terms);
        assert_ne!(all.terms, read("Titel", &format!("mehr {long}")).terms);
    }

    #[test]
    fn a_teasers_address_is_part_of_its_lead_and_a_long_texts_is_not_read() {
        let german = Lang::from_code("de");
        let url = "https://a.example/lokales/faehrunglueck-vor-torsholm-1.72.html";
        let mut reader = TermReader::default();
        let mut lead_words = |text: &str| {
            let terms =
                reader.read_words("vor Torsholm", url, text, &words(text), german);
            terms.terms.iter().map(|term| usize::from(term.lead)).sum::<usize>()
        };
        // Of the address only what the title lacks.
        assert_eq!(lead_words(&"wort ".repeat(60)), 2 + 60 + 1);
        assert_eq!(lead_words(&"wort ".repeat(61)), 2 + 60);
    }

    #[test]
    fn a_number_of_two_words_is_one_term() {
        let numbers =
            |text| read("x y z", text).terms.iter().filter(|term| term.number).count();
        assert_eq!(numbers("Es fehlen 12\u{a0}500 Euro."), 1);
        assert_eq!(numbers("Es fehlen 12 500 Euro."), 2);
        let (point, blank) =
            (read("", "5.6 and 12,500"), read("", "5,6 and 12\u{a0}500"));
        let number = |terms: &Terms| {
            let numbers = terms.terms.iter().filter(|term| term.number);
            numbers.map(|term| (term.hash, term.rarity.to_bits())).collect::<Vec<_>>()
        };
        assert_eq!(number(&point), number(&blank));
    }

    #[test]
    fn a_name_of_two_words_is_a_term_of_its_own() {
        let names =
            |text| read("x y z", text).terms.iter().filter(|term| term.name).count();
        assert_eq!(names("Gestern kam Oleg Koschemjako an."), 1);
        assert_eq!(names("Gestern kam Oleg. Koschemjako fehlte."), 0);
    }

    #[test]
    fn a_result_in_korean_is_one_number_whatever_is_written_onto_it() {
        let read =
            |text: &str| TermReader::default().read("", text, &[], Lang::from_code("ko"));
        let has = |terms: &Terms, written: &str| {
            let hash = xxh3_64(written.as_bytes());
            terms.terms.iter().any(|term| term.hash == hash)
        };
        let terms = read("홈팀이 3:1로 이겼고 31명이 다쳤다");
        assert!(has(&terms, "3:1") && has(&terms, "31") && !has(&terms, "1"));
    }
}
