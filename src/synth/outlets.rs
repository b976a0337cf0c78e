//! Who prints and who reports: invented outlets with their furniture, invented agencies.

use super::facts::{Event, ORGANISATION, PERSON};
use super::languages::LANGUAGES;
use super::random::Random;
use super::tongue::{Pattern, Tongue};

/// A paper or site of one language.
pub(super) struct Outlet {
    pub(super) name: String,
    pub(super) host: String,
    /// A line it sets after the first paragraph; may be empty.
    pub(super) middle: String,
    /// A line it sets at the end; may be empty.
    pub(super) last: String,
    pub(super) credit: CreditStyle,
}

/// How an outlet names the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CreditStyle {
    Dateline,
    End,
    Both,
    Nothing,
}

/// One language's outlets and agencies.
pub(super) struct Desk {
    pub(super) tongue: Tongue,
    /// Share of stories in percent.
    pub(super) share: u32,
    pub(super) outlets: Vec<Outlet>,
    /// Agency codes.
    pub(super) agencies: Vec<String>,
}

/// Every language's desk, with `outlets` in all, two a language at least. The world
/// is the same for every seed of a corpus.
pub(super) fn desks(outlets: usize) -> Vec<Desk> {
    let mut desks = Vec::new();
    for (seed, &(language, share)) in (0x5a3e_5700_u64..).zip(&LANGUAGES) {
        let tongue = Tongue::new(language, seed);
        let mut random = Random::new(seed ^ 0xffff);
        let count = (outlets * share as usize / 100).max(2);
        let outlets =
            (0..count).map(|number| outlet(&tongue, &mut random, number)).collect();
        let agencies = (0..6).map(|number| agency(&tongue, number)).collect();
        desks.push(Desk { tongue, share, outlets, agencies });
    }
    desks
}

fn outlet(tongue: &Tongue, random: &mut Random, number: usize) -> Outlet {
    let forms = tongue.language.outlets;
    let form = super::words::pick(random, forms);
    let round = number / tongue.places.len().max(1);
    let place = tongue.places.get(number % tongue.places.len().max(1));
    let mut name = form.replace('*', place);
    if round > 0 {
        name = format!("{name} {}", round + 1);
    }
    let slug: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase();
    let mut furniture = |share: u32| {
        if !random.percent(share) {
            return String::new();
        }
        let mut event = Event::default();
        event.begin(tongue, random, 0, false);
        event.facts.clear();
        event.facts.put(ORGANISATION, name.as_str());
        event.facts.put_person(tongue, random);
        debug_assert!(!event.facts.get(PERSON, 0).is_empty());
        let sentence = tongue.draw(&event, random);
        let mut line = String::new();
        let pattern =
            Pattern::parse(super::words::pick(random, tongue.language.furniture));
        tongue.fill(&pattern, &sentence, &event.facts, &mut line);
        line
    };
    let (middle, last) = (furniture(35), furniture(60));
    let credit = match random.below(10) {
        0..5 => CreditStyle::Dateline,
        5..7 => CreditStyle::End,
        7..9 => CreditStyle::Both,
        _ => CreditStyle::Nothing,
    };
    Outlet {
        host: format!("{slug}.{}", tongue.language.domain),
        name,
        middle,
        last,
        credit,
    }
}

/// Two letters of an invented name and an x: like an agency's code, and nobody's.
fn agency(tongue: &Tongue, number: usize) -> String {
    let name = tongue.surnames.get(number).to_lowercase();
    name.chars().filter(char::is_ascii_alphabetic).take(2).chain(['x']).collect()
}
