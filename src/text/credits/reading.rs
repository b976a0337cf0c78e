//! Reads a stretch of text as a credit.
//!
//! One principle keeps running text out: **a credit holds nothing but credit.** Every
//! word must be an agency, a person, initials, a date, or one of the words credits are
//! made of, and an agency must be parted from all but the last of these. "Mit Material
//! von dpa" reads; "Auf Anfrage von dpa hieß es, man prüfe" does not.

use super::CreditKind;
use super::scan::{Kind, Token, tokens};
use super::table::Hit;
use super::words::Word;

/// How a stretch is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// A whole line.
    Line,
    /// The end of a line, after a sentence.
    Tail,
    /// Inside brackets.
    Bracket,
    /// From a label or copyright sign on, as far as it goes.
    Label,
}

/// What was read.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // independent findings, not states
pub(super) struct Reading {
    /// The agencies, as places in the hits given.
    pub(super) agencies: Vec<Hit>,
    /// One past the last byte read.
    pub(super) end: usize,
    pub(super) kind: CreditKind,
    /// Whether a word says that it is a credit: a label, "with", "by".
    pub(super) said: bool,
    /// Whether a word says that it is a picture.
    pub(super) labelled_picture: bool,
    pub(super) by: bool,
    /// Whether it is a picture only because a person stands before an agency:
    /// `Max Muster/dpa`.
    pub(super) person_first: bool,
    /// Whether initials or other names stand in it as well.
    pub(super) others: bool,
}

/// What has been met on the way.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // independent findings, not states
struct Met {
    with: bool,
    by: bool,
    material: bool,
    report: bool,
    source: bool,
    picture: bool,
    copyright: bool,
    small: bool,
    number: bool,
    /// A person beside a slash: `REUTERS/John Smith`.
    slash_person: bool,
    /// A single word beside a slash: `Lusa/Fim`.
    slash_word: bool,
    /// A single name that no slash stands beside.
    lone_word: bool,
    /// A person after an agency and a slash.
    person_after: bool,
    /// Any person of two names or more.
    person: bool,
    /// Other stretches of names or unknown words.
    names: usize,
    initials: usize,
    /// An agency right after a name, or before a job: only after "by".
    needs_by: bool,
}

/// Reads `text[start..end]`. `hits` are those of the whole text.
pub(super) fn read(
    text: &str,
    start: usize,
    end: usize,
    hits: &[Hit],
    mode: Mode,
) -> Option<Reading> {
    let mut tokens = tokens(text, start, end, hits);
    if mode == Mode::Line && editors_follow(&tokens) {
        tokens.truncate(1);
    }
    let (taken, met) = walk(&tokens, hits, mode)?;
    let read = tokens.get(..taken)?;
    let agencies: Vec<Hit> = read
        .iter()
        .filter_map(|token| match token.kind {
            Kind::Agency(index) => hits.get(index).copied(),
            _ => None,
        })
        .collect();
    let first = agencies.first()?;
    let doubtful = agencies.iter().any(|hit| hit.form.ambiguous);
    let strong = met.with || met.by || met.material || met.report || met.source;
    let said = strong || met.picture || met.copyright;
    let beside_material =
        met.with || met.by || met.report || met.source || met.picture || met.copyright;
    let pictures = agencies.iter().any(|hit| hit.form.picture);

    // `EFE/Juan Ejemplo`, `Lusa/Fim`.
    let trusted = agencies.iter().any(|hit| !hit.form.ambiguous);
    let slashed = met.slash_person
        || (met.slash_word && (trusted || (mode == Mode::Line && agencies.len() == 1)));

    let by_fits = met.by || !met.needs_by;
    let sound = match mode {
        Mode::Label => met.source || met.picture || met.copyright || met.by,
        Mode::Bracket => by_fits && (said || (met.names <= 3 && !met.small)),
        // A name that is also an agency's, after "by".
        _ if met.by
            && agencies.iter().all(|hit| hit.form.like_a_name())
            && !(met.source || met.material || met.with) =>
        {
            false
        }
        // "The news agency" alone says little: a sentence of a script without capitals
        // has it, too, among words that all may be names.
        Mode::Line | Mode::Tail if said => {
            by_fits && (met.names <= 1 || !met.material || beside_material)
        }
        Mode::Line | Mode::Tail => {
            let names_fit = met.names == 0 || slashed;
            by_fits
                && !met.small
                && met.names <= 2
                && (mode == Mode::Line || pictures || names_fit)
                && (!doubtful || (names_fit && (slashed || first.form.one_case())))
                // A number is part of a date; a line of figures is a table.
                && (!met.number || !doubtful || met.names + met.initials > 0)
        }
    };
    if !sound {
        return None;
    }
    let picture = met.picture
        || pictures
        || (met.slash_person && !met.by && !met.report && !met.with && !met.source)
        || (met.copyright && met.person);
    Some(Reading {
        end: read.last()?.end,
        agencies,
        kind: if picture { CreditKind::Picture } else { CreditKind::Text },
        said,
        labelled_picture: met.picture,
        by: met.by,
        person_first: !(met.picture || pictures || met.copyright || met.person_after),
        others: met.initials > 0 || met.lone_word,
    })
}

