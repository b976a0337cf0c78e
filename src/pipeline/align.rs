//! The shared passages of two texts.

use hashbrown::HashMap;

use crate::article::Article;
use crate::passages::combine::{self, Settings};
use crate::passages::passage::{Kind, Side};
use crate::span::Span;
use crate::text::background::Background;
use crate::text::language::Lang;
use crate::text::sentences::sentences;
use crate::text::stems::{StemCache, StemHash};
use crate::text::vocabulary::{TokenId, Vocabulary};
use crate::text::words::words;

/// A passage of two texts, in bytes of each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlignedPassage {
    /// Where it stands in the first text.
    pub a: Span,
    /// Where it stands in the second.
    pub b: Span,
    /// Verbatim or rewritten.
    pub kind: Kind,
    /// Evidence that a rewritten passage was taken over, in nats, on the side that has
    /// less of it ([`crate::passages::evidence`]); of a verbatim one the equal words
    /// less those bridged.
    pub score: f32,
    /// Words in the first text and in the second.
    pub words: (usize, usize),
}

/// Aligns pairs of texts; remembers stems. One for each thread.
#[derive(Default)]
pub struct Aligner {
    settings: Settings,
    stems: StemCache,
}

/// The language given, else detected.
pub fn lang_of(article: &Article) -> Lang {
    match article.lang.as_deref().map(Lang::from_code) {
        Some(lang) if lang != Lang::UNKNOWN => lang,
        _ => Lang::detect(&article.text),
    }
}

/// The stems of some texts, numbered.
#[derive(Default)]
pub(super) struct Stems {
    ids: HashMap<StemHash, u32>,
    /// For each language, stem and information of each word by its number.
    of_words: HashMap<Lang, Vec<Option<(u32, f32)>>>,
}

/// One text as the aligners want it.
pub(super) struct Prepared<'t> {
    spans: &'t [Span],
    tokens: &'t [TokenId],
    stems: Vec<u32>,
    weights: Vec<f32>,
    sentences: Vec<std::ops::Range<u32>>,
}

impl Aligner {
    /// An aligner with settings of its own.
    pub fn new(settings: Settings) -> Self {
        Self { settings, stems: StemCache::default() }
    }

    /// The passages that two texts share, in the order of the first. Nothing is masked:
    /// what stands in both texts is shared, furniture or not.
    ///
    /// ```
    /// use samestory::pipeline::align::Aligner;
    /// use samestory::text::language::Lang;
    ///
    /// let a = "At dawn the train with the guest on board reached the border town, officials said.";
    /// let b = "Officials say that at dawn the train with the guest on board reached the border town.";
    /// let found = Aligner::default().align((a, Lang::UNKNOWN), (b, Lang::UNKNOWN));
    /// assert_eq!(
    ///     found[0].a.slice(a),
    ///     Some("At dawn the train with the guest on board reached the border town")
    /// );
    /// ```
    pub fn align(&mut self, a: (&str, Lang), b: (&str, Lang)) -> Vec<AlignedPassage> {
        let mut vocabulary = Vocabulary::default();
        let [left, right] = [a.0, b.0].map(|text| {
            let read = words(text).into_iter();
            let number = |word| (vocabulary.insert_word(&word, text), word.span);
            read.map(number).unzip::<TokenId, Span, Vec<_>, Vec<_>>()
        });
        let mut stems = Stems::default();
        let [left, right] = [(a, &left), (b, &right)].map(|(text, (tokens, spans))| {
            self.prepare(text, tokens, spans, &vocabulary, &mut stems)
        });
        self.align_prepared(&left, &right)
    }

    /// [`Self::align`] for two articles, each in the language given or else detected.
    pub fn align_articles(&mut self, a: &Article, b: &Article) -> Vec<AlignedPassage> {
        self.align((&a.text, lang_of(a)), (&b.text, lang_of(b)))
    }

    /// [`Self::align`], given what both are aligned by.
    pub(super) fn align_prepared(
        &self,
        left: &Prepared,
        right: &Prepared,
    ) -> Vec<AlignedPassage> {
        let stems = numbered_anew(&left.stems, &right.stems);
        combine::align(&left.side(&stems.0), &right.side(&stems.1), &self.settings)
            .into_iter()
            .filter_map(|found| {
                Some(AlignedPassage {
                    a: left.bytes(&found.a)?,
                    b: right.bytes(&found.b)?,
                    kind: found.kind,
                    score: found.score,
                    words: (found.a.len(), found.b.len()),
                })
            })
            .collect()
    }

    /// What a text is aligned by, given its words as numbers of `vocabulary`, and their
    /// places. Texts that are to be aligned with one another have `stems` in common.
    pub(super) fn prepare<'t>(
        &mut self,
        (text, lang): (&str, Lang),
        tokens: &'t [TokenId],
        spans: &'t [Span],
        vocabulary: &Vocabulary,
        stems: &mut Stems,
    ) -> Prepared<'t> {
        let background = Background::of(lang);
        let known = stems.of_words.entry(lang).or_default();
        known.resize(vocabulary.len(), None);
        let of_words = tokens.iter().map(|&token| {
            let Some(known) = known.get_mut(token as usize) else { return (0, 0.0) };
            *known.get_or_insert_with(|| {
                let (word, hash) = (vocabulary.word(token), vocabulary.hash(token));
                let stem: StemHash = self.stems.get(word, hash, lang);
                // Stems are compared by hash: they choose seeds, the words decide.
                let next = u32::try_from(stems.ids.len()).unwrap_or(u32::MAX);
                let number = *stems.ids.entry(stem).or_insert(next);
                (number, background.information(stem).unwrap_or(0.0))
            })
        });
        let (stems, weights) = of_words.unzip();
        let sentences = sentences(text, spans)
            .into_iter()
            .filter_map(|s| {
                Some(u32::try_from(s.start).ok()?..u32::try_from(s.end).ok()?)
            })
            .collect();
        Prepared { spans, tokens, stems, weights, sentences }
    }
}

