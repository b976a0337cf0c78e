//! Which texts hang together, by pairs.

/// Texts in components: those that a chain of pairs leads between are in one.
#[derive(Debug)]
pub(crate) struct Components {
    /// For each text one of its component before it; itself where there is none.
    parents: Vec<u32>,
}

impl Components {
    /// So many texts, each by itself.
    pub(crate) fn new(texts: usize) -> Self {
        Self { parents: (0..u32::try_from(texts).unwrap_or(u32::MAX)).collect() }
    }

    /// The first text of a text's component.
    pub(crate) fn first(&mut self, mut text: u32) -> u32 {
        while let Some(&parent) = self.parents.get(text as usize).filter(|&&p| p != text)
        {
            let above = self.parents.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(text as usize) {
                *slot = above;
            }
            text = parent;
        }
        text
    }

    /// The first text of every text's component.
    pub(crate) fn firsts(mut self) -> Vec<u32> {
        for text in 0..self.parents.len() {
            // The parent of each text stands before it, and has found its first already.
            let parent = self.parents.get(text).copied().unwrap_or_default();
            let first = self.parents.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(text) {
                *slot = first;
            }
        }
        self.parents
    }

    /// Makes the components of two texts one; answers whether they were two.
    pub(crate) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.first(a), self.first(b));
        if let Some(slot) = self.parents.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
        a != b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chain_leads_to_is_in_one_component() {
        let mut components = Components::new(6);
        for (a, b) in [(4, 5), (1, 4), (5, 1), (2, 3), (9, 2)] {
            components.join(a, b);
        }
        let firsts: Vec<u32> = (0..6).map(|text| components.first(text)).collect();
        assert_eq!(firsts, [0, 1, 2, 2, 1, 1]);
        assert_eq!(components.firsts(), firsts);
    }
}
