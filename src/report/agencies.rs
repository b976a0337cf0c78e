//! The names under which readers know the agencies of the agency table.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/agencies/agencies.tsv");

/// Key to a form of its credit, in Latin letters where there is one: `afp` to `AFP`.
static NAMES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut columns = row.split('\t');
        let key = columns.next()?;
        let forms = columns.nth(2)?;
        let latin = |form: &&str| form.starts_with(|c: char| c.is_ascii_alphabetic());
        Some((key, forms.split('|').find(latin).or_else(|| forms.split('|').next())?))
    })
    .collect()
});

/// The name readers know: `AFP` for `afp`; a key that is in no table stays as it is.
pub(crate) fn agency_name(key: &str) -> Cow<'static, str> {
    NAMES.get(key).map_or_else(|| Cow::Owned(key.to_owned()), |name| Cow::Borrowed(*name))
}

#[cfg(test)]
mod tests {
    use super::agency_name;

    #[test]
    fn keys_become_the_names_readers_know() {
        assert_eq!(agency_name("afp"), "AFP");
        assert_eq!(agency_name("dpa"), "dpa");
        assert!(agency_name("kyodo").is_ascii());
        assert_eq!(agency_name("no-such-agency"), "no-such-agency");
        assert_eq!(agency_name("key"), "key");
    }
}
