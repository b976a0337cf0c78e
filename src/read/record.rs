//! The fields of one record, and whether they make an article.

use super::fields::{FieldMap, Slot};
use super::language;
use crate::article::{Article, Date, Embedding};
use crate::shelf::Ready;

/// The longest text taken, in bytes: spans are `u32`, with room to spare.
const LONGEST_TEXT: usize = 1 << 30;

/// What stands in one field of a record.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// The record has no such field.
    #[default]
    Absent,
    /// The field is there and says nothing.
    Null,
    /// Text.
    Text(String),
    /// A number, in decimal digits.
    Number(String),
    /// A list of numbers, at most [`Embedding::MOST`] of them; what is too large for 32
    /// bits is infinite.
    Numbers(Vec<f32>),
    /// Something that is none of these; the words say what.
    Other(&'static str),
    /// Bytes that are not UTF-8, wrong at this place (from 1).
    NotUtf8(usize),
}

impl Value {
    /// Text from bytes that should be UTF-8.
    ///
    /// ```
    /// use samestory::read::Value;
    ///
    /// assert_eq!(Value::from_bytes(b"ab\xff"), Value::NotUtf8(3));
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(error) => Self::NotUtf8(error.valid_up_to() + 1),
        }
    }

    /// What stands for a list of more numbers than an embedding may have.
    pub fn too_many() -> Self {
        Self::Other("an array of more than 16,384 numbers")
    }

    /// What it is, where it is neither text nor one number.
    fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Numbers(_) => Some("an array"),
            Self::Other(kind) => Some(kind),
            _ => None,
        }
    }

    fn into_string(self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// A short field: trimmed, and nothing when blank.
    fn into_word(self) -> Option<String> {
        let text = self.into_string()?;
        let trimmed = text.trim();
        match trimmed.len() {
            0 => None,
            length if length == text.len() => Some(text),
            _ => Some(trimmed.to_owned()),
        }
    }
}

/// One record as found, before it is judged.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// What stands where the id is looked for.
    pub id: Value,
    /// Headline.
    pub title: Value,
    /// Text; the only field that must be there.
    pub text: Value,
    /// Publication time.
    pub date: Value,
    /// Language code.
    pub lang: Value,
    /// Outlet.
    pub source: Value,
    /// Address.
    pub url: Value,
    /// What a model of language made of it.
    pub embedding: Value,
}

/// An article, and what of it could not be read, if so.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Taken<A = Article> {
    pub(super) article: A,
    pub(super) bad_date: Option<String>,
    pub(super) bad_embedding: Option<String>,
}

impl Taken {
    /// Made ready for a shelf whose articles are in a file, or are not.
    pub(super) fn ready(self, in_file: bool) -> Taken<Ready> {
        let Self { article, bad_date, bad_embedding } = self;
        Taken { article: Ready::new(article, in_file), bad_date, bad_embedding }
    }
}

/// What came of a record: an article, or the reason for its refusal.
pub(super) type Outcome<A = Article> = Result<Taken<A>, String>;

impl Record {
    pub(super) fn set(&mut self, slot: Slot, value: Value) {
        *match slot {
            Slot::Id => &mut self.id,
            Slot::Title => &mut self.title,
            Slot::Text => &mut self.text,
            Slot::Date => &mut self.date,
            Slot::Lang => &mut self.lang,
            Slot::Source => &mut self.source,
            Slot::Url => &mut self.url,
            Slot::Embedding => &mut self.embedding,
        } = value;
    }

    /// Whether the record has no field for the text at all.
    pub(super) fn lacks_text(&self) -> bool {
        self.text == Value::Absent
    }

