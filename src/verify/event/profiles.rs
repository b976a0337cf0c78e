//! The profiles of many groups, in memory as far as there is room for them.

use rayon::prelude::*;

use super::Profile;
use super::crowd::Crowd;
use super::profile::Weighted;
use crate::article::Embedding;
use crate::error::Result;
use crate::shelf::bytes::{Bytes, put, put_column, unzigzag, zigzag};
use crate::shelf::drawer::{Block, Drawer, DrawerReader, DrawerWriter, Filed, Found};

/// Profiles that are read by one thread at a time.
const SHARE: usize = 512;

/// Profiles, by the order in which they were put.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    drawer: Drawer<Profile>,
    kept: Vec<Kept>,
}

/// What of a profile is not in the drawer.
#[derive(Debug, Default)]
struct Kept {
    /// How like the rest of its language it is: known when all are in the drawer.
    crowd: f32,
    /// In memory anyway, with the articles.
    embedding: Option<Embedding>,
}

/// Puts profiles, those of a language after those of another.
pub(crate) struct ProfileWriter {
    writer: DrawerWriter,
    blocks: Vec<Block<Profile>>,
    kept: Vec<Kept>,
    /// The crowd of each language, and how many profiles it has.
    crowds: Vec<(Crowd, usize)>,
}

impl ProfileWriter {
    pub(crate) const fn new(writer: DrawerWriter) -> Self {
        Self { writer, blocks: Vec::new(), kept: Vec::new(), crowds: Vec::new() }
    }

    /// Begins a language, of which articles may be known that are not at hand.
    pub(crate) fn begin(&mut self, beside: Crowd) {
        self.crowds.push((beside, 0));
    }

    /// Puts profiles of that language; of each so many articles as `fresh` says are at hand
    /// alone.
    pub(crate) fn put(&mut self, profiles: Vec<Profile>, fresh: &[u32]) {
        if let Some((crowd, count)) = self.crowds.last_mut() {
            crowd.add(&profiles, fresh);
            *count += profiles.len();
        }
        let embeddings = profiles.iter().map(|profile| profile.embedding.clone());
        self.kept.extend(embeddings.map(|embedding| Kept { crowd: 0.0, embedding }));
        self.blocks.push(self.writer.put(profiles));
    }

    /// All that were put, each with its crowd.
    pub(crate) fn finish(self) -> Profiles {
        let Self { writer, blocks, mut kept, crowds } = self;
        let mut drawer = writer.finish(blocks);
        let mut first = 0;
        for (crowd, count) in crowds {
            let some = kept.get_mut(first..first + count).unwrap_or_default();
            some.par_chunks_mut(SHARE).enumerate().for_each(|(share, some)| {
                let mut reader = drawer.reader();
                for (place, kept) in (first + share * SHARE..).zip(some) {
                    if let Some(profile) = reader.get(place) {
                        kept.crowd = crowd.around(profile);
                    }
                }
            });
            first += count;
        }
        for (place, profile) in drawer.held_mut() {
            profile.crowd = kept.get(place).map_or(0.0, |kept| kept.crowd);
        }
        Profiles { drawer, kept }
    }
}

impl Profiles {
    /// Reads profiles one after the other.
    pub(crate) fn reader(&self) -> ProfileReader<'_> {
        ProfileReader { reader: self.drawer.reader(), kept: &self.kept }
    }

    /// The embedding of a profile, if it has one.
    pub(crate) fn embedding(&self, place: usize) -> Option<&Embedding> {
        self.kept.get(place)?.embedding.as_ref()
    }

    /// Whether there is one with an embedding.
    pub(crate) fn have_embeddings(&self) -> bool {
        self.kept.iter().any(|kept| kept.embedding.is_some())
    }

    /// Whether all could be written and read so far.
    pub(crate) fn check(&self) -> Result<()> {
        self.drawer.check()
    }
}

/// Reads profiles, making room for one alone.
pub(crate) struct ProfileReader<'p> {
    reader: DrawerReader<'p, Profile>,
    kept: &'p [Kept],
}

impl ProfileReader<'_> {
    /// A profile; `None` for a place out of range.
    pub(crate) fn get(&mut self, place: usize) -> Option<&Profile> {
        Some(match self.reader.find(place)? {
            Found::Held(profile) => profile,
            Found::Read(profile) => {
                let kept = self.kept.get(place)?;
                profile.crowd = kept.crowd;
                profile.embedding.clone_from(&kept.embedding);
                profile
            }
        })
    }
}

