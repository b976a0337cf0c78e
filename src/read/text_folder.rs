//! Plain text files, and folders of them or of anything else that can be read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::fields::Slot;
use super::format::Format;
use super::intake::Intake;
use super::record::{Record, Value};
use super::source::Source;
use crate::error::{Error, Result};

/// How many folders deep files are looked for.
const DEEPEST: usize = 32;

/// Reads a whole input as one article.
pub(super) fn read(
    source: &mut Source<'_>,
    id: &str,
    intake: &mut Intake<'_>,
) -> Result<()> {
    let text = match String::from_utf8(source.rest()?) {
        Ok(text) => Value::Text(text),
        Err(error) => Value::NotUtf8(error.utf8_error().valid_up_to() + 1),
    };
    let outcome = match text {
        Value::NotUtf8(at) => Err(format!("not UTF-8 at byte {at}")),
        text => {
            let mut record = Record::default();
            record.set(Slot::Text, text);
            record.set(Slot::Id, Value::Text(id.to_owned()));
            record.judge(intake.fields(), || id.to_owned())
        }
    };
    intake.absorb(1, outcome);
    Ok(())
}

/// The files of a folder that can be read (in the given format, if any), each with
/// its path inside the folder, sorted by that. Hidden ones, and folders behind
/// symbolic links, are passed over.
pub(super) fn files(
    folder: &Path,
    format: Option<Format>,
) -> Result<Vec<(PathBuf, String)>> {
    let mut found = BTreeSet::new();
    let mut open = vec![(folder.to_path_buf(), String::new(), 0)];
    while let Some((place, inside, depth)) = open.pop() {
        if depth > DEEPEST {
            return Err(Error::format(
                place.display().to_string(),
                format!("folders lie more than {DEEPEST} deep in it"),
                "give the folders inside as inputs of their own",
            ));
        }
        for entry in fs::read_dir(&place).map_err(|error| Error::read(&place, error))? {
            let entry = entry.map_err(|error| Error::read(&place, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let kind = entry.file_type().map_err(|error| Error::read(&path, error))?;
            let inside = format!("{inside}{name}");
            if kind.is_dir() {
                open.push((path, inside + "/", depth + 1));
            } else if let Some(told) = Format::of_name(&name)
                && format.is_none_or(|format| format == told)
                && path.is_file()
            {
                found.insert((inside, path));
            }
        }
    }
    if found.is_empty() {
        return Err(Error::format(
            folder.display().to_string(),
            "the folder holds no file that can be read",
            "name the files .txt, .jsonl, .csv, .tsv or .parquet, or give them one by one",
        ));
    }
    Ok(found.into_iter().map(|(inside, path)| (path, inside)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Collection, ReadSettings, read_bytes, read_inputs};
    use super::*;
    use std::error::Error as _;
    use tempfile::TempDir;

    fn folder(files: &[(&str, &[u8])]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn ids(collection: &Collection) -> Vec<&str> {
        collection.articles.iter().map(|article| article.id.as_str()).collect()
    }

    fn read_folder(folder: &TempDir, format: Option<Format>) -> Result<Collection> {
        let settings = ReadSettings { format, ..ReadSettings::default() };
        read_inputs(&[folder.path().to_path_buf()], &settings, &())
    }

    #[test]
    fn a_folder_is_read_in_order_of_names() {
        let folder = folder(&[
            ("b.txt", b"B\r\n"),
            ("a/z.txt", b"Z"),
            ("a.txt", b"\xEF\xBB\xBFA"),
            (".hidden.txt", b"H"),
            ("notes.md", b"M"),
            ("c.jsonl", b"{\"id\":\"c1\",\"text\":\"C\"}\n"),
        ]);
        let read = read_folder(&folder, None).unwrap();
        assert_eq!(ids(&read), ["a.txt", "a/z.txt", "b.txt", "c1"]);
        assert_eq!(read.articles[0].text, "A");
        assert_eq!(read.articles[2].text, "B\r\n");
        assert_eq!(read.inputs.len(), 4);

        let read = read_folder(&folder, Some(Format::Text)).unwrap();
        assert_eq!(ids(&read), ["a.txt", "a/z.txt", "b.txt"]);
    }

    #[test]
    fn several_folders_keep_their_names_apart() {
        let (one, two) = (folder(&[("1.txt", b"A")]), folder(&[("1.txt", b"B")]));
        let inputs = [one.path().to_path_buf(), two.path().to_path_buf()];
        let read = read_inputs(&inputs, &ReadSettings::default(), &()).unwrap();
        assert_eq!(read.articles.len(), 2);
        assert_eq!(read.articles[0].id, inputs[0].join("1.txt").display().to_string());
    }

    #[test]
    fn a_single_file_is_one_article() {
        let folder = folder(&[("1.txt", b"A")]);
        let path = folder.path().join("1.txt");
        let read =
            read_inputs(std::slice::from_ref(&path), &ReadSettings::default(), &())
                .unwrap();
        assert_eq!(ids(&read), [path.display().to_string()]);
    }

    #[test]
    fn blank_and_broken_texts_are_refused() {
        for (bytes, reason) in
            [(&b" \n"[..], "text is empty"), (b"ab\xFF", "not UTF-8 at byte 3")]
        {
            let read = read_bytes("a.txt", bytes, &ReadSettings::default()).unwrap();
            assert_eq!(read.rejects[0].to_string(), format!("a.txt:1: {reason}"));
        }
    }

    #[test]
    fn utf16_is_named_as_such() {
        let error =
            read_bytes("a.txt", b"\xFF\xFEA\0", &ReadSettings::default()).unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), "its text is in UTF-16");
    }

    #[test]
    fn a_folder_with_nothing_to_read_is_an_error() {
        let folder = folder(&[("notes.md", b"M")]);
        let error = read_folder(&folder, None).unwrap_err();
        assert!(error.help().unwrap().contains(".jsonl"));
    }

    #[test]
    fn folders_too_deep_are_an_error() {
        let deep = "d/".repeat(DEEPEST + 1) + "a.txt";
        let error = read_folder(&folder(&[(&deep, b"A")]), None).unwrap_err();
        assert!(matches!(error, Error::Format { .. }));
    }
}
