//! What threads work with, kept from one piece of work to the next.

use std::sync::Mutex;

/// A desk for each thread of the current rayon pool.
///
/// rayon's `map_init` makes one for every piece that it splits work into, and the pieces are
/// many where threads take work from one another. What a desk remembers of one piece (the
/// stems of words) is of use to the next. For desks that remember nothing, `map_init` will
/// do.
pub(crate) struct Desks<D>(Vec<Mutex<D>>);

impl<D: Default> Desks<D> {
    /// Empty ones.
    pub(crate) fn new() -> Self {
        Self((0..rayon::current_num_threads()).map(|_| Mutex::default()).collect())
    }

    /// Works at the desk of this thread. Where that is taken (by work that waits for this
    /// work), or the thread is not of the pool, at one that is let go afterwards.
    pub(crate) fn at<T>(&self, work: impl FnOnce(&mut D) -> T) -> T {
        let mine = rayon::current_thread_index().and_then(|thread| self.0.get(thread));
        match mine.and_then(|desk| desk.try_lock().ok()) {
            Some(mut desk) => work(&mut desk),
            None => work(&mut D::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    fn in_a_pool_of<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(work)
    }

    #[test]
    fn a_thread_finds_its_desk_as_it_left_it() {
        let mut all = in_a_pool_of(3, || {
            let desks = Desks::<Vec<u32>>::new();
            let at_desk = |number: u32| desks.at(|desk| desk.push(number));
            (0..1000u32).into_par_iter().with_max_len(1).for_each(at_desk);
            let desks = desks.0.into_iter().map(|desk| desk.into_inner().expect("free"));
            desks.collect::<Vec<_>>().concat()
        });
        all.sort_unstable();
        assert_eq!(all, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn a_desk_that_is_taken_is_not_waited_for() {
        let counts = in_a_pool_of(1, || {
            let desks = Desks::<u32>::new();
            let count = |desk: &mut u32| {
                *desk += 1;
                *desk
            };
            let outer_and_inner = || desks.at(|outer| (count(outer), desks.at(count)));
            [outer_and_inner(), outer_and_inner()]
        });
        assert_eq!(counts, [(1, 1), (2, 1)]);
    }
}