/// Two lists of numbers, numbered anew in the order in which they first stand there.
fn numbered_anew(a: &[u32], b: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let most = a.iter().chain(b).max().map_or(0, |most| *most as usize + 1);
    let mut new = vec![u32::MAX; most];
    let mut next = 0;
    let mut number = |old: &u32| {
        let Some(new) = new.get_mut(*old as usize) else { return 0 };
        if *new == u32::MAX {
            (*new, next) = (next, next + 1);
        }
        *new
    };
    let a = a.iter().map(&mut number).collect();
    (a, b.iter().map(number).collect())
}

impl Prepared<'_> {
    fn side<'s>(&'s self, stems: &'s [u32]) -> Side<'s> {
        Side {
            tokens: self.tokens,
            stems,
            weights: &self.weights,
            sentences: &self.sentences,
        }
    }

    fn bytes(&self, words: &std::ops::Range<u32>) -> Option<Span> {
        let inside = self.spans.get(words.start as usize..words.end as usize)?;
        Some(inside.first()?.cover(*inside.last()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::passages::edits::Versions;
    use crate::text::tokens::tokenise;

    fn words(text: &str) -> Vec<(String, Span)> {
        let mut words = Vec::new();
        tokenise(text, |word, span| words.push((word.to_owned(), span)));
        words
    }

    /// Words as outlets write them: of many scripts, decomposed, with soft hyphens,
    /// quotes, no-break spaces, signs and line breaks around them.
    fn written() -> impl Strategy<Value = Vec<(usize, usize)>> {
        prop::collection::vec((0usize..400, 0usize..9), 0..160)
    }

    fn text(words: &[(usize, usize)]) -> String {
        const STEMS: [&str; 8] = [
            "Brücke",
            "Bru\u{308}cke",
            "naïve",
            "東京",
            "Москва",
            "ﬁeld",
            "O’Neill",
            "zu\u{ad}rück",
        ];
        let mut out = String::new();
        for &(word, around) in words {
            let (open, close) = [
                ("", " "),
                ("„", "“ "),
                ("", ".\n"),
                ("\u{a0}", ", "),
                ("(", ") "),
                ("", "\u{2009}– "),
                ("\"", "\" "),
                ("🚂 ", "!\r\n"),
                ("", "\u{200b} "),
            ][around % 9];
            out.push_str(open);
            out.push_str(STEMS[word % 8]);
            out.push_str(&word.to_string());
            out.push_str(close);
        }
        out
    }

    proptest! {
        #[test]
        fn a_span_folds_to_the_aligned_words_and_ends_between_words(
            before in written(), shared in written(), after in written(),
            edits in prop::collection::vec((0usize..160, 0usize..3), 0..6),
        ) {
            let a = text(&[&before[..], &shared, &after].concat());
            let mut copied: Vec<(usize, usize)> =
                shared.iter().map(|&(word, around)| (word, around + 1)).collect();
            let unedited = edits.is_empty();
            for (at, kind) in edits {
                if at < copied.len() {
                    match kind {
                        0 => copied[at].0 += 5_000,
                        1 => drop(copied.remove(at)),
                        _ => copied.insert(at, (9_000, 0)),
                    }
                }
            }
            let b = text(&[&after[..], &copied, &before].concat());
            let found =
                Aligner::default().align((&a, Lang::UNKNOWN), (&b, Lang::UNKNOWN));
            for passage in &found {
                for (text, span, count) in
                    [(&a, passage.a, passage.words.0), (&b, passage.b, passage.words.1)]
                {
                    let slice = span.slice(text).expect("between characters");
                    let all = words(text);
                    let inside = all
                        .iter()
                        .filter(|(_, word)| span.start <= word.start && word.end <= span.end);
                    let aligned: Vec<&str> = inside.map(|(word, _)| word.as_str()).collect();
                    let folded = words(slice);
                    let folded: Vec<&str> = folded.iter().map(|(word, _)| word.as_str()).collect();
                    prop_assert_eq!(aligned.len(), count);
                    prop_assert_eq!(folded, aligned);
                    prop_assert!(all.iter().any(|(_, word)| word.start == span.start));
                    prop_assert!(all.iter().any(|(_, word)| word.end == span.end));
                }
                if passage.kind == Kind::Verbatim {
                    let (a, b) = (passage.a.slice(&a).unwrap(), passage.b.slice(&b).unwrap());
                    let versions = Versions::of(a, b);
                    prop_assert!(versions.equal() >= 9);
                    let ends = |edit: &crate::passages::edits::Edit| {
                        edit.a.start == 0 && edit.b.start == 0
                    };
                    prop_assert!(!versions.edits.iter().any(ends), "begins on other words");
                }
            }
            if shared.len() >= 40 && unedited {
                prop_assert!(found.iter().any(|passage| passage.words.0 >= 40));
            }
        }
    }
}
