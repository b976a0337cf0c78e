//! How much memory a run may take, and where the rest goes.

use std::path::PathBuf;

use crate::shelf::{Room, Shelf};

#[derive(clap::Args)]
pub(super) struct Memory {
    /// Memory to do with, as in `512M` or `2G`. When articles take more than an eighth of it
    /// they go to temporary files, and of what stories are made of from them what takes more
    /// than a quarter; the result does not depend on it
    #[arg(long, value_name = "SIZE", default_value = "512M", help_heading = "Running",
          value_parser = size)]
    memory: u64,
    /// Folder of the temporary files, which have no names and are gone when the run ends; the
    /// system's without it
    #[arg(long, value_name = "DIR", help_heading = "Running")]
    temp: Option<PathBuf>,
}

impl Memory {
    /// The share of the memory that articles may take.
    const ARTICLES: u64 = 8;

    /// Where the articles of the run are put.
    pub(super) fn shelf(&self) -> Shelf {
        Shelf::new(Room {
            bytes: self.memory / Self::ARTICLES,
            folder: self.temp.clone().unwrap_or_else(std::env::temp_dir),
        })
    }
}

/// Bytes, as in `512M`, `2G`, `2GB` or `1GiB`; a unit is 1024 times the one before.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = text.get(digits.len()..).unwrap_or_default().to_ascii_uppercase();
    let shift = match unit.trim_end_matches('B').trim_end_matches('I') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err("the unit is none of K, M, G and T".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "give a number, as in 2G".to_owned())?;
    number.checked_mul(1 << shift).ok_or_else(|| "that is too much".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units() {
        for (text, bytes) in [
            ("0", 0),
            ("12", 12),
            ("12b", 12),
            ("3K", 3 << 10),
            ("512M", 512 << 20),
            ("2GB", 2 << 30),
            ("1GiB", 1 << 30),
            ("1t", 1 << 40),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "G", "1.5G", "-1", "2X", "99999999999T", "1 G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
