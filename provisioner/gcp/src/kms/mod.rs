//! Kinds of Cloud KMS, and what they share.

pub(crate) mod crypto_key;
pub(crate) mod key_ring;

use google_cloud_kms_v1::model::KeyRing;

use crate::call::listed;
use crate::clients::Clients;
use crate::fault::Result;
use crate::spec::fault;
use gabakura_model::catalogue::SpecError;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "cloudkms";
/// Largest page of a listing.
pub(crate) const PAGE: i32 = 1000;

/// Where key rings are looked for besides the region one works in. Cloud KMS lists one location
/// at a time and has dozens; keys of residents' data stay in Japan.
pub(crate) const LOCATIONS: &[&str] = &["asia-northeast1", "asia-northeast2", "global"];

/// Every key ring where one may be.
pub(crate) async fn rings(google: &Clients) -> Result<Vec<KeyRing>> {
    let here = google.place().region.as_str();
    let here = (!LOCATIONS.contains(&here)).then_some(here);
    let mut rings = Vec::new();
    for location in LOCATIONS.iter().copied().chain(here) {
        let parent = format!("{}/locations/{location}", google.project_name());
        let call = google.kms().await?.list_key_rings();
        let call = call.set_parent(parent).set_page_size(PAGE);
        rings.extend(listed!(google, (SERVICE, "ListKeyRings"), call, key_rings)?);
    }
    Ok(rings)
}

/// Refuses a name that Cloud KMS would: 1 to 63 of letters, digits, `_` and `-`.
pub(crate) fn check_name(name: &str) -> Result<(), SpecError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match !name.is_empty() && name.len() <= 63 && name.chars().all(is_plain) {
        true => Ok(()),
        false => Err(fault(
            "name",
            "expected 1 to 63 of letters, digits, `_` and `-`",
        )),
    }
}
