//! What a store knows of lines and headlines.

use hashbrown::HashMap;

use crate::error::Result;
use crate::pipeline::beside::Outside;
use crate::shelf::Shelf;
use crate::sketch::mix;
use crate::store::Store;
use crate::store::segment::Part;
use crate::text::outlet_lines::Beside;

/// Most articles asked of one line: what more of them have is no other furniture.
const MOST: usize = 400;

/// A store, and which of its articles are at hand.
pub(super) struct Known<'s> {
    store: &'s Store,
    held: HashMap<String, u32>,
}

impl<'s> Known<'s> {
    pub(super) const fn new(store: &'s Store, held: HashMap<String, u32>) -> Self {
        Self { store, held }
    }

    /// The number of an article at hand that is the store's.
    pub(super) fn number(&self, id: &str) -> Option<u32> {
        self.held.get(id).copied()
    }

    fn is_live(&self, number: u64) -> bool {
        let number = u32::try_from(number);
        number.is_ok_and(|number| self.store.state().place(number).is_live())
    }
}

impl Outside for Known<'_> {
    fn asks(&self) -> bool {
        true
    }

    fn holds(&self, id: &str) -> bool {
        self.held.contains_key(id)
    }

    fn outlet_lines(
        &self,
        articles: &Shelf,
        outlets: &[Option<u32>],
        lines: &[(u64, u32)],
    ) -> Result<Beside> {
        let state = self.store.state();
        let keys: Vec<u64> = lines.iter().map(|line| line.0).collect();
        let live = |number| self.is_live(number);
        let lists = self.store.find(Part::Lines, &keys, MOST, live)?;
        let mut beside = Beside::default();
        if lists.is_empty() {
            return Ok(beside);
        }
        let at_hand: HashMap<String, u32> = articles
            .iter()
            .zip(outlets)
            .filter_map(|(article, outlet)| Some((article.source.clone()?, (*outlet)?)))
            .collect();
        // Outlets that are not at hand come after those that are.
        let after = u32::try_from(articles.len()).unwrap_or(u32::MAX);
        let numbers: Vec<u32> = (after..)
            .zip(&state.outlets)
            .map(|(other, name)| at_hand.get(name.as_str()).copied().unwrap_or(other))
            .collect();
        let number = |outlet: u32| numbers.get(outlet.checked_sub(1)? as usize).copied();
        for (at, &(key, words)) in lines.iter().enumerate() {
            for article in lists.of(at) {
                let place = state.place(u32::try_from(*article).unwrap_or(u32::MAX));
                if let Some(outlet) = number(place.outlet) {
                    let other = mix(u64::from(place.group));
                    beside.lines.push((key, outlet, other, words));
                }
            }
        }
        for (outlet, articles) in numbers.iter().zip(self.store.outlet_articles()) {
            if *articles > 0 {
                *beside.articles.entry(*outlet).or_default() += *articles;
            }
        }
        Ok(beside)
    }

    fn headlines(&self, lines: &[u64]) -> Result<Vec<u64>> {
        let lists =
            self.store.find(Part::Titles, lines, 1, |number| self.is_live(number))?;
        let known = lines.iter().enumerate();
        let known = known.filter(|(at, _)| !lists.of(*at).is_empty());
        Ok(known.map(|(_, key)| *key).collect())
    }
}
