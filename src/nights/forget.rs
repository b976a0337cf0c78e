//! Articles taken out of a store.

use super::told::{packed, stories};
use crate::error::Result;
use crate::pipeline::Progress;
use crate::pipeline::nightly::{Tonight, night, settings_of};
use crate::store::state::Life;
use crate::store::{At, Ending, Store};

/// Which articles are forgotten: all that any of these says.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Those with these ids.
    pub articles: Vec<String>,
    /// Those of these outlets.
    pub sources: Vec<String>,
    /// Those of days before this one, counted from 1970.
    pub before: Option<i32>,
}

/// What [`forget`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// How many articles were taken out.
    pub articles: usize,
    /// The ids that no article of the store has.
    pub unknown: Vec<String>,
}

/// Takes articles out of a store, in one commit: they are in no story and in no answer any
/// more. Their bytes are gone after [`Store::compact`]. `at` hears what has been done.
///
/// ```
/// use samestory::article::Article;
/// use samestory::nights::{Asked, Info, Which, forget, take_in};
/// use samestory::pipeline::Settings;
/// use samestory::pipeline::nightly::parameters;
/// use samestory::read::Collection;
/// use samestory::store::Store;
///
/// let folder = std::env::temp_dir().join(format!("forget-{}", std::process::id()));
/// let articles = vec![Article::new("a", "A ferry ran aground off Torsholm on Monday.")];
/// let settings = Settings::default();
/// let mut store = Store::open_to_write(&folder, &parameters(&settings), "an example").unwrap();
/// let tonight = Collection { articles, ..Collection::default() };
/// let asked = Asked { settings: &settings, window: 30, day: None };
/// take_in(&mut store, tonight, &asked, Vec::new(), &(), &|_| ()).unwrap();
/// let which = Which { articles: vec!["a".into()], ..Which::default() };
/// assert_eq!(forget(&mut store, &which, &(), &|_| ()).unwrap().articles, 1);
/// assert_eq!(Info::of(&store).articles, 0);
/// # std::fs::remove_dir_all(folder).unwrap();
/// ```
///
/// # Errors
/// The store cannot be read or written; [`crate::error::Error::Interrupted`].
pub fn forget(
    store: &mut Store,
    which: &Which,
    progress: &dyn Progress,
    at: At<'_>,
) -> Result<Forgotten> {
    let state = store.state();
    let ids = store.numbers(which.articles.iter().map(String::as_str))?;
    let unknown = which.articles.iter().filter(|id| !ids.contains_key(id.as_str()));
    let unknown: Vec<String> = unknown.cloned().collect();
    let outlets: Vec<u32> = (1u32..)
        .zip(&state.outlets)
        .filter(|(_, name)| which.sources.contains(name))
        .map(|(outlet, _)| outlet)
        .collect();
    let mut removed: Vec<(u32, Life)> =
        ids.values().map(|number| (*number, Life::Forgotten)).collect();
    removed.extend(
        state
            .live()
            .filter(|(_, place)| {
                outlets.contains(&place.outlet)
                    || store
                        .day(place)
                        .zip(which.before)
                        .is_some_and(|(day, before)| day < before)
            })
            .map(|(number, _)| (number, Life::Forgotten)),
    );
    removed.sort_unstable_by_key(|(number, _)| *number);
    removed.dedup();
    let articles = removed.len();
    if removed.is_empty() {
        return Ok(Forgotten { articles, unknown });
    }
    let manifest = store.manifest();
    let tonight = Tonight { removed, day: manifest.day, ..Tonight::default() };
    let settings = settings_of(&manifest.parameters);
    let mut placed = night(store, tonight, &settings, progress)?;
    let mut change = std::mem::take(&mut placed.change);
    for (one, story) in stories(&placed) {
        change.documents.push((one.story, packed(&story)?));
    }
    drop(placed);
    store.stage(change, at)?;
    store.finish(Ending { forgets: true, ..Ending::default() }, None, at)?;
    Ok(Forgotten { articles, unknown })
}
