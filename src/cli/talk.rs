//! What is said on standard error.
#![allow(clippy::print_stderr, reason = "this is where the program speaks")]

use std::error::Error as _;
use std::io;

use crate::error::Error;

/// Speaks to the user.
pub(super) struct Talk {
    quiet: bool,
}

impl Talk {
    pub(super) const fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A plain line; nothing with `--quiet`.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            anstream::eprintln!("{}", printable(line));
        }
    }

    /// A warning; nothing with `--quiet`.
    pub(super) fn warn(&self, line: &str) {
        self.say(&format!("warning: {line}"));
    }

    /// An error: what, why, what to do. Also with `--quiet`.
    pub(super) fn error(error: &Error) {
        anstream::eprintln!("error: {}", printable(&error.to_string()));
        let mut cause = error.source();
        while let Some(reason) = cause {
            anstream::eprintln!("  cause: {}", printable(&reason.to_string()));
            cause = reason.source();
        }
        if let Some(help) = error.help() {
            anstream::eprintln!("  help:  {}", printable(&help));
        }
    }
}

/// Names and reasons quote the input, which may hold terminal escapes.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c })
        .collect()
}

/// Whether an error comes from a reader that went away: then all is well.
pub(super) fn is_broken_pipe(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(reason) = cause {
        if let Some(io) = reason.downcast_ref::<io::Error>()
            && io.kind() == io::ErrorKind::BrokenPipe
        {
            return true;
        }
        cause = reason.source();
    }
    false
}
