//! Teasers of other articles under a text, with no heading that announces them: known by
//! the headlines, which other articles of the collection bear.

use hashbrown::HashSet;

use super::furniture::{Mask, Reason, TEASER_HEADLINE, TEASERS, teaser_lines};
use super::lines::{self, Line};
use super::words::{self, Word};

/// Fewest words of a headline that is taken for nothing else.
const HEADLINE: u32 = 4;
/// First lines of an article, which are its own headline and lead.
const OWN: usize = 3;

/// The headlines of a collection.
#[derive(Debug, Default)]
pub struct Headlines(HashSet<u64>);

impl Headlines {
    /// Learns the titles of all articles.
    pub fn learn<'t>(titles: impl IntoIterator<Item = &'t str>) -> Self {
        Self(titles.into_iter().flat_map(keys).collect())
    }

    /// The headlines among `keys` that articles which are not at hand bear count as well.
    pub fn extend(&mut self, keys: impl IntoIterator<Item = u64>) {
        self.0.extend(keys);
    }

    /// Headlines that were learnt before, by their [`Headlines::keys`].
    pub fn known(keys: impl IntoIterator<Item = u64>) -> Self {
        Self(keys.into_iter().collect())
    }

    /// The lines of an article that are looked up among the headlines, by their keys, given
    /// its words.
    pub fn asked<'l>(
        lines: &'l [Line],
        words: &'l [Word],
    ) -> impl Iterator<Item = u64> + 'l {
        let last = lines.len().saturating_sub(TEASERS);
        let asked = lines.iter().skip(last).filter(|l| l.words <= TEASER_HEADLINE);
        asked.map(|line| line.exact(words))
    }

    /// What a headline is known by; nothing for one that is too short.
    pub fn keys(title: &str) -> impl Iterator<Item = u64> + use<> {
        keys(title)
    }

    /// [`Headlines::keys`], in the room that the words of earlier titles took.
    pub(crate) fn read_keys<'t>(
        title: &'t str,
        words: &'t mut Vec<Word>,
    ) -> impl Iterator<Item = u64> + 't {
        words.clear();
        words::read(title, words);
        let words = &*words;
        let long = lines::each(title, words).filter(|line| line.words >= HEADLINE);
        long.map(|line| line.exact(words))
    }

    /// The teasers at the end of an article with this title: from the first headline of
    /// another article on, if nothing but headlines with a line or two each follow.
    ///
    /// ```
    /// use samestory::text::lines::lines;
    /// use samestory::text::teasers::Headlines;
    /// use samestory::text::words::words;
    ///
    /// let known = Headlines::learn(["The train is here", "Wave hits the island today"]);
    /// let text = "The train is here.\nIt came at dawn.\nA band played.\n\
    ///             Wave hits the island today\nThree people were hurt, the police said.";
    /// let words = words(text);
    /// let lines = lines(text, &words);
    /// let masks = known.teasers(text, &words, &lines, "The train is here");
    /// assert_eq!(masks.len(), 2);
    /// ```
    pub fn teasers(
        &self,
        text: &str,
        words: &[Word],
        lines: &[Line],
        title: &str,
    ) -> Vec<Mask> {
        let of_another = |line: &Line| {
            line.words <= TEASER_HEADLINE && {
                let exact = line.exact(words);
                self.0.contains(&exact) && keys(title).all(|own| own != exact)
            }
        };
        let last = lines.len().saturating_sub(TEASERS);
        let first = (last.max(OWN)..lines.len()).find(|&at| {
            let under = lines.get(at..).unwrap_or_default();
            under.first().is_some_and(of_another)
                && teaser_lines(text, under) == under.len()
        });
        let from = first.unwrap_or(lines.len());
        let masked = lines.iter().skip(from);
        let reason = Reason::Teaser { heading: None };
        masked.map(|line| Mask { span: line.span, reason }).collect()
    }
}

fn keys(title: &str) -> impl Iterator<Item = u64> + use<> {
    let keys: Vec<u64> = Headlines::read_keys(title, &mut Vec::new()).collect();
    keys.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;
    use crate::text::words::words;

    fn masked<'t>(known: &[&str], title: &str, text: &'t str) -> Vec<&'t str> {
        let words = words(text);
        let lines = lines(text, &words);
        let known = Headlines::learn(known.iter().copied());
        let masks = known.teasers(text, &words, &lines, title);
        masks.iter().filter_map(|mask| mask.span.slice(text)).collect()
    }

    const TEXT: &str = "The train is here at last\nIt came at dawn.\nA band played.\n\
                        Wave hits the island today\nThree people were hurt, the police said.\n\
                        Strike ends after nine weeks\nBoth sides spoke of a fair deal.";

    #[test]
    fn headlines_of_other_articles_with_their_lines_are_teasers() {
        let other = "Wave hits the island today";
        assert_eq!(masked(&[other], "The train is here at last", TEXT).len(), 4);
        assert!(masked(&[], "The train is here at last", TEXT).is_empty());
    }

    #[test]
    fn its_own_headline_and_one_followed_by_a_whole_report_are_none() {
        let own = "Wave hits the island today";
        assert!(masked(&[own, own], own, TEXT).is_empty());
        let report = format!("{TEXT}\nA third line.\nA fourth.\nAnd a fifth.");
        assert!(masked(&[own], "The train is here at last", &report).is_empty());
    }
}
