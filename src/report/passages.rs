//! A story's passages as records of the contract, and the evidence for their sources in
//! words.

use std::collections::BTreeMap;

use super::agencies::agency_name;
use super::assemble::{date, id, rounded};
use super::contract::{LikelySource, Passage, PassageKind, PassageSpan};
use super::language::Language;
use super::times::{Moment, span_words};
use super::words::percent;
use crate::pipeline::cluster::StoryParts;
use crate::pipeline::prepare::Corpus;
use crate::pipeline::sources::{Evidence, Source};

/// The passages of a story.
pub(super) fn passages(corpus: &Corpus, parts: &StoryParts) -> Vec<Passage> {
    let mut characters: BTreeMap<u32, Characters> = BTreeMap::new();
    parts
        .passages
        .iter()
        .enumerate()
        .filter_map(|(index, passage)| {
            let &(first, span) = passage.spans.first()?;
            let of_first = corpus.articles.text(first as usize)?;
            let text = span.slice(&of_first)?;
            let spans = passage.spans.iter().filter_map(|&(article, span)| {
                let whole = corpus.articles.text(article as usize)?;
                let places =
                    characters.entry(article).or_insert_with(|| Characters::of(&whole));
                let here = span.slice(&whole)?;
                Some(PassageSpan {
                    article: id(corpus, article),
                    start: span.start,
                    end: span.end,
                    start_char: places.before(&whole, span.start),
                    end_char: places.before(&whole, span.end),
                    text: (here != text).then(|| here.to_owned()),
                })
            });
            Some(Passage {
                id: format!("p{}", index + 1),
                kind: match passage.retold {
                    None => PassageKind::Verbatim,
                    Some(_) => PassageKind::Rewritten,
                },
                words: passage.words,
                score: passage.retold.map(|score| rounded(f64::from(score))),
                articles: passage.spans.len(),
                spans: spans.collect(),
                credits: passage.agencies.iter().map(|&key| key.to_owned()).collect(),
                source: Some(likely_source(corpus, &passage.source)),
                text: text.to_owned(),
            })
        })
        .collect()
}

/// Characters before every so many bytes of a text, so that counting them for many
/// places stays linear.
struct Characters(Vec<u32>);

impl Characters {
    const STEP: usize = 1024;

    fn of(text: &str) -> Self {
        let mut counted = vec![0];
        let mut before = 0;
        for piece in text.as_bytes().chunks(Self::STEP) {
            before += starts(piece);
            counted.push(before);
        }
        Self(counted)
    }

    /// How many characters stand before a byte.
    fn before(&self, text: &str, byte: u32) -> Option<u32> {
        let byte = byte as usize;
        let step = byte / Self::STEP;
        let rest = text.as_bytes().get(step * Self::STEP..byte)?;
        Some(self.0.get(step)? + starts(rest))
    }
}

/// Bytes that begin a character.
fn starts(bytes: &[u8]) -> u32 {
    let number = bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A likely source as the contract writes it.
pub(super) fn likely_source(corpus: &Corpus, source: &Source) -> LikelySource {
    let held = source.evidence.iter().find_map(|one| match one {
        Evidence::Holds { words, of } => Some(*words as f64 / (*of).max(1) as f64),
        _ => None,
    });
    let beyond_dates = source.evidence.iter().any(|one| {
        matches!(
            one,
            Evidence::Agency { .. }
                | Evidence::OthersAreLater
                | Evidence::ThisIsLater
                | Evidence::Fullest
                | Evidence::OthersAdd
        )
    });
    LikelySource {
        article: id(corpus, source.article),
        why: why(corpus, source),
        share: held.map(rounded),
        beyond_dates,
    }
}

/// The evidence for a likely source, in words.
fn why(corpus: &Corpus, source: &Source) -> String {
    let words = source.evidence.iter().map(|one| words(corpus, source.article, one));
    words.collect::<Vec<_>>().join("; ")
}

fn words(corpus: &Corpus, article: u32, evidence: &Evidence) -> String {
    let when = || date(corpus, article).unwrap_or_default();
    match evidence {
        Evidence::Agency { key, credited_by } => {
            let name = agency_name(key);
            match credited_by {
                0 => format!("published by {name} itself"),
                1 => format!("published by {name} itself, which the other one credits"),
                _ => format!(
                    "published by {name} itself, which {credited_by} others credit"
                ),
            }
        }
        Evidence::Earliest { of, tied, undated } => {
            let place = if *tied > 1 {
                format!(
                    "one of {tied} with the earliest date in this collection, of the {of} that \
                     have it ({})",
                    when()
                )
            } else {
                format!(
                    "earliest in this collection of the {of} that have it ({})",
                    when()
                )
            };
            match undated {
                0 => place,
                1 => format!("{place}, one of them undated"),
                _ => format!("{place}, {undated} of them undated"),
            }
        }
        Evidence::Undated { of } => format!("all {of} that have it are undated"),
        Evidence::OthersAreLater => {
            "others say that they were corrected or updated".to_owned()
        }
        Evidence::ThisIsLater => {
            "this one says that it was corrected or updated".to_owned()
        }
        Evidence::ThisCredits { keys } => format!("this one credits {}", names(keys)),
        Evidence::FirstById => "first by id, for want of a better reason".to_owned(),
        Evidence::Fullest => {
            "none of them holds more of what the story shares".to_owned()
        }
        Evidence::OthersAdd => {
            "the others hold as much and add text of their own".to_owned()
        }
        Evidence::Credits { keys, others } => {
            let names = names(keys);
            match others {
                0 => format!("credits {names}"),
                1 => format!("credits {names}, as does the other one"),
                _ => format!("credits {names}, as do {others} others"),
            }
        }
        Evidence::OthersCredit { keys, others: 1 } => {
            format!("the other one credits {}", names(keys))
        }
        Evidence::OthersCredit { keys, others } => {
            format!("{others} of the others credit {}", names(keys))
        }
        Evidence::Holds { words, of } => {
            let share = percent(*words as f64 / (*of).max(1) as f64);
            format!("{share} of the words stand in it")
        }
        Evidence::Earlier { seconds } => {
            let moment = |seconds| Moment { seconds, has_time: true };
            let apart = span_words(moment(0), moment(*seconds), Language::English);
            let apart = apart.unwrap_or_else(|| "less than a minute".to_owned());
            format!("earlier in this collection by {apart}")
        }
        Evidence::NoDate => "one of the two is undated".to_owned(),
        Evidence::SameDate => "both have the same date".to_owned(),
    }
}

fn names(keys: &[&str]) -> String {
    let names: Vec<_> = keys.iter().map(|key| agency_name(key)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_from_any_byte() {
        let text = "Grüße aus Ōsaka 東京 ".repeat(300);
        let places = Characters::of(&text);
        for (number, (byte, _)) in text.char_indices().enumerate() {
            let byte = u32::try_from(byte).unwrap();
            assert_eq!(places.before(&text, byte).map(|n| n as usize), Some(number));
        }
        let end = u32::try_from(text.len()).unwrap();
        assert_eq!(
            places.before(&text, end).map(|n| n as usize),
            Some(text.chars().count())
        );
        assert_eq!(places.before(&text, end + 1), None);
    }
}
