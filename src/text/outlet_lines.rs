//! The lines that an outlet repeats under articles that are otherwise different.

use std::iter::once;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;

use hashbrown::{HashMap, HashSet};
use memchr::memchr_iter;
use rayon::prelude::*;

use super::lines::{Line, line_key, trimmed};
use super::table::Few;
use super::words::{Word, chain};

/// Fewest articles, different in their longest other line, that make a line furniture.
const OUTLET_ARTICLES: usize = 3;
/// And the share of the outlet's articles it must stand in.
const OUTLET_SHARE: f64 = 0.005;
/// A long line is furniture only with this many times as many articles: an outlet's
/// standing background paragraph is text it reuses.
const LONG_LINE_FACTOR: usize = 3;
/// Fewest words of a line that an outlet repeats: text wrapped by hand has lines of one
/// word, the same ones in many articles.
pub(crate) const OUTLET_WORDS: u32 = 2;
/// Words from which a line is long.
const LONG_LINE: u32 = 30;
/// Outlets that make a line wire copy, and no outlet's furniture.
pub const WIRE_OUTLETS: usize = 3;
/// A line of one article: key, outlet, key of the longest other line, words.
type SeenLine = (u64, u32, u64, u32);

/// The lines of a share of the articles, to learn what outlets repeat.
///
/// A line counts once for each *longest other line* it stands beside, so that one
/// article printed five times is one article.
#[derive(Debug, Default)]
pub struct SeenLines {
    lines: Vec<SeenLine>,
    /// Outlet, and the key of an article's longest line.
    bodies: Vec<(u32, u64)>,
}

impl SeenLines {
    /// Takes in the lines of one article of an outlet.
    pub fn read(&mut self, outlet: u32, text: &str) {
        let begun = self.lines.len();
        // The two longest lines: bytes, and key.
        let (mut first, mut second) = ((0, 0), (0, 0));
        let mut start = 0;
        for end in memchr_iter(b'\n', text.as_bytes()).chain(once(text.len())) {
            let (_, line) = trimmed(text, start, end);
            start = end + 1;
            if line.is_empty() {
                continue;
            }
            let key = line_key(line);
            let rank = (line.len(), key);
            if rank > first {
                (first, second) = (rank, first);
            } else if rank > second && rank != first {
                second = rank;
            }
            let words = about_words(line);
            if words >= OUTLET_WORDS {
                self.lines.push((key, outlet, 0, words));
            }
        }
        if first.0 > 0 {
            self.bodies.push((outlet, first.1));
        }
        for (key, _, other, _) in self.lines.iter_mut().skip(begun) {
            *other = if *key == first.1 { second.1 } else { first.1 };
        }
    }

    /// The keys of the articles' longest lines, which stand for them.
    pub fn bodies(&self) -> impl Iterator<Item = u64> + '_ {
        self.bodies.iter().map(|(_, body)| *body)
    }

    /// Lines that may be furniture: key, key of the longest other line, words.
    pub fn lines(&self) -> impl Iterator<Item = (u64, u64, u32)> + '_ {
        self.lines.iter().map(|&(key, _, other, words)| (key, other, words))
    }
}

/// Whether a line of so many words is its outlet's furniture, which stands beside so many
/// different longest lines in so many different articles of it, and in fewer than
/// [`WIRE_OUTLETS`] outlets.
pub fn is_furniture(beside: usize, articles: usize, words: u32) -> bool {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small share of a count"
    )]
    let share = (articles as f64 * OUTLET_SHARE).ceil() as usize;
    let factor = if words >= LONG_LINE { LONG_LINE_FACTOR } else { 1 };
    beside >= OUTLET_ARTICLES.max(share) * factor
}

/// About how many words a line has, at little cost; where words are not parted by blanks,
/// by its bytes.
fn about_words(line: &str) -> u32 {
    let blanks = memchr_iter(b' ', line.as_bytes()).count();
    u32::try_from(blanks + 1).unwrap_or(u32::MAX).max(least_words(line))
}

/// The least that [`about_words`] may be.
fn least_words(line: &str) -> u32 {
    u32::try_from(line.len() / 12).unwrap_or(u32::MAX)
}

/// Which lines were met as often as an outlet's furniture is: most are met once, and need
/// not be sorted. It answers at times yes for one that was not.
struct Often(Vec<AtomicU8>);

