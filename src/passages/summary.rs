//! Summaries: a passage of one article whose words are spread over much of the other.

use super::evidence::{Rule, Scanner, Terms};
use super::ranges::{count, overlap, widen};
use super::rewritten::{Block, part};

/// Constants of the search for summaries.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Share of its words that a summary keeps from the text it sums up.
    pub kept_short: f32,
    /// Share of the words of the text summed up that its summary keeps.
    pub kept_long: f32,
    /// Evidence on both sides together that a summary needs, in nats.
    pub evidence: f32,
    /// Words that a summary has at least.
    pub min_words: u32,
    /// How many times longer than its summary a text must be.
    pub min_ratio: f32,
    /// Share of its own article that a summary may make up: above, they are two reports of one thing.
    pub max_own: f32,
    /// Evidence that each side needs, in nats.
    pub evidence_each: f32,
    /// Share of the article summed up, in words, that the passage must span.
    pub min_cover: f32,
    /// Share of the summary's evidence that its best window of the long side must bear alone: at no place
    /// at all is a sign of two articles on one topic.
    pub least_focus: f32,
    /// Share of its evidence that a single passage of the long side may bear alone: above, it is that passage's copy.
    pub most_focus: f32,
    /// Share of its evidence that words inside a single passage may hold: above, it is no more than that passage.
    pub most_held: f32,
    /// Tokens around a passage that count with it.
    pub margin: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            kept_short: 0.75,
            kept_long: 0.15,
            evidence: 60.0,
            min_words: 40,
            min_ratio: 2.0,
            min_cover: 0.3,
            max_own: 0.35,
            evidence_each: 20.0,
            least_focus: 0.2,
            most_focus: 1.05,
            most_held: 0.65,
            margin: 12,
        }
    }
}

/// Windows of the long side looked at for each of their lengths.
const WINDOW_STEPS: usize = 4;

/// Passages, the strongest, that a summary is compared with.
const RIVALS: usize = 16;

/// A passage of either article that sums up much of the other, given the passages found so far.
pub fn find(
    terms: &Terms,
    scanner: &mut Scanner,
    blocks: &[Block],
    settings: &Settings,
) -> Option<Block> {
    let swapped: Vec<Block> = blocks
        .iter()
        .map(|r| Block { a: r.b.clone(), b: r.a.clone(), score: r.score })
        .collect();
    let forth = one_way(&terms.a, &terms.b, scanner, blocks, settings);
    let back = one_way(&terms.b, &terms.a, scanner, &swapped, settings).map(|r| Block {
        a: r.b,
        b: r.a,
        score: r.score,
    });
    match (forth, back) {
        (Some(x), Some(y)) => Some(if y.score > x.score { y } else { x }),
        (x, y) => x.or(y),
    }
}

/// A passage of `x` that sums up much of `y`; the blocks' spans a are in `x`.
fn one_way(
    x: &[u32],
    y: &[u32],
    scanner: &mut Scanner,
    blocks: &[Block],
    settings: &Settings,
) -> Option<Block> {
    let rule = Rule { kept: settings.kept_short, once: false };
    let (nx, ny) = (count(x), count(y));
    let short = scanner.best(x, 0, nx / 2, y, rule)?;
    let words = part(x, &short.span);
    if count(words) < settings.min_words {
        return None;
    }
    let long = scanner.best(
        y,
        0,
        ny / 2,
        words,
        Rule { kept: settings.kept_long, once: false },
    )?;
    if short.score + long.score < settings.evidence
        || (long.span.len() as f32) < settings.min_ratio * words.len() as f32
    {
        return None;
    }
    if words.len() as f32 > settings.max_own * nx as f32
        || short.score.min(long.score) < settings.evidence_each
    {
        return None;
    }
    if (long.span.len() as f32) < settings.min_cover * ny as f32 {
        return None;
    }
    let (mut focus, mut held) = (f32::MIN, f32::MIN);
    let mut rivals: Vec<&Block> =
        blocks.iter().filter(|r| overlap(&r.a, &short.span) > 0).collect();
    rivals.sort_by(|x, y| {
        y.score
            .total_cmp(&x.score)
            .then(x.a.start.cmp(&y.a.start))
            .then(x.b.start.cmp(&y.b.start))
    });
    for block in rivals.into_iter().take(RIVALS) {
        let inside = block.a.start.max(short.span.start)..block.a.end.min(short.span.end);
        held = held.max(scanner.sum(part(x, &inside), y, rule));
        focus = focus.max(scanner.sum(
            words,
            part(y, &widen(&block.b, settings.margin, ny)),
            rule,
        ));
    }
    if focus >= settings.most_focus * short.score
        && held >= settings.most_held * short.score
    {
        return None;
    }
    let window = words.len() * 2;
    let least = settings.least_focus * short.score;
    let mut starts = (0..y.len()).step_by(window / WINDOW_STEPS + 1);
    let borne = starts
        .any(|at| scanner.sum(words, &y[at..(at + window).min(y.len())], rule) >= least);
    borne.then_some(Block {
        a: short.span,
        b: long.span,
        score: short.score.min(long.score),
    })
}

#[cfg(test)]
mod tests {
    use crate::passages::passage::Side;
    use crate::passages::rewritten;
    use crate::passages::sample::{Random, article};

    #[test]
    fn every_sixth_word_of_an_article_is_its_summary_either_way_round() {
        let mut random = Random::new(21);
        let (text, frame) = (article(&mut random, 600), article(&mut random, 500));
        let short = text.iter().step_by(6);
        let mixed: Vec<u32> =
            frame[..250].iter().chain(short).chain(&frame[250..]).copied().collect();
        let side = |tokens| Side { tokens, stems: &[], weights: &[], sentences: &[] };
        let settings = rewritten::Settings::default();
        let (forth, back) = (
            rewritten::align(&side(&mixed), &side(&text), &settings),
            rewritten::align(&side(&text), &side(&mixed), &settings),
        );
        assert_eq!((forth.len(), back.len()), (1, 1), "{forth:?} {back:?}");
        assert!(
            forth[0].a.start.abs_diff(250) < 10 && forth[0].a.end.abs_diff(350) < 10,
            "{forth:?}"
        );
        assert!(forth[0].b.len() > 400, "{forth:?}");
        assert_eq!((&forth[0].a, &forth[0].b), (&back[0].b, &back[0].a));
    }
}
