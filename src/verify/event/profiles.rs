//! The profiles of many groups, in memory as far as there is room for them.

use rayon::prelude::*;

use super::Profile;
use super::crowd::{Crowd, stricter};
use crate::article::Embedding;
use crate::error::Result;
use crate::shelf::drawer::{Block, Drawer, DrawerReader, DrawerWriter, Found};

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
    /// Bytes of its front in the file.
    front: u64,
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
        self.kept.extend(profiles.iter().map(|profile| Kept {
            crowd: 0.0,
            embedding: profile.embedding.clone(),
            front: profile.front(),
        }));
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

    /// How strict a profile is: see [`Profile::stricter`].
    pub(crate) fn stricter(&self, place: usize) -> f32 {
        self.kept.get(place).map_or(0.0, |kept| stricter(kept.crowd))
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
        let kept = self.kept.get(place)?;
        self.reader.find(place).map(|found| kept.put_back(found))
    }

    /// At least that of a profile which [`Against::may_count`](super::Against::may_count)
    /// asks for; `None` for a place out of range.
    pub(crate) fn front(&mut self, place: usize) -> Option<&Profile> {
        let kept = self.kept.get(place)?;
        self.reader.find_front(place, kept.front).map(|found| kept.put_back(found))
    }
}

impl Kept {
    /// Puts into a profile what is not in the drawer.
    fn put_back<'r>(&self, found: Found<'r, Profile>) -> &'r Profile {
        match found {
            Found::Held(profile) => profile,
            Found::Read(profile) => {
                profile.crowd = self.crowd;
                profile.embedding.clone_from(&self.embedding);
                profile
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shelf::drawer::{Filed, Fronted};
    use crate::shelf::spill::Spill;
    use crate::sketch::rarities::Rarities;
    use crate::sketch::terms::TermReader;
    use crate::text::language::Lang;
    use crate::verify::event::{Against, Worth, score, set_crowds};

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
            // The front alone tells whether a pair may count, and goes well with the whole.
            let mut against = Against::default();
            for (place, profile) in all.iter().enumerate() {
                for one in &all {
                    against.lay_out(one);
                    let counts = against.may_count(reader.front(place).unwrap());
                    let score = score(one, profile, Worth::Counting);
                    prop_assert!(counts || score.is_none());
                    if counts {
                        let whole = reader.get(place).unwrap();
                        prop_assert_eq!(against.score_met(whole, Worth::Any), score);
                    }
                }
                prop_assert_eq!(format!("{:?}", reader.get(place).unwrap()), format!("{profile:?}"));
            }
            prop_assert!(filed.check().is_ok());
        }

        #[test]
        fn other_bytes_never_panic(bytes: Vec<u8>) {
            let _ = Profile::default().refill(&bytes);
            let _ = Profile::default().refill_front(&bytes);
        }
    }
}
