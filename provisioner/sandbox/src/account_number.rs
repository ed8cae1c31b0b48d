//! Account numbers, and the one that the service crates know.
//!
//! The crates know one account per process ([`crate::crates`]). Its number and a real one are both
//! twelve digits, so replacing one changes no length; numbers of other accounts pass untouched.

use std::sync::Once;

use bytes::Bytes;

/// The account number of every instance of a crate. Twelve digits that no
/// documentation, example or AWS-owned account uses.
pub(crate) const PLACEHOLDER: &str = "748203915566";

/// Sets [`PLACEHOLDER`] in the service crates; they accept it once per process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| winterbaume_core::set_default_account_id(PLACEHOLDER));
}

/// Whether `text` is a twelve-digit account number.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Replaces each `from` in `bytes` by `to`; both must be equally long.
pub(crate) fn replace(bytes: &Bytes, from: &str, to: &str) -> Bytes {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    debug_assert_eq!(from.len(), to.len(), "both are account numbers");
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
