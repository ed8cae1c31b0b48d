//! Cloud KMS, and what its kinds share.

pub(crate) mod crypto_key;
pub(crate) mod key_ring;
pub(crate) mod service;

use gabakura_model::catalogue::SpecError;
use google_cloud_kms_v1::model::KeyRing;

use crate::call::list_all;
use crate::clients::Clients;
use crate::error::Result;

/// The service, as rate limits know it.
pub(crate) const SERVICE: &str = "cloudkms";
/// Page size of a listing.
pub(crate) const PAGE: i32 = 1000;

/// Where key rings are listed besides the tenancy's region. Cloud KMS lists one location at a time
/// and has dozens; keys of residents' data stay in Japan.
pub(crate) const LOCATIONS: &[&str] = &["asia-northeast1", "asia-northeast2", "global"];

/// The key rings of all listed locations.
pub(crate) async fn key_rings(google: &Clients) -> Result<Vec<KeyRing>> {
    let region = google.place().region.as_str();
    let region = (!LOCATIONS.contains(&region)).then_some(region);
    let mut rings = Vec::new();
    for location in LOCATIONS.iter().copied().chain(region) {
        let parent = format!("{}/locations/{location}", google.project_name());
        let call = google.kms().await?.list_key_rings();
        let call = call.set_parent(parent).set_page_size(PAGE);
        rings.extend(list_all!(
            google,
            (SERVICE, "ListKeyRings"),
            call,
            key_rings
        )?);
    }
    Ok(rings)
}

/// Refuses a name that Cloud KMS would: 1 to 63 of letters, digits, `_` and `-`.
pub(crate) fn check_name(name: &str) -> Result<(), SpecError> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match (1..=63).contains(&name.len()) && name.chars().all(is_allowed) {
        true => Ok(()),
        false => Err(SpecError::new(
            "name",
            "expected 1 to 63 of letters, digits, `_` and `-`",
        )),
    }
}
