//! Where every article stands, and what has become of every story.

use std::collections::BTreeMap;

use super::damaged;
use super::segment::{Part, Segment};
use super::segment_writer::SegmentWriter;
use crate::error::Result;
use crate::shelf::bytes::{Bytes, put, put_text, unzigzag, zigzag};

/// Whether an article still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Life {
    /// It does.
    Live,
    /// It is older than the window.
    Expired,
    /// It was to be forgotten.
    Forgotten,
    /// A newer version has its id.
    Replaced,
    /// Nothing of it is left.
    #[default]
    Gone,
}

impl Life {
    const ALL: [Self; 5] =
        [Self::Live, Self::Expired, Self::Forgotten, Self::Replaced, Self::Gone];
}

/// An article's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Number of the article that stands for its reprint group.
    pub group: u32,
    /// Its story, from 1; 0 for an article that is alone.
    pub story: u32,
    /// The day it counts for, in days since 1970; means nothing while no night has had one.
    pub day: i32,
    /// Its outlet, from 1; 0 where it is unknown.
    pub outlet: u32,
    /// Whether it still counts.
    pub life: Life,
}

impl Place {
    /// Whether the article still counts.
    pub fn is_live(&self) -> bool {
        self.life == Life::Live
    }
}

/// What has become of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fate {
    /// The commit that began it.
    pub born: u32,
    /// The commit whose file holds it as it is now.
    pub document: u32,
    /// The day of the night that changed it last, in days since 1970.
    pub day: i32,
    /// The older story that it turned out to be; 0 for none.
    pub merged_into: u32,
}

/// The state after a commit.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The number of the first of `places`.
    pub first: u32,
    /// All articles, by number.
    pub places: Vec<Place>,
    /// All stories that have live articles, and those that were merged into others.
    pub fates: BTreeMap<u32, Fate>,
    /// Names of the outlets, by number from 1.
    pub outlets: Vec<String>,
}

impl State {
    /// An article's place; [`Life::Gone`] for one that is unknown.
    pub fn place(&self, number: u32) -> Place {
        let at = number.checked_sub(self.first).map(|at| at as usize);
        at.and_then(|at| self.places.get(at)).copied().unwrap_or_default()
    }

    pub(super) fn place_mut(&mut self, number: u32) -> Option<&mut Place> {
        let at = number.checked_sub(self.first)? as usize;
        self.places.get_mut(at)
    }

    /// All articles that still count, with their numbers.
    pub fn live(&self) -> impl Iterator<Item = (u32, &Place)> {
        (self.first..).zip(&self.places).filter(|(_, place)| place.is_live())
    }

    /// The story that a story is now: itself, or the one it was merged into.
    pub fn story_now(&self, mut story: u32) -> u32 {
        // An older story's number is smaller, so that this ends.
        while let Some(fate) = self.fates.get(&story) {
            match fate.merged_into {
                0 => break,
                into if into >= story => break,
                into => story = into,
            }
        }
        story
    }

    pub(super) fn write(&self, out: &mut SegmentWriter) -> Result<()> {
        let places = (self.first..).zip(&self.places);
        let places = places.filter(|(_, place)| place.life != Life::Gone);
        out.records(
            Part::Places,
            places.map(|(number, place)| {
                let mut bytes = Vec::with_capacity(12);
                bytes.push(place.life as u8);
                put(&mut bytes, zigzag(i64::from(number) - i64::from(place.group)));
                put(&mut bytes, u64::from(place.story));
                put(&mut bytes, zigzag(i64::from(place.day)));
                put(&mut bytes, u64::from(place.outlet));
                Ok((u64::from(number), bytes))
            }),
        )?;
        out.records(
            Part::Fates,
            self.fates.iter().map(|(story, fate)| {
                let mut bytes = Vec::with_capacity(12);
                put(&mut bytes, u64::from(fate.born));
                put(&mut bytes, u64::from(fate.document));
                put(&mut bytes, zigzag(i64::from(fate.day)));
                put(&mut bytes, u64::from(fate.merged_into));
                Ok((u64::from(*story), bytes))
            }),
        )?;
        out.records(
            Part::Outlets,
            (1u64..).zip(&self.outlets).map(|(number, name)| {
                let mut bytes = Vec::new();
                put_text(&mut bytes, Some(name));
                Ok((number, bytes))
            }),
        )
    }

    pub(super) fn read(file: &Segment, first: u32, next: u32) -> Result<Self> {
        let wrong = |part| damaged(file.path(), Some(part), "an entry makes no sense");
        let count = next.checked_sub(first).ok_or_else(|| wrong(Part::Places))?;
        let mut state = Self {
            first,
            places: vec![Place::default(); count as usize],
            ..Self::default()
        };
        for block in file.all_records(Part::Places) {
            for (number, bytes) in block? {
                let place = place(number, &bytes).ok_or_else(|| wrong(Part::Places))?;
                let number = u32::try_from(number).map_err(|_| wrong(Part::Places))?;
                let slot = state.place_mut(number).ok_or_else(|| wrong(Part::Places))?;
                *slot = place;
            }
        }
        for block in file.all_records(Part::Fates) {
            for (story, bytes) in block? {
                let fate = fate(&bytes).ok_or_else(|| wrong(Part::Fates))?;
                let story = u32::try_from(story).map_err(|_| wrong(Part::Fates))?;
                state.fates.insert(story, fate);
            }
        }
        for block in file.all_records(Part::Outlets) {
            for (number, bytes) in block? {
                let name = Bytes(&bytes).text();
                let name = name.ok_or_else(|| wrong(Part::Outlets))?;
                state.outlets.push(name.to_owned());
                if state.outlets.len() as u64 != number {
                    return Err(wrong(Part::Outlets));
                }
            }
        }
        Ok(state)
    }
}

fn place(number: u64, bytes: &[u8]) -> Option<Place> {
    let mut bytes = Bytes(bytes);
    let (&[life], rest) = bytes.0.split_first_chunk()?;
    bytes.0 = rest;
    let back = unzigzag(bytes.number()?);
    Some(Place {
        group: u32::try_from(i64::try_from(number).ok()?.checked_sub(back)?).ok()?,
        story: bytes.small()?,
        day: i32::try_from(unzigzag(bytes.number()?)).ok()?,
        outlet: bytes.small()?,
        life: *Life::ALL.get(usize::from(life))?,
    })
}

fn fate(bytes: &[u8]) -> Option<Fate> {
    let mut bytes = Bytes(bytes);
    Some(Fate {
        born: bytes.small()?,
        document: bytes.small()?,
        day: i32::try_from(unzigzag(bytes.number()?)).ok()?,
        merged_into: bytes.small()?,
    })
}
