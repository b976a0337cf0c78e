//! One JSON object to one record: only the wanted fields are kept.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::fields::{FieldMap, Slot};
use super::record::{Outcome, Record, Value, shown};
use crate::article::Embedding;

/// What the record at `path:line` comes to.
pub(super) fn parse(bytes: &[u8], path: &str, line: u64, fields: &FieldMap) -> Outcome {
    let text = simdutf8::compat::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to() + 1))?;
    let mut record = Record::default();
    let level = Level { wanted: &fields.named(), record: &mut record };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer
        .deserialize_map(level)
        .and_then(|()| deserializer.end())
        .map_err(|error| reason(&error, line))?;
    if record.lacks_text() {
        return Err(format!(
            "there is no field '{}'; the record has {}",
            fields.text,
            key_names(text)
        ));
    }
    record.judge(fields, || format!("{path}:{line}"))
}

/// The parser's reason, with the place it means.
fn reason(error: &serde_json::Error, line: u64) -> String {
    if error.is_data() {
        return "not a JSON object".into();
    }
    let full = error.to_string();
    let what = full.rsplit_once(" at line ").map_or(full.as_str(), |(what, _)| what);
    match (error.line() as u64).saturating_sub(1) {
        0 => format!("not JSON: {what} at column {}", error.column()),
        further => {
            format!(
                "not JSON: {what} at line {}, column {}",
                line + further,
                error.column()
            )
        }
    }
}

/// The names of an object's first keys, for a message.
fn key_names(text: &str) -> String {
    const MOST: usize = 8;
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).unwrap_or_default();
    if object.is_empty() {
        return "none at all".into();
    }
    let mut names: Vec<String> = object.keys().take(MOST).map(|key| shown(key)).collect();
    if object.len() > MOST {
        names.push("…".into());
    }
    names.join(", ")
}

/// One object on the way to the wanted fields: each with what is left of its path.
struct Level<'w, 'r> {
    wanted: &'w [(Slot, &'w str)],
    record: &'r mut Record,
}

impl<'de> Visitor<'de> for Level<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(pick) = map.next_key_seed(Key(self.wanted))? {
            match pick {
                Pick::Skip => {
                    map.next_value::<IgnoredAny>()?;
                }
                Pick::Take(slot) => self.record.set(slot, map.next_value()?),
                Pick::Share(slots) => {
                    let value: Value = map.next_value()?;
                    for slot in slots {
                        self.record.set(slot, value.clone());
                    }
                }
                Pick::Enter(wanted) => {
                    let below = Level { wanted: &wanted, record: &mut *self.record };
                    map.next_value_seed(below)?;
                }
            }
        }
        Ok(())
    }

    // Below the first level, a value that is no object has none of the wanted fields.

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        IgnoredAny.visit_seq(seq).map(drop)
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Level<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

/// What a key means at a level.
enum Pick<'w> {
    Skip,
    Take(Slot),
    /// One field for several slots.
    Share(Vec<Slot>),
    /// Wanted fields lie below.
    Enter(Vec<(Slot, &'w str)>),
}

/// Reads a key, and says what it means, without keeping it.
struct Key<'w>(&'w [(Slot, &'w str)]);

impl<'w> Visitor<'_> for Key<'w> {
    type Value = Pick<'w>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Pick<'w>, E> {
        let mut named =
            self.0.iter().filter(|(_, path)| *path == key).map(|(slot, _)| *slot);
        if let Some(first) = named.next() {
            let others: Vec<Slot> = named.collect();
            return Ok(if others.is_empty() {
                Pick::Take(first)
            } else {
                Pick::Share(others.into_iter().chain([first]).collect())
            });
        }
        let below = self.0.iter().filter_map(|(slot, path)| {
            Some((*slot, path.strip_prefix(key)?.strip_prefix('.')?))
        });
        let below: Vec<_> = below.collect();
        Ok(if below.is_empty() { Pick::Skip } else { Pick::Enter(below) })
    }
}

impl<'de, 'w> DeserializeSeed<'de> for Key<'w> {
    type Value = Pick<'w>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Pick<'w>, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other("a boolean"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut numbers = Vec::new();
        while let Some(Element(number)) = seq.next_element()? {
            let wrong = match number {
                Some(number) if numbers.len() < Embedding::MOST => {
                    numbers.push(number);
                    continue;
                }
                Some(_) => Value::too_many(),
                None => Value::Other("an array"),
            };
            return IgnoredAny.visit_seq(seq).map(|_| wrong);
        }
        Ok(Value::Numbers(numbers))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        IgnoredAny.visit_map(map).map(|_| Value::Other("an object"))
    }
}

/// An element of an array, if it is a number.
struct Element(Option<f32>);

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(AnyElement).map(Self)
    }
}

