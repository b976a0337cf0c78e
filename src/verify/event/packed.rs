//! A profile as bytes: for engines that score where two profiles meet.

use super::Profile;
use super::profile::Weighted;
use crate::article::Embedding;

impl Profile {
    /// All that it is compared by but its outlet.
    ///
    /// ```
    /// use samestory::sketch::rarities::Rarities;
    /// use samestory::sketch::terms::TermReader;
    /// use samestory::text::language::Lang;
    /// use samestory::verify::event::{Profile, Worth, score};
    ///
    /// let text = "The ferry Solvenna ran aground off Torsholm.";
    /// let terms = TermReader::default().read("", text, &[], Lang::UNKNOWN);
    /// let mut profile = Profile::new(&terms, &Rarities::of(&[&terms]), Lang::UNKNOWN);
    /// profile.embedding = samestory::article::Embedding::new(&[3.0, 4.0]);
    /// let again = Profile::from_bytes(&profile.to_bytes()).unwrap();
    /// assert_eq!(score(&again, &again, Worth::Any), score(&profile, &profile, Worth::Any));
    /// assert_eq!(again.embedding, profile.embedding);
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out =
            Vec::with_capacity(40 + 21 * self.terms.len() + 8 * self.grams.len());
        out.extend(count(self.terms.len()));
        for (hash, term) in self.hashes.iter().zip(&self.terms) {
            out.extend(hash.to_le_bytes());
            for part in [term.weight, term.all, term.lead] {
                out.extend(part.to_le_bytes());
            }
            out.push(term.facts);
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
        for number in self.embedding.iter().flat_map(Embedding::parts) {
            out.extend(number.to_le_bytes());
        }
        out
    }

    /// Reads [`Profile::to_bytes`] again; `None` for other bytes.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let from = &mut bytes;
        let (mut hashes, mut terms) = (Vec::new(), Vec::new());
        for _ in 0..u32::from_le_bytes(take(from)?) {
            hashes.push(u64::from_le_bytes(take(from)?));
            let [weight, all, lead] = [float(from)?, float(from)?, float(from)?];
            let [facts] = take(from)?;
            terms.push(Weighted { weight, all, lead, facts });
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
        let mut numbers = Vec::with_capacity(from.len() / 4);
        while !from.is_empty() {
            numbers.push(float(from)?);
        }
        Some(Self {
            hashes,
            terms,
            grams,
            title_weight,
            number_weight,
            words,
            seconds: (dated != 0).then_some(seconds),
            outlet: None,
            embedding: Embedding::new(&numbers),
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
