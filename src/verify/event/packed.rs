//! A profile as bytes: for engines that score where two profiles meet.

use super::Profile;
use super::profile::Weighted;

const IN_TITLE: u8 = 1;
const NAME: u8 = 2;
const UNKNOWN_NAME: u8 = 4;
const LEAD_NUMBER: u8 = 8;
const TRAVELS: u8 = 16;

impl Profile {
    /// All that it is compared by but its outlet and its embedding.
    ///
    /// ```
    /// use samestory::sketch::rarities::Rarities;
    /// use samestory::sketch::terms::TermReader;
    /// use samestory::text::language::Lang;
    /// use samestory::verify::event::{Profile, score};
    ///
    /// let text = "The ferry Solvenna ran aground off Torsholm.";
    /// let terms = TermReader::default().read("", text, &[], Lang::UNKNOWN);
    /// let profile = Profile::new(&terms, &Rarities::of(&[&terms]), Lang::UNKNOWN);
    /// let again = Profile::from_bytes(&profile.to_bytes()).unwrap();
    /// assert_eq!(score(&again, &again), score(&profile, &profile));
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(40 + 21 * self.terms.len() + 8 * self.grams.len());
        out.extend(count(self.terms.len()));
        for term in &self.terms {
            out.extend(term.hash.to_le_bytes());
            for part in [term.weight, term.all, term.lead] {
                out.extend(part.to_le_bytes());
            }
            let flag = |is: bool, flag: u8| if is { flag } else { 0 };
            out.push(
                flag(term.in_title, IN_TITLE)
                    | flag(term.name, NAME)
                    | flag(term.unknown_name, UNKNOWN_NAME)
                    | flag(term.lead_number, LEAD_NUMBER)
                    | flag(term.travels, TRAVELS),
            );
        }
        out.extend(count(self.grams.len()));
        for (gram, weight) in &self.grams {
            out.extend(gram.to_le_bytes());
            out.extend(weight.to_le_bytes());
        }
        for part in [self.title_weight, self.number_weight, self.crowd] {
            out.extend(part.to_le_bytes());
        }
        out.extend(self.words.to_le_bytes());
        out.extend(self.articles.to_le_bytes());
        out.push(u8::from(self.seconds.is_some()));
        out.extend(self.seconds.unwrap_or(0).to_le_bytes());
        out
    }

    /// Reads [`Profile::to_bytes`] again; `None` for other bytes.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let from = &mut bytes;
        let mut terms = Vec::new();
        for _ in 0..u32::from_le_bytes(take(from)?) {
            let hash = u64::from_le_bytes(take(from)?);
            let [weight, all, lead] = [float(from)?, float(from)?, float(from)?];
            let [flags] = take(from)?;
            terms.push(Weighted {
                hash,
                weight,
                all,
                lead,
                in_title: flags & IN_TITLE != 0,
                name: flags & NAME != 0,
                unknown_name: flags & UNKNOWN_NAME != 0,
                lead_number: flags & LEAD_NUMBER != 0,
                travels: flags & TRAVELS != 0,
            });
        }
        let mut grams = Vec::new();
        for _ in 0..u32::from_le_bytes(take(from)?) {
            grams.push((u32::from_le_bytes(take(from)?), float(from)?));
        }
        let [title_weight, number_weight, crowd] =
            [float(from)?, float(from)?, float(from)?];
        let words = u32::from_le_bytes(take(from)?);
        let articles = u32::from_le_bytes(take(from)?);
        let [dated] = take(from)?;
        let seconds = i64::from_le_bytes(take(from)?);
        from.is_empty().then(|| Self {
            hashes: terms.iter().map(|term| term.hash).collect(),
            terms,
            grams,
            title_weight,
            number_weight,
            words,
            seconds: (dated != 0).then_some(seconds),
            outlet: None,
            embedding: None,
            articles,
            crowd,
        })
    }
}

fn count(things: usize) -> [u8; 4] {
    u32::try_from(things).unwrap_or(u32::MAX).to_le_bytes()
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = from.split_first_chunk()?;
    *from = rest;
    Some(*first)
}

fn float(from: &mut &[u8]) -> Option<f32> {
    take(from).map(f32::from_le_bytes)
}
