//! A language made ready: word lists drawn by theme, patterns cut into pieces, and
//! sentences that can be told again in other words.

use super::facts::{Event, Facts, NUMBER, ORGANISATION, PERSON, PLACE, SURNAME, WEEKDAY};
use super::languages::Language;
use super::random::{Random, Zipf};
use super::words::{Inventor, Words, capitalise, split};

const NOUNS: u16 = 6000;
const VERBS: u16 = 2000;
const ADJECTIVES: u16 = 2000;
const NAMES: usize = 4000;
/// The frequent words that all themes share.
const GENERAL: u16 = 32;
/// Each theme has its own frequent words past the general ones.
pub(super) const THEMES: u16 = 16;
/// The number of no adjective.
const NONE: u16 = u16::MAX;

/// The cases of [`Language::articles`], by their letters in a pattern.
const CASE_LETTERS: &str = "nadib";

enum Piece {
    Text(String),
    Noun { slot: usize, case: usize },
    Verb(usize),
    Fact { kind: usize, slot: usize },
}

/// A sentence with slots.
pub(super) struct Pattern(Vec<Piece>);

impl Pattern {
    pub(super) fn parse(pattern: &str) -> Self {
        let mut pieces = Vec::new();
        for (index, part) in pattern.split('$').enumerate() {
            let mut chars = part.chars();
            let known = if index == 0 { None } else { piece(&mut chars) };
            let text = if known.is_some() { chars.as_str() } else { part };
            pieces.extend(known);
            if !text.is_empty() {
                pieces.push(Piece::Text(text.to_owned()));
            }
        }
        Self(pieces)
    }
}

fn piece(chars: &mut std::str::Chars<'_>) -> Option<Piece> {
    let letter = chars.next()?;
    let slot = chars.next()?.to_digit(10)? as usize;
    let fact = |kind| Some(Piece::Fact { kind, slot });
    match letter {
        'v' => Some(Piece::Verb(slot)),
        'p' => fact(PERSON),
        's' => fact(SURNAME),
        'l' => fact(PLACE),
        'o' => fact(ORGANISATION),
        '#' => fact(NUMBER),
        'w' => fact(WEEKDAY),
        _ => Some(Piece::Noun { slot, case: CASE_LETTERS.find(letter)? }),
    }
}

/// What fills a pattern: the sentence as it is meant, before it is worded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence {
    pattern: u16,
    tail: u16,
    nouns: [u16; 4],
    adjectives: [u16; 4],
    verbs: [u16; 3],
    facts: [u8; 2],
}

impl Sentence {
    /// The same said with other words, mostly in another order.
    pub(super) fn rewritten(mut self, random: &mut Random) -> Self {
        let bits = random.next();
        let chance = |place: usize, of_8: u64| (bits >> (3 * place)) & 7 < of_8;
        self.pattern ^= u16::from(chance(0, 6));
        self.tail = self.tail.wrapping_add(low_16(bits >> 60));
        for (slot, noun) in self.nouns.iter_mut().enumerate() {
            *noun ^= u16::from(chance(1 + slot, 6));
        }
        for (slot, adjective) in self.adjectives.iter_mut().enumerate() {
            if chance(5 + slot, 4) {
                *adjective = NONE;
            }
        }
        for (slot, verb) in self.verbs.iter_mut().enumerate() {
            *verb ^= u16::from(chance(9 + slot, 6));
        }
        self
    }

    /// With its facts in their order: slot 0 has the first.
    pub(super) const fn plain(mut self) -> Self {
        self.facts = [0, 1];
        self
    }

    /// One word or number changed.
    pub(super) fn edited(mut self, random: &mut Random) -> Self {
        let slot = random.place(3) + 1;
        match random.below(4) {
            0 => self.facts[0] = self.facts[0].wrapping_add(1),
            1 => self.adjectives[slot] = NONE,
            2 => self.verbs[1] ^= 1,
            _ => self.nouns[slot] ^= 1,
        }
        self
    }
}

