//! Identifiers that look like Google's and repeat from run to run.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().into()
}

fn number(parts: &[&str]) -> u64 {
    let digest = digest(parts);
    let bytes: [u8; 8] = std::array::from_fn(|index| digest[index]);
    u64::from_be_bytes(bytes)
}

/// `count` decimal digits that do not start with 0, determined by `parts`; 18 at most.
pub(crate) fn digits(count: u32, parts: &[&str]) -> String {
    let least = 10_u64.pow(count.clamp(1, 18) - 1);
    (least + number(parts) % (least * 9)).to_string()
}

/// `count` hexadecimal digits determined by `parts`; 64 at most.
pub(crate) fn hex(count: usize, parts: &[&str]) -> String {
    let all: String = digest(parts)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    all.chars().take(count).collect()
}

/// An opaque tag of eight bytes in base64, as etags and fingerprints are. Compute Engine writes
/// bytes in the alphabet of URLs, other services in the standard one: tags keep to what both have.
pub(crate) fn tag(parts: &[&str]) -> String {
    let tags = (0_u32..).map(|round| {
        let round = round.to_string();
        let parts: Vec<&str> = parts.iter().copied().chain([round.as_str()]).collect();
        STANDARD.encode(&digest(&parts)[..8])
    });
    let shared = |tag: &String| !tag.contains(['+', '/']);
    tags.into_iter().find(shared).unwrap_or_default()
}
