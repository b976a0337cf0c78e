//! Which input field carries what.

use std::str::FromStr;

use crate::error::{Error, Result};

/// The part of an article that a field fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Id,
    Title,
    Text,
    Date,
    Lang,
    Source,
    Url,
    Embedding,
}

impl Slot {
    pub(super) const ALL: [Self; 8] = [
        Self::Id,
        Self::Title,
        Self::Text,
        Self::Date,
        Self::Lang,
        Self::Source,
        Self::Url,
        Self::Embedding,
    ];

    /// Its name, which is also the input field looked for by default.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Text => "text",
            Self::Date => "date",
            Self::Lang => "lang",
            Self::Source => "source",
            Self::Url => "url",
            Self::Embedding => "embedding",
        }
    }
}

/// The name each part of an article has in the input.
///
/// A dot steps into a nested object (or a nested Parquet column): `article.body`. One
/// input field may fill several parts: `id=url`.
///
/// ```
/// use samestory::read::FieldMap;
///
/// let fields = FieldMap::parse("text=body,date=pubDate").unwrap();
/// assert_eq!(fields.text, "body");
/// assert_eq!(fields.title, "title");
///
/// let error = FieldMap::parse("txet=body").unwrap_err();
/// assert_eq!(error.to_string(), "cannot use --field 'txet=body'");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap {
    /// Where the id is.
    pub id: String,
    /// Where the headline is.
    pub title: String,
    /// Where the text is; the only field that must be there.
    pub text: String,
    /// Where the publication time is.
    pub date: String,
    /// Where the language code is.
    pub lang: String,
    /// Where the outlet is.
    pub source: String,
    /// Where the address is.
    pub url: String,
    /// Where the embedding is.
    pub embedding: String,
}

impl Default for FieldMap {
    fn default() -> Self {
        let own = |slot: Slot| slot.name().to_owned();
        Self {
            id: own(Slot::Id),
            title: own(Slot::Title),
            text: own(Slot::Text),
            date: own(Slot::Date),
            lang: own(Slot::Lang),
            source: own(Slot::Source),
            url: own(Slot::Url),
            embedding: own(Slot::Embedding),
        }
    }
}

impl FieldMap {
    /// Reads `part=field` assignments, separated by commas; the rest keep their
    /// default.
    ///
    /// # Errors
    ///
    /// A part that does not exist, or an assignment without a field name.
    pub fn parse(spec: &str) -> Result<Self> {
        let mut fields = Self::default();
        fields.assign(spec)?;
        Ok(fields)
    }

    /// Adds more assignments, for an option that may be given several times.
    ///
    /// # Errors
    ///
    /// As [`FieldMap::parse`].
    pub fn assign(&mut self, spec: &str) -> Result<()> {
        const HELP: &str = "write part=field, as in --field text=body,date=pubDate; the parts \
                            are id, title, text, date, lang, source, url and embedding";
        let wrong = |part: &str, reason: String| {
            Error::setting(format!("--field '{part}'"), reason, HELP)
        };
        for part in spec.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (left, right) = match part.split_once('=') {
                Some((left, right)) => (left.trim(), right.trim()),
                None => return Err(wrong(part, "there is no '=' in it".into())),
            };
            if right.is_empty() {
                return Err(wrong(part, "no field is named after the '='".into()));
            }
            match Slot::ALL.into_iter().find(|slot| slot.name() == left) {
                Some(slot) => right.clone_into(self.entry(slot)),
                None => {
                    return Err(wrong(part, format!("an article has no part '{left}'")));
                }
            }
        }
        Ok(())
    }

    /// The input field of a slot.
    pub(super) fn of(&self, slot: Slot) -> &str {
        match slot {
            Slot::Id => &self.id,
            Slot::Title => &self.title,
            Slot::Text => &self.text,
            Slot::Date => &self.date,
            Slot::Lang => &self.lang,
            Slot::Source => &self.source,
            Slot::Url => &self.url,
            Slot::Embedding => &self.embedding,
        }
    }

    /// Every slot with its input field.
    pub(super) fn named(&self) -> [(Slot, &str); 8] {
        Slot::ALL.map(|slot| (slot, self.of(slot)))
    }

    /// Fields the user named that `present` does not know (`text` apart: without it
    /// there is nothing to read at all).
    pub(super) fn missed(&self, present: impl Fn(&str) -> bool) -> Vec<&str> {
        let asked = self.named().into_iter().filter(|(slot, name)| {
            *slot != Slot::Text && slot.name() != *name && !present(name)
        });
        asked.map(|(_, name)| name).collect()
    }

    fn entry(&mut self, slot: Slot) -> &mut String {
        match slot {
            Slot::Id => &mut self.id,
            Slot::Title => &mut self.title,
            Slot::Text => &mut self.text,
            Slot::Date => &mut self.date,
            Slot::Lang => &mut self.lang,
            Slot::Source => &mut self.source,
            Slot::Url => &mut self.url,
            Slot::Embedding => &mut self.embedding,
        }
    }
}

impl FromStr for FieldMap {
    type Err = Error;

    fn from_str(spec: &str) -> Result<Self> {
        Self::parse(spec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn unnamed_parts_keep_their_default() {
        let fields = FieldMap::parse(" text = article.body , id=url,").unwrap();
        assert_eq!(fields.text, "article.body");
        assert_eq!(fields.id, "url");
        assert_eq!(fields.url, "url");
        assert_eq!(FieldMap::parse("").unwrap(), FieldMap::default());
    }

    #[test]
    fn assignments_add_up() {
        let mut fields = FieldMap::parse("text=body").unwrap();
        fields.assign("title=head").unwrap();
        assert_eq!((fields.text.as_str(), fields.title.as_str()), ("body", "head"));
    }

    #[test]
    fn mistakes_name_the_known_parts() {
        for (spec, cause) in [
            ("body", "there is no '=' in it"),
            ("text=", "no field is named after the '='"),
            ("outlet=site", "an article has no part 'outlet'"),
        ] {
            let error = FieldMap::parse(spec).unwrap_err();
            assert_eq!(error.source().unwrap().to_string(), cause);
            assert!(
                error.help().unwrap().contains("id, title, text, date, lang, source")
            );
        }
    }

    #[test]
    fn only_fields_the_user_named_are_missed() {
        let fields = FieldMap::parse("date=when,text=body").unwrap();
        assert_eq!(fields.missed(|name| name == "body"), ["when"]);
    }
}
