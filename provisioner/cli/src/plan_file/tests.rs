//! Whatever is done to a saved plan's file, it is refused, and nothing panics.

use super::*;
use crate::fixture;
use crate::signature::tests::PRIVATE;

fn plan() -> Plan {
    fixture::destroy(&["131016/acme/prod"])
}

fn signed() -> Vec<u8> {
    write(&plan(), Some(&SigningKey::from_pem(PRIVATE).unwrap()))
}

#[test]
fn a_plan_reads_back_as_written() {
    let plan = plan();
    assert_eq!(read(&write(&plan, None)).map(|saved| saved.plan), Ok(plan));
}

/// An earlier release wrote it: four creations, an update and a replacement in two tenancies.
#[test]
fn a_plan_of_an_earlier_release_reads_as_it_was_written() {
    let text = include_bytes!("../../tests/fixtures/plan-v2.json");
    let saved = read(text).unwrap();
    assert_eq!(write(&saved.plan, None), text);
    let changes = saved.plan.tenancies.iter().map(|of| of.changes.len());
    assert_eq!(changes.collect::<Vec<_>>(), [3, 3]);
}

#[test]
fn a_change_of_any_byte_is_refused() {
    let whole = signed();
    let mut tried = 0;
    for at in 0..whole.len() {
        // One bit, the case bit, a digit, a blank, and a byte that is no text.
        for byte in [whole[at] ^ 1, whole[at] ^ 0x20, b'0', b' ', 0xff] {
            let mut text = whole.clone();
            text[at] = byte;
            if text != whole {
                assert!(read(&text).is_err(), "byte {at} became {byte:#x}");
                tried += 1;
            }
        }
    }
    assert!(tried > whole.len() * 4);
}

#[test]
fn a_missing_or_doubled_range_is_refused() {
    let whole = signed();
    for length in [1, 2, 16, 300] {
        for at in 0..whole.len() {
            let end = whole.len().min(at + length);
            let missing = [&whole[..at], &whole[end..]].concat();
            assert!(read(&missing).is_err(), "{at}..{end} is missing");
            let doubled = [&whole[..end], &whole[at..]].concat();
            assert!(read(&doubled).is_err(), "{at}..{end} is there twice");
        }
    }
    for end in 0..whole.len() {
        assert!(read(&whole[..end]).is_err(), "cut at {end}");
    }
}

/// Adds a key to one object after the other, depth first.
fn each_with_a_key(value: &Value, found: &mut impl FnMut(&dyn Fn(Value) -> Value)) {
    fn walk(
        value: &Value,
        put: &dyn Fn(Value) -> Value,
        found: &mut impl FnMut(&dyn Fn(Value) -> Value),
    ) {
        match value {
            Value::Object(map) => {
                found(&|new| {
                    let mut map = map.clone();
                    map.insert("added".to_owned(), new);
                    put(Value::Object(map))
                });
                for (key, item) in map {
                    let put = |new| {
                        let mut map = map.clone();
                        map.insert(key.clone(), new);
                        put(Value::Object(map))
                    };
                    walk(item, &put, found);
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let put = |new| {
                        let mut items = items.clone();
                        items[at] = new;
                        put(Value::Array(items))
                    };
                    walk(item, &put, found);
                }
            }
            _ => {}
        }
    }
    walk(value, &|new| new, found);
}

#[test]
fn a_key_added_by_hand_is_refused_wherever_it_stands() {
    let whole: Value = serde_json::from_slice(&write(&plan(), None)).unwrap();
    let mut objects = 0;
    each_with_a_key(&whole, &mut |put| {
        for new in [
            Value::Null,
            Value::Bool(true),
            Value::String("x".to_owned()),
        ] {
            let text = serde_json::to_vec_pretty(&put(new)).unwrap();
            let fault = read(&text).expect_err("an added key");
            assert!(fault.is_tampering(), "{fault:?}");
        }
        objects += 1;
    });
    assert!(objects > 12, "{objects}");
}

#[test]
fn a_fault_says_where_it_is() {
    let text = String::from_utf8(write(&plan(), None)).unwrap();
    let with = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed);
        read(changed.as_bytes()).unwrap_err()
    };
    let foreign = |place: &str| PlanFileError::Foreign {
        place: place.to_owned(),
    };
    assert_eq!(
        with(
            "\"action\": \"delete\"",
            "\"action\": \"delete\", \"force\": true"
        ),
        foreign("plan.tenancies[0].changes[0].force")
    );
    assert_eq!(with("{\n", "{ \n"), foreign("byte 2"));
    assert_eq!(with("vpc-1", "vpc-2"), PlanFileError::Seal);
    let PlanFileError::Shape { problem } = with("\"delete\"", "\"remove\"") else {
        panic!("an unknown action has a plan's shape");
    };
    assert!(problem.contains("remove"), "{problem}");
    let found = "1.0".to_owned();
    assert_eq!(with("\"2.0\"", "\"1.0\""), PlanFileError::Format { found });
    assert!(matches!(with("{", ""), PlanFileError::NotJson { .. }));
}

#[test]
fn the_digest_counts_even_where_the_seal_was_made_anew() {
    let mut plan = plan();
    plan.selector = "13*".to_owned();
    assert_eq!(read(&write(&plan, None)), Err(PlanFileError::Seal));
}

#[test]
fn a_signature_cannot_be_taken_off_put_on_or_swapped() {
    let key = SigningKey::from_pem(PRIVATE).unwrap().public();
    assert_eq!(read(&signed()).unwrap().signed_by, Some(key));
    assert_eq!(read(&write(&plan(), None)).unwrap().signed_by, None);
    let (with, without): (PlanFile, PlanFile) = (
        serde_json::from_slice(&signed()).unwrap(),
        serde_json::from_slice(&write(&plan(), None)).unwrap(),
    );
    let mut other = fixture::destroy(&["131016/acme/verify"]);
    other.selector = "131016/acme/verify".to_owned();
    other.digest = digest::of_plan(&other);
    let key = SigningKey::from_pem(PRIVATE).unwrap();
    let foreign: PlanFile = serde_json::from_slice(&write(&other, Some(&key))).unwrap();
    let file = |signed_by: &Option<PublicKey>, seal: &str, signature: &Option<Signature>| {
        bytes(&PlanFile {
            plan: plan(),
            signed_by: signed_by.clone(),
            seal: seal.to_owned(),
            signature: signature.clone(),
        })
    };
    let off = file(&with.signed_by, &with.seal, &None);
    assert_eq!(read(&off), Err(PlanFileError::Signature));
    let off = file(&None, &with.seal, &None);
    assert_eq!(read(&off), Err(PlanFileError::Seal));
    let on = file(&None, &without.seal, &with.signature);
    assert_eq!(read(&on), Err(PlanFileError::Signature));
    let swapped = file(&with.signed_by, &with.seal, &foreign.signature);
    assert_eq!(read(&swapped), Err(PlanFileError::Signature));
}
