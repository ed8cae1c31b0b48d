//! Names for things whose namespace is shared beyond the tenancy: the account, the region, the world.

use handlebars::RenderError;
use sha2::{Digest, Sha256};

use super::call::{Call, HelperError};

/// The longest name every service takes (S3 and Cloud Storage buckets, what Compute Engine names).
const CHARS_MAX: usize = 63;
/// Hex digits that keep a shortened name distinct.
const HASH_CHARS: usize = 8;
/// Hex digits of the digest of a whole tenancy.
const DENSE_CHARS: usize = 12;
/// The digits of an account number.
const NUMBER_CHARS: usize = 12;

/// `{{name "logs"}}`: `gabakura-131016-acme-prod-logs-111122223333`, unique in the world.
///
/// Account numbers are unique in the world, and tenancy and purpose within the account. Of an
/// account whose name is longer than a number a digest takes its place.
pub(super) fn name(call: &Call<'_, '_>) -> Result<String, RenderError> {
    let account = call.of_context("/account");
    let account = match account.len() {
        ..=NUMBER_CHARS => account.to_owned(),
        _ => digest(account, HASH_CHARS),
    };
    let purpose = call.text(0)?;
    let fitting = fit(call, &format!("{purpose}-{account}"), CHARS_MAX);
    fitting.ok_or_else(|| too_long(purpose, CHARS_MAX))
}

/// `{{slug "vpc"}}`: `gabakura-131016-acme-prod-vpc`, unique in the account; letters, digits and
/// hyphens.
pub(super) fn slug(call: &Call<'_, '_>) -> Result<String, RenderError> {
    let purpose = call.text(0)?;
    let chars_max = match call.all()?.len() {
        ..=1 => CHARS_MAX,
        _ => call.count(1)? as usize,
    };
    let fitting = fit(call, purpose, chars_max);
    fitting.ok_or_else(|| too_long(purpose, chars_max))
}

/// Tenancy and rest as one name. A vendor too long for it is cut, and kept distinct by a digest of
/// its name; where even that leaves too little room, a digest takes the place of the tenancy.
fn fit(call: &Call<'_, '_>, rest: &str, chars_max: usize) -> Option<String> {
    let dense = || {
        let tenancy = digest(call.of_context("/tenancy/id"), DENSE_CHARS);
        let dense = format!("g{tenancy}-{rest}");
        (dense.len() <= chars_max).then_some(dense)
    };
    spelt(call, rest, chars_max).or_else(dense)
}

/// Tenancy and rest as one name, the vendor cut where the whole is too long.
fn spelt(call: &Call<'_, '_>, rest: &str, chars_max: usize) -> Option<String> {
    let code = call.of_context("/tenancy/municipality/code");
    let vendor = call.of_context("/tenancy/vendor");
    let stage = call.of_context("/tenancy/stage");
    let with = |vendor: &str| format!("gabakura-{code}-{vendor}-{stage}-{rest}");
    let whole = with(vendor);
    if whole.len() <= chars_max {
        return Some(whole);
    }
    let room = vendor.len().saturating_sub(whole.len() - chars_max);
    let short = vendor.get(..room.checked_sub(HASH_CHARS)?)?;
    Some(with(&format!("{short}{}", digest(vendor, HASH_CHARS))))
}

/// The first hex digits of a text's digest.
fn digest(text: &str, chars: usize) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let bytes = digest.iter().take(chars / 2);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn too_long(purpose: &str, chars_max: usize) -> RenderError {
    let args = vec![
        ("purpose", purpose.to_owned()),
        ("max", chars_max.to_string()),
    ];
    RenderError::from(HelperError {
        code: "name-too-long",
        args,
    })
}

/// `{{path "logs"}}`: `gabakura/131016/acme/prod/logs`, unique in the account.
pub(super) fn path(call: &Call<'_, '_>) -> Result<String, RenderError> {
    Ok(format!(
        "gabakura/{}/{}",
        call.of_context("/tenancy/id"),
        call.text(0)?
    ))
}
