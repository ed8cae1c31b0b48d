//! `state seal`, `state rekey` and `state unseal`: who can read the record and the journal.

use gabakura_model::Timestamp;
use gabakura_store::{Recipients, Resealed, SealState, Target};

use crate::error::Error;
use crate::settings::Settings;

/// How the state is sealed or unsealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// A plain state is sealed.
    Seal,
    /// A sealed state is sealed with a new key.
    Rekey,
    /// A sealed state is made plain.
    Unseal,
}

/// A state that was sealed or unsealed.
pub struct Sealed {
    pub sealing: Sealing,
    pub done: Resealed,
    /// Who can read it now; empty for a plain state.
    pub recipients: Vec<String>,
}

/// Writes the state again, sealed for the recipients or, without any, for the keys given; or
/// plain.
///
/// # Errors
/// No key, a recipient that is none, a state that is sealed otherwise; those of the store.
pub async fn seal(
    settings: &Settings,
    sealing: Sealing,
    recipients: &[String],
    now: Timestamp,
) -> Result<Sealed, Error> {
    let Some(keys) = settings.identities()? else {
        return Err(Error::message("seal-needs-identity", &[]));
    };
    let recipients = match (sealing, recipients) {
        (Sealing::Unseal, _) => None,
        (_, []) => Some(keys.recipients()),
        (_, named) => Some(Recipients::new(named).map_err(|error| {
            Error::message("seal-recipient", &[("problem", &error.to_string())])
        })?),
    };
    let store = settings.open_store_as_it_is().await?;
    match (sealing, store.seal()) {
        (Sealing::Seal, SealState::Plain) => {}
        (Sealing::Seal, _) => return Err(Error::message("state-sealed-already", &[])),
        (_, SealState::Plain) => return Err(Error::message("state-not-sealed", &[])),
        _ => {}
    }
    let target = match &recipients {
        None => Target::Plain,
        Some(recipients) => Target::Sealed {
            recipients,
            identities: &keys,
        },
    };
    let done = store.reseal(target, now).await?;
    store.close().await;
    Ok(Sealed {
        sealing,
        done,
        recipients: recipients.map(|all| all.texts()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use clap::Parser;

    use super::Sealing::{Rekey, Seal, Unseal};
    use super::*;
    use crate::args::Cli;

    /// Keys of examples; nobody's.
    const KEYS: [&str; 2] = [
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
        "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0",
    ];

    fn settings(folder: &Path, identity: Option<&str>) -> Settings {
        let state = format!("sqlite:{}", folder.join("state.db").display());
        let mut arguments = vec!["gabakura", "--quiet", "--state", &state];
        let file = folder.join("key.txt").display().to_string();
        if let Some(key) = identity {
            std::fs::write(&file, key).unwrap();
            arguments.extend(["--identity", &file]);
        }
        arguments.extend(["state", "verify"]);
        Settings::new(&Cli::try_parse_from(arguments).unwrap().global)
    }

    fn code(result: Result<impl Sized, Error>) -> String {
        match result {
            Ok(_) => "done".to_owned(),
            Err(Error::Message(message)) => message.code.to_owned(),
            Err(Error::Store(error)) => error.to_string(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_state_is_sealed_rekeyed_and_unsealed_by_whoever_has_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let now = "2026-04-01T00:00:00Z".parse().unwrap();
        let (nobody, [one, two]) = (settings(folder.path(), None), KEYS);
        assert_eq!(
            code(seal(&nobody, Seal, &[], now).await),
            "seal-needs-identity"
        );
        let first = settings(folder.path(), Some(one));
        assert_eq!(code(first.open_store().await), "state-not-sealed");
        assert_eq!(
            code(seal(&first, Rekey, &[], now).await),
            "state-not-sealed"
        );
        let nonsense = ["age1nobody".to_owned()];
        assert_eq!(
            code(seal(&first, Seal, &nonsense, now).await),
            "seal-recipient"
        );
        assert_eq!(code(seal(&first, Seal, &[], now).await), "done");
        assert_eq!(code(first.open_store().await), "done");
        assert_eq!(
            code(seal(&first, Seal, &[], now).await),
            "state-sealed-already"
        );

        let second = settings(folder.path(), Some(two));
        let wrong = "none of the identities opens the state";
        assert_eq!(code(second.open_store().await), wrong);
        let recipient = second.identities().unwrap().unwrap().recipients().texts();
        let first = settings(folder.path(), Some(one));
        assert_eq!(
            code(seal(&first, Rekey, &recipient, now).await),
            wrong,
            "not for others alone"
        );
        let both = settings(folder.path(), Some(&KEYS.join("\n")));
        assert_eq!(code(seal(&both, Rekey, &recipient, now).await), "done");
        let first = settings(folder.path(), Some(one));
        assert_eq!(code(first.open_store().await), wrong);
        let second = settings(folder.path(), Some(two));
        assert_eq!(code(second.open_store().await), "done");
        assert_eq!(code(seal(&second, Unseal, &[], now).await), "done");
        assert_eq!(code(nobody.open_store().await), "done");
        let slip = settings(folder.path(), Some("not a key"));
        assert_eq!(code(slip.open_store().await), "identity-unusable");
    }
}
