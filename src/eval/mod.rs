//! How good is an output? Scores against gold labels, the worst errors to read, and
//! the brute-force truth that recall is measured against.
//!
//! [`gold`] reads labels and outputs; [`clusters`] gives the figures of a clustering;
//! [`errors`] lists what went most wrong, with titles; [`oracle`] compares every pair of
//! articles, with no sketch and no cap; [`recall`] says what each candidate generator finds
//! of that; [`thresholds`] judges the kinds of text reuse by labelled pairs.
//!
//! ```
//! use samestory::eval::clusters::score;
//! use samestory::eval::gold::{Gold, Level, Prediction};
//!
//! let gold = br#"{"id":"a","story":"train"}
//! {"id":"b","story":"train"}
//! {"id":"c","story":"flood"}"#;
//! let output = br#"{"id":"a","story":"1"}
//! {"id":"b","story":"1"}"#;
//! let gold = Gold::read(&gold[..], "gold.jsonl", Level::Story).unwrap();
//! let output = Prediction::read(&output[..], "out.jsonl", Level::Story).unwrap();
//! assert!((score(&gold, &output).nt_f - 1.0).abs() < 1e-12);
//! ```

pub mod clusters;
pub mod errors;
pub mod gold;
mod lines;
pub mod oracle;
pub mod recall;
pub mod thresholds;
