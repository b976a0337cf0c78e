//! Verbatim and rewritten passages together: what one article took from the other is reported once.
//!
//! PAN counts a case found in pieces against a detector (granularity), and a reader does not want the same
//! words twice. So a rewritten passage swallows the verbatim runs inside it, unless they make up nearly
//! all of it: then the verbatim ones stand, whose ends are exact.

use super::passage::{Match, Side};
use super::ranges::{Settled, hull, overlap};
use super::{rewritten, verbatim};

/// Constants of passage alignment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// Of the verbatim aligner.
    pub verbatim: verbatim::Settings,
    /// Of the rewritten aligner.
    pub rewritten: rewritten::Settings,
    /// Of the choice between the two.
    pub choice: Choice,
    /// Leave out rewritten passages.
    pub verbatim_only: bool,
}

/// Constants of the choice between verbatim and rewritten passages.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Share of a rewritten passage, on the side that has more of them, that verbatim words must cover to replace it.
    pub verbatim_more: f32,
    /// The same on the side that has less: one paragraph left out by the copyist is allowed for.
    pub verbatim_less: f32,
    /// Share of a passage, on either side, that stronger ones may take before it is dropped.
    pub max_overlap: f32,
    /// Evidence of one verbatim word, in nats, when passages of the two kinds compete for the same words.
    pub word: f32,
}

impl Default for Choice {
    fn default() -> Self {
        Choice { verbatim_more: 0.9, verbatim_less: 0.7, max_overlap: 0.5, word: 2.0 }
    }
}

/// All passages that two articles share, sorted by their place in `a`, then in `b`.
pub fn align(a: &Side, b: &Side, settings: &Settings) -> Vec<Match> {
    let exact = verbatim::align(a.tokens, b.tokens, &settings.verbatim);
    let loose = if settings.verbatim_only {
        Vec::new()
    } else {
        rewritten::align(a, b, &settings.rewritten)
    };
    let mut found = settle(
        swallow(exact, loose, &settings.choice),
        a.tokens.len(),
        b.tokens.len(),
        &settings.choice,
    );
    found.sort_by_key(|m| (m.a.start, m.b.start, m.a.end, m.b.end));
    found
}

/// Lets each rewritten passage give way to the verbatim ones that make up nearly all of it, or else swallow
/// those that it meets. Returns the passages with their strength in nats.
fn swallow(
    mut exact: Vec<Match>,
    loose: Vec<Match>,
    choice: &Choice,
) -> Vec<(f32, Match)> {
    let mut kept = Vec::new();
    for mut passage in loose {
        let meets =
            |m: &Match| overlap(&m.a, &passage.a) > 0 && overlap(&m.b, &passage.b) > 0;
        let (inside, outside): (Vec<Match>, Vec<Match>) =
            exact.into_iter().partition(meets);
        let on_a: u32 = inside.iter().map(|m| overlap(&m.a, &passage.a)).sum();
        let on_b: u32 = inside.iter().map(|m| overlap(&m.b, &passage.b)).sum();
        let (x, y) = (
            on_a as f32 / passage.a.len().max(1) as f32,
            on_b as f32 / passage.b.len().max(1) as f32,
        );
        exact = outside;
        if x.max(y) >= choice.verbatim_more && x.min(y) >= choice.verbatim_less {
            exact.extend(inside);
            continue;
        }
        for one in &inside {
            passage = Match {
                a: hull(&passage.a, &one.a),
                b: hull(&passage.b, &one.b),
                ..passage
            };
        }
        kept.push((passage.score, passage));
    }
    kept.extend(exact.into_iter().map(|m| (m.score * choice.word, m)));
    kept
}

