//! Checks the declared openings: what each flow needs, the zones it may be opened in, and the
//! crossings into another zone under the municipality's model and edition of the guideline.

use gabakura_model::Value;
use ipnet::Ipv4Net;

use super::params::Params;
use super::scope::StageContext;
use super::stage::Fields;
use crate::cloud::facts;
use crate::network::far_end;
use crate::network::flow::{self, Flow, Needs, Peer, STORE};
use crate::network::guideline::{
    Crossing, EDITIONS, FarSide, MODELS, Model, Terms, Zone, crossing,
};
use crate::network::range;

/// Checks every declared flow, and that each crossing is of a declared flow.
pub(super) fn check(stage: &StageContext<'_, '_>, zone: Option<Zone>, fields: &Fields<'_>) {
    let (file, params) = (stage.file, &fields.params);
    let rules = Rules {
        stage,
        fields,
        params,
        edition: text(params, "guideline").unwrap_or(EDITIONS[EDITIONS.len() - 1]),
        model: text(params, "model")
            .and_then(|word| MODELS.iter().find(|model| model.word == word)),
    };
    rules.check_model();
    let names = list(params.get("flows").map(|flows| &flows.value));
    let flows: Vec<&Flow> = names
        .filter_map(Value::as_str)
        .filter_map(flow::find)
        .collect();
    let at = params.get("flows").map_or(0, |flows| flows.at);
    for flow in &flows {
        rules.check_needs(flow, at);
        if flow.needs == Needs::Exchange {
            rules.check_exchange(flow);
        }
        let Some(zone) = zone else { continue };
        rules.check_zone(flow, zone, at);
        if let Peer::FarSide(far) = flow.peer
            && flow.zones.contains(&zone)
        {
            let opening = Opening {
                flow,
                near: zone,
                far,
                declared: &Value::Null,
                at,
            };
            rules.check_crossing(&opening);
        }
    }
    let Some(crossings) = params.get("crossings") else {
        return;
    };
    for declared in list(Some(&crossings.value)) {
        let flow = declared["flow"].as_str().and_then(flow::find);
        let far = declared["zone"].as_str().and_then(Zone::of);
        let (Some(flow), Some(far)) = (flow, far) else {
            continue;
        };
        if !flows.iter().any(|declared| declared.name == flow.name) {
            file.error(
                "crossing-without-flow",
                crossings.at,
                &[("flow", flow.name)],
            );
        } else if let Some(near) = zone.filter(|near| *near != far) {
            let far = FarSide::Zone(far);
            let opening = Opening {
                flow,
                near,
                far,
                declared,
                at: crossings.at,
            };
            rules.check_crossing(&opening);
        }
    }
}

/// One opening out of the zone of a network.
struct Opening<'a> {
    flow: &'a Flow,
    near: Zone,
    far: FarSide,
    /// What the environment declares about it.
    declared: &'a Value,
    at: usize,
}

struct Rules<'a, 'f> {
    stage: &'a StageContext<'a, 'f>,
    fields: &'a Fields<'a>,
    params: &'a Params,
    edition: &'a str,
    model: Option<&'static Model>,
}

impl Rules<'_, '_> {
    /// The model must exist in the edition.
    fn check_model(&self) {
        if let (Some(model), Some(written)) = (self.model, self.params.get("model"))
            && self.edition < model.since
        {
            let args = [
                ("model", model.word),
                ("edition", self.edition),
                ("since", model.since),
                ("source", model.source),
            ];
            self.stage.file.error("model-edition", written.at, &args);
        }
    }

    fn check_needs(&self, flow: &Flow, at: usize) {
        let cloud = self.fields.cloud.as_ref().map(|cloud| cloud.value);
        let store = STORE.iter().filter(|(on, _)| Some(*on) == cloud);
        let store = store.map(|(_, name)| *name);
        let needs: Vec<&str> = match flow.needs {
            Needs::Nothing => Vec::new(),
            Needs::List(name) => vec![name],
            Needs::Store => store.collect(),
            Needs::FarEnd => vec![flow.name],
            Needs::Exchange => store.chain([flow.name]).collect(),
        };
        // What was written and is wrong was reported already.
        let given = |name: &str| match self.params.get(name).map(|given| &given.value) {
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
            None => self.fields.wrote(name),
        };
        for name in needs.iter().filter(|name| !given(name)) {
            let key = self.stage.key(&format!("params.{name}"));
            self.stage
                .file
                .error("flow-needs", at, &[("flow", flow.name), ("key", &key)]);
        }
    }

