//! How terms are written in an article: what they are called when they are told of.

use xxhash_rust::xxh3::xxh3_64;

use super::number;
use super::terms::{TermReader, address_beside, name_hash};
use crate::span::Span;
use crate::text::language::Lang;
use crate::text::stems::{StemHash, uncounted};
use crate::text::words::{self, words};

/// What the terms of an article are read from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address.
    pub url: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The stretches of the text that do not count.
    pub masks: &'a [Span],
    /// Its language.
    pub lang: Lang,
}

impl TermReader {
    /// How terms are written in an article: for each of `wanted` the first place that
    /// made it, or a stem that is `called` so, as it stands there; `None` for terms the
    /// article does not have.
    ///
    /// ```
    /// use samestory::sketch::surfaces::Written;
    /// use samestory::sketch::terms::TermReader;
    /// use samestory::text::dictionary::Dictionary;
    /// use samestory::text::language::Lang;
    ///
    /// let lang = Lang::from_code("de");
    /// let article = Written { text: "Zwei Erdbeben am Morgen.", lang, ..Written::default() };
    /// let mut reader = TermReader::default();
    /// let earthquake = reader.read("", "earthquakes", &[], Lang::from_code("en")).terms[0].hash;
    /// let found = reader.surfaces(&article, &[earthquake], |stem| Dictionary::of(lang).english(stem));
    /// assert_eq!(found, [Some("Erdbeben".to_owned())]);
    /// ```
    pub fn surfaces(
        &mut self,
        article: &Written,
        wanted: &[StemHash],
        called: impl Fn(StemHash) -> StemHash,
    ) -> Vec<Option<String>> {
        let Written { title, url, text, masks, lang } = *article;
        let mut out: Vec<Option<String>> = vec![None; wanted.len()];
        let known_words = self.known.of(lang);
        let mut body = Vec::new();
        words::outside(text, &words(text), masks, &mut body);
        let of_title = words(title);
        let address = known_words.of_address(address_beside(body.len(), url));
        let of_address = words(&address);
        let of_title = of_title.iter().map(|word| (title, word));
        let mut before: Option<(u64, Span)> = None;
        let (mut written, mut begun) = (String::new(), Span::new(0, 0));
        let mut missing = wanted.len();
        let of_address = of_address.iter().map(|word| (address.as_str(), word));
        let of_text = body.iter().map(|word| (text, word));
        for (text, word) in of_title.chain(of_text).chain(of_address) {
            if missing == 0 {
                break;
            }
            let span = word.span;
            let mut note = |hash: StemHash, span: Span| {
                for (slot, _) in out.iter_mut().zip(wanted).filter(|(_, w)| **w == hash) {
                    if slot.is_none() {
                        *slot = span.slice(text).map(str::to_owned);
                        missing -= usize::from(slot.is_some());
                    }
                }
            };
            let known = known_words.of(text, word);
            let joined = if known.number {
                let last_end = before.map(|(_, span)| span.end);
                let gap = last_end.and_then(|end| Span::new(end, span.start).slice(text));
                let word = uncounted(&word.folded(text)).to_owned();
                let joined = gap.and_then(|gap| number::join(&written, gap, &word));
                written = joined.clone().unwrap_or(word);
                joined
            } else {
                written.clear();
                None
            };
            if let Some(joined) = joined {
                note(xxh3_64(joined.as_bytes()), begun.cover(span));
            } else {
                note(known.stem, span);
                let other = called(known.stem);
                if other != known.stem {
                    note(other, span);
                }
                begun = span;
            }
            if let Some((first, first_span)) = before {
                note(name_hash(first, word.hash), first_span.cover(span));
            }
            before = Some((word.hash, span));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_two_words_is_written_as_it_stands() {
        let stem = xxh3_64(b"3:1");
        let written = |text| {
            let article =
                Written { text, lang: Lang::from_code("de"), ..Written::default() };
            TermReader::default().surfaces(&article, &[stem], |stem| stem)
        };
        assert_eq!(written("Es endete 3:1 gestern"), [Some("3:1".to_owned())]);
    }

    #[test]
    fn a_term_of_the_address_alone_is_written_as_it_stands_there() {
        let (german, mut reader) = (Lang::from_code("de"), TermReader::default());
        let wanted = reader.read("", "Fährunglück", &[], german).terms[0].hash;
        let url = "https://a.example/lokales/faehrunglueck-vor-torsholm-1.72.html";
        let article =
            Written { url, text: "Ein Bericht.", lang: german, ..Written::default() };
        let written = reader.surfaces(&article, &[wanted], |stem| stem);
        assert_eq!(written, [Some("fährunglück".to_owned())]);
    }
}
