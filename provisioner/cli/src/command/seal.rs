//! `state seal`, `state rekey` and `state unseal`: who can read the record and the journal.

use gabakura_model::Timestamp;
use gabakura_store::{Recipients, Resealed, SealState, Target};
use serde_json::json;

use crate::Exit;
use crate::failure::Failure;
use crate::settings::Context;

/// Seals a plain state, for the recipients named or those whose keys are here.
pub async fn seal(
    context: &Context,
    recipients: &[String],
    now: Timestamp,
) -> Result<Exit, Failure> {
    write_anew(context, now, "sealed", Some(recipients)).await
}

/// Seals a sealed state with a new key.
pub async fn rekey(
    context: &Context,
    recipients: &[String],
    now: Timestamp,
) -> Result<Exit, Failure> {
    write_anew(context, now, "rekeyed", Some(recipients)).await
}

/// Makes a sealed state plain.
pub async fn unseal(context: &Context, now: Timestamp) -> Result<Exit, Failure> {
    write_anew(context, now, "unsealed", None).await
}

async fn write_anew(
    context: &Context,
    now: Timestamp,
    message: &'static str,
    recipients: Option<&[String]>,
) -> Result<Exit, Failure> {
    let Some(keys) = context.identities()? else {
        return Err(Failure::say("seal-needs-identity", &[]));
    };
    let recipients =
        match recipients {
            None => None,
            Some([]) => Some(keys.recipients()),
            Some(named) => Some(Recipients::new(named).map_err(|error| {
                Failure::say("seal-recipient", &[("problem", &error.to_string())])
            })?),
        };
    let store = context.open_store_as_it_is().await?;
    match (message, store.seal()) {
        ("sealed", SealState::Plain) => {}
        ("sealed", _) => return Err(Failure::say("state-sealed-already", &[])),
        (_, SealState::Plain) => return Err(Failure::say("state-not-sealed", &[])),
        _ => {}
    }
    let to = recipients
        .as_ref()
        .map_or(Target::Plain, |recipients| Target::Sealed {
            recipients,
            identities: &keys,
        });
    let done = store.reseal(to, now).await?;
    store.close().await;
    let readers = recipients.map(|all| all.texts()).unwrap_or_default();
    tell(context, message, &done, &readers);
    Ok(Exit::Done)
}

fn tell(context: &Context, message: &'static str, done: &Resealed, readers: &[String]) {
    if context.json {
        context.output.json(&json!({
            "format_version": "1.0",
            message: done,
            "recipients": readers,
        }));
        return;
    }
    let numbers = [done.tenancies, done.entries, done.resources].map(|n| n.to_string());
    let args = [
        ("tenancies", &*numbers[0]),
        ("entries", &numbers[1]),
        ("resources", &numbers[2]),
    ];
    let words = &context.words;
    let mut text = match message {
        "sealed" => words.say("sealed", &args),
        "rekeyed" => words.say("rekeyed", &args),
        _ => words.say("unsealed", &args),
    };
    for reader in readers {
        text += &format!("\n  {reader}");
    }
    context.output.data(&format!("{text}\n"));
    if let Some(problem) = &done.left_over {
        let text = words.say("seal-left-over", &[("problem", problem)]);
        context.output.talk(&text);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::*;
    use crate::args::Cli;

    /// Keys of examples; nobody's.
    const KEYS: [&str; 2] = [
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
        "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0",
    ];

    fn context(folder: &Path, identity: Option<&str>) -> Context {
        let state = format!("sqlite:{}", folder.join("state.db").display());
        let mut arguments = vec!["gabakura", "--quiet", "--state", &state];
        let file = folder.join("key.txt").display().to_string();
        if let Some(key) = identity {
            std::fs::write(&file, key).unwrap();
            arguments.extend(["--identity", &file]);
        }
        arguments.extend(["state", "verify"]);
        Context::new(&Cli::try_parse_from(arguments).unwrap().global)
    }

    fn code(result: Result<impl Sized, Failure>) -> String {
        match result {
            Ok(_) => "done".to_owned(),
            Err(Failure::Say(code, ..)) => code.to_owned(),
            Err(Failure::Store(error)) => error.to_string(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_state_is_sealed_rekeyed_and_unsealed_by_whoever_has_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let now = "2026-04-01T00:00:00Z".parse().unwrap();
        let (nobody, [one, two]) = (context(folder.path(), None), KEYS);
        assert_eq!(code(seal(&nobody, &[], now).await), "seal-needs-identity");
        let first = context(folder.path(), Some(one));
        assert_eq!(code(first.open_store().await), "state-not-sealed");
        assert_eq!(code(rekey(&first, &[], now).await), "state-not-sealed");
        let nonsense = ["age1nobody".to_owned()];
        assert_eq!(code(seal(&first, &nonsense, now).await), "seal-recipient");
        assert_eq!(code(seal(&first, &[], now).await), "done");
        assert_eq!(code(first.open_store().await), "done");
        assert_eq!(code(seal(&first, &[], now).await), "state-sealed-already");

        let second = context(folder.path(), Some(two));
        let wrong = "none of the identities opens the state";
        assert_eq!(code(second.open_store().await), wrong);
        let recipient = second.identities().unwrap().unwrap().recipients().texts();
        let first = context(folder.path(), Some(one));
        assert_eq!(
            code(rekey(&first, &recipient, now).await),
            wrong,
            "not for others alone"
        );
        let both = context(folder.path(), Some(&KEYS.join("\n")));
        assert_eq!(code(rekey(&both, &recipient, now).await), "done");
        let first = context(folder.path(), Some(one));
        assert_eq!(code(first.open_store().await), wrong);
        let second = context(folder.path(), Some(two));
        assert_eq!(code(second.open_store().await), "done");
        assert_eq!(code(unseal(&second, now).await), "done");
        assert_eq!(code(nobody.open_store().await), "done");
        let slip = context(folder.path(), Some("not a key"));
        assert_eq!(code(slip.open_store().await), "identity-unusable");
    }
}
