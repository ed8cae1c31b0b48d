//! Records of the past, rebuilt from notes as the engine and the store make them.

use gabakura_model::outcome::Retry;
use gabakura_model::port::Before;
use gabakura_model::resource::{Kind, Tags};
use serde_json::{Value, json};

use super::*;

const AT: &str = "2026-04-01T00:00:00Z";

fn address(name: &str) -> Address {
    format!("131016/acme/prod/net/{name}").parse().unwrap()
}

fn resource(name: &str, spec: &Value) -> RecordedResource {
    RecordedResource {
        address: address(name),
        kind: Kind::new("t.vpc"),
        id: String::new(),
        spec: spec.clone(),
        declared: spec.clone(),
        tags: Tags::new(),
        outputs: BTreeMap::new(),
        depends_on: Vec::new(),
        exclusive: false,
        recorded_at: AT.parse().unwrap(),
    }
}

/// A tenancy whose runs leave notes, and the record they lead to.
struct Past {
    notes: Vec<Note>,
    recorded: Recorded,
}

impl Past {
    fn new() -> Self {
        Self {
            notes: Vec::new(),
            recorded: Recorded::empty("131016/acme/prod".parse().unwrap()),
        }
    }

    fn begin(&mut self, run: &str, action: StepAction, name: &str, spec: &Value) -> Intent {
        let puts = matches!(
            action,
            StepAction::Create | StepAction::Update | StepAction::Adopt
        );
        let known = self.recorded.resources.get(&address(name));
        let record = RecordedResource {
            id: known.map(|r| r.id.clone()).unwrap_or_default(),
            ..resource(name, spec)
        };
        let intent = Intent {
            token: format!("{run}-{}", self.notes.len()),
            run: run.to_owned(),
            address: address(name),
            kind: Kind::new("t.vpc"),
            action,
            expected_id: None,
            request_digest: String::new(),
            record: puts.then_some(record),
            before: None,
            noted_at: AT.parse().unwrap(),
        };
        self.notes.push(Note::Started(Box::new(intent.clone())));
        intent
    }

    fn end(&mut self, intent: &Intent, outcome: Outcome) {
        let (mut record, mut record_digest) = (Wrote::Nothing, None);
        if let Outcome::Done { made } = &outcome {
            match intent.leaves(&made.clone().unwrap_or_default(), AT.parse().unwrap()) {
                Some(left) => {
                    record = Wrote::Put;
                    record_digest = Some(digest::of_text(&serde_json::to_string(&left).unwrap()));
                    self.recorded.resources.insert(left.address.clone(), left);
                }
                None => {
                    record = Wrote::Removed;
                    self.recorded.resources.remove(&intent.address);
                }
            }
        }
        let token = intent.token.clone();
        let completion = Completion {
            outcome,
            record,
            record_digest,
        };
        self.notes.push(Note::Ended {
            token,
            at: Some(AT.parse().unwrap()),
            completion,
        });
    }

    fn done(&mut self, run: &str, action: StepAction, name: &str, spec: Value) {
        let intent = self.begin(run, action, name, &spec);
        let made = (action == StepAction::Create).then(|| Created {
            id: format!("{name}-{}", self.notes.len()),
            outputs: BTreeMap::from([("arn".to_owned(), "a".to_owned())]),
        });
        self.end(&intent, Outcome::Done { made });
    }

    fn before(&self, run: &str) -> Result<Recorded, PastError> {
        recorded_before(run, &self.notes, &self.recorded)
    }
}

#[test]
fn every_run_can_be_gone_back_behind() {
    let mut past = Past::new();
    let mut records = Vec::new();
    records.push(past.recorded.clone());
    past.done("g1-0", StepAction::Create, "a", json!({"n": 1}));
    past.done("g1-0", StepAction::Create, "b", json!({"n": 1}));
    records.push(past.recorded.clone());
    past.done("g2-0", StepAction::Update, "a", json!({"n": 2}));
    past.done("g2-0", StepAction::Delete, "b", json!({"n": 1}));
    past.done("g2-0", StepAction::Create, "c", json!({"n": 2}));
    records.push(past.recorded.clone());
    // Recreated within one run: deleted, then created.
    past.done("g3-0", StepAction::Delete, "a", json!({"n": 2}));
    past.done("g3-0", StepAction::Create, "a", json!({"n": 3}));
    past.done("g3-0", StepAction::Create, "b", json!({"n": 3}));
    for (number, expected) in records.iter().enumerate() {
        let run = format!("g{}", number + 1);
        assert_eq!(past.before(&run).as_ref(), Ok(expected), "{run}");
        assert_eq!(past.before(&format!("{run}-0")).as_ref(), Ok(expected));
        let names = since(&run, &past.notes);
        assert_eq!(names.len(), 3 - number);
    }
    for unknown in ["g", "g4", "g1-", "g1-0-1", "g1-x", ""] {
        let fault = PastError::NoSuchRun(unknown.to_owned());
        assert_eq!(past.before(unknown), Err(fault));
    }
}