    /// Data is exchanged on the cloud it comes from: nothing else is reached without the Internet.
    fn check_exchange(&self, flow: &Flow) {
        let given = self.params.get(flow.name);
        if let (Some(given), Some(cloud)) = (given, &self.fields.cloud) {
            let place = facts(cloud.value).place;
            let written = ["account", "project"].into_iter();
            let other = written.filter(|key| *key != place && given.value.get(key).is_some());
            for found in other {
                let args = [
                    ("found", found),
                    ("expected", place),
                    ("cloud", cloud.value.as_str()),
                ];
                self.stage.file.error("account-key", given.at, &args);
            }
        }
    }

    fn check_zone(&self, flow: &Flow, zone: Zone, at: usize) {
        if flow.zones.contains(&zone) {
            return;
        }
        let allowed: Vec<&str> = flow.zones.iter().map(|zone| zone.as_str()).collect();
        let args = [
            ("flow", flow.name),
            ("zone", zone.as_str()),
            ("allowed", &allowed.join(", ")),
        ];
        self.stage.file.error("flow-zone", at, &args);
    }

    fn check_crossing(&self, opening: &Opening<'_>) {
        let row = crossing(opening.near, opening.far).filter(|row| row.since <= self.edition);
        let Some(row) = row.filter(|row| row.terms != Terms::Forbidden) else {
            let row = crossing(opening.near, opening.far);
            return self.forbid(opening, row.map_or("", |row| row.source));
        };
        match self.model {
            Some(model) if !row.models.is_empty() && !row.models.contains(&model.word) => {
                self.forbid(opening, row.source);
            }
            None if self.fields.wrote("model") => {}
            None if !row.models.is_empty() => {
                let allowed = row.models.join(", ");
                let args = [("flow", opening.flow.name), ("allowed", &allowed)];
                self.stage.file.error("model-needed", opening.at, &args);
            }
            _ => self.check_terms(opening, row),
        }
    }

    fn forbid(&self, opening: &Opening<'_>, source: &str) {
        let args = [
            ("flow", opening.flow.name),
            ("zone", opening.near.as_str()),
            ("far", opening.far.as_str()),
            ("model", self.model.map_or("", |model| model.word)),
            ("edition", self.edition),
            ("source", source),
        ];
        self.stage
            .file
            .error("crossing-forbidden", opening.at, &args);
    }

    fn check_terms(&self, opening: &Opening<'_>, row: &Crossing) {
        let needs: &[&str] = match row.terms {
            Terms::ProvenNeed => &["reason", "approver"],
            Terms::Sanitized => &["sanitizer"],
            // Its table must hold destinations and tenants: checked where it is read.
            Terms::Forbidden | Terms::NamedFlow | Terms::LocalBreakout => &[],
        };
        for key in needs {
            let given = match &opening.declared[key] {
                Value::Array(points) => !points.is_empty(),
                other => other.is_string(),
            };
            if !given {
                let args = [
                    ("flow", opening.flow.name),
                    ("zone", opening.near.as_str()),
                    ("far", opening.far.as_str()),
                    ("key", key),
                    ("source", row.source),
                ];
                self.stage.file.error("crossing-needs", opening.at, &args);
            }
        }
        if row.terms == Terms::Sanitized {
            self.check_sanitizer(opening);
        }
    }

    /// All of the far end must be the 無害化 point; what is not a range cannot be shown to be.
    fn check_sanitizer(&self, opening: &Opening<'_>) {
        let points: Vec<Ipv4Net> = list(Some(&opening.declared["sanitizer"]))
            .filter_map(|point| range::of(point.as_str()?))
            .collect();
        let flow = opening.flow;
        let past = |found: &str| {
            let args = [("flow", flow.name), ("found", found)];
            self.stage
                .file
                .error("crossing-past-sanitizer", opening.at, &args);
        };
        if points.is_empty() {
            return;
        }
        let far = far_end::ranges(flow, |name| self.params.get(name).map(|given| &given.value));
        if far.is_empty() && !matches!(flow.needs, Needs::Nothing) {
            past(flow.name);
        }
        for range in far
            .iter()
            .filter(|far| !points.iter().any(|point| point.contains(*far)))
        {
            past(&range.to_string());
        }
    }
}

fn text<'p>(params: &'p Params, name: &str) -> Option<&'p str> {
    params.get(name)?.value.as_str()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