    fn of(&self, slot: Slot) -> &Value {
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

    /// The article this record makes; `place` is its id when it has none.
    pub(super) fn judge(
        self,
        fields: &FieldMap,
        place: impl FnOnce() -> String,
    ) -> Outcome {
        for (slot, name) in fields.named() {
            if let Value::NotUtf8(at) = self.of(slot) {
                return Err(format!("field '{name}' is not UTF-8 at its byte {at}"));
            }
        }
        if let Some(kind) = self.id.kind() {
            return Err(format!(
                "field '{}' is {kind}, not a string or number",
                fields.id
            ));
        }
        let kind = self.text.kind().unwrap_or_default();
        let text = match self.text {
            Value::Text(text) => text,
            Value::Null => String::new(),
            Value::Number(_) => {
                return Err(format!("field '{}' is a number, not a string", fields.text));
            }
            Value::Other(_) | Value::Numbers(_) => {
                return Err(format!("field '{}' is {kind}, not a string", fields.text));
            }
            Value::Absent | Value::NotUtf8(_) => {
                return Err(format!("there is no field '{}'", fields.text));
            }
        };
        if let Some(reason) = too_long(text.len()) {
            return Err(reason);
        }
        let title = self.title.into_string().unwrap_or_default();
        if text.trim().is_empty() && title.trim().is_empty() {
            return Err("text is empty".into());
        }
        let id = self.id.into_string().filter(|id| !id.trim().is_empty());
        let (date, bad_date) = read_date(self.date);
        let (embedding, bad_embedding) = read_embedding(self.embedding);
        let article = Article {
            id_is_place: id.is_none(),
            id: id.unwrap_or_else(place),
            title,
            text,
            date,
            lang: self.lang.into_word().and_then(|lang| language::primary(&lang)),
            source: self.source.into_word(),
            url: self.url.into_word(),
            embedding,
        };
        Ok(Taken { article, bad_date, bad_embedding })
    }
}

fn too_long(bytes: usize) -> Option<String> {
    (bytes > LONGEST_TEXT).then(|| format!("text is {bytes} bytes long, more than 1 GiB"))
}

fn read_date(value: Value) -> (Option<Date>, Option<String>) {
    let text = match value {
        // Seconds with a fraction: the part before the dot will do.
        Value::Number(number) => match number.split_once('.') {
            Some((whole, _)) => whole.to_owned(),
            None => number,
        },
        other if other.kind().is_some() => {
            return (None, other.kind().map(str::to_owned));
        }
        other => match other.into_word() {
            Some(text) => text,
            None => return (None, None),
        },
    };
    match Date::parse(&text) {
        Some(date) => (Some(date), None),
        None => (None, Some(shown(&text))),
    }
}

/// An embedding, or why what stands there is none. All zeros, or nothing, says nothing.
fn read_embedding(value: Value) -> (Option<Embedding>, Option<String>) {
    let why = match value {
        Value::Numbers(numbers) => {
            match numbers.iter().find(|number| !number.is_finite()) {
                None => return (Embedding::new(&numbers), None),
                Some(_) => "a number in it is not finite, or too large".to_owned(),
            }
        }
        Value::Text(text) if text.trim().is_empty() => return (None, None),
        Value::Absent | Value::Null => return (None, None),
        Value::Text(text) => format!("{} is no array of numbers", shown(&text)),
        Value::Number(number) => format!("{} is no array of numbers", shown(&number)),
        Value::NotUtf8(_) => "bytes are no array of numbers".to_owned(),
        Value::Other("an array") => "it holds something that is no number".to_owned(),
        Value::Other(kind) => format!("it is {kind}"),
    };
    (None, Some(why))
}

/// A piece of input for a message: quoted, short, and with nothing a terminal obeys.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut out = String::from("'");
    out.extend(text.chars().take(MOST).flat_map(char::escape_debug));
    out.push_str(if text.chars().nth(MOST).is_some() { "…'" } else { "'" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn judge(record: Record) -> Outcome {
        record.judge(&FieldMap::default(), || "a.jsonl:7".to_owned())
    }

    #[test]
    fn all_fields_arrive() {
        let record = Record {
            id: Value::Number("17".into()),
            title: text("Zug"),
            text: text(" Ein Zug. "),
            date: Value::Number("1694495700.5".into()),
            lang: text("de-AT"),
            source: text(" orf.at "),
            url: text(""),
            embedding: Value::Numbers(vec![3.0, 4.0]),
        };
        let Taken { article, bad_date, bad_embedding } = judge(record).unwrap();
        assert_eq!(article.id, "17");
        assert_eq!(article.text, " Ein Zug. ");
        assert_eq!(article.seconds(), Some(1_694_495_700));
        assert_eq!(article.lang.as_deref(), Some("de"));
        assert_eq!(article.source.as_deref(), Some("orf.at"));
        assert_eq!((article.url, bad_date, bad_embedding), (None, None, None));
        assert_eq!(article.embedding.unwrap().parts(), [0.6, 0.8]);
    }

    #[test]
    fn the_place_stands_in_for_an_id() {
        for id in [Value::Absent, Value::Null, text(""), text(" ")] {
            let record = Record { id, text: text("A train."), ..Record::default() };
            assert_eq!(judge(record).unwrap().article.id, "a.jsonl:7");
        }
    }

    #[test]
    fn a_title_makes_up_for_an_empty_text() {
        for value in [text(""), text(" \n"), Value::Null] {
            let record = Record { text: value, title: text("Zug"), ..Record::default() };
            assert!(judge(record.clone()).is_ok());
            let bare = Record { title: text(" "), ..record };
            assert_eq!(judge(bare).unwrap_err(), "text is empty");
        }
    }

    #[test]
    fn refusals_name_the_field() {
        let refused = |record: Record| judge(record).unwrap_err();
        let title = text("Zug");
        let with =
            |text: Value| Record { text, title: title.clone(), ..Record::default() };
        assert_eq!(refused(with(Value::Absent)), "there is no field 'text'");
        assert_eq!(
            refused(with(Value::Number("3".into()))),
            "field 'text' is a number, not a string"
        );
        assert_eq!(
            refused(with(Value::Other("an array"))),
            "field 'text' is an array, not a string"
        );
        assert_eq!(
            refused(with(Value::from_bytes(b"ab\xFFc"))),
            "field 'text' is not UTF-8 at its byte 3"
        );
        let record = Record { id: Value::Other("an object"), ..with(text("A")) };
        assert_eq!(refused(record), "field 'id' is an object, not a string or number");
    }

    #[test]
    fn an_unreadable_date_is_kept_for_the_warning() {
        let record =
            Record { text: text("A"), date: text("yesterday"), ..Record::default() };
        let taken = judge(record).unwrap();
        assert_eq!(taken.article.date, None);
        assert_eq!(taken.bad_date.as_deref(), Some("'yesterday'"));
    }

    #[test]
    fn texts_beyond_a_gibibyte_are_refused() {
        assert_eq!(too_long(LONGEST_TEXT), None);
        assert_eq!(
            too_long(LONGEST_TEXT + 1).unwrap(),
            "text is 1073741825 bytes long, more than 1 GiB"
        );
    }

    #[test]
    fn quotations_are_short_and_harmless() {
        assert_eq!(shown("a\u{1b}[31m\n"), "'a\\u{1b}[31m\\n'");
        assert_eq!(shown(&"x".repeat(99)).chars().count(), 43);
    }
}