/// All but what is kept beside the drawer.
impl Filed for Profile {
    fn size(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.hashes)
            + size_of_val(&*self.terms)
            + size_of_val(&*self.grams)
    }

    fn append(&self, out: &mut Vec<u8>) {
        put(out, self.hashes.len() as u64);
        put(out, self.grams.len() as u64);
        put(out, self.words.into());
        put(out, self.articles.into());
        put(out, self.outlet.map_or(0, |outlet| u64::from(outlet) + 1));
        put(out, u64::from(self.seconds.is_some()));
        put(out, zigzag(self.seconds.unwrap_or(0)));
        let weights = [self.title_weight, self.number_weight].map(f32::to_le_bytes);
        put_column(out, weights.into_iter());
        put_column(out, self.hashes.iter().map(|hash| hash.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.weight.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.all.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| term.lead.to_le_bytes()));
        put_column(out, self.terms.iter().map(|term| [term.facts]));
        put_column(out, self.grams.iter().map(|gram| gram.0.to_le_bytes()));
        put_column(out, self.grams.iter().map(|gram| gram.1.to_le_bytes()));
    }

    fn refill(&mut self, bytes: &[u8]) -> Option<()> {
        let mut bytes = Bytes(bytes);
        let mut count = || usize::try_from(bytes.number()?).ok();
        let (terms, grams) = (count()?, count()?);
        self.words = bytes.small()?;
        self.articles = bytes.small()?;
        self.outlet = match bytes.number()?.checked_sub(1) {
            Some(outlet) => Some(u32::try_from(outlet).ok()?),
            None => None,
        };
        let dated = bytes.number()? != 0;
        let seconds = unzigzag(bytes.number()?);
        self.seconds = dated.then_some(seconds);
        let float = |bytes: &[u8; 4]| f32::from_le_bytes(*bytes);
        self.title_weight = float(bytes.column(1)?.first()?);
        self.number_weight = float(bytes.column(1)?.first()?);
        let hashes = bytes.column(terms)?.iter();
        self.hashes.clear();
        self.hashes.extend(hashes.map(|hash| u64::from_le_bytes(*hash)));
        let weights = bytes.column(terms)?.iter().map(float);
        let alls = bytes.column(terms)?.iter().map(float);
        let leads = bytes.column(terms)?.iter().map(float);
        let facts = bytes.column(terms)?.iter();
        let columns = weights.zip(alls).zip(leads).zip(facts);
        self.terms.clear();
        self.terms.extend(columns.map(|(((weight, all), lead), &[facts])| Weighted {
            weight,
            all,
            lead,
            facts,
        }));
        let hashes = bytes.column(grams)?.iter().map(|hash| u32::from_le_bytes(*hash));
        let weights = bytes.column(grams)?.iter().map(float);
        self.grams.clear();
        self.grams.extend(hashes.zip(weights));
        bytes.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shelf::spill::Spill;
    use crate::sketch::rarities::Rarities;
    use crate::sketch::terms::TermReader;
    use crate::text::language::Lang;
    use crate::verify::event::set_crowds;

    fn profiles(texts: &[(String, Option<i64>, u8)]) -> Vec<Profile> {
        let german = Lang::from_code("de");
        let mut reader = TermReader::default();
        let read = |(text, ..): &(String, _, _)| reader.read("", text, &[], german);
        let terms: Vec<_> = texts.iter().map(read).collect();
        let rarities = Rarities::of(&terms.iter().collect::<Vec<_>>());
        let profile =
            |(terms, (_, seconds, number)): (_, &(_, Option<i64>, u8))| Profile {
                seconds: *seconds,
                outlet: number.checked_sub(1).map(u32::from),
                embedding: Embedding::new(&[f32::from(*number), 0.0]),
                articles: u32::from(*number),
                ..Profile::new(terms, &rarities, german)
            };
        terms.iter().zip(texts).map(profile).collect()
    }

    proptest! {
        #[test]
        fn in_a_file_they_are_what_they_are_in_memory(
            texts in prop::collection::vec(
                ("[ A-Za-z0-9.]{0,90}", any::<Option<i64>>(), 0_u8..4), 0..9),
            held in prop_oneof![Just(0_u64), 0_u64..9000],
        ) {
            let all = profiles(&texts);
            let spill = Spill::create(&std::env::temp_dir()).unwrap();
            let mut writer = ProfileWriter::new(DrawerWriter::new(Some(spill), held));
            writer.begin(Crowd::default());
            for some in all.chunks(2) {
                let fresh: Vec<u32> = some.iter().map(|profile| profile.articles).collect();
                writer.put(some.to_vec(), &fresh);
            }
            let filed = writer.finish();
            let mut all = all;
            set_crowds(&mut all);
            let mut reader = filed.reader();
            for (place, profile) in all.iter().enumerate() {
                prop_assert_eq!(format!("{:?}", reader.get(place).unwrap()), format!("{profile:?}"));
            }
            prop_assert!(reader.get(all.len()).is_none());
            prop_assert!(filed.check().is_ok());
        }

        #[test]
        fn other_bytes_never_panic(bytes: Vec<u8>) {
            let _ = Profile::default().refill(&bytes);
        }
    }
}