/// Keeps the stronger of the passages that compete for the same words on one side.
fn settle(
    mut passages: Vec<(f32, Match)>,
    tokens_a: usize,
    tokens_b: usize,
    choice: &Choice,
) -> Vec<Match> {
    let place = |m: &Match| (m.a.start, m.b.start, m.a.end, m.b.end);
    passages.sort_by(|x, y| y.0.total_cmp(&x.0).then(place(&x.1).cmp(&place(&y.1))));
    let mut settled = Settled::new(tokens_a, tokens_b, choice.max_overlap);
    let passages = passages.into_iter().map(|(_, passage)| passage);
    passages.filter(|passage| settled.take(&passage.a, &passage.b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passages::passage::Kind;
    use crate::passages::sample::{Random, article};

    fn side(tokens: &[u32]) -> Side<'_> {
        Side { tokens, stems: &[], weights: &[], sentences: &[] }
    }

    #[test]
    fn a_copy_is_verbatim_with_exact_ends() {
        let mut random = Random::new(1);
        let (a, b) = (article(&mut random, 400), article(&mut random, 300));
        let mixed: Vec<u32> =
            b[..100].iter().chain(&a[150..250]).chain(&b[100..]).copied().collect();
        let found = align(&side(&a), &side(&mixed), &Settings::default());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].kind, Kind::Verbatim);
        assert!(
            found[0].a.start.abs_diff(150) <= 1 && found[0].a.end.abs_diff(250) <= 1,
            "{found:?}"
        );
    }

    #[test]
    fn a_shuffled_copy_is_one_rewritten_passage() {
        let mut random = Random::new(2);
        let (a, b) = (article(&mut random, 400), article(&mut random, 300));
        let mut taken = a[150..250].to_vec();
        for i in (1..taken.len()).rev() {
            taken.swap(i, random.below(i + 1));
        }
        let mixed: Vec<u32> =
            b[..100].iter().chain(&taken).chain(&b[100..]).copied().collect();
        let found = align(&side(&a), &side(&mixed), &Settings::default());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].kind, Kind::Rewritten);
        assert!(
            overlap(&found[0].a, &(150..250)) > 80 && found[0].a.len() < 120,
            "{found:?}"
        );
    }

    #[test]
    fn unrelated_articles_share_nothing() {
        let mut random = Random::new(3);
        for n in [40, 150, 600] {
            for _ in 0..20 {
                let (a, b) = (article(&mut random, n), article(&mut random, 300));
                assert_eq!(align(&side(&a), &side(&b), &Settings::default()), Vec::new());
            }
        }
    }

    #[test]
    fn random_edits_keep_the_ranges_sound_and_the_result_stable() {
        let mut random = Random::new(4);
        for round in 0..60 {
            let a = article(&mut random, 60 + 15 * round);
            let mut b = article(&mut random, 50);
            for &token in &a {
                match random.below(20) {
                    0 => {}
                    1 => b.extend([token, 7_000_000 + token]),
                    2 => b.push(8_000_000 + token),
                    _ => b.push(token),
                }
            }
            let found = align(&side(&a), &side(&b), &Settings::default());
            assert_eq!(found, align(&side(&a), &side(&b), &Settings::default()));
            assert!(found.windows(2).all(|w| w[0].a.start <= w[1].a.start));
            for m in &found {
                assert!(
                    m.a.start < m.a.end
                        && m.a.end as usize <= a.len()
                        && m.b.start < m.b.end
                        && m.b.end as usize <= b.len()
                );
            }
            let covered: usize = found.iter().map(|m| m.a.len()).sum();
            assert!(
                covered * 10 >= a.len() * 8 && covered <= a.len() * 11 / 10,
                "{covered} of {}",
                a.len()
            );
        }
    }

    #[test]
    fn empty_articles_are_no_trouble() {
        assert!(align(&side(&[]), &side(&[]), &Settings::default()).is_empty());
        assert!(align(&side(&[1]), &side(&[]), &Settings::default()).is_empty());
        assert!(align(&side(&[1, 2]), &side(&[1, 2]), &Settings::default()).is_empty());
    }
}