/// A language made ready for writing.
pub(super) struct Tongue {
    pub(super) language: &'static Language,
    nouns: Words,
    verbs: Words,
    adjectives: Words,
    noun_ranks: Zipf,
    verb_ranks: Zipf,
    adjective_ranks: Zipf,
    patterns: Vec<Pattern>,
    tails: Vec<Pattern>,
    titles: Vec<Pattern>,
    pub(super) places: Words,
    pub(super) surnames: Words,
    pub(super) first_names: Words,
    pub(super) organisations: Words,
    /// For names: a few are in the news all the time.
    pub(super) name_ranks: Zipf,
}

impl Tongue {
    pub(super) fn new(language: &'static Language, seed: u64) -> Self {
        let mut inventor = Inventor::new(language, seed);
        let stems = language.adjective_stems;
        let nouns = inventor.fill(
            &language.nouns,
            &language.noun_endings,
            NOUNS.into(),
            "",
            "",
            language.noun_capitals,
        );
        let verbs = inventor.fill(
            &[language.verbs],
            &[language.verb_endings],
            VERBS.into(),
            language.verb_before,
            "",
            false,
        );
        let adjectives = inventor.fill(
            &[language.adjectives],
            &[stems],
            ADJECTIVES.into(),
            "",
            "",
            false,
        );
        let mut names = |count: usize, syllables: u32, endings: &str| {
            let mut words = Words::default();
            for _ in 0..count {
                words.push(&inventor.word(syllables, &split(endings), true), 0);
            }
            words
        };
        let places = names(NAMES, 1, language.place_endings);
        let surnames = names(NAMES, 2, language.surname_endings);
        let first_names = names(200, 1, language.first_name_endings);
        let mut organisations = Words::default();
        for _ in 0..NAMES / 2 {
            let name = inventor.word(2, &[""], true);
            let form = super::words::pick(inventor.random(), language.organisations);
            organisations.push(&form.replace('*', &name), 0);
        }
        let parse =
            |list: &[&str]| list.iter().map(|text| Pattern::parse(text)).collect();
        Self {
            language,
            nouns,
            verbs,
            adjectives,
            noun_ranks: Zipf::new(NOUNS),
            verb_ranks: Zipf::new(VERBS),
            adjective_ranks: Zipf::new(ADJECTIVES),
            patterns: parse(language.patterns),
            tails: parse(language.tails),
            titles: parse(language.titles),
            places,
            surnames,
            first_names,
            organisations,
            name_ranks: Zipf::new(2000),
        }
    }

    pub(super) fn noun(&self, theme: u16, bits: u64) -> u16 {
        themed(self.noun_ranks.rank(bits), theme, NOUNS)
    }

    pub(super) fn verb(&self, theme: u16, bits: u64) -> u16 {
        themed(self.verb_ranks.rank(bits), theme, VERBS)
    }

    pub(super) fn adjective(&self, theme: u16, bits: u64) -> u16 {
        themed(self.adjective_ranks.rank(bits), theme, ADJECTIVES)
    }

    /// A new sentence about `event`.
    pub(super) fn draw(&self, event: &Event, random: &mut Random) -> Sentence {
        let mut nouns = [0; 4];
        let mut adjectives = [NONE; 4];
        for (noun, adjective) in nouns.iter_mut().zip(&mut adjectives) {
            let bits = random.next();
            *noun = match bits >> 62 {
                0 => event.focus_noun(bits >> 48),
                _ => self.noun(event.theme, bits),
            };
            // Two nouns in five have an adjective.
            if (bits >> 32) & 0xff < 102 {
                *adjective = match (bits >> 40) & 7 {
                    0 => event.focus_adjective(bits >> 43),
                    _ => self.adjective(event.theme, bits >> 16),
                };
            }
        }
        let mut verbs = [0; 3];
        for verb in &mut verbs {
            let bits = random.next();
            *verb = match bits >> 62 {
                0 => event.focus_verb(bits >> 48),
                _ => self.verb(event.theme, bits),
            };
        }
        let bits = random.next();
        Sentence {
            pattern: low_16(bits),
            // Two sentences in five have no tail.
            tail: if (bits >> 32) & 0xff < 102 {
                NONE
            } else {
                low_16(bits >> 16) & 0x7fff
            },
            nouns,
            adjectives,
            verbs,
            facts: [(bits >> 40 & 0xff) as u8, (bits >> 48 & 0xff) as u8],
        }
    }

