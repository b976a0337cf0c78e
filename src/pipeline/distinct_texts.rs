//! Which articles have the same words.

use std::ops::Range;

use hashbrown::HashMap;

use crate::sketch::sketches::Sketches;

/// The texts of a collection, in the order of their first articles: articles whose words
/// are the same have one text. An article without words has a text of its own.
///
/// ```
/// use samestory::pipeline::distinct_texts::DistinctTexts;
/// use samestory::sketch::Sketch;
///
/// let [one, other] = [[1, 2, 3], [4, 5, 6]].map(|words| Sketch::of(&words, 2));
/// let texts = DistinctTexts::of(&vec![one.clone(), other, one].into());
/// assert_eq!(texts.iter().collect::<Vec<_>>(), [&[0, 2][..], &[1]]);
/// assert_eq!((texts.first(0), texts.with_first(1)), (0, Some(1)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct DistinctTexts {
    /// The articles of all texts, one text after the other, ascending in each.
    articles: Vec<u32>,
    /// Where each text's articles end in `articles`.
    ends: Vec<u32>,
}

impl DistinctTexts {
    /// The texts of all articles.
    pub fn of(sketches: &Sketches) -> Self {
        let mut known: HashMap<([u64; 2], u32), u32> = HashMap::new();
        // How many articles each text has; then where its next one goes.
        let mut ends: Vec<u32> = Vec::new();
        let text_of = sketches.heads().map(|sketch| {
            let next = u32::try_from(ends.len()).unwrap_or(u32::MAX);
            let text = if sketch.words == 0 {
                next
            } else {
                *known.entry((sketch.text, sketch.words)).or_insert(next)
            };
            match ends.get_mut(text as usize) {
                Some(count) => *count += 1,
                None => ends.push(1),
            }
            text
        });
        let text_of: Vec<u32> = text_of.collect();
        drop(known);
        ends.shrink_to_fit();
        let mut before = 0;
        for end in &mut ends {
            before += std::mem::replace(end, before);
        }
        let mut articles = vec![0; text_of.len()];
        for (article, text) in (0u32..).zip(text_of) {
            let Some(next) = ends.get_mut(text as usize) else { continue };
            if let Some(slot) = articles.get_mut(*next as usize) {
                *slot = article;
            }
            *next += 1;
        }
        Self { articles, ends }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The places of a text's articles among those of all texts; empty for a number out of
    /// range.
    pub(super) fn range(&self, text: u32) -> Range<usize> {
        let end = |text: usize| self.ends.get(text).map_or(0, |&end| end as usize);
        (text as usize).checked_sub(1).map_or(0, end)..end(text as usize)
    }

    /// The articles of all texts, one text after the other.
    pub(super) fn articles(&self) -> &[u32] {
        &self.articles
    }

    /// The articles that have a text, ascending; none for a number out of range.
    pub fn get(&self, text: u32) -> &[u32] {
        self.articles.get(self.range(text)).unwrap_or_default()
    }

    /// The first article of a text; one that is none for a number out of range.
    pub fn first(&self, text: u32) -> u32 {
        self.get(text).first().copied().unwrap_or(u32::MAX)
    }

    /// The first article of every text.
    pub fn firsts(&self) -> impl Iterator<Item = u32> {
        self.iter().filter_map(|articles| articles.first().copied())
    }

    /// The text whose first article this is.
    pub fn with_first(&self, article: u32) -> Option<u32> {
        let (mut low, mut high) = (0, u32::try_from(self.len()).unwrap_or(u32::MAX));
        while low < high {
            let middle = u32::midpoint(low, high);
            if self.first(middle) < article { low = middle + 1 } else { high = middle }
        }
        (self.first(low) == article).then_some(low)
    }

    /// The articles of each text.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|text| self.get(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::Sketch;

    #[test]
    fn every_article_has_one_text_and_those_without_words_one_each() {
        let texts: [&[u64]; 7] = [&[7; 9], &[], &[1, 2], &[7; 9], &[], &[2, 1], &[7; 9]];
        let sketches: Vec<Sketch> = texts.iter().map(|t| Sketch::of(t, 5)).collect();
        let texts = DistinctTexts::of(&sketches.into());
        let all: Vec<&[u32]> = texts.iter().collect();
        assert_eq!(all, [&[0, 3, 6][..], &[1], &[2], &[4], &[5]]);
        let firsts: Vec<u32> = texts.firsts().collect();
        assert_eq!(firsts, [0, 1, 2, 4, 5]);
        let with_first: Vec<Option<u32>> = (0..8).map(|a| texts.with_first(a)).collect();
        let none = None;
        assert_eq!(
            with_first,
            [Some(0), Some(1), Some(2), none, Some(3), Some(4), none, none]
        );
        assert_eq!((texts.get(5), texts.first(5)), (&[][..], u32::MAX));
    }
}