/// Whether a line is an agency and its editors' initials: `SID bb/th`, `PTI ABC DEF`.
fn editors_follow(tokens: &[Token]) -> bool {
    let Some((Token { kind: Kind::Agency(_), .. }, rest)) = tokens.split_first() else {
        return false;
    };
    let initials = |token: &&Token| {
        matches!(token.kind, Kind::Word(_)) && (2..=3).contains(&token.letters)
    };
    let words = rest.iter().filter(initials);
    let slashes = rest.iter().filter(|token| token.kind == Kind::Slash).count();
    words.clone().count() + slashes == rest.len()
        && words.clone().count() > 1
        && words.clone().all(|token| token.one_case)
        && (slashes > 0 || words.clone().all(|token| token.capital))
}

/// How far the tokens read as a credit, and what was met; `None` unless they do to the
/// end, or, in [`Mode::Label`], beyond an agency.
fn walk(tokens: &[Token], hits: &[Hit], mode: Mode) -> Option<(usize, Met)> {
    let mut met = Met::default();
    let mut at = 0;
    let mut taken = 0; // in label mode: one past the last sound agency
    while let Some(token) = tokens.get(at) {
        let step = match token.kind {
            Kind::Agency(index) => agency(tokens, at, hits.get(index)?, mode, &met),
            Kind::Word(word) => plain_word(tokens, at, word, &mut met, mode),
            Kind::Number => {
                met.number = true;
                Some(1)
            }
            Kind::Hyphen => Some(1),
            Kind::Dot => dot(tokens, at, &met, mode).then_some(1),
            Kind::Slash | Kind::Comma | Kind::Colon | Kind::Dash | Kind::Bracket => {
                Some(1)
            }
            Kind::Apostrophe => {
                let after_agency = at > 0
                    && matches!(
                        tokens.get(at - 1).map(|t| t.kind),
                        Some(Kind::Agency(_))
                    );
                (!after_agency).then_some(1)
            }
            Kind::Other => None,
        };
        let Some(step) = step else {
            return (mode == Mode::Label && taken > 0).then_some((taken, met));
        };
        if matches!(token.kind, Kind::Agency(_)) {
            met.needs_by |= step > 1 || beside_name(tokens, at);
            taken = at + step;
        }
        at += step;
    }
    match mode {
        Mode::Label => (taken > 0).then_some((taken, met)),
        _ => Some((at, met)),
    }
}

fn kind_at(tokens: &[Token], at: Option<usize>) -> Option<Kind> {
    tokens.get(at?).map(|token| token.kind)
}

/// Whether the agency at `at` follows a name with nothing between.
fn beside_name(tokens: &[Token], at: usize) -> bool {
    matches!(kind_at(tokens, at.checked_sub(1)), Some(Kind::Word(Word::Name)))
}

/// Tokens taken by the agency at `at` and what hangs on it.
fn agency(
    tokens: &[Token],
    at: usize,
    hit: &Hit,
    mode: Mode,
    met: &Met,
) -> Option<usize> {
    let before = kind_at(tokens, at.checked_sub(1));
    let after = kind_at(tokens, Some(at + 1));
    match before {
        Some(Kind::Word(Word::Name)) if met.by && !hit.form.ambiguous => {}
        Some(Kind::Word(Word::Name | Word::Lower | Word::Staff)) => return None,
        Some(Kind::Hyphen)
            if !matches!(kind_at(tokens, at.checked_sub(2)), Some(Kind::Agency(_))) =>
        {
            return None;
        }
        _ => {}
    }
    match after {
        Some(Kind::Hyphen) => match kind_at(tokens, Some(at + 2)) {
            Some(Kind::Agency(_) | Kind::Word(Word::Picture)) => Some(1),
            Some(Kind::Word(Word::Staff)) if met.by => Some(3),
            _ => None,
        },
        Some(Kind::Word(Word::Staff)) => Some(2),
        Some(Kind::Word(Word::Name)) => {
            let job = (2..4).find(|step| {
                matches!(kind_at(tokens, Some(at + step)), Some(Kind::Word(Word::Staff)))
            });
            match job {
                Some(step) => Some(step + 1),
                None if mode == Mode::Label && !hit.form.ambiguous && !met.by => Some(1),
                // `By Jane Doe, PA Scotland`: the agency's desk.
                None if mode == Mode::Line
                    && met.by
                    && met.person
                    && before == Some(Kind::Comma)
                    && tokens.len() <= at + 3
                    && kind_at(tokens, tokens.len().checked_sub(1))
                        == Some(Kind::Word(Word::Name)) =>
                {
                    Some(tokens.len() - at)
                }
                None => None,
            }
        }
        Some(Kind::Word(Word::Lower)) => None,
        Some(Kind::Number) if hit.form.ambiguous && mode != Mode::Label => None,
        _ => Some(1),
    }
}

