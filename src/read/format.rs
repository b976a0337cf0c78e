//! Which format an input has: by its name, then by its content.

use std::str::FromStr;

use super::delimited;
use super::fields::FieldMap;
use crate::error::{Error, Result};

/// A format that can be read.
///
/// ```
/// use samestory::read::Format;
///
/// assert_eq!(Format::of_name("tonight.jsonl.gz"), Some(Format::JsonLines));
/// assert_eq!(Format::of_name("tonight"), None);
/// assert_eq!("csv".parse::<Format>().unwrap(), Format::Csv);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object a line, or one array of objects.
    JsonLines,
    /// Comma-separated values with a header line; a semicolon will do.
    Csv,
    /// Tab-separated values with a header line.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// Plain text: one article a file.
    Text,
}

impl Format {
    /// The format a file name tells, whatever it is compressed with.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let stem = [".gz", ".zst", ".zstd"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(&name);
        let (_, extension) = stem.rsplit_once('.')?;
        Some(match extension {
            "jsonl" | "ndjson" | "jl" | "json" => Self::JsonLines,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "parquet" | "pq" => Self::Parquet,
            "txt" | "text" => Self::Text,
            _ => return None,
        })
    }

    /// The format the first bytes tell; plain text when nothing else fits.
    pub(super) fn of_content(head: &[u8], fields: &FieldMap) -> Self {
        if head.starts_with(super::parquet::MAGIC) {
            return Self::Parquet;
        }
        let mut visible = head.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (visible.next(), visible.next()) {
            (Some(b'{'), _) | (Some(b'['), Some(b'{')) => return Self::JsonLines,
            _ => {}
        }
        match delimited::delimiter(head, fields) {
            Some(b'\t') => Self::Tsv,
            Some(_) => Self::Csv,
            None => Self::Text,
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "jsonl" | "json" => Self::JsonLines,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "parquet" => Self::Parquet,
            "text" => Self::Text,
            _ => {
                return Err(Error::setting(
                    format!("the input format '{name}'"),
                    "there is no such format",
                    "choose one of jsonl, csv, tsv, parquet, text",
                ));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format() {
        for (name, format) in [
            ("a/b.JSONL", Some(Format::JsonLines)),
            ("b.json.zst", Some(Format::JsonLines)),
            ("b.ndjson", Some(Format::JsonLines)),
            ("c.csv.gz", Some(Format::Csv)),
            ("c.tsv", Some(Format::Tsv)),
            ("d.parquet", Some(Format::Parquet)),
            ("e.txt", Some(Format::Text)),
            ("f.gz", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(Format::of_name(name), format, "{name}");
        }
    }

    #[test]
    fn content_tells_the_format() {
        let fields = FieldMap::default();
        for (head, format) in [
            ("PAR1\u{15}", Format::Parquet),
            ("{\"id\":1", Format::JsonLines),
            ("\n [\n {", Format::JsonLines),
            ("[Update] The train", Format::Text),
            ("id,text\n1,a", Format::Csv),
            ("id;text\r\n1;a", Format::Csv),
            ("id\ttext\n1\ta", Format::Tsv),
            ("\"id\",\"text\"\n1,a", Format::Csv),
            ("A train, and a text", Format::Text),
            ("", Format::Text),
        ] {
            assert_eq!(Format::of_content(head.as_bytes(), &fields), format, "{head}");
        }
    }

    #[test]
    fn unknown_formats_are_refused() {
        let error = "xml".parse::<Format>().unwrap_err();
        assert!(error.help().unwrap().contains("parquet"));
    }
}
