//! Saved plans: their files, and the signatures that may be demanded of them.

use std::path::Path;

use gabakura_model::plan::Plan;

use crate::error::{Error, Message};
use crate::files;
use crate::plan_file::{self, SavedPlan};
use crate::settings::Settings;
use crate::signature::{PublicKey, SigningKey};

/// The key to sign with, a private key in PEM.
pub fn signing_key(path: &Path) -> Result<SigningKey, Error> {
    key(path, "sign-key", SigningKey::from_pem)
}

fn key<K>(
    path: &Path,
    code: &'static str,
    parse: impl Fn(&str) -> Result<K, String>,
) -> Result<K, Error> {
    let read = std::fs::read_to_string(path).map_err(|error| error.to_string());
    read.and_then(|pem| parse(&pem))
        .map_err(|problem| files::with_path(code, path, &problem))
}

/// Saves a plan, signed where a key is given.
pub fn save(path: &Path, plan: &Plan, key: Option<&SigningKey>) -> Result<(), Error> {
    let bytes = plan_file::write(plan, key);
    // What cannot be read back as it was written could never be applied.
    let name = path.display().to_string();
    plan_file::read(&bytes).map_err(|error| Error::PlanFile(name, error))?;
    files::write(path, &bytes)
}

/// Loads a saved plan, and its signature where a public key demands one.
///
/// # Errors
/// A file that is not as it was written; [`Error::Unsigned`] without that key's signature.
pub fn load(path: &Path, demanded: Option<&Path>) -> Result<Plan, Error> {
    let demanded = demanded.map(|file| key(file, "verify-key", PublicKey::from_pem));
    let demanded = demanded.transpose()?;
    let name = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|error| files::with_path("plan-unreadable", path, &error.to_string()))?;
    let SavedPlan { plan, signed_by } =
        plan_file::read(&bytes).map_err(|error| Error::PlanFile(name.clone(), error))?;
    let Some(expected) = demanded.filter(|key| signed_by.as_ref() != Some(key)) else {
        return Ok(plan);
    };
    let (code, found) = match signed_by {
        Some(found) => ("plan-wrong-key", found.to_string()),
        None => ("plan-not-signed", String::new()),
    };
    let expected = expected.to_string();
    let args = [("path", &*name), ("found", &found), ("expected", &expected)];
    Err(Error::Unsigned(Message::new(code, &args)))
}

/// Refuses to go on where every change must come from a signed plan file.
///
/// # Errors
/// [`Error::Unsigned`] where the flag or the environment demands a signature.
pub fn refuse_unsigned(settings: &Settings, flag: Option<&Path>) -> Result<(), Error> {
    match flag.or(settings.require_signature.as_deref()) {
        Some(_) => Err(Error::Unsigned(Message::new("signature-needs-file", &[]))),
        None => Ok(()),
    }
}
