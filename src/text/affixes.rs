//! Words without what their language writes onto them: particles, prepositions, endings.

use std::sync::LazyLock;

use hashbrown::HashSet;

/// See `data/affixes/README.md`.
pub(super) static KOREAN: LazyLock<Affixes> = LazyLock::new(|| {
    Affixes::new(Side::Behind, 2, include_str!("../../data/affixes/ko.txt"))
});

/// See `data/affixes/README.md`.
pub(super) static HEBREW: LazyLock<Affixes> = LazyLock::new(|| {
    Affixes::new(Side::Before, 4, include_str!("../../data/affixes/he.txt"))
});

/// Where an affix is written.
#[derive(Debug, Clone, Copy)]
enum Side {
    Before,
    Behind,
}

/// The affixes of a language.
#[derive(Debug)]
pub(super) struct Affixes {
    side: Side,
    /// Characters that are left of a word at least.
    left: usize,
    all: HashSet<&'static str>,
    /// Characters of the longest.
    longest: usize,
}

impl Affixes {
    fn new(side: Side, left: usize, table: &'static str) -> Self {
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let all: HashSet<&str> = lines.collect();
        let longest = all.iter().map(|affix| affix.chars().count()).max();
        Self { side, left, all, longest: longest.unwrap_or(0) }
    }

    /// The word without its affixes: the longest that stands there is taken off, and again, as
    /// long as enough is left. So most words have the same stem whichever of them they wear;
    /// short ones keep theirs, and a name that ends as an affix does may lose what is its own.
    pub(super) fn without<'w>(&self, word: &'w str) -> &'w str {
        let mut stem = word;
        let mut characters = word.chars().count();
        while let Some((shorter, taken)) = self.shortened(stem) {
            characters -= taken;
            if characters < self.left {
                break;
            }
            stem = shorter;
        }
        stem
    }

    /// The word without the longest affix that stands there, and the length of that.
    fn shortened<'w>(&self, word: &'w str) -> Option<(&'w str, usize)> {
        let mut lengths = (1..=self.longest).rev();
        lengths.find_map(|length| Some((self.cut(word, length)?, length)))
    }

    /// The word without so many characters, if they are an affix.
    fn cut<'w>(&self, word: &'w str, length: usize) -> Option<&'w str> {
        let (stem, affix) = match self.side {
            Side::Before => {
                let (last, c) = word.char_indices().nth(length - 1)?;
                let at = last + c.len_utf8();
                let (affix, stem) = word.split_at_checked(at)?;
                (stem, affix)
            }
            Side::Behind => {
                let (at, _) = word.char_indices().nth_back(length - 1)?;
                word.split_at_checked(at)?
            }
        };
        self.all.contains(affix).then_some(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_particles_and_verb_endings_are_taken_off() {
        for (word, stem) in [
            ("서울에서", "서울"),
            ("서울은", "서울"),
            ("서울에서는", "서울"),
            ("지진으로", "지진"),
            ("주민들에게", "주민"),
            ("발표했다", "발표"),
            ("발표했다고", "발표"),
            ("총리", "총리"),
            ("국가", "국가"),
            ("말했다", "말했다"),
            ("집으로", "집으로"),
            ("카메라는", "카메라"),
            ("카메라도", "카메라"),
        ] {
            assert_eq!(KOREAN.without(word), stem, "{word}");
        }
    }

    #[test]
    fn an_affix_more_leads_to_the_same_stem() {
        for word in ["산티아고", "고속도로", "전문가", "민주주의"] {
            for ending in ["을", "에서", "로는", "들이"] {
                let longer = format!("{word}{ending}");
                assert_eq!(KOREAN.without(&longer), KOREAN.without(word), "{longer}");
            }
        }
        for word in ["ממשלה", "טורקיה", "רעידה"] {
            for beginning in ["ה", "וה", "ב", "של"] {
                let longer = format!("{beginning}{word}");
                assert_eq!(HEBREW.without(&longer), HEBREW.without(word), "{longer}");
            }
        }
        assert_eq!(HEBREW.without("בית"), "בית");
    }
}
