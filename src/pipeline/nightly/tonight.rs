//! What of a night's input is new, and what is old by now.

use hashbrown::HashMap;

use super::Tonight;
use crate::article::{Article, day_number};
use crate::error::Result;
use crate::store::Store;
use crate::store::state::Life;

/// An article whose text changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// Its id.
    pub id: String,
    /// The number of the version before.
    pub was: u32,
}

/// The day of a night, in days since 1970: that which nine in ten of its dated articles do
/// not lie after, so that a few wrong dates move nothing; never before the last night.
///
/// ```
/// use samestory::article::{Article, Date};
/// use samestory::pipeline::nightly::day_of;
///
/// let date = Date::parse("1970-01-03");
/// let article = Article { date, ..Article::new("a", "text") };
/// assert_eq!(day_of(&[article], None), Some(2));
/// ```
pub fn day_of(articles: &[Article], last: Option<i32>) -> Option<i32> {
    let seconds = articles.iter().filter_map(Article::seconds);
    let mut days: Vec<i32> = seconds.filter_map(day_number).collect();
    days.sort_unstable();
    let at = days.len().saturating_sub(1) * 9 / 10;
    days.get(at).copied().max(last)
}

/// Holds a night's articles against the store: which are new, which it has already, which
/// are new versions; and which of its own are now older than `window` days.
///
/// # Errors
/// The store is damaged.
pub fn tonight(
    store: &Store,
    articles: Vec<Article>,
    day: Option<i32>,
    window: u32,
) -> Result<Tonight> {
    let mut out = Tonight { day, ..Tonight::default() };
    let state = store.state();
    let first = day.map(|day| i64::from(day) - i64::from(window));
    out.removed.extend(
        state
            .live()
            .filter(|(_, place)| first.is_some_and(|first| i64::from(place.day) <= first))
            .map(|(number, _)| (number, Life::Expired)),
    );
    let expired: HashMap<u32, Life> = out.removed.iter().copied().collect();
    let known = store.numbers(articles.iter().map(|article| article.id.as_str()))?;
    let known: HashMap<String, u32> = known
        .into_iter()
        .filter(|(_, number)| !expired.contains_key(number))
        .map(|(id, number)| (id.to_owned(), number))
        .collect();
    let mut numbers: Vec<u32> = known.values().copied().collect();
    numbers.sort_unstable();
    let before: HashMap<u32, Article> =
        numbers.iter().copied().zip(store.articles(&numbers)?).collect();
    let sequence = store.next_sequence();
    for mut article in articles {
        // A store keeps no embeddings: two nights are compared by the same means as one.
        article.embedding = None;
        let was = known.get(&article.id).copied();
        let Some((was, old)) = was.and_then(|was| Some((was, before.get(&was)?))) else {
            out.fresh.push(article);
            continue;
        };
        if old.text == article.text && old.title == article.title {
            out.repeats += 1;
        } else if article.id_is_place {
            // A place names an article in one input only.
            article.id = format!("{}#{sequence}", article.id);
            out.fresh.push(article);
        } else {
            out.updated.push(Updated { id: article.id.clone(), was });
            out.removed.push((was, Life::Replaced));
            out.fresh.push(article);
        }
    }
    Ok(out)
}
