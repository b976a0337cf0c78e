//! The score of a pair in two languages: their terms meet in English.
//!
//! Each term counts as what its [`Dictionary`] calls it in English, and as itself where
//! that has none: names and numbers are written alike. Several terms of an article may
//! mean one thing.

use hashbrown::HashTable;

use super::features::{days_late, hours_apart};
use super::model::{FEATURES, across};
use super::outline::fact;
use super::profile::Weighted;
use super::{COUNT, EventScore, NAMED, Profile, logistic};
use crate::text::dictionary::Dictionary;
use crate::text::stems::StemHash;

/// Parts of vectors of length 1, and weights, are summed up as whole numbers: the sums are
/// the same in any order, and so is the score from either side.
const WHOLE: f32 = (1 << 20) as f32;

fn whole(number: f32) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // `as` saturates: what is below 0 is 0.
    let whole = (number * WHOLE) as u64;
    whole
}

fn number(whole: u64) -> f32 {
    whole as f32 / WHOLE
}

/// The terms of an article that mean one thing.
#[derive(Debug, Clone, Copy, Default)]
struct Meaning {
    /// How many they are.
    terms: u32,
    facts: u8,
    /// The largest of their weights.
    weight: u64,
    /// The largest of their parts in the whole article, and in title and lead: so vectors of
    /// meanings are no longer than those of terms.
    all: u64,
    lead: u64,
    /// The one with the largest parts, behind these.
    first: (u64, StemHash),
}

impl Meaning {
    fn take_in(&mut self, hash: StemHash, term: &Weighted) {
        let (all, lead) = (whole(term.all), whole(term.lead));
        self.terms += 1;
        self.facts |= term.facts;
        self.weight = self.weight.max(whole(term.weight));
        self.all = self.all.max(all);
        self.lead = self.lead.max(lead);
        self.first = self.first.max((all + lead, hash));
    }

    const fn is(&self, fact: u8) -> bool {
        self.facts & fact != 0
    }
}

/// One article against many in other languages. Keeps its room.
///
/// ```
/// use samestory::sketch::rarities::Rarities;
/// use samestory::sketch::terms::TermReader;
/// use samestory::text::language::Lang;
/// use samestory::verify::event::{AgainstAbroad, Profile, score_across};
///
/// let profile = |text, lang| {
///     let terms = TermReader::default().read("", text, &[], Lang::from_code(lang));
///     Profile::new(&terms, &Rarities::of(&[&terms]), Lang::from_code(lang))
/// };
/// let a = profile("Ein Erdbeben hat im Norden Chiles Häuser zerstört.", "de");
/// let b = profile("На севере Чили землетрясение разрушило дома.", "ru");
/// let mut against = AgainstAbroad::default();
/// against.lay_out(&a);
/// assert_eq!(against.score(&b), score_across(&b, &a));
/// assert!(against.score(&b).all > 0.3);
/// ```
#[derive(Default)]
pub struct AgainstAbroad {
    /// The weight of the numbers of its title and lead, and its time.
    one: Option<(f32, Option<i64>)>,
    /// The place of each meaning.
    places: HashTable<(StemHash, u32)>,
    mine: Vec<Meaning>,
    /// What the other has of each.
    theirs: Vec<Meaning>,
    /// The places that the other has.
    met: Vec<u32>,
}

impl AgainstAbroad {
    /// Takes the article that all others are scored against from now on.
    pub fn lay_out(&mut self, one: &Profile) {
        let Self { places, mine, theirs, met, .. } = self;
        places.clear();
        mine.clear();
        let dictionary = Dictionary::of(one.lang);
        for (hash, term) in one.terms() {
            let meaning = meaning(dictionary, hash, term);
            let next = u32::try_from(mine.len()).unwrap_or(u32::MAX);
            let place =
                places.entry(meaning, |known| known.0 == meaning, |known| known.0);
            let place = place.or_insert((meaning, next)).get().1;
            if place == next {
                mine.push(Meaning::default());
            }
            if let Some(mine) = mine.get_mut(place as usize) {
                mine.take_in(hash, term);
            }
        }
        met.clear();
        theirs.clear();
        theirs.resize(mine.len(), Meaning::default());
        self.one = Some((one.number_weight, one.seconds));
    }

    /// Looks for what the article laid out and another share.
    fn meet(&mut self, other: &Profile) {
        let Self { places, theirs, met, .. } = self;
        for place in met.drain(..) {
            if let Some(theirs) = theirs.get_mut(place as usize) {
                *theirs = Meaning::default();
            }
        }
        let dictionary = Dictionary::of(other.lang);
        for (hash, term) in other.terms() {
            let meaning = meaning(dictionary, hash, term);
            let Some(&(_, place)) = places.find(meaning, |known| known.0 == meaning)
            else {
                continue;
            };
            if let Some(theirs) = theirs.get_mut(place as usize) {
                if theirs.terms == 0 {
                    met.push(place);
                }
                theirs.take_in(hash, term);
            }
        }
    }

    /// The meanings of both, side by side.
    fn shared(&self) -> impl Iterator<Item = (&Meaning, &Meaning)> {
        self.met.iter().filter_map(|&place| {
            self.mine.get(place as usize).zip(self.theirs.get(place as usize))
        })
    }

