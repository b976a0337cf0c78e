//! The library's errors as Python exceptions, with the same words.

use std::error::Error as _;

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::PyType;
use samestory::error::Error;

/// The exception of an error: `samestory.SettingError` and the like, which are defined
/// in Python because they have two bases each.
pub(crate) fn exception(py: Python<'_>, error: &Error) -> PyErr {
    let name = match error {
        Error::Interrupted => return PyKeyboardInterrupt::new_err(error.to_string()),
        Error::Read { .. } | Error::Write { .. } | Error::Spill { .. } => "FileError",
        Error::Setting { .. } => "SettingError",
        _ => "InputError",
    };
    let parts =
        (error.to_string(), error.source().map(ToString::to_string), error.help());
    let class = py
        .import("samestory._errors")
        .and_then(|module| module.getattr(name))
        .and_then(|class| Ok(class.cast_into::<PyType>()?));
    match class {
        Ok(class) => PyErr::from_type(class, parts),
        Err(error) => error,
    }
}
