//! What an event score is made of, in words.

use crate::pipeline::prepare::Corpus;
use crate::sketch::terms::TermReader;
use crate::text::stems::StemHash;
use crate::verify::event::EventScore;

/// Terms named as shared.
const NAMED_TERMS: usize = 5;

/// What ties two articles of one happening, given one of them and the terms they share.
pub(super) fn said(
    corpus: &Corpus,
    article: u32,
    event: &EventScore,
    shared: &[StemHash],
    reader: &mut TermReader,
) -> Vec<String> {
    let mut out = Vec::new();
    let article = article as usize;
    if let (Some(record), Some(clean)) =
        (corpus.articles.get(article), corpus.clean.get(article))
    {
        let written = reader.surfaces(
            &record.title,
            record.url.as_deref().unwrap_or_default(),
            &record.text,
            &clean.mask_spans(),
            clean.lang,
            shared,
        );
        let names: Vec<String> =
            written.into_iter().flatten().take(NAMED_TERMS).collect();
        if !names.is_empty() {
            out.push(format!("both name {}", names.join(", ")));
        }
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