impl Often {
    /// Counts lines, two bytes for each.
    fn count(all: &[&[SeenLine]]) -> Self {
        let slots = 2 * all.iter().map(|lines| lines.len()).sum::<usize>();
        let slots = slots.next_power_of_two();
        let often = Self(std::iter::repeat_with(AtomicU8::default).take(slots).collect());
        all.par_iter().for_each(|lines| lines.iter().for_each(|line| often.note(line.0)));
        often
    }

    fn slot(&self, key: u64) -> Option<&AtomicU8> {
        self.0.get(usize::try_from(key >> 32).ok()? & self.0.len().wrapping_sub(1))
    }

    /// Sets the lowest bit that is none yet, up to as many as [`OUTLET_ARTICLES`]: whoever
    /// sets them, so many are set in the end.
    fn note(&self, key: u64) {
        let Some(slot) = self.slot(key).filter(|_| !self.may(key)) else { return };
        for bit in (0..OUTLET_ARTICLES).map(|bit| 1 << bit) {
            if slot.fetch_or(bit, Relaxed) & bit == 0 {
                break;
            }
        }
    }

    fn may(&self, key: u64) -> bool {
        let last = 1 << (OUTLET_ARTICLES - 1);
        self.slot(key).is_none_or(|slot| slot.load(Relaxed) & last != 0)
    }
}

/// The lines each outlet repeats.
#[derive(Debug, Default)]
pub struct OutletLines {
    furniture: HashSet<(u32, u64)>,
    /// About how many words the lines of each outlet have, where that is known of all: most
    /// lines have another length than any, and need no key.
    lengths: Option<Box<Few>>,
    /// And the most words of any.
    longest: u32,
}

/// A hash of an outlet and of about how many words a line of it has.
const fn length_hash(outlet: u32, words: u32) -> u64 {
    chain(outlet as u64, words as u64)
}

impl OutletLines {
    /// Learns them from a whole collection.
    pub fn learn(seen: impl IntoIterator<Item = SeenLines>) -> Self {
        Self::learn_beside(seen, Beside::default())
    }

    /// As [`OutletLines::learn`], with what is known of articles that are not at hand.
    pub fn learn_beside(
        seen: impl IntoIterator<Item = SeenLines>,
        beside: Beside,
    ) -> Self {
        let Beside { lines: lines_beside, articles: articles_beside } = beside;
        let mut bodies: HashMap<u32, HashSet<u64>> = HashMap::new();
        // Lines that are not at hand may come with their words counted otherwise.
        let mut lengths = lines_beside.is_empty().then(Box::<Few>::default);
        let shares: Vec<SeenLines> = seen.into_iter().collect();
        let all: Vec<&[SeenLine]> = shares
            .iter()
            .map(|share| share.lines.as_slice())
            .chain(once(lines_beside.as_slice()))
            .collect();
        let often = Often::count(&all);
        let mut seen: Vec<SeenLine> = Vec::new();
        for lines in all {
            seen.extend(lines.iter().filter(|line| often.may(line.0)));
        }
        for (outlet, body) in shares.into_iter().flat_map(|share| share.bodies) {
            bodies.entry(outlet).or_default().insert(body);
        }
        seen.par_sort_unstable();
        seen.dedup();
        let (mut furniture, mut longest) = (HashSet::new(), 0);
        for same_line in seen.chunk_by(|a, b| a.0 == b.0) {
            let outlets: Vec<_> = same_line.chunk_by(|a, b| a.1 == b.1).collect();
            if outlets.len() >= WIRE_OUTLETS {
                continue;
            }
            for one in outlets {
                let Some(&(key, outlet, _, words)) = one.first() else { continue };
                let articles = bodies.get(&outlet).map_or(0, HashSet::len)
                    + articles_beside.get(&outlet).copied().unwrap_or(0);
                if is_furniture(one.len(), articles, words) {
                    furniture.insert((outlet, key));
                    longest = longest.max(words);
                    if let Some(lengths) = &mut lengths {
                        lengths.insert(length_hash(outlet, words));
                    }
                }
            }
        }
        Self { furniture, lengths, longest }
    }

    /// Lines that were learnt before: each with the number of its outlet.
    pub fn known(lines: impl IntoIterator<Item = (u32, u64)>) -> Self {
        Self { furniture: lines.into_iter().collect(), lengths: None, longest: 0 }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.furniture.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.furniture.is_empty()
    }

