//! An HTML report as files: one page, or an index and a page for each story.

use std::path::{Path, PathBuf};

use super::Context;
use super::output::{Folder, Output};
use crate::error::{Error, Result};
use crate::report::document::Document;
use crate::report::{Options, html};

/// The name of the folder of pages beside an index that has a name of its own.
pub(super) fn pages_of(index: &Path) -> String {
    format!("{}-stories", index.file_stem().unwrap_or_default().to_string_lossy())
}

/// An index, and a folder beside it for the pages of the stories.
pub(super) struct Pages {
    index: PathBuf,
    folder: PathBuf,
    out: Output,
}

impl Pages {
    /// Begins an index at a place; `folder` is the name of the folder.
    pub(super) fn create(index: PathBuf, folder: &str) -> Result<Self> {
        let (folder, out) = (index.with_file_name(folder), Output::create(Some(&index))?);
        Ok(Self { index, folder, out })
    }

    /// Writes the report.
    pub(super) fn write(
        mut self,
        document: &Document,
        options: &Options,
        context: &Context,
    ) -> Result<()> {
        let name = |path: &Path| {
            path.file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        let (index, folder) = (name(&self.index), name(&self.folder));
        let mut pages: Option<Folder> = None;
        let mut failed = None;
        let out = &mut self.out;
        let place = &self.folder;
        let made = html::pages(document, options, &index, &folder, |name, page| {
            let step = match name {
                None => out.write(|out| out.write_all(page.as_bytes())),
                Some(name) => {
                    let ready = match pages.take() {
                        Some(pages) => Ok(pages),
                        None => Folder::create(place, "story-", "html"),
                    };
                    ready.and_then(|ready| pages.insert(ready).add(name, page.as_bytes()))
                }
            };
            step.map_err(|error| {
                failed = Some(error);
                std::io::ErrorKind::Other.into()
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let bytes = made.map_err(|error| Error::write(&self.index, error))?;
        let paged = pages.is_some();
        if let Some(pages) = pages {
            pages.finish()?;
        }
        self.out.finish()?;
        if paged {
            context.talk.say(&format!(
                "the report has {}: its stories are pages in {}/, keep it beside the index",
                indicatif::HumanBytes(bytes as u64),
                self.folder.display()
            ));
        }
        Ok(())
    }
}