    /// The terms of the article laid out that another has in its own language, those that
    /// count most first, at most eight.
    pub(super) fn shared_terms(&mut self, other: &Profile) -> Vec<StemHash> {
        self.meet(other);
        let told = self.shared().filter(|(x, _)| !x.is(fact::NAME));
        let mut shared: Vec<(u64, StemHash)> =
            told.map(|(x, y)| (x.all * y.all + x.lead * y.lead, x.first.1)).collect();
        shared.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
        shared.truncate(NAMED);
        // Not in place: the few that are kept would keep the memory of all.
        shared.iter().map(|(_, hash)| *hash).collect()
    }

    /// As [`score_across`](super::score_across) of the article laid out and another; 0
    /// when none is laid out.
    pub fn score(&mut self, other: &Profile) -> EventScore {
        self.meet(other);
        let Some((number_weight, seconds)) = self.one else {
            return EventScore::default();
        };
        let (mut all, mut lead, mut names, mut numbers) = (0, 0, 0, 0);
        for (x, y) in self.shared() {
            let weight = x.weight.min(y.weight);
            let both = |fact: u8| if x.is(fact) && y.is(fact) { weight } else { 0 };
            all += x.all * y.all;
            lead += x.lead * y.lead;
            names += both(fact::NAME);
            numbers += both(fact::LEAD_NUMBER);
        }
        let product = |sum: u64| number(sum) / WHOLE;
        let (all, lead) = (product(all), product(lead));
        let (names, numbers) = (number(names), number(numbers));
        let other_numbers = (number_weight.min(other.number_weight) - numbers).max(0.0);
        let hours = hours_apart(seconds, other.seconds);
        let mut features = [0.0; COUNT];
        let mut z = across::INTERCEPT + across::ALL * all + across::LEAD * lead;
        for (feature, slot) in FEATURES.iter().zip(&mut features) {
            *slot = match feature.name {
                "names" => (names / 9.0).ln_1p(),
                "numbers" => (numbers / 4.0).ln_1p(),
                "other_numbers" => (other_numbers / 4.0).ln_1p(),
                "days" => days_late(hours),
                _ => continue,
            };
            z += across::weight(feature) * *slot;
        }
        let (score, grams, across) = (logistic(z), 0.0, true);
        EventScore { score, all, lead, grams, hours, features, across, embedding: None }
    }
}

/// What a term is called in English; a name of two words is called as it is.
fn meaning(dictionary: &Dictionary, hash: StemHash, term: &Weighted) -> StemHash {
    if term.name() { hash } else { dictionary.english(hash) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sketch::rarities::Rarities;
    use crate::sketch::terms::TermReader;
    use crate::text::language::Lang;
    use crate::verify::event::score_across;

    const TEXTS: [(&str, &str); 6] = [
        (
            "de",
            "Bei dem Erdbeben von 6,4 in Torsholm starben 12 Menschen, so Arne Solvik.",
        ),
        ("de", "Der Minister Arne Solvik hat den Hafen von Torsholm gesperrt."),
        ("en", "An earthquake of magnitude 6.4 killed 12 people, Arne Solvik said."),
        ("ru", "В результате землетрясения магнитудой 6,4 погибли 12 человек."),
        ("pl", "Minister Arne Solvik zamknął port w Torsholm po strajku."),
        ("xx", "Arne Solvik Torsholm 6,4"),
    ];

    fn profiles(texts: &[(&str, String)]) -> Vec<Profile> {
        let profile = |(code, text): &(&str, String)| {
            let lang = Lang::from_code(code);
            let terms = TermReader::default().read("", text, &[], lang);
            Profile::new(&terms, &Rarities::of(&[&terms]), lang)
        };
        texts.iter().map(profile).collect()
    }

    #[test]
    fn what_has_no_word_in_common_meets_by_what_it_means() {
        let texts = TEXTS.map(|(code, text)| (code, text.to_owned()));
        let found = profiles(&texts);
        let score = |a: usize, b: usize| score_across(&found[a], &found[b]);
        assert!(score(0, 3).score > 0.5, "{:?}", score(0, 3));
        assert!(score(1, 3).score < 0.1, "{:?}", score(1, 3));
        assert!(score(2, 3).all > score(1, 3).all + 0.2, "{:?}", score(2, 3));
        let mut against = AgainstAbroad::default();
        against.lay_out(&found[3]);
        let german: Vec<StemHash> = found[0].terms().map(|(hash, _)| hash).collect();
        let russian: Vec<StemHash> = found[3].terms().map(|(hash, _)| hash).collect();
        let shared = against.shared_terms(&found[0]);
        assert!(shared.len() >= 3 && shared.iter().all(|hash| russian.contains(hash)));
        assert!(shared.iter().any(|hash| !german.contains(hash)));
    }

    proptest! {
        #[test]
        fn the_score_is_the_same_from_either_side_and_of_one_that_met_others(
            picked in prop::collection::vec((0..TEXTS.len(), 0..TEXTS.len(), 0..9_usize), 2..6),
        ) {
            let texts: Vec<_> = picked.iter().map(|&(language, text, more)| {
                let words = TEXTS[text].1.split(' ').cycle().skip(more).take(9 + more);
                (TEXTS[language].0, words.collect::<Vec<_>>().join(" "))
            }).collect();
            let found = profiles(&texts);
            let mut against = AgainstAbroad::default();
            for one in &found {
                against.lay_out(one);
                for other in &found {
                    let score = against.score(other);
                    prop_assert_eq!(score, score_across(other, one));
                    prop_assert_eq!(score, score_across(one, other));
                    prop_assert!(score.all <= 1.001 && score.lead <= 1.001, "{score:?}");
                }
            }
        }
    }
}
