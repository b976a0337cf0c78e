//! Outlines of many articles as bytes: for engines that score where two profiles meet.
//!
//! A term weighs the same in all articles of a language. So those of a pack, and the grams,
//! are listed once with their weights, in ascending order; an article has their places in
//! the list, and its counts. All places stand together, all counts, and so on, where they
//! are well compressed.

use hashbrown::HashMap;

use super::Outline;
use super::outline::{Told, ToldGram};
use crate::article::Embedding;
use crate::text::language::Lang;

/// How hard packs are compressed: packing must not cost more than scoring.
const LEVEL: i32 = 1;
/// Columns of a pack.
const COLUMNS: usize = 14;

/// Outlines as bytes, which [`unpack`] reads again: the more of a language together, the
/// fewer bytes each.
///
/// ```
/// use samestory::sketch::rarities::Rarities;
/// use samestory::sketch::terms::TermReader;
/// use samestory::text::language::Lang;
/// use samestory::verify::event::{Outline, pack, unpack};
///
/// let text = "The ferry Solvenna ran aground off Torsholm.";
/// let terms = TermReader::default().read("", text, &[], Lang::UNKNOWN);
/// let mut outline = Outline::new(&terms, &Rarities::of(&[&terms]), Lang::UNKNOWN);
/// outline.embedding = samestory::article::Embedding::new(&[3.0, 4.0]);
/// let bytes = pack(&[&outline, &outline]);
/// let again: Option<Vec<Outline>> = unpack(&bytes).unwrap().outlines().collect();
/// assert_eq!(again, Some(vec![outline.clone(), outline]));
/// ```
pub fn pack(outlines: &[&Outline]) -> Vec<u8> {
    let mut columns: [Vec<u8>; COLUMNS] = Default::default();
    let [
        counts,
        term_list,
        term_weights,
        places,
        facts,
        alls,
        leads,
        titles,
        gram_list,
        gram_weights,
        gram_places,
        gram_counts,
        heads,
        embeddings,
    ] = &mut columns;
    let terms = outlines.iter().flat_map(|outline| &outline.terms);
    let terms =
        listed(terms.map(|term| (term.hash, term.weight)), term_list, term_weights);
    let grams = outlines.iter().flat_map(|outline| &outline.grams);
    let grams = grams.map(|gram| (u64::from(gram.hash), gram.weight));
    let grams = listed(grams, gram_list, gram_weights);
    for outline in outlines {
        put(counts, outline.terms.len() as u64);
        put(counts, outline.grams.len() as u64);
        let mut next = 0;
        for term in &outline.terms {
            let place = terms.get(&(term.hash, term.weight.to_bits()));
            next = put_place(places, place.copied(), next);
            put(alls, term.all.into());
            leads.push(term.lead);
            titles.push(term.title);
            facts.push(term.facts);
        }
        next = 0;
        for gram in &outline.grams {
            let place = grams.get(&(gram.hash.into(), gram.weight.to_bits()));
            next = put_place(gram_places, place.copied(), next);
            put(gram_counts, gram.count.into());
        }
        heads.extend(outline.crowd.to_le_bytes());
        heads.push(outline.lang.to_byte());
        put(heads, outline.words.into());
        put(heads, outline.articles.into());
        heads.push(outline.seconds.is_some().into());
        heads.extend(outline.seconds.unwrap_or(0).to_le_bytes());
        let parts = outline.embedding.as_ref().map_or(&[][..], Embedding::parts);
        put(heads, parts.len() as u64);
        embeddings.extend(parts.iter().flat_map(|part| part.to_le_bytes()));
    }
    let mut all = Vec::new();
    for column in &columns {
        put(&mut all, column.len() as u64);
        all.extend(column);
    }
    // Nothing of it can fail in memory; what is empty is refused when it is read.
    zstd::bulk::compress(&all, LEVEL).unwrap_or_default()
}

/// Lists keys with their weights, and tells the place of each in the list.
fn listed(
    all: impl Iterator<Item = (u64, f32)>,
    keys: &mut Vec<u8>,
    weights: &mut Vec<u8>,
) -> HashMap<(u64, u32), u64> {
    let mut places: HashMap<(u64, u32), u64> =
        all.map(|(key, weight)| ((key, weight.to_bits()), 0)).collect();
    let mut list: Vec<(u64, u32)> = places.keys().copied().collect();
    list.sort_unstable();
    let mut last = 0;
    for (entry, place) in list.into_iter().zip(0..) {
        put(keys, entry.0 - last);
        weights.extend(entry.1.to_le_bytes());
        last = entry.0;
        places.insert(entry, place);
    }
    places
}

/// Puts a place as its distance from the least that it may be; the next may be one more.
fn put_place(out: &mut Vec<u8>, place: Option<u64>, least: u64) -> u64 {
    let place = place.unwrap_or(least).max(least);
    put(out, place - least);
    place + 1
}

/// Puts a number as so many bytes as it needs, seven bits each.
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7F) as u8);
}

/// Outlines that were packed together.
#[derive(Debug, Clone)]
pub struct Packed {
    columns: [Vec<u8>; COLUMNS],
    terms: Vec<(u64, f32)>,
    grams: Vec<(u32, f32)>,
}

