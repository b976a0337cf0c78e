//! Two numbers kept as one, as pairs hold them.

/// A frequency and a sum of weights as one number.
pub fn pack(count: u32, weight: u32) -> u64 {
    u64::from(count) << 32 | u64::from(weight)
}

/// What [`pack`] was given.
pub(super) fn unpack(packed: u64) -> (u64, u64) {
    (packed >> 32, packed & u64::from(u32::MAX))
}

/// A posting as one number: an article, and a byte beside it, the weight of its term or, where
/// a meaning is posted, its language.
pub fn weighted(article: u32, byte: u8) -> u64 {
    u64::from(article) << 8 | u64::from(byte)
}

/// What [`weighted`] was given.
pub fn unweighted(posting: u64) -> (u32, u8) {
    let [byte, rest @ ..] = posting.to_le_bytes();
    let [a, b, c, d, ..] = rest;
    (u32::from_le_bytes([a, b, c, d]), byte)
}
