//! What a file sets once for all its tenancies.

use gabakura_model::Day;
use gabakura_model::finding::Waiver;
use gabakura_model::name::Name;
use gabakura_model::tenancy::{Isolation, Mode, Platform, Profile, Stage, System};
use toml::de::DeValue;

use crate::source::File;
use crate::source::Reader;

/// What a file sets once for all its tenancies.
pub(super) struct Head {
    /// The vendor; `None` when missing or faulty.
    pub vendor: Option<Name>,
    /// The systems, unless a member has its own.
    pub systems: Vec<System>,
    /// The size class, unless a member has its own.
    pub profile: Option<Profile>,
    /// Single or shared use.
    pub mode: Mode,
    /// What separates municipalities; `None` under single use.
    pub isolation: Option<Isolation>,
    /// Who runs the landing zone.
    pub platform: Platform,
    /// Where that was written; the file's beginning where it was not.
    pub platform_at: usize,
    /// Whether the tenancies lead their account, where the file sets it.
    pub lead: Option<bool>,
    /// Approved exceptions, and the stage each is limited to.
    pub waivers: Vec<(Option<Stage>, Waiver)>,
}

impl Head {
    /// Whether its municipalities share one account per stage.
    pub fn shares_account(&self) -> bool {
        matches!(
            self.isolation,
            Some(Isolation::Network | Isolation::Application)
        )
    }

    /// The exceptions of a stage.
    pub fn waivers(&self, stage: Stage) -> impl Iterator<Item = &Waiver> {
        let holds = move |only: &Option<Stage>| only.is_none_or(|only| only == stage);
        self.waivers
            .iter()
            .filter(move |(only, _)| holds(only))
            .map(|(_, waiver)| waiver)
    }
}

/// Reads the keys of a file outside its stages and members.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Head {
    let vendor = reader
        .needed_text("vendor")
        .and_then(|text| reader.file.name("vendor", &text));
    let systems = systems(reader);
    if systems.is_none() {
        reader.missing("systems");
    }
    let mode = reader.word("mode").map_or(Mode::Single, |mode| mode.value);
    let isolation = reader.word::<Isolation>("isolation");
    match (mode, &isolation) {
        (Mode::Shared, None) if !reader.has("isolation") => reader.missing("isolation"),
        (Mode::Single, Some(isolation)) => {
            reader
                .file
                .error("isolation-without-shared", isolation.at, &[]);
        }
        _ => {}
    }
    let platform = reader.word::<Platform>("platform");
    Head {
        platform_at: platform.as_ref().map_or(0, |platform| platform.at),
        vendor: vendor.map(|name| name.value),
        systems: systems.unwrap_or_default(),
        profile: reader.word("profile").map(|profile| profile.value),
        mode,
        isolation: isolation
            .map(|isolation| isolation.value)
            .filter(|_| mode == Mode::Shared),
        platform: platform.map_or(Platform::Standalone, |platform| platform.value),
        lead: reader.flag("lead").map(|lead| lead.value),
        waivers: reader
            .tables("waiver")
            .into_iter()
            .filter_map(waiver)
            .collect(),
    }
}

/// Reads the list of systems, if there is one.
pub(super) fn systems(reader: &mut Reader<'_, '_>) -> Option<Vec<System>> {
    let read = |file: &File<'_>, key: &str, text: &_| file.word::<System>(key, text);
    reader
        .distinct("systems", read)
        .map(|systems| systems.value)
}

/// Every part of an exception must be written: an open-ended one is none.
fn waiver(mut reader: Reader<'_, '_>) -> Option<(Option<Stage>, Waiver)> {
    let check = reader.needed_text("check");
    let address = reader.needed_text("address");
    let reason = reader.needed_text("reason");
    let approver = reader.needed_text("approver");
    let until = until(&mut reader);
    let stage = reader.word::<Stage>("stage");
    let faulty_stage = stage.is_none() && reader.has("stage");
    let origin = reader.file.origin(reader.at);
    reader.finish();
    let waiver = Waiver {
        check: check?.value.to_owned(),
        address: address?.value.to_owned(),
        reason: reason?.value.to_owned(),
        approver: approver?.value.to_owned(),
        until: until?,
        origin,
    };
    (!faulty_stage).then(|| (stage.map(|stage| stage.value), waiver))
}

/// The last day, as a date of TOML or as text.
fn until(reader: &mut Reader<'_, '_>) -> Option<Day> {
    let value = reader.needed("until")?;
    let text = match value.get_ref() {
        DeValue::Datetime(day) => day.to_string(),
        DeValue::String(day) => day.to_string(),
        _ => {
            let key = reader.key("until");
            reader.file.typed(&key, value, "date", |_| None::<()>);
            return None;
        }
    };
    let day = text
        .parse()
        .ok()
        .filter(|_| text.len() == "2027-03-31".len());
    if day.is_none() {
        let key = reader.key("until");
        reader.file.error(
            "bad-date",
            value.span().start,
            &[("key", &key), ("found", &text)],
        );
    }
    day
}