/// Reads what [`pack`] made; `None` for other bytes.
pub fn unpack(bytes: &[u8]) -> Option<Packed> {
    let all = zstd::decode_all(bytes).ok()?;
    let mut from = all.as_slice();
    let mut columns: [Vec<u8>; COLUMNS] = Default::default();
    for column in &mut columns {
        let length = usize::try_from(number(&mut from)?).ok()?;
        let (own, rest) = from.split_at_checked(length)?;
        *column = own.to_vec();
        from = rest;
    }
    let [_, term_list, term_weights, _, _, _, _, _, gram_list, gram_weights, ..] =
        &columns;
    let terms = list(term_list, term_weights)?;
    let grams = list(gram_list, gram_weights)?.into_iter();
    let grams = grams.map(|(key, weight)| Some((u32::try_from(key).ok()?, weight)));
    let grams = grams.collect::<Option<_>>()?;
    Some(Packed { columns, terms, grams })
}

impl Packed {
    /// The outlines in their order; `None` for one that was not packed so.
    pub fn outlines(&self) -> impl Iterator<Item = Option<Outline>> {
        let mut columns = self.columns.each_ref().map(Vec::as_slice);
        std::iter::from_fn(move || {
            let [counts, ..] = &columns;
            (!counts.is_empty()).then(|| self.next(&mut columns))
        })
    }

    fn next(&self, columns: &mut [&[u8]; COLUMNS]) -> Option<Outline> {
        let [
            counts,
            _,
            _,
            places,
            facts,
            alls,
            leads,
            titles,
            _,
            _,
            gram_places,
            gram_counts,
            heads,
            embeddings,
        ] = columns;
        let (of_terms, of_grams) = (number(counts)?, number(counts)?);
        let (mut terms, mut grams) = (Vec::new(), Vec::new());
        let mut next = 0;
        for _ in 0..of_terms {
            let (hash, weight) = at(&self.terms, places, &mut next)?;
            let all = u16::try_from(number(alls)?).ok()?;
            let ([lead], [title], [facts]) = (take(leads)?, take(titles)?, take(facts)?);
            terms.push(Told { hash, weight, all, lead, title, facts });
        }
        next = 0;
        for _ in 0..of_grams {
            let (hash, weight) = at(&self.grams, gram_places, &mut next)?;
            let count = u16::try_from(number(gram_counts)?).ok()?;
            grams.push(ToldGram { hash, weight, count });
        }
        let crowd = f32::from_le_bytes(take(heads)?);
        let [lang] = take(heads)?;
        let lang = Lang::from_byte(lang);
        let words = u32::try_from(number(heads)?).ok()?;
        let articles = u32::try_from(number(heads)?).ok()?;
        let [dated] = take(heads)?;
        let seconds = i64::from_le_bytes(take(heads)?);
        let seconds = (dated != 0).then_some(seconds);
        let parts = (0..number(heads)?).map(|_| take(embeddings).map(f32::from_le_bytes));
        let embedding = Embedding::new(&parts.collect::<Option<Vec<_>>>()?);
        Some(Outline { terms, grams, words, crowd, lang, seconds, articles, embedding })
    }
}

/// The keys of a list, with their weights.
fn list(mut keys: &[u8], mut weights: &[u8]) -> Option<Vec<(u64, f32)>> {
    let mut found = Vec::with_capacity(weights.len() / 4);
    let mut last = 0_u64;
    while !keys.is_empty() {
        last = last.checked_add(number(&mut keys)?)?;
        found.push((last, f32::from_le_bytes(take(&mut weights)?)));
    }
    Some(found)
}

/// What is at the next place of a list.
fn at<T: Copy>(list: &[T], places: &mut &[u8], next: &mut u64) -> Option<T> {
    let place = next.checked_add(number(places)?)?;
    *next = place + 1;
    list.get(usize::try_from(place).ok()?).copied()
}

fn take<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = from.split_first_chunk()?;
    *from = rest;
    Some(*first)
}

/// Reads what [`put`] wrote.
fn number(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = take(from)?;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn outline()(
            terms in prop::collection::btree_map(0_u64..400, (any::<u32>(), any::<u16>(), any::<[u8; 3]>()), 0..30),
            grams in prop::collection::btree_map(any::<u32>(), (0_u32..3, any::<u16>()), 0..30),
            words in any::<u32>(),
            crowd in -1_f32..1.0,
            lang in (0_u8..50).prop_map(Lang::from_byte),
            seconds in any::<Option<i64>>(),
            articles in any::<u32>(),
            embedding in prop::collection::vec(-1_f32..1.0, 0..5),
        ) -> Outline {
            // Hashes of all lengths; weights that are told apart by their bits.
            let term = |(key, (weight, all, [lead, title, facts])): (u64, (u32, u16, [u8; 3]))| {
                let weight = f32::from_bits(weight >> 2);
                Told { hash: key << (key % 50), weight, all, lead, title, facts }
            };
            let gram = |(hash, (weight, count)): (u32, (u32, u16))| {
                ToldGram { hash, weight: weight as f32, count }
            };
            let mut terms: Vec<Told> = terms.into_iter().map(term).collect();
            terms.sort_by_key(|term| term.hash);
            terms.dedup_by_key(|term| term.hash);
            let grams = grams.into_iter().map(gram).collect();
            let embedding = Embedding::new(&embedding);
            Outline { terms, grams, words, crowd, lang, seconds, articles, embedding }
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(outlines in prop::collection::vec(outline(), 0..8)) {
            let bytes = pack(&outlines.iter().collect::<Vec<_>>());
            let again: Option<Vec<Outline>> =
                unpack(&bytes).and_then(|packed| packed.outlines().collect());
            prop_assert_eq!(again, Some(outlines));
        }

        #[test]
        fn other_bytes_are_refused_or_read_as_something(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            prop_assert!(unpack(&bytes).is_none());
            let bytes = zstd::bulk::compress(&bytes, LEVEL).unwrap();
            let read = unpack(&bytes);
            let outlines = read.iter().flat_map(Packed::outlines);
            prop_assert!(outlines.take(300).count() <= 300);
        }
    }
}
