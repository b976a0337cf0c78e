//! What an event score is made of, in words.

use crate::pipeline::prepare::Corpus;
use crate::sketch::terms::TermReader;
use crate::text::dictionary::Dictionary;
use crate::text::fold::folded_phrase;
use crate::text::stems::StemHash;
use crate::verify::event::EventScore;

/// Terms named as shared.
const NAMED_TERMS: usize = 5;

/// What ties two articles of one happening, given the terms of the first that they share.
pub(super) fn said(
    corpus: &Corpus,
    (a, b): (u32, u32),
    event: &EventScore,
    shared: &[StemHash],
    reader: &mut TermReader,
) -> Vec<String> {
    let mut out = Vec::new();
    let mut names = corpus.written(a, shared, reader, |stem| stem);
    if event.across {
        beside_theirs(corpus, (a, b), shared, reader, &mut names);
    }
    let names: Vec<String> = names.into_iter().flatten().take(NAMED_TERMS).collect();
    if !names.is_empty() {
        out.push(format!("both name {}", names.join(", ")));
    }
    if let Some(hours) = event.hours {
        out.push(if hours < 1.0 {
            "published within the hour".to_owned()
        } else {
            format!("published {hours:.0} h apart")
        });
    }
    out.extend(for_and_against(event));
    out.push(format!(
        "terms alike {:.2} in all, {:.2} in title and lead",
        event.all, event.lead
    ));
    out.extend(alike(event));
    out
}

/// Puts what the other article has for a term behind it, where that is another word: two
/// languages share meanings.
fn beside_theirs(
    corpus: &Corpus,
    (a, b): (u32, u32),
    shared: &[StemHash],
    reader: &mut TermReader,
    names: &mut [Option<String>],
) {
    let english = |article: u32, stem: StemHash| {
        let lang = corpus.clean.get(article as usize).map(|clean| clean.lang);
        Dictionary::of(lang.unwrap_or_default()).english(stem)
    };
    let meanings: Vec<StemHash> = shared.iter().map(|&stem| english(a, stem)).collect();
    let theirs = corpus.written(b, &meanings, reader, |stem| english(b, stem));
    for (name, other) in names.iter_mut().zip(theirs) {
        if let (Some(name), Some(other)) = (name, other)
            // A number is one, however it is written.
            && !other.starts_with(|c: char| c.is_numeric())
            && folded_phrase(name) != folded_phrase(&other)
        {
            *name = format!("{name} ({other})");
        }
    }
}

/// How alike the embeddings are, where there are any.
pub(super) fn alike(event: &EventScore) -> Option<String> {
    event.embedding.map(|embedding| format!("embeddings alike {:.2}", embedding.cosine))
}

/// What speaks for one story, and what against it, a line each.
pub(super) fn for_and_against(event: &EventScore) -> Vec<String> {
    let (for_it, against_it) = event.reasons();
    [("for it", for_it), ("against it", against_it)]
        .into_iter()
        .filter(|(_, reasons)| !reasons.is_empty())
        .map(|(side, reasons)| format!("{side}: {}", reasons.join("; ")))
        .collect()
}
