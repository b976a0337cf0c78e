//! All nights as one file, without what no longer counts.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::gather::WHOLE;
use super::state::{Place, State};
use super::{At, Store};
use crate::error::Result;

impl Store {
    /// Writes everything that counts into one new file, and takes all others away: what
    /// expired, was replaced or was forgotten is gone from the disk then, and so are the
    /// outputs of the last night. Answers the bytes before and after. `at` hears the same
    /// points as at [`Store::finish`].
    ///
    /// # Errors
    /// A file is damaged or cannot be written; then the store is as it was.
    pub fn compact(&mut self, at: At<'_>) -> Result<(u64, u64)> {
        let outcome = self.rewrite(at);
        if outcome.is_err() {
            let _ = self.sweep();
        }
        outcome
    }

    fn rewrite(&mut self, at: At<'_>) -> Result<(u64, u64)> {
        let sequence = self.next_sequence();
        let before = self.sizes().0;
        let state = self.without_the_dead(sequence);
        let range = [state.first, self.manifest.next_article];
        let mut written = self.merged(&self.nights, sequence, range)?;
        written.0.level = WHOLE;
        at("night-written");
        let nights = vec![written];
        let (state_entry, state_file) = self.state_file(&state, &nights, sequence)?;
        at("state-written");
        let manifest = &mut self.manifest;
        manifest.files = nights.iter().map(|(entry, _)| entry.clone()).collect();
        manifest.files.push(state_entry);
        manifest.sequence = sequence;
        manifest.first_article = state.first;
        manifest.forgotten = false;
        for night in &mut manifest.nights {
            night.outlets.retain(|name, _| state.outlets.contains(name));
        }
        self.state = state;
        self.outlet_articles.take();
        self.outputs = None;
        self.nights = nights;
        self.state_file = Some(state_file);
        self.publish(at)?;
        let _ = self.sweep();
        at("swept");
        Ok((before, self.sizes().0))
    }

    fn without_the_dead(&self, sequence: u32) -> State {
        let mut state = self.state.clone();
        let mut outlets: HashMap<u32, u32> = HashMap::new();
        let mut names: Vec<String> = Vec::new();
        for place in &mut state.places {
            if !place.is_live() {
                *place = Place::default();
            } else if place.outlet > 0 {
                place.outlet = *outlets.entry(place.outlet).or_insert_with(|| {
                    let name = self.state.outlets.get(place.outlet as usize - 1);
                    names.push(name.cloned().unwrap_or_default());
                    u32::try_from(names.len()).unwrap_or(u32::MAX)
                });
            }
        }
        state.outlets = names;
        for fate in state.fates.values_mut().filter(|fate| fate.document > 0) {
            fate.document = sequence;
        }
        super::commit::trim(&mut state);
        state
    }
}

impl Store {
    /// How many articles there are on the disk, by what has become of them.
    pub fn lives(&self) -> BTreeMap<&'static str, u64> {
        use super::state::Life;
        let mut out = BTreeMap::new();
        for place in &self.state.places {
            let name = match place.life {
                Life::Live => "live",
                Life::Expired => "expired",
                Life::Forgotten => "forgotten",
                Life::Replaced => "replaced",
                Life::Gone => continue,
            };
            *out.entry(name).or_default() += 1;
        }
        out
    }
}
