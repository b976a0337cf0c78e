//! What is said on standard error.
#![allow(clippy::print_stderr, reason = "this is where the program speaks")]

use std::error::Error as _;
use std::io;

use serde_json::{Value, json};

use crate::error::Error;

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line, with the time.
    Json,
}

/// Speaks to the user.
#[derive(Clone, Copy)]
pub(super) struct Talk {
    quiet: bool,
    format: LogFormat,
}

impl Talk {
    pub(super) const fn new(quiet: bool, format: LogFormat) -> Self {
        Self { quiet, format }
    }

    pub(super) fn is_json(self) -> bool {
        self.format == LogFormat::Json
    }

    /// One JSON object, with the time before its other fields.
    fn object(level: &str, message: &str, fields: Value) {
        let mut line = serde_json::Map::new();
        line.insert("time".into(), json!(jiff::Timestamp::now().to_string()));
        line.insert("level".into(), json!(level));
        line.insert("message".into(), json!(message));
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        eprintln!("{}", Value::Object(line));
    }

    pub(super) const fn is_quiet(self) -> bool {
        self.quiet
    }

    /// A plain line; nothing with `--quiet`.
    pub(super) fn say(self, line: &str) {
        self.tell(line, || json!({}));
    }

    /// A plain line, with its figures where a program reads them.
    pub(super) fn tell(self, line: &str, fields: impl FnOnce() -> Value) {
        if self.quiet {
        } else if self.is_json() {
            Self::object("info", line.trim(), fields());
        } else {
            anstream::eprintln!("{}", printable(line));
        }
    }

    /// A warning; nothing with `--quiet`.
    pub(super) fn warn(self, line: &str) {
        if !self.quiet && self.is_json() {
            Self::object("warning", line, json!({}));
        } else {
            self.say(&format!("warning: {line}"));
        }
    }

    /// An error: what, why, what to do. Also with `--quiet`.
    pub(super) fn error(self, error: &Error) {
        if self.is_json() {
            let mut causes = Vec::new();
            let mut cause = error.source();
            while let Some(reason) = cause {
                causes.push(reason.to_string());
                cause = reason.source();
            }
            let fields = json!({ "causes": causes, "help": error.help() });
            return Self::object("error", &error.to_string(), fields);
        }
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