    /// Whether the outlet repeats the line, given the text and its words. A line of
    /// figures is what an article reports, however often its like appears.
    pub(super) fn holds(
        &self,
        outlet: Option<u32>,
        line: &Line,
        text: &str,
        words: &[Word],
    ) -> bool {
        let Some(outlet) = outlet else { return false };
        let written = line.span.slice(text).unwrap_or_default();
        self.lengths.as_ref().is_none_or(|lengths| {
            least_words(written) <= self.longest
                && lengths.may(length_hash(outlet, about_words(written)))
        }) && self.furniture.contains(&(outlet, line_key(written)))
            && line.numbers(words) * 4 <= line.words
    }
}

/// What is known of an outlet's articles that are not at hand.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Lines: key, number of the outlet, a number of the article (one for all its
    /// reprints), words.
    pub lines: Vec<(u64, u32, u64, u32)>,
    /// How many articles each outlet has.
    pub articles: HashMap<u32, usize>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::furniture::find;
    use crate::text::lines::lines;
    use crate::text::words::words;

    fn cut(text: &str) -> Vec<Line> {
        lines(text, &words(text))
    }

    fn learnt<'t>(articles: impl Iterator<Item = (u32, &'t str)>) -> OutletLines {
        let mut seen = SeenLines::default();
        articles.for_each(|(outlet, text)| seen.read(outlet, text));
        OutletLines::learn([seen])
    }

    proptest! {
        #[test]
        fn lines_are_learnt_and_held_as_if_all_were_counted(
            articles in prop::collection::vec(
                (0u32..4, prop::collection::vec("[a-c]( [a-c]){0,2}|[0-9]{1,2} [a-z]", 0..6)),
                0..60,
            )
        ) {
            let texts: Vec<(u32, String)> =
                articles.into_iter().map(|(outlet, lines)| (outlet, lines.join("\n"))).collect();
            let mut seen = SeenLines::default();
            for (outlet, text) in &texts {
                seen.read(*outlet, text);
            }
            let (mut beside, mut outlets) =
                (HashMap::<_, HashSet<u64>>::new(), HashMap::<_, HashSet<u32>>::new());
            for &(key, outlet, other, words) in &seen.lines {
                beside.entry((outlet, key, words)).or_default().insert(other);
                outlets.entry(key).or_default().insert(outlet);
            }
            let mut bodies = HashMap::<_, HashSet<u64>>::new();
            for &(outlet, body) in &seen.bodies {
                bodies.entry(outlet).or_default().insert(body);
            }
            let furniture: HashSet<(u32, u64)> = beside
                .iter()
                .filter(|((outlet, key, words), beside)| {
                    let articles = bodies.get(outlet).map_or(0, HashSet::len);
                    outlets[key].len() < WIRE_OUTLETS
                        && is_furniture(beside.len(), articles, *words)
                })
                .map(|((outlet, key, _), _)| (*outlet, *key))
                .collect();
            let learnt = OutletLines::learn([seen]);
            prop_assert_eq!(&learnt.furniture, &furniture);
            for (outlet, text) in &texts {
                let words = words(text);
                for line in lines(text, &words) {
                    let figures = line.numbers(&words) * 4 > line.words;
                    let held = furniture.contains(&(*outlet, line.key(text))) && !figures;
                    prop_assert_eq!(learnt.holds(Some(*outlet), &line, text, &words), held);
                }
            }
        }
    }

    #[test]
    fn a_line_of_one_outlet_is_furniture_and_a_line_of_many_is_wire_copy() {
        let bodies = [
            "Alpha eins zwei drei mehr.",
            "Beta eins zwei vier mehr.",
            "Gamma eins zwei fünf mehr.",
        ];
        let texts: Vec<String> =
            bodies.iter().map(|body| format!("{body}\nUnser Haus\n")).collect();
        let found: Vec<Vec<Line>> = texts.iter().map(|text| cut(text)).collect();
        let one = learnt(texts.iter().map(|text| (1, text.as_str())));
        let masks = find(&texts[0], &words(&texts[0]), &found[0], Some(1), &one);
        assert_eq!(masks.len(), 1);
        let many = learnt((0..9).map(|i| (i / 3, texts[i as usize % 3].as_str())));
        assert!(find(&texts[0], &words(&texts[0]), &found[0], Some(1), &many).is_empty());
    }

    #[test]
    fn one_article_printed_five_times_is_not_furniture() {
        let text = "Erster Satz der Meldung hier.\nZweiter Satz.\nDritter Satz.";
        let found = cut(text);
        let learnt = learnt((0..5).map(|_| (1, text)));
        assert!(find(text, &words(text), &found, Some(1), &learnt).is_empty());
    }
}