    /// Writes a sentence and its full stop.
    pub(super) fn render(&self, sentence: &Sentence, facts: &Facts, out: &mut String) {
        let start = out.len();
        if let Some(pattern) = modulo(&self.patterns, sentence.pattern) {
            self.fill(pattern, sentence, facts, out);
        }
        if sentence.tail < 0x8000
            && let Some(tail) = modulo(&self.tails, sentence.tail)
        {
            self.fill(tail, sentence, facts, out);
        }
        capitalise(out, start);
        out.push('.');
    }

    /// Writes a new headline.
    pub(super) fn headline(&self, event: &Event, random: &mut Random, out: &mut String) {
        out.clear();
        let sentence = self.draw(event, random);
        if let Some(title) = modulo(&self.titles, sentence.pattern) {
            self.fill(title, &sentence, &event.facts, out);
        }
        capitalise(out, 0);
    }

    /// Writes a pattern; facts past the second are taken as they come.
    pub(super) fn fill(
        &self,
        pattern: &Pattern,
        sentence: &Sentence,
        facts: &Facts,
        out: &mut String,
    ) {
        for piece in &pattern.0 {
            match *piece {
                Piece::Text(ref text) => out.push_str(text),
                Piece::Fact { kind, slot } => {
                    let choice =
                        sentence.facts.get(slot).map_or(slot, |&choice| choice.into());
                    out.push_str(facts.get(kind, choice));
                }
                Piece::Verb(slot) => {
                    let verb = sentence.verbs.get(slot).copied().unwrap_or(0);
                    out.push_str(self.verbs.get(verb.into()));
                }
                Piece::Noun { slot, case } => self.noun_phrase(sentence, slot, case, out),
            }
        }
    }

    fn noun_phrase(
        &self,
        sentence: &Sentence,
        slot: usize,
        case: usize,
        out: &mut String,
    ) {
        let noun: usize = sentence.nouns.get(slot).copied().unwrap_or(0).into();
        let adjective = sentence.adjectives.get(slot).copied().unwrap_or(NONE);
        let gender = self.nouns.gender(noun);
        let of = |table: &[[&'static str; 3]; 5]| {
            table.get(case).and_then(|row| row.get(gender)).copied().unwrap_or_default()
        };
        out.push_str(of(&self.language.articles));
        if adjective == NONE {
            out.push_str(self.nouns.get(noun));
            return;
        }
        let ending = of(&self.language.adjective_endings);
        if self.language.adjective_after {
            out.push_str(self.nouns.get(noun));
            out.push(' ');
        }
        out.push_str(self.adjectives.get(adjective.into()));
        out.push_str(ending);
        if !self.language.adjective_after {
            out.push(' ');
            out.push_str(self.nouns.get(noun));
        }
    }
}

/// The word of a rank: the general ones are everyone's, the others turn with the theme.
const fn themed(rank: u16, theme: u16, count: u16) -> u16 {
    if rank < GENERAL {
        return rank;
    }
    let special = count - GENERAL;
    let turn = theme % THEMES * (special / THEMES / 2 * 2);
    GENERAL + (rank - GENERAL + turn) % special
}

const fn low_16(bits: u64) -> u16 {
    (bits & 0xffff) as u16
}

fn modulo<T>(list: &[T], number: u16) -> Option<&T> {
    list.get(usize::from(number).checked_rem(list.len())?)
}
