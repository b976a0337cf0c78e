//! The words that the script of a page puts together.

use std::collections::BTreeMap;

use crate::report::language::Language;

/// Keys of the table of texts that the script asks for.
const KEYS: [&str; 17] = [
    "JsSearch",
    "JsSearchHint",
    "JsAllFlags",
    "JsOnly",
    "JsShown",
    "JsSortBy",
    "JsNone",
    "JsLeft",
    "JsRight",
    "JsSwap",
    "JsPrevious",
    "JsNext",
    "JsPlace",
    "JsChars",
    "JsNoCommon",
    "JsCommon",
    "JsLongest",
];

/// The words, by key.
pub(super) fn of(language: Language) -> BTreeMap<&'static str, &'static str> {
    let texts = language.texts();
    KEYS.iter()
        .filter_map(|key| texts.get_key_value(key).map(|(k, v)| (*k, *v)))
        .collect()
}