struct AnyElement;

impl<'de> Visitor<'de> for AnyElement {
    type Value = Option<f32>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    #[expect(clippy::cast_possible_truncation, reason = "too large is infinite")]
    fn visit_f64<E>(self, number: f64) -> Result<Option<f32>, E> {
        Ok(Some(number as f32))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Option<f32>, E> {
        Ok(Some(number as f32))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Option<f32>, E> {
        Ok(Some(number as f32))
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<f32>, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Option<f32>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<f32>, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Option<f32>, A::Error> {
        IgnoredAny.visit_seq(seq).map(|_| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<f32>, A::Error> {
        IgnoredAny.visit_map(map).map(|_| None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn parsed(text: &str, spec: &str) -> Result<Article, String> {
        let fields = FieldMap::parse(spec).unwrap();
        parse(text.as_bytes(), "a.jsonl", 3, &fields).map(|taken| taken.article)
    }

    #[test]
    fn fields_are_picked_and_the_rest_passed_over() {
        let line = r#"{"x":[{"text":"no"}],"id":17,"text":"A \u00e4","title":null,"lang":"DE",
            "date":1694495700,"source":{"name":"orf"},"url":false,"y":1e400}"#;
        let line = line.replace(",\"y\":1e400", "");
        let article = parsed(&line, "").unwrap();
        assert_eq!(article.id, "17");
        assert_eq!(article.text, "A ä");
        assert_eq!(article.title, "");
        assert_eq!(article.lang.as_deref(), Some("de"));
        assert_eq!(article.seconds(), Some(1_694_495_700));
        assert_eq!((article.source, article.url), (None, None));
    }

    #[test]
    fn ids_may_be_any_number() {
        for (id, read) in [
            ("-4", "-4"),
            ("18446744073709551615", "18446744073709551615"),
            ("2.5", "2.5"),
            ("3.0", "3"),
        ] {
            let line = format!("{{\"id\":{id},\"text\":\"A\"}}");
            assert_eq!(parsed(&line, "").unwrap().id, read);
        }
    }

    #[test]
    fn dots_step_into_objects() {
        let line = r#"{"article":{"body":"B","meta":{"when":"2023-09-12"}},"source":{"name":"orf"}}"#;
        let spec = "text=article.body,date=article.meta.when,source=source.name";
        let article = parsed(line, spec).unwrap();
        assert_eq!(article.text, "B");
        assert_eq!(article.source.as_deref(), Some("orf"));
        assert!(article.date.is_some());

        assert_eq!(parsed(r#"{"article.body":"B"}"#, spec).unwrap().text, "B");
        for value in ["1", "-1", "1.5", "true", "null", "\"x\"", "[{\"body\":1}]"] {
            let reason = parsed(&format!("{{\"article\":{value}}}"), spec).unwrap_err();
            assert_eq!(
                reason,
                "there is no field 'article.body'; the record has 'article'"
            );
        }
    }

    #[test]
    fn one_field_may_fill_several_parts() {
        let article = parsed(r#"{"link":"u","text":"A"}"#, "id=link,url=link").unwrap();
        assert_eq!((article.id.as_str(), article.url.as_deref()), ("u", Some("u")));
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        assert_eq!(parsed(r#"{"text":"A","text":"B"}"#, "").unwrap().text, "B");
    }

    #[test]
    fn many_keys_are_named_in_part() {
        let keys: Vec<String> = (0..20).map(|key| format!("\"k{key}\":0")).collect();
        let reason = parsed(&format!("{{{}}}", keys.join(",")), "").unwrap_err();
        assert!(reason.ends_with(", …"), "{reason}");
    }
}
