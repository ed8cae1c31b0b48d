//! Identifiers that look like AWS's and repeat from run to run.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

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

/// A request id in the usual UUID shape; unique within the process.
pub(crate) fn request() -> String {
    static SERIAL: AtomicU64 = AtomicU64::new(1);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    format!("5a4db0c5-0000-4000-8000-{serial:012x}")
}
