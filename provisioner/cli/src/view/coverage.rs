//! What was observed and what was not. What was not observed is never shown as good.

use std::collections::BTreeMap;

use gabakura_model::Value;
use gabakura_model::observed::Coverage;
use gabakura_model::tenancy::TenancyId;
use serde_json::json;

use crate::view::style::{Style, Tone};
use crate::view::value::plain;
use crate::words::Words;

/// Places named for one gap; a fleet has thousands.
const PLACES_MAX: usize = 3;

/// What all the observations covered, like gaps together.
pub fn coverage<'c>(
    all: impl Iterator<Item = &'c Coverage>,
    words: &Words,
    style: &Style,
) -> String {
    let mut gaps: BTreeMap<(&str, &str, &str), Vec<String>> = BTreeMap::new();
    let mut kinds = std::collections::BTreeSet::new();
    let mut since = None;
    for coverage in all {
        kinds.extend(&coverage.covered);
        since = Some(since.map_or(coverage.observed_at, |at| coverage.observed_at.min(at)));
        for gap in &coverage.gaps {
            let key = (
                gap.kind.as_str(),
                gap.reason.code.as_str(),
                gap.reason.message.as_str(),
            );
            gaps.entry(key).or_default().push(gap.place.to_string());
        }
    }
    let Some(since) = since else {
        return String::new();
    };
    let time = words.time(since);
    if gaps.is_empty() {
        let args = [("kinds", &*kinds.len().to_string()), ("time", &time)];
        return format!("{}\n", style.dim(&words.say("coverage-complete", &args)));
    }
    let unseen: std::collections::BTreeSet<&str> = gaps.keys().map(|(kind, ..)| *kind).collect();
    let args = [("count", &*unseen.len().to_string()), ("time", &time)];
    let title = words.say("coverage-incomplete", &args);
    let mut out = format!("{} {title}\n", style.paint(Tone::Magenta, "?"));
    for ((kind, code, message), mut places) in gaps {
        places.sort();
        places.dedup();
        let more = places.len().saturating_sub(PLACES_MAX);
        let mut named = words.list(places.iter().take(PLACES_MAX));
        if more > 0 {
            named = words.list([named, words.count("and-more", more)]);
        }
        out += &format!("    {kind}  {named}\n        {}\n", reason(code, message));
    }
    out
}

/// A cloud's code and message, without repeating the code.
pub fn reason(code: &str, message: &str) -> String {
    match message.contains(code) {
        true => plain(message),
        false => plain(&format!("{code}: {message}")),
    }
}

/// The JSON form of what several observations covered.
pub fn coverage_json<'c>(all: impl Iterator<Item = (&'c TenancyId, &'c Coverage)>) -> Value {
    let mut gaps = Vec::new();
    let mut tenancies = Vec::new();
    let mut complete = true;
    for (tenancy, coverage) in all {
        complete &= coverage.complete;
        gaps.extend(coverage.gaps.iter().map(|gap| {
            json!({
                "tenancy": tenancy,
                "kind": gap.kind,
                "place": gap.place,
                "code": gap.reason.code,
                "message": gap.reason.message,
            })
        }));
        tenancies.push(json!({
            "tenancy": tenancy,
            "complete": coverage.complete,
            "covered": coverage.covered,
            "observed_at": coverage.observed_at,
        }));
    }
    // Nothing observed is not everything observed.
    let complete = complete && !tenancies.is_empty();
    json!({ "complete": complete, "gaps": gaps, "tenancies": tenancies })
}
