//! The terms of an article as bytes.

use super::terms::{Term, Terms};
use crate::shelf::bytes::{Bytes, put, put_column};
use crate::shelf::drawer::Filed;

/// Facts of a term, a bit each.
const CAPITAL: u8 = 1;
const NAME: u8 = 2;
const NUMBER: u8 = 4;
const CASELESS: u8 = 8;

impl Filed for Terms {
    fn size(&self) -> usize {
        size_of_val(&*self.terms) + size_of_val(&*self.grams.counts) + size_of::<Self>()
    }

    fn append(&self, out: &mut Vec<u8>) {
        put(out, u64::from(self.words) << 1 | u64::from(self.scattered));
        put(out, self.terms.len() as u64);
        put(out, self.grams.counts.len() as u64);
        let fact = |fact: u8, so: bool| if so { fact } else { 0 };
        put_column(out, self.terms.iter().map(|term| term.hash.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.rarity.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.all.to_le_bytes()));
        let small = self.terms.iter().map(|term| {
            let facts = fact(CAPITAL, term.capital)
                | fact(NAME, term.name)
                | fact(NUMBER, term.number)
                | fact(CASELESS, term.caseless);
            [term.lead, term.title, facts]
        });
        put_column(out, small);
        put_column(out, self.grams.counts.iter().map(|gram| gram.0.to_le_bytes()));
        put_column(out, self.grams.counts.iter().map(|gram| gram.1.to_le_bytes()));
    }

    fn refill(&mut self, bytes: &[u8]) -> Option<()> {
        let mut bytes = Bytes(bytes);
        let head = bytes.number()?;
        self.words = u32::try_from(head >> 1).ok()?;
        self.scattered = head & 1 == 1;
        let terms = usize::try_from(bytes.number()?).ok()?;
        let grams = usize::try_from(bytes.number()?).ok()?;
        let hashes = bytes.column(terms)?.iter();
        let rarities = bytes.column(terms)?.iter();
        let alls = bytes.column(terms)?.iter();
        let small = bytes.column(terms)?.iter();
        let columns = hashes.zip(rarities).zip(alls).zip(small);
        self.terms.clear();
        self.terms.extend(columns.map(
            |(((hash, rarity), all), &[lead, title, facts])| Term {
                hash: u64::from_le_bytes(*hash),
                rarity: f32::from_le_bytes(*rarity),
                all: u16::from_le_bytes(*all),
                lead,
                title,
                capital: facts & CAPITAL != 0,
                name: facts & NAME != 0,
                number: facts & NUMBER != 0,
                caseless: facts & CASELESS != 0,
            },
        ));
        let hashes = bytes.column(grams)?.iter();
        let counts = bytes.column(grams)?.iter();
        let gram = |(hash, count): (&[u8; 4], &[u8; 2])| {
            (u32::from_le_bytes(*hash), u16::from_le_bytes(*count))
        };
        self.grams.counts.clear();
        self.grams.counts.extend(hashes.zip(counts).map(gram));
        bytes.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sketch::terms::TermReader;
    use crate::text::language::Lang;

    proptest! {
        #[test]
        fn terms_come_back(title in "[ A-Za-z0-9ß]{0,40}", text in "[ A-Za-z0-9.ß\n]{0,400}") {
            let german = Lang::from_code("de");
            let terms = TermReader::default().read(&title, &text, &[], german);
            let mut bytes = Vec::new();
            terms.append(&mut bytes);
            // Whatever was there before.
            let mut again = TermReader::default().read("Zug", "Ein Zug fuhr ab.", &[], german);
            prop_assert_eq!(again.refill(&bytes), Some(()));
            prop_assert_eq!(format!("{again:?}"), format!("{terms:?}"));
            bytes.push(0);
            prop_assert_eq!(again.refill(&bytes), None);
        }

        #[test]
        fn other_bytes_never_panic(bytes: Vec<u8>) {
            let _ = Terms::default().refill(&bytes);
        }
    }
}
