//! Account numbers on their way in and out of the service crates.
//!
//! The service crates know one account per process. Each account therefore has instances of its
//! own, and its number is swapped for [`STAND_IN`] on the way in and back on the way out. Both
//! are twelve digits, so no length changes; numbers of other accounts pass untouched.

use std::sync::Once;

use bytes::Bytes;

/// The number every service instance believes to be its account. Twelve digits that no
/// documentation, example or AWS-owned account uses.
pub(crate) const STAND_IN: &str = "748203915566";

/// Tells the service crates about [`STAND_IN`]; they accept it once per process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| winterbaume_core::set_default_account_id(STAND_IN));
}

/// Whether `text` is a twelve-digit account number.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Replaces each `from` in `bytes` by `to`; both must be equally long.
pub(crate) fn swap(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    debug_assert_eq!(from.len(), to.len(), "a swap never changes the length");
    let mut out: Option<Vec<u8>> = None;
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if &bytes[at..at + from.len()] == from {
            let out = out.get_or_insert_with(|| bytes.to_vec());
            out[at..at + from.len()].copy_from_slice(to);
            at += from.len();
        } else {
            at += 1;
        }
    }
    out.map_or_else(|| bytes.clone(), Bytes::from)
}
