//! What an event is about: names, places and numbers that every report of it shares,
//! and its own few words.

use hashbrown::HashMap;

use super::random::Random;
use super::tongue::{THEMES, Tongue};

/// Kinds of fact.
pub(super) const PERSON: usize = 0;
pub(super) const SURNAME: usize = 1;
pub(super) const PLACE: usize = 2;
pub(super) const ORGANISATION: usize = 3;
pub(super) const NUMBER: usize = 4;
pub(super) const WEEKDAY: usize = 5;
const KINDS: usize = 6;

/// Words in a shingle that two independent reports must not share.
const WIDTH: usize = 5;

/// Names, places and numbers, by kind.
#[derive(Default)]
pub(super) struct Facts {
    of_kind: [Vec<String>; KINDS],
}

impl Facts {
    pub(super) fn get(&self, kind: usize, choice: usize) -> &str {
        let list = self.of_kind.get(kind).map_or(&[][..], Vec::as_slice);
        choice
            .checked_rem(list.len())
            .and_then(|place| list.get(place))
            .map_or("", String::as_str)
    }

    pub(super) fn put(&mut self, kind: usize, fact: impl Into<String>) {
        if let Some(list) = self.of_kind.get_mut(kind) {
            list.push(fact.into());
        }
    }

    pub(super) fn clear(&mut self) {
        self.of_kind.iter_mut().for_each(Vec::clear);
    }

    pub(super) fn put_person(&mut self, tongue: &Tongue, random: &mut Random) {
        // The same surname has the same first name: a few people are often in the news.
        let bits = random.next();
        let known = if bits >> 63 == 0 {
            tongue.name_ranks.rank(bits).into()
        } else {
            random.place(tongue.surnames.len())
        };
        let surname = tongue.surnames.get(known);
        let first = tongue.first_names.get(known * 7 % tongue.first_names.len().max(1));
        self.put(PERSON, format!("{first} {surname}"));
        self.put(SURNAME, surname);
    }

    pub(super) fn put_place(&mut self, tongue: &Tongue, random: &mut Random) {
        let place = tongue.name_ranks.rank(random.next());
        self.put(PLACE, tongue.places.get(place.into()));
    }

    /// A number with up to `digits` digits.
    pub(super) fn put_number(
        &mut self,
        tongue: &Tongue,
        random: &mut Random,
        digits: u32,
    ) {
        let number = random.between(2, 10_u32.pow(digits));
        self.put(NUMBER, grouped(number, tongue.language.thousands));
    }
}

fn grouped(number: u32, separator: &str) -> String {
    match number {
        0..1000 => number.to_string(),
        1000..1_000_000 => format!("{}{separator}{:03}", number / 1000, number % 1000),
        _ => {
            let (millions, rest) = (number / 1_000_000, number % 1_000_000);
            format!(
                "{millions}{separator}{:03}{separator}{:03}",
                rest / 1000,
                rest % 1000
            )
        }
    }
}

/// A happening, and what has been written of it.
#[derive(Default)]
pub(super) struct Event {
    pub(super) facts: Facts,
    pub(super) theme: u16,
    nouns: Vec<u16>,
    verbs: Vec<u16>,
    adjectives: Vec<u16>,
    /// Whether several reports are written, which must not share a shingle.
    several: bool,
    /// Every shingle written, and the report it was written for.
    seen: HashMap<u64, u32>,
    fresh: Vec<u64>,
}

impl Event {
    /// A new happening; `several` when more than one text will be written of it.
    pub(super) fn begin(
        &mut self,
        tongue: &Tongue,
        random: &mut Random,
        weekday: usize,
        several: bool,
    ) {
        self.theme = u16::try_from(random.below(THEMES.into())).unwrap_or(0);
        self.several = several;
        // A great story's table would cost the small ones after it dearly to clear.
        if self.seen.capacity() > 1 << 14 {
            self.seen = HashMap::new();
        }
        self.seen.clear();
        self.facts.clear();
        for _ in 0..3 {
            self.facts.put_person(tongue, random);
            self.facts.put_place(tongue, random);
        }
        for _ in 0..2 {
            self.facts.put(ORGANISATION, tongue.organisations.any(random));
        }
        for digits in [1, 2, 3, 4, 6] {
            self.facts.put_number(tongue, random, digits);
        }
        let day = tongue.language.weekdays.get(weekday % 7).copied().unwrap_or_default();
        self.facts.put(WEEKDAY, day);
        // Its own words come from anywhere in the theme, not from the frequent ones.
        let theme = random.below(THEMES.into());
        let theme = u16::try_from(theme).unwrap_or(0);
        refill(&mut self.nouns, 12, || tongue.noun(theme, random.next()));
        refill(&mut self.verbs, 6, || tongue.verb(theme, random.next()));
        refill(&mut self.adjectives, 6, || tongue.adjective(theme, random.next()));
    }

    pub(super) fn focus_noun(&self, bits: u64) -> u16 {
        choose(&self.nouns, bits)
    }

    pub(super) fn focus_verb(&self, bits: u64) -> u16 {
        choose(&self.verbs, bits)
    }

    pub(super) fn focus_adjective(&self, bits: u64) -> u16 {
        choose(&self.adjectives, bits)
    }

    /// Whether `text`, written after `trail` for the report `owner`, shares no shingle
    /// with what was written of the event before; with `retold`, not even with what was
    /// written for other reports. If so it is remembered, and `trail` goes on.
    pub(super) fn is_new(
        &mut self,
        text: &str,
        trail: &mut Trail,
        owner: u32,
        retold: bool,
    ) -> bool {
        if !self.several {
            return true;
        }
        let mut after = trail.clone();
        self.fresh.clear();
        let mut hash = 0_u64;
        for c in text.chars().chain([' ']) {
            if c.is_alphanumeric() {
                let letter = u64::from(u32::from(c.to_ascii_lowercase()));
                hash = (hash ^ letter ^ 0x100).wrapping_mul(0x0000_0100_0000_01b3);
            } else if hash != 0 {
                if let Some(shingle) = after.push(hash) {
                    if self
                        .seen
                        .get(&shingle)
                        .is_some_and(|&other| !retold || other != owner)
                    {
                        return false;
                    }
                    self.fresh.push(shingle);
                }
                hash = 0;
            }
        }
        for &shingle in &self.fresh {
            self.seen.entry(shingle).or_insert(owner);
        }
        *trail = after;
        true
    }
}

/// The last words of a text being written.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    words: [u64; WIDTH],
    count: usize,
}

impl Trail {
    /// Takes a word's hash and gives the hash of the shingle it ends, if there is one.
    fn push(&mut self, word: u64) -> Option<u64> {
        self.words.rotate_left(1);
        self.words[WIDTH - 1] = word;
        self.count += 1;
        (self.count >= WIDTH).then(|| {
            self.words.iter().fold(0, |hash: u64, &word| {
                (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            })
        })
    }
}

fn refill(list: &mut Vec<u16>, count: usize, mut next: impl FnMut() -> u16) {
    list.clear();
    list.extend((0..count).map(|_| next()));
}

fn choose(list: &[u16], bits: u64) -> u16 {
    let place = usize::try_from(bits & 0x3ff).unwrap_or(0).checked_rem(list.len());
    place.and_then(|place| list.get(place)).copied().unwrap_or(0)
}