#[test]
fn what_did_not_happen_needs_no_undoing() {
    let mut past = Past::new();
    past.done("g1-0", StepAction::Create, "a", json!({"n": 1}));
    let before = past.recorded.clone();
    let refused = past.begin("g2-0", StepAction::Update, "a", &json!({"n": 2}));
    let (code, message) = (String::new(), format!("{:?}", Retry::Never));
    past.end(&refused, Outcome::Refused { code, message });
    let lost = past.begin("g2-0", StepAction::Create, "b", &json!({"n": 2}));
    let message = "timeout".to_owned();
    past.end(&lost, Outcome::Unknown { message });
    assert_eq!(past.before("g2"), Ok(before));
    let run = &runs(&past.notes)[1];
    assert_eq!((run.refused, run.open), (1, 1));
    // Found out by a later run: it is that run's doing all the same, and is undone with it.
    let made = Some(Created {
        id: "b-1".to_owned(),
        ..Created::default()
    });
    past.end(&lost, Outcome::Done { made });
    assert!(past.recorded.resources.contains_key(&address("b")));
    assert!(
        !past
            .before("g2")
            .unwrap()
            .resources
            .contains_key(&address("b"))
    );
    let run = &runs(&past.notes)[1];
    assert_eq!((run.done[&StepAction::Create], run.open), (1, 0));
}

#[test]
fn nothing_is_made_up() {
    let mut past = Past::new();
    past.done("g1-0", StepAction::Create, "a", json!({"n": 1}));
    past.done("g2-0", StepAction::Update, "a", json!({"n": 2}));
    let forgetful = recorded_before("g2", &past.notes[2..], &past.recorded);
    assert_eq!(forgetful, Err(PastError::Lost(address("a"))));
    let Note::Started(intent) = &mut past.notes[0] else {
        panic!("a run begins with an intent");
    };
    intent.record.as_mut().unwrap().spec = json!({"n": 7});
    assert_eq!(past.before("g2"), Err(PastError::Altered(address("a"))));
}

/// A first run that changed a setting, tried twice, and took over another that was as declared.
fn settings(before: Option<Value>) -> Past {
    let mut past = Past::new();
    let found = before.map(|spec| Before {
        spec,
        tags: Tags::new(),
    });
    for n in [1, 2] {
        let mut intent = past.begin(
            "g1-0",
            StepAction::Update,
            "s",
            &json!({"on": true, "n": n}),
        );
        // The second try finds what the first one did half of.
        intent.before = match n {
            1 => found.clone(),
            _ => Some(Before {
                spec: json!({"on": true, "n": 1}),
                tags: Tags::new(),
            })
            .filter(|_| found.is_some()),
        };
        let last = past.notes.len() - 1;
        past.notes[last] = Note::Started(Box::new(intent.clone()));
        let refused = Outcome::Refused {
            code: String::new(),
            message: String::new(),
        };
        past.end(
            &intent,
            if n == 1 {
                refused
            } else {
                Outcome::Done { made: None }
            },
        );
    }
    past.done("g1-0", StepAction::Adopt, "t", json!({"on": true}));
    past.done("g2-0", StepAction::Update, "t", json!({"on": false}));
    past
}

#[test]
fn a_first_run_goes_back_to_what_it_found() {
    let past = settings(Some(json!({"on": false, "n": 0})));
    let before = past.before("g1").unwrap();
    let specs: Vec<&Value> = before.resources.values().map(|r| &r.declared).collect();
    assert_eq!(specs, [&json!({"on": false, "n": 0}), &json!({"on": true})]);
    assert_eq!(
        past.before("g2").unwrap().resources[&address("s")].spec["n"],
        2
    );
    let lost = settings(None).before("g1");
    assert_eq!(lost, Err(PastError::Lost(address("s"))));
    let field = "n".to_owned();
    let unset = settings(Some(json!({"on": false, "n": null}))).before("g1");
    let address = address("s");
    assert_eq!(unset, Err(PastError::Unset { address, field }));
}

#[test]
fn what_hangs_on_what_was_not_there_was_not_there() {
    let mut past = Past::new();
    past.done("g1-0", StepAction::Create, "vpc", json!({"n": 1}));
    for (name, on) in [("s", "vpc"), ("t", "s"), ("u", "w")] {
        let mut intent = past.begin("g2-0", StepAction::Update, name, &json!({"n": 2}));
        let tags = Tags::new();
        let spec = json!({"n": 1});
        intent.before = Some(Before { spec, tags });
        intent.record.as_mut().unwrap().depends_on = vec![address(on)];
        let last = past.notes.len() - 1;
        past.notes[last] = Note::Started(Box::new(intent.clone()));
        past.end(&intent, Outcome::Done { made: None });
    }
    past.recorded
        .resources
        .insert(address("w"), resource("w", &json!({})));
    let names = |run: &str| -> Vec<String> {
        let before = past.before(run).unwrap();
        before
            .resources
            .keys()
            .map(|a| a.name.to_string())
            .collect()
    };
    assert_eq!(names("g2"), ["s", "t", "u", "vpc", "w"]);
    assert_eq!(names("g1"), ["u", "w"]);
}

#[test]
fn a_record_is_desired_with_its_references_open() {
    let mut past = Past::new();
    past.done("g1-0", StepAction::Create, "a", json!({"n": 1}));
    let mut user = resource("b", &json!({"vpc": "vpc-1"}));
    user.declared = json!({"vpc": "${ref:131016/acme/prod/net/a#id}"});
    user.depends_on = vec![address("a")];
    let declared = user.declared.clone();
    past.recorded.resources.insert(address("b"), user);
    let graph = as_desired(&past.recorded).unwrap();
    assert_eq!(graph.get(&address("b")).unwrap().spec, declared);
    past.recorded.resources.remove(&address("a"));
    assert!(as_desired(&past.recorded).is_err(), "it depends on nothing");
}
