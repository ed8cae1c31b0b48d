//! Names for things whose namespace is shared with others: the account, the region, the world.

use handlebars::RenderError;
use sha2::{Digest, Sha256};

use super::call::{Call, HelperFault};

/// The longest name every service takes (S3 buckets; IAM roles would take 64).
const CHARS_MAX: usize = 63;
/// Hex digits that keep a shortened vendor name distinct.
const HASH_CHARS: usize = 8;

/// `{{name "logs"}}`: `gabakura-131016-acme-prod-logs-111122223333`, unique in the world.
///
/// Account numbers are unique in the world, and tenancy and purpose within the account. A vendor
/// too long for the limit is cut, and told apart by a digest of its name.
pub(super) fn name(call: &Call<'_, '_>) -> Result<String, RenderError> {
    let purpose = call.text(0)?;
    let code = call.of_context("/tenancy/municipality/code");
    let vendor = call.of_context("/tenancy/vendor");
    let stage = call.of_context("/tenancy/stage");
    let account = call.of_context("/account");
    let with = |vendor: &str| format!("gabakura-{code}-{vendor}-{stage}-{purpose}-{account}");
    let whole = with(vendor);
    if whole.len() <= CHARS_MAX {
        return Ok(whole);
    }
    let digest = Sha256::digest(vendor.as_bytes());
    let hash: String = digest
        .iter()
        .take(HASH_CHARS / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let room = vendor.len().saturating_sub(whole.len() - CHARS_MAX);
    let short = room
        .checked_sub(HASH_CHARS)
        .and_then(|kept| vendor.get(..kept));
    let short = short.ok_or_else(|| {
        let args = vec![
            ("purpose", purpose.to_owned()),
            ("max", CHARS_MAX.to_string()),
        ];
        RenderError::from(HelperFault {
            code: "name-too-long",
            args,
        })
    })?;
    Ok(with(&format!("{short}{hash}")))
}

/// `{{path "logs"}}`: `gabakura/131016/acme/prod/logs`, unique in the account.
pub(super) fn path(call: &Call<'_, '_>) -> Result<String, RenderError> {
    Ok(format!(
        "gabakura/{}/{}",
        call.of_context("/tenancy/id"),
        call.text(0)?
    ))
}
