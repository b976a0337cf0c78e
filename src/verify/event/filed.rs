//! Profiles as bytes of a file: the front of one is enough to see that a pair does not count,
//! as most do not.

use super::Profile;
use super::profile::{TermList, Weighted};
use crate::shelf::bytes::{Bytes, put_column};
use crate::shelf::drawer::{Filed, Fronted};
use crate::text::language::Lang;

/// Bytes of a profile that do not depend on what it holds.
const HEAD: usize = 3 * 4 + 2 * 4 + 1 + 5 + 9 + 2 * 4;

/// All but what `Profiles` keep beside the drawer.
impl Filed for Profile {
    fn size(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.keys.hashes)
            + size_of_val(&*self.keys.terms)
            + size_of_val(&*self.others.hashes)
            + size_of_val(&*self.others.terms)
            + size_of_val(&*self.grams)
    }

    fn append(&self, out: &mut Vec<u8>) {
        let counts = [self.keys.hashes.len(), self.others.hashes.len(), self.grams.len()];
        let counts = counts.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        let numbers = counts.into_iter().chain([self.words, self.articles]);
        numbers.for_each(|number| out.extend(number.to_le_bytes()));
        out.push(self.lang.to_byte());
        out.push(self.outlet.is_some().into());
        out.extend(self.outlet.unwrap_or(0).to_le_bytes());
        out.push(self.seconds.is_some().into());
        out.extend(self.seconds.unwrap_or(0).to_le_bytes());
        out.extend(self.title_weight.to_le_bytes());
        out.extend(self.number_weight.to_le_bytes());
        self.keys.append_hashes(out);
        self.keys.append_terms(out);
        self.others.append_hashes(out);
        // The front ends here.
        self.others.append_terms(out);
        put_column(out, self.grams.iter().map(|gram| gram.0.to_le_bytes()));
        put_column(out, self.grams.iter().map(|gram| gram.1.to_le_bytes()));
    }

    fn refill(&mut self, bytes: &[u8]) -> Option<()> {
        let mut bytes = Bytes(bytes);
        let grams = self.refill_from(&mut bytes)?;
        self.others.refill_terms(self.others.hashes.len(), &mut bytes)?;
        let hashes = bytes.column(grams)?.iter().map(|hash| u32::from_le_bytes(*hash));
        let weights = floats(&mut bytes, grams)?;
        self.grams.clear();
        self.grams.extend(hashes.zip(weights));
        bytes.is_empty().then_some(())
    }
}

impl Fronted for Profile {
    fn refill_front(&mut self, bytes: &[u8]) -> Option<()> {
        let mut bytes = Bytes(bytes);
        self.refill_from(&mut bytes)?;
        bytes.is_empty().then_some(())
    }
}

impl Profile {
    /// Bytes of the front.
    pub(super) fn front(&self) -> u64 {
        let (keys, others) = (&*self.keys.hashes, &*self.others.hashes);
        let terms =
            size_of_val(keys) + keys.len() * TermList::WEIGHTED + size_of_val(others);
        (HEAD + terms) as u64
    }

    /// Reads the front, and tells how many grams there are.
    fn refill_from(&mut self, bytes: &mut Bytes) -> Option<usize> {
        let mut number = || one(bytes).map(u32::from_le_bytes);
        let [keys, others, grams] = [number()?, number()?, number()?];
        (self.words, self.articles) = (number()?, number()?);
        let [lang] = one(bytes)?;
        self.lang = Lang::from_byte(lang);
        let ([has], outlet) = (one(bytes)?, u32::from_le_bytes(one(bytes)?));
        self.outlet = (has != 0).then_some(outlet);
        let ([has], seconds) = (one(bytes)?, i64::from_le_bytes(one(bytes)?));
        self.seconds = (has != 0).then_some(seconds);
        self.title_weight = f32::from_le_bytes(one(bytes)?);
        self.number_weight = f32::from_le_bytes(one(bytes)?);
        let count = |number: u32| usize::try_from(number).ok();
        self.keys.refill_hashes(count(keys)?, bytes)?;
        self.keys.refill_terms(count(keys)?, bytes)?;
        self.others.refill_hashes(count(others)?, bytes)?;
        count(grams)
    }
}

impl TermList {
    /// Bytes of a term beside its hash.
    const WEIGHTED: usize = 3 * size_of::<f32>() + 1;

    fn append_hashes(&self, out: &mut Vec<u8>) {
        put_column(out, self.hashes.iter().map(|hash| hash.to_le_bytes()));
    }

    fn append_terms(&self, out: &mut Vec<u8>) {
        put_column(out, self.terms.iter().map(|term| term.weight.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.all.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.lead.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| [term.facts]));
    }

    fn refill_hashes(&mut self, count: usize, bytes: &mut Bytes) -> Option<()> {
        let hashes = bytes.column(count)?.iter();
        self.hashes.clear();
        self.hashes.extend(hashes.map(|hash| u64::from_le_bytes(*hash)));
        Some(())
    }

    fn refill_terms(&mut self, count: usize, bytes: &mut Bytes) -> Option<()> {
        let weights = floats(bytes, count)?;
        let (alls, leads) = (floats(bytes, count)?, floats(bytes, count)?);
        let facts = bytes.column(count)?.iter();
        let columns = weights.zip(alls).zip(leads).zip(facts);
        self.terms.clear();
        self.terms.extend(columns.map(|(((weight, all), lead), &[facts])| Weighted {
            weight,
            all,
            lead,
            facts,
        }));
        Some(())
    }
}

/// The bytes of one value.
fn one<const WIDTH: usize>(bytes: &mut Bytes) -> Option<[u8; WIDTH]> {
    bytes.column(1)?.first().copied()
}

fn floats<'b>(
    bytes: &mut Bytes<'b>,
    count: usize,
) -> Option<impl Iterator<Item = f32> + use<'b>> {
    Some(bytes.column(count)?.iter().map(|float| f32::from_le_bytes(*float)))
}
