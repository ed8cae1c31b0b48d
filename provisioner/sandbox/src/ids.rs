//! Identifiers that look like AWS's and repeat from run to run.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Lower-case hexadecimal digest of `parts`.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// `vpc-0` and sixteen more digits, determined by `parts`.
pub(crate) fn resource(prefix: &str, parts: &[&str]) -> String {
    format!("{prefix}-0{}", &digest(parts)[..16])
}

/// The UUID determined by `parts`.
pub(crate) fn uuid(parts: &[&str]) -> String {
    let digits = u128::from_str_radix(&digest(parts)[..32], 16);
    Uuid::from_u128(digits.expect("a digest is hexadecimal")).to_string()
}

/// A request id; unique within the process.
pub(crate) fn request() -> String {
    static SERIAL: AtomicU64 = AtomicU64::new(1);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    Uuid::from_u64_pair(0x5a4d_b0c5_0000_4000, 0x8000_0000_0000_0000 + serial).to_string()
}