/// Tokens taken by a word that is no agency, and notes what it says.
fn plain_word(
    tokens: &[Token],
    at: usize,
    word: Word,
    met: &mut Met,
    mode: Mode,
) -> Option<usize> {
    match word {
        Word::With => met.with = true,
        Word::By => met.by = true,
        Word::Material => met.material = true,
        Word::Report | Word::Staff => met.report = true,
        Word::Source => met.source = true,
        Word::Picture => met.picture = true,
        Word::Copyright => met.copyright = true,
        Word::Small => met.small = true,
        Word::List => {}
        Word::Name => return names(tokens, at, met, mode),
        Word::Lower => return lower(tokens, at, met),
    }
    Some(1)
}

/// A stretch of names, hyphens, points, particles and apostrophes.
fn names(tokens: &[Token], at: usize, met: &mut Met, mode: Mode) -> Option<usize> {
    let mut count = 0;
    let mut stop = at;
    while let Some(token) = tokens.get(stop) {
        let name_follows =
            || matches!(kind_at(tokens, Some(stop + 1)), Some(Kind::Word(Word::Name)));
        match token.kind {
            Kind::Word(Word::Name) => count += 1,
            Kind::Hyphen | Kind::Apostrophe => {}
            Kind::Dot if tokens.get(stop - 1).is_some_and(|last| last.letters <= 2) => {}
            // `Anna van Beispiel`, `Jean de la Exemple`.
            Kind::Word(Word::Small | Word::By) if !token.capital && name_follows() => {}
            _ => break,
        }
        stop += 1;
    }
    if count > 5 && mode != Mode::Label {
        return None;
    }
    let slash = |kind: Option<Kind>| matches!(kind, Some(Kind::Slash));
    let beside_slash =
        slash(kind_at(tokens, at.checked_sub(1))) || slash(kind_at(tokens, Some(stop)));
    met.names += 1;
    met.person |= count > 1;
    met.slash_person |= count > 1 && beside_slash;
    met.person_after |= count > 1
        && slash(kind_at(tokens, at.checked_sub(1)))
        && matches!(kind_at(tokens, at.checked_sub(2)), Some(Kind::Agency(_)));
    met.lone_word |= count == 1 && !beside_slash;
    met.slash_word |= count == 1 && beside_slash;
    Some(stop - at)
}

/// Initials, or the small desk names that stand beside a slash.
fn lower(tokens: &[Token], at: usize, met: &mut Met) -> Option<usize> {
    let token = tokens.get(at)?;
    let parts = |kind: Option<Kind>| {
        matches!(
            kind,
            None | Some(
                Kind::Slash
                    | Kind::Comma
                    | Kind::Dash
                    | Kind::Bracket
                    | Kind::Dot
                    | Kind::Agency(_) // parted by the agency's own rule
            )
        )
    };
    let before = kind_at(tokens, at.checked_sub(1));
    if parts(before)
        && !matches!(before, Some(Kind::Agency(_) | Kind::Dot | Kind::Bracket))
    {
        let after = kind_at(tokens, Some(at + 1));
        if token.letters <= 5 && parts(after) && !matches!(after, Some(Kind::Agency(_))) {
            met.initials += 1;
            return Some(1);
        }
        let ends = parts(kind_at(tokens, Some(at + 2)));
        let short = tokens.get(at + 1).is_some_and(|token| token.letters <= 8);
        let slash_after = kind_at(tokens, Some(at + 2)) == Some(Kind::Slash);
        if (before == Some(Kind::Slash) || slash_after)
            && after == Some(Kind::Word(Word::Lower))
            && short
            && ends
        {
            met.initials += 1;
            return Some(2);
        }
    }
    // `12. mai`: a month of any language.
    let number_before = (1..=2)
        .any(|back| matches!(kind_at(tokens, at.checked_sub(back)), Some(Kind::Number)));
    number_before.then_some(1)
}

/// Whether a point may stand where it does: at the end, after a number or a short
/// word, and anywhere in a copyright line or a line that says who reported.
fn dot(tokens: &[Token], at: usize, met: &Met, mode: Mode) -> bool {
    let last = at.checked_sub(1).and_then(|at| tokens.get(at));
    let after_agency = last.is_some_and(|token| matches!(token.kind, Kind::Agency(_)));
    if at + 1 == tokens.len() {
        return true;
    }
    if mode == Mode::Label && after_agency {
        return false;
    }
    met.copyright
        || met.report
        || last.is_some_and(|token| {
            matches!(token.kind, Kind::Number)
                || (matches!(token.kind, Kind::Word(_)) && token.letters <= 4)
        })
}
