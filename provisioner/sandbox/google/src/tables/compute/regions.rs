//! Where Google is.

/// Region, the second number of its subnetwork's range in auto mode networks (`10.n.0.0/20`;
/// 0 where auto mode leaves it out), and its zones.
const REGIONS: &[(&str, u8, &str)] = &[
    ("africa-south1", 218, "abc"),
    ("asia-east1", 140, "abc"),
    ("asia-east2", 170, "abc"),
    ("asia-northeast1", 146, "abc"),
    ("asia-northeast2", 174, "abc"),
    ("asia-northeast3", 178, "abc"),
    ("asia-south1", 160, "abc"),
    ("asia-south2", 190, "abc"),
    ("asia-southeast1", 148, "abc"),
    ("asia-southeast2", 184, "abc"),
    ("australia-southeast1", 152, "abc"),
    ("australia-southeast2", 192, "abc"),
    ("europe-central2", 186, "abc"),
    ("europe-north1", 166, "abc"),
    ("europe-north2", 226, "abc"),
    ("europe-southwest1", 204, "abc"),
    ("europe-west1", 132, "bcd"),
    ("europe-west10", 214, "abc"),
    ("europe-west12", 210, "abc"),
    ("europe-west2", 154, "abc"),
    ("europe-west3", 156, "abc"),
    ("europe-west4", 164, "abc"),
    ("europe-west6", 172, "abc"),
    ("europe-west8", 198, "abc"),
    ("europe-west9", 200, "abc"),
    ("me-central1", 212, "abc"),
    ("me-central2", 0, "abc"),
    ("me-west1", 208, "abc"),
    ("northamerica-northeast1", 162, "abc"),
    ("northamerica-northeast2", 188, "abc"),
    ("northamerica-south1", 224, "abc"),
    ("southamerica-east1", 158, "abc"),
    ("southamerica-west1", 194, "abc"),
    ("us-central1", 128, "abcf"),
    ("us-east1", 142, "bcd"),
    ("us-east4", 150, "abc"),
    ("us-east5", 202, "abc"),
    ("us-south1", 206, "abc"),
    ("us-west1", 138, "abc"),
    ("us-west2", 168, "abc"),
    ("us-west3", 180, "abc"),
    ("us-west4", 182, "abc"),
];

/// Whether there is such a region.
pub(super) fn knows(region: &str) -> bool {
    REGIONS.iter().any(|(name, ..)| *name == region)
}

/// Regions and ranges of the subnetworks of an auto mode network.
pub(super) fn automatic() -> impl Iterator<Item = (&'static str, String)> {
    let regions = REGIONS.iter().filter(|(_, octet, _)| *octet > 0);
    regions.map(|(name, octet, _)| (*name, format!("10.{octet}.0.0/20")))
}

/// Everything an aggregated list covers: `global`, `regions/…`, `zones/…`.
pub(crate) fn scopes() -> impl Iterator<Item = String> {
    let regions = REGIONS.iter().map(|(name, ..)| format!("regions/{name}"));
    let zones = REGIONS.iter().flat_map(|(name, _, letters)| {
        letters
            .chars()
            .map(move |letter| format!("zones/{name}-{letter}"))
    });
    std::iter::once("global".to_owned())
        .chain(regions)
        .chain(zones)
}
