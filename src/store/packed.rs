//! Two numbers kept as one, as pairs hold them.

/// A frequency and a sum of weights as one number.
pub fn pack(count: u32, weight: u32) -> u64 {
    u64::from(count) << 32 | u64::from(weight)
}

/// What [`pack`] was given.
pub(super) fn unpack(packed: u64) -> (u64, u64) {
    (packed >> 32, packed & u64::from(u32::MAX))
}

/// A posting of a weighted term as one number: an article, and a weight of a byte.
pub fn weighted(article: u32, weight: u8) -> u64 {
    u64::from(article) << 8 | u64::from(weight)
}

/// What [`weighted`] was given.
pub fn unweighted(posting: u64) -> (u32, u8) {
    let [weight, rest @ ..] = posting.to_le_bytes();
    let [a, b, c, d, ..] = rest;
    (u32::from_le_bytes([a, b, c, d]), weight)
}
