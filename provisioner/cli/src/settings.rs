//! Flags and environment variables, resolved once.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use gabakura_store::{Identities, PlaceError, SealState, StatePlace, StateStore};

use crate::args::Global;
use crate::error::Error;
use crate::files;
use crate::words::Lang;

/// Where gabakura keeps its own data, within a workspace.
const DATA_DIR: &str = ".gabakura";
/// Names the public key that plans must be signed with, so that a pipeline can demand it.
const REQUIRE_SIGNATURE: &str = "GABAKURA_REQUIRE_SIGNATURE";
/// Names the file with the keys a sealed state opens with.
const IDENTITY: &str = "GABAKURA_IDENTITY";

/// What every use case works with.
pub struct Settings {
    pub workspace: PathBuf,
    pub parallel: usize,
    /// Whether the clouds are the sandbox's.
    pub sandbox: bool,
    /// The public key that every plan to be applied must be signed with, where one is demanded.
    pub require_signature: Option<PathBuf>,
    /// The folder of this run's own data; the demo has one of its own.
    pub data_dir: PathBuf,
    /// The address of the state, where one is given. May hold a password.
    state: Option<String>,
    /// The file with the keys the state opens with, where one is given.
    identity: Option<PathBuf>,
}

impl Settings {
    /// Resolves the flags and the process's environment.
    pub fn new(global: &Global) -> Self {
        // What a team shares must not fill with what is in somebody's sandbox, and the sandbox's
        // state is plain: there, only flags count.
        let shared = |name: &str| (!global.sandbox).then(|| std::env::var_os(name)).flatten();
        let identity = || shared(IDENTITY).filter(|name| !name.is_empty());
        let state = || shared("GABAKURA_STATE").and_then(|url| url.into_string().ok());
        Self {
            data_dir: global.workspace.join(DATA_DIR),
            state: global.state.clone().or_else(state),
            identity: global
                .identity
                .clone()
                .or_else(|| identity().map(PathBuf::from)),
            workspace: global.workspace.clone(),
            parallel: usize::from(global.parallel),
            sandbox: global.sandbox,
            require_signature: std::env::var_os(REQUIRE_SIGNATURE).map(PathBuf::from),
        }
    }

    /// The same on the sandbox, with its data in a folder of its own (for the demo).
    pub fn in_sandbox(&self, folder: &str) -> Self {
        Self {
            workspace: self.workspace.clone(),
            parallel: self.parallel,
            sandbox: true,
            require_signature: None,
            data_dir: self.workspace.join(DATA_DIR).join(folder),
            state: None,
            identity: None,
        }
    }

    pub fn sandbox_dir(&self) -> PathBuf {
        self.data_dir.join("sandbox")
    }

    /// The record and the journal of what is in the sandbox.
    pub fn sandbox_store_path(&self) -> PathBuf {
        self.data_dir.join("sandbox-state.db")
    }

    /// Where the record and the journal are. The sandbox has its own: its ids mean nothing
    /// elsewhere.
    fn state_place(&self) -> Result<StatePlace, Error> {
        match self.state.as_deref() {
            Some(text) if !text.is_empty() => text.parse().map_err(|problem: PlaceError| {
                Error::message("not-a-state", &[("problem", &problem.to_string())])
            }),
            _ if self.sandbox => Ok(StatePlace::File(self.sandbox_store_path())),
            _ => Ok(StatePlace::File(self.data_dir.join("state.db"))),
        }
    }

    /// The keys a sealed state opens with, where a file is given.
    ///
    /// # Errors
    /// A file that cannot be read, or holds something else.
    pub fn identities(&self) -> Result<Option<Identities>, Error> {
        let Some(file) = &self.identity else {
            return Ok(None);
        };
        let refused = |problem: String| files::with_path("identity-unusable", file, &problem);
        let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
        let parsed = text.parse::<Identities>();
        parsed.map(Some).map_err(|error| refused(error.to_string()))
    }

    /// Opens the record and the journal. Where keys are given, a plain state is refused: somebody
    /// counts on its being sealed.
    ///
    /// # Errors
    /// A `--state` or `GABAKURA_STATE` that is not an address; those of
    /// [`Settings::identities`] and of the store.
    pub async fn open_store(&self) -> Result<Arc<dyn StateStore>, Error> {
        let store = self.open_store_as_it_is().await?;
        match (&self.identity, store.seal()) {
            (Some(_), SealState::Plain) => Err(Error::message("state-not-sealed", &[])),
            _ => Ok(store),
        }
    }

    /// The same, sealed or not.
    pub async fn open_store_as_it_is(&self) -> Result<Arc<dyn StateStore>, Error> {
        let keys = self.identities()?;
        Ok(self.state_place()?.open(keys.as_ref()).await?)
    }
}

/// The language that the flag or the environment asks for.
pub fn lang(flag: Option<&str>) -> Lang {
    let names = ["GABAKURA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let values = names.iter().filter_map(|name| std::env::var(name).ok());
    Lang::resolve(flag, values)
}

/// The language of help texts and usage errors, before the arguments are understood.
pub fn lang_before_parsing(arguments: &[OsString]) -> Lang {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let spaced = texts
        .windows(2)
        .find(|pair| pair[0] == "--lang")
        .map(|pair| pair[1]);
    lang(joined.or(spaced))
}
