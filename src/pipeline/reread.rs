//! The words of an article, read again when they are needed: keeping those of a whole
//! collection takes more time and memory than reading a few texts twice.

use hashbrown::HashMap;

use super::prepare::Corpus;
use crate::shelf::Reader;
use crate::sketch::shingles::shingle_hashes;
use crate::sketch::surfaces::Written;
use crate::sketch::terms::TermReader;
use crate::span::Span;
use crate::text::stems::StemHash;
use crate::text::vocabulary::{TokenId, Vocabulary};
use crate::text::words::{Word, outside, read, words};
use crate::verify::reuse::{ReuseLink, ReuseSettings, ShingleSet, link};

impl Corpus {
    /// The words of an article outside its masks; none for a number out of range.
    pub fn words(&self, article: u32) -> Vec<Word> {
        self.rereader().words(article).to_vec()
    }

    /// As [`Corpus::words`], given the article's text.
    pub(super) fn words_of(&self, article: u32, text: &str) -> Vec<Word> {
        let mut left = Vec::new();
        if let Some(clean) = self.clean.get(article as usize) {
            outside(text, &words(text), &clean.mask_spans(), &mut left);
        }
        left
    }

    /// How many words an article has outside its masks.
    pub fn word_count(&self, article: u32) -> usize {
        self.word_counts.get(article as usize).map_or(0, |words| *words as usize)
    }

    /// The hashes of an article's shingles, in order.
    pub(super) fn shingles(&self, article: u32) -> Vec<u64> {
        self.rereader().shingles(article)
    }

    /// What an article is verified by.
    pub fn shingle_set(&self, article: u32) -> ShingleSet {
        self.rereader().shingle_set(article)
    }

    /// Reads the words of articles one after the other.
    pub(super) fn rereader(&self) -> Rereader<'_> {
        let (all, left) = (Vec::new(), Vec::new());
        Rereader { corpus: self, reader: self.articles.reader(), all, left }
    }

    /// What two articles have in common, exactly.
    pub fn link(&self, a: u32, b: u32, settings: &ReuseSettings) -> Option<ReuseLink> {
        link((a, b), &self.shingle_set(a), &self.shingle_set(b), settings)
    }

    /// How terms are written in an article, or others that are `called` so: see
    /// [`TermReader::surfaces`].
    pub fn written(
        &self,
        article: u32,
        terms: &[StemHash],
        reader: &mut TermReader,
        called: impl Fn(StemHash) -> StemHash,
    ) -> Vec<Option<String>> {
        let article = article as usize;
        let (Some(record), Some(clean)) =
            (self.articles.get(article), self.clean.get(article))
        else {
            return vec![None; terms.len()];
        };
        let article = Written {
            title: &record.title,
            url: record.url.as_deref().unwrap_or_default(),
            text: &record.text,
            masks: &clean.mask_spans(),
            lang: clean.lang,
        };
        reader.surfaces(&article, terms, called)
    }

    /// The words of some articles as numbers of one vocabulary, and their places.
    pub fn numbered(&self, articles: &[u32]) -> Vec<(Vec<TokenId>, Vec<Span>)> {
        self.numbered_by(articles, &mut Vocabulary::default())
    }

    /// [`Self::numbered`] by a vocabulary that is given.
    pub(super) fn numbered_by(
        &self,
        articles: &[u32],
        vocabulary: &mut Vocabulary,
    ) -> Vec<(Vec<TokenId>, Vec<Span>)> {
        let number = |article: &u32| {
            let text = self.articles.text(*article as usize).unwrap_or_default();
            let read = self.words_of(*article, &text).into_iter();
            read.map(|word| (vocabulary.insert_word(&word, &text), word.span)).unzip()
        };
        articles.iter().map(number).collect()
    }
}

/// What reads the words of articles one after the other works with.
pub(super) struct Rereader<'c> {
    corpus: &'c Corpus,
    reader: Reader<'c>,
    all: Vec<Word>,
    left: Vec<Word>,
}

impl Rereader<'_> {
    /// The words of an article outside its masks; none for a number out of range.
    fn words(&mut self, article: u32) -> &[Word] {
        let (text, clean) = (
            self.reader.text(article as usize).unwrap_or_default(),
            self.corpus.clean.get(article as usize),
        );
        self.all.clear();
        read(text, &mut self.all);
        match clean {
            Some(clean) if !clean.masks.is_empty() => {
                outside(text, &self.all, &clean.mask_spans(), &mut self.left);
                &self.left
            }
            _ => &self.all,
        }
    }

    /// What an article is verified by.
    pub(super) fn shingle_set(&mut self, article: u32) -> ShingleSet {
        let width = self.corpus.width;
        ShingleSet::new(self.words(article), width)
    }

    /// The hashes of an article's shingles, in order.
    pub(super) fn shingles(&mut self, article: u32) -> Vec<u64> {
        let width = self.corpus.width;
        let hashes: Vec<u64> = self.words(article).iter().map(|word| word.hash).collect();
        let mut shingles = Vec::with_capacity(hashes.len());
        shingle_hashes(&hashes, width, &mut shingles);
        shingles
    }
}

/// Shingle sets that were asked for lately.
pub(super) struct Lately<'c> {
    reader: Rereader<'c>,
    sets: HashMap<u32, ShingleSet>,
}

impl<'c> Lately<'c> {
    /// Sets kept before all are forgotten.
    const MOST: usize = 4096;

    pub(super) fn new(corpus: &'c Corpus) -> Self {
        Self { reader: corpus.rereader(), sets: HashMap::new() }
    }

    /// What two articles have in common, exactly.
    pub(super) fn link(
        &mut self,
        a: u32,
        b: u32,
        settings: &ReuseSettings,
    ) -> Option<ReuseLink> {
        if self.sets.len() >= Self::MOST {
            self.sets.clear();
        }
        for article in [a, b] {
            let read = || self.reader.shingle_set(article);
            self.sets.entry(article).or_insert_with(read);
        }
        link((a, b), self.sets.get(&a)?, self.sets.get(&b)?, settings)
    }
}
