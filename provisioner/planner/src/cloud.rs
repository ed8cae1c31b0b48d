//! What differs between clouds before an adapter is asked, as data: another cloud is another row.

use std::ops::RangeInclusive;

use gabakura_model::tenancy::{Cloud, Platform};

/// One cloud, as environments and templates see it.
pub(crate) struct Facts {
    /// What an account is called in files: `account`, `project`.
    pub place: &'static str,
    /// Whether a text can be one.
    pub is_place: fn(&str) -> bool,
    /// The error of a text that cannot.
    pub place_error: &'static str,
    /// The account a role belongs to, where the text is a role.
    pub role_place: fn(&str) -> Option<&str>,
    /// What a role looks like.
    pub role_form: &'static str,
    /// Whether a text names who may be let in.
    pub is_principal: fn(&str) -> bool,
    /// What that looks like.
    pub principal_form: &'static str,
    /// Who may run the landing zone.
    pub platforms: &'static [Platform],
    /// Whether a role may demand an external id.
    pub external_ids: bool,
    /// What resource names begin with (`arn:aws:…`).
    pub partition: &'static str,
    /// Prefix lengths the range of a network may have.
    pub range_prefix: RangeInclusive<u8>,
    /// The parameter that sets how many subnets there are; `None` where one spans its region.
    pub subnets: Option<&'static str>,
    /// The regions in Japan.
    pub regions: &'static [Region],
}

/// A region and its zones.
pub(crate) struct Region {
    /// Its code.
    pub name: &'static str,
    /// What joins the region and the letter of a zone.
    pub joint: &'static str,
    /// The letters of the zones new accounts can use.
    pub zones: [&'static str; 3],
}

/// The facts of a cloud.
pub(crate) fn facts(cloud: Cloud) -> &'static Facts {
    match cloud {
        Cloud::Aws => &AWS,
        Cloud::Gcp => &GCP,
    }
}

const AWS: Facts = Facts {
    place: "account",
    is_place: is_account,
    place_error: "account-form",
    role_place: |role| {
        let (account, name) = role.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
        (is_account(account) && !name.is_empty()).then_some(account)
    },
    role_form: "arn:aws:iam::{account}:role/NAME",
    is_principal: |text| {
        let rest = text
            .strip_prefix("arn:aws:")
            .and_then(|rest| rest.split_once("::"));
        rest.is_some_and(|(service, rest)| {
            let account = rest.split(':').next().unwrap_or_default();
            matches!(service, "iam" | "sts") && is_account(account)
        })
    },
    principal_form: "arn:aws:iam::ACCOUNT:role/NAME",
    platforms: &[Platform::Standalone, Platform::ControlTower],
    external_ids: true,
    partition: "aws",
    range_prefix: 16..=28,
    subnets: Some("availability_zones"),
    regions: &[
        Region {
            name: "ap-northeast-1",
            joint: "",
            // `ap-northeast-1b` is closed to new accounts.
            zones: ["a", "c", "d"],
        },
        Region {
            name: "ap-northeast-3",
            joint: "",
            zones: ["a", "b", "c"],
        },
    ],
};

const GCP: Facts = Facts {
    place: "project",
    is_place: is_project,
    place_error: "project-form",
    role_place: |role| {
        let (name, host) = role.split_once('@')?;
        let project = host.strip_suffix(".iam.gserviceaccount.com")?;
        (is_project(name) && is_project(project)).then_some(project)
    },
    role_form: "NAME@{project}.iam.gserviceaccount.com",
    is_principal: |text| match text.split_once(':') {
        Some(("group" | "serviceAccount", address)) => is_mailbox(address),
        Some(("principal" | "principalSet", path)) => {
            path.starts_with("//iam.googleapis.com/") && !path.contains(char::is_whitespace)
        }
        _ => false,
    },
    principal_form: "group:NAME@DOMAIN, serviceAccount:NAME@PROJECT.iam.gserviceaccount.com, \
        principalSet://iam.googleapis.com/…",
    platforms: &[Platform::Standalone, Platform::Organization],
    external_ids: false,
    partition: "google",
    // A network has no range of its own: this bounds the one its subnets are cut from.
    range_prefix: 8..=29,
    subnets: None,
    regions: &[
        Region {
            name: "asia-northeast1",
            joint: "-",
            zones: ["a", "b", "c"],
        },
        Region {
            name: "asia-northeast2",
            joint: "-",
            zones: ["a", "b", "c"],
        },
    ],
};

/// Whether a text is an AWS account number.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Project ids, and names of service accounts: 6 to 30 of lower-case letters, digits and hyphens,
/// a letter first, no hyphen last.
pub(crate) fn is_project(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (6..=30).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(legal)
}

/// Whether a text is a mailbox.
pub(crate) fn is_mailbox(text: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    text.split_once('@').is_some_and(|(of, at)| {
        !of.is_empty()
            && of.chars().all(name)
            && at.contains('.')
            && !at.starts_with(['.', '-'])
            && at.chars().all(host)
    })
}

/// A region of any cloud by its code, if it lies in Japan.
pub(crate) fn region(name: &str) -> Option<&'static Region> {
    let mut all = Cloud::ALL.iter().flat_map(|cloud| facts(*cloud).regions);
    all.find(|region| region.name == name)
}
