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
use crate::text::tokens::tokenise_outside;
use crate::text::vocabulary::{TokenId, Vocabulary};
use crate::text::words::word_hash;

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

/// One text as the aligners want it.
struct Prepared {
    spans: Vec<Span>,
    tokens: Vec<TokenId>,
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
        self.align_outside(&(a.0, a.1, Vec::new()), &(b.0, b.1, Vec::new()))
    }

    /// [`Self::align`] for two articles, each in the language given or else detected.
    pub fn align_articles(&mut self, a: &Article, b: &Article) -> Vec<AlignedPassage> {
        self.align((&a.text, lang_of(a)), (&b.text, lang_of(b)))
    }

    /// [`Self::align`] over what the masks of each text leave.
    pub(super) fn align_outside(
        &mut self,
        a: &(&str, Lang, Vec<Span>),
        b: &(&str, Lang, Vec<Span>),
    ) -> Vec<AlignedPassage> {
        let mut words = Vocabulary::default();
        let mut stems = HashMap::new();
        let left = self.prepare(a, &mut words, &mut stems);
        let right = self.prepare(b, &mut words, &mut stems);
        combine::align(&left.side(), &right.side(), &self.settings)
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

    fn prepare(
        &mut self,
        (text, lang, masks): &(&str, Lang, Vec<Span>),
        words: &mut Vocabulary,
        stems: &mut HashMap<StemHash, TokenId>,
    ) -> Prepared {
        let (text, lang) = (*text, *lang);
        let background = Background::of(lang);
        let (mut spans, mut tokens) = (Vec::new(), Vec::new());
        let (mut stem_ids, mut weights) = (Vec::new(), Vec::new());
        tokenise_outside(text, masks, |word, span| {
            let stem: StemHash = self.stems.get(word, word_hash(word), lang);
            spans.push(span);
            tokens.push(words.insert(word));
            // Stems are compared by hash: they choose seeds, the words decide.
            let next = TokenId::try_from(stems.len()).unwrap_or(TokenId::MAX);
            stem_ids.push(*stems.entry(stem).or_insert(next));
            weights.push(background.information(stem).unwrap_or(0.0));
        });
        let sentences = sentences(text, &spans)
            .into_iter()
            .filter_map(|s| {
                Some(u32::try_from(s.start).ok()?..u32::try_from(s.end).ok()?)
            })
            .collect();
        Prepared { spans, tokens, stems: stem_ids, weights, sentences }
    }
}

impl Prepared {
    fn side(&self) -> Side<'_> {
        Side {
            tokens: &self.tokens,
            stems: &self.stems,
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
