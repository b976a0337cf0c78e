//! An HTML report as files: one page, or an index and a page for each story.

use std::path::{Path, PathBuf};

use super::Context;
use super::output::Folder;
use crate::error::{Error, Result};
use crate::report::document::Document;
use crate::report::{Options, html};

/// The name of the folder of pages beside an index that has a name of its own.
pub(super) fn pages_of(index: &Path) -> String {
    format!("{}-stories", index.file_stem().unwrap_or_default().to_string_lossy())
}

/// The files of the pages of stories begin and end so.
const FILES: (&str, &str) = ("story-", "html");

/// An index, and a folder beside it for the pages of the stories.
pub(super) struct Pages {
    index: PathBuf,
    folder: PathBuf,
}

impl Pages {
    /// An index at a place; `folder` is the name of the folder.
    pub(super) fn of(index: PathBuf, folder: &str) -> Self {
        Self { folder: index.with_file_name(folder), index }
    }

    /// Writes the report: the pages, if it takes several, and then the index, which `put`
    /// puts into its place. Pages of an earlier report go.
    pub(super) fn write(
        &self,
        document: &Document,
        options: &Options,
        context: &Context,
        put: impl FnOnce(&[u8]) -> Result<()>,
    ) -> Result<()> {
        let name = |path: &Path| {
            path.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        let (index, folder) = (name(&self.index), name(&self.folder));
        let (mut pages, mut first): (Option<Folder>, _) = (None, String::new());
        let mut failed = None;
        let made = html::pages(document, options, &index, &folder, |name, page| {
            let Some(name) = name else {
                page.clone_into(&mut first);
                return Ok(());
            };
            let ready = match pages.take() {
                Some(pages) => Ok(pages),
                None => Folder::create(&self.folder, FILES.0, FILES.1),
            };
            let step =
                ready.and_then(|ready| pages.insert(ready).add(name, page.as_bytes()));
            step.map_err(|error| {
                failed = Some(error);
                std::io::ErrorKind::Other.into()
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let bytes = made.map_err(|error| Error::write(&self.index, error))?;
        let Some(pages) = pages else {
            put(first.as_bytes())?;
            return Folder::remove(&self.folder, FILES.0, FILES.1);
        };
        pages.finish()?;
        put(first.as_bytes())?;
        context.talk.say(&format!(
            "the report has {}: its stories are pages in {}/, keep it beside the index",
            indicatif::HumanBytes(bytes as u64),
            self.folder.display()
        ));
        Ok(())
    }
}
