//! Flags and environment, resolved once.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gabakura_store::{Identities, SealState, StatePlace, StateStore};

use crate::args::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::view::style::Style;
use crate::words::{Lang, Words};

/// Where gabakura keeps what it knows, within a workspace.
const DATA_DIR: &str = ".gabakura";
/// Names the public key that plans must be signed with, so that a pipeline can demand it.
const REQUIRE_SIGNATURE: &str = "GABAKURA_REQUIRE_SIGNATURE";

/// Names the file with the keys a sealed state opens with.
const IDENTITY: &str = "GABAKURA_IDENTITY";

/// What every command works with.
pub struct Context {
    /// The workspace.
    pub workspace: PathBuf,
    /// JSON instead of the human view.
    pub json: bool,
    /// Say only what was asked for.
    pub quiet: bool,
    /// Most calls in flight.
    pub parallel: usize,
    /// Whether the clouds are the sandbox's.
    pub sandbox: bool,
    /// Whether somebody can be asked.
    pub interactive: bool,
    /// The public key that every plan to be applied must be signed with, where one is demanded.
    pub require_signature: Option<PathBuf>,
    /// The language.
    pub words: Words,
    /// Whether colours are refused.
    no_color: bool,
    /// Colours for the data stream.
    pub style: Style,
    /// stdout and stderr.
    pub output: Output,
    /// Where the state is, if somebody said so. May hold a password.
    state: Option<String>,
    /// The file with the keys the state opens with, if somebody said so.
    identity: Option<PathBuf>,
    /// Where this run keeps its own data; the demo has a place of its own.
    data_dir: PathBuf,
}

impl Context {
    /// Reads flags and the process's environment.
    pub fn new(global: &Global) -> Self {
        let lang = resolve_lang(global.lang.as_deref());
        let no_color =
            global.no_color || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let color = !no_color && std::io::stdout().is_terminal();
        Self {
            data_dir: global.workspace.join(DATA_DIR),
            state: global.state.clone().or_else(|| {
                // What a team shares must not fill with what is in somebody's sandbox.
                let shared = || std::env::var("GABAKURA_STATE").ok();
                (!global.sandbox).then(shared).flatten()
            }),
            identity: global.identity.clone().or_else(|| {
                // The sandbox's state is plain unless somebody says otherwise.
                let named = || std::env::var_os(IDENTITY).filter(|name| !name.is_empty());
                (!global.sandbox).then(named).flatten().map(PathBuf::from)
            }),
            workspace: global.workspace.clone(),
            json: global.json,
            quiet: global.quiet,
            parallel: usize::from(global.parallel),
            sandbox: global.sandbox,
            interactive: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            require_signature: std::env::var_os(REQUIRE_SIGNATURE).map(PathBuf::from),
            words: Words::new(lang),
            no_color,
            style: Style { color },
            output: Output::new(),
        }
    }

    /// The same, on the sandbox, with its data under another name (for the demo).
    pub fn in_sandbox(&self, name: &str) -> Self {
        Self {
            workspace: self.workspace.clone(),
            data_dir: self.workspace.join(DATA_DIR).join(name),
            state: None,
            identity: None,
            words: Words::new(self.words.lang()),
            style: self.style,
            output: Output::new(),
            require_signature: None,
            json: false,
            sandbox: true,
            ..*self
        }
    }

    /// The directory with everything a run leaves.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// The sandbox's state.
    pub fn sandbox_dir(&self) -> PathBuf {
        self.data_dir.join("sandbox")
    }

    /// Where the record and the journal are. The sandbox has its own: its ids mean nothing
    /// elsewhere.
    ///
    /// # Errors
    /// A `--state` or `GABAKURA_STATE` that is the address of nothing.
    pub fn state_place(&self) -> Result<StatePlace, Failure> {
        match self.state.as_deref() {
            Some(text) if !text.is_empty() => text.parse().map_err(|problem| {
                let problem: gabakura_store::PlaceError = problem;
                Failure::say("not-a-state", &[("problem", &problem.to_string())])
            }),
            _ if self.sandbox => Ok(StatePlace::File(self.sandbox_store_path())),
            _ => Ok(StatePlace::File(self.data_dir.join("state.db"))),
        }
    }

    /// The keys a sealed state opens with, where somebody named a file.
    ///
    /// # Errors
    /// A file that cannot be read, or holds something else.
    pub fn identities(&self) -> Result<Option<Identities>, Failure> {
        let Some(file) = &self.identity else {
            return Ok(None);
        };
        let refused = |problem: String| {
            let path = file.display().to_string();
            Failure::say(
                "identity-unusable",
                &[("path", &path), ("problem", &problem)],
            )
        };
        let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
        let parsed = text.parse::<Identities>();
        parsed.map(Some).map_err(|error| refused(error.to_string()))
    }

    /// Opens the record and the journal. Where keys are named, a plain state is refused: somebody
    /// counts on its being sealed.
    ///
    /// # Errors
    /// Those of [`Context::state_place`], [`Context::identities`] and of the store.
    pub async fn open_store(&self) -> Result<Arc<dyn StateStore>, Failure> {
        let store = self.open_store_as_it_is().await?;
        match (&self.identity, store.seal()) {
            (Some(_), SealState::Plain) => Err(Failure::say("state-not-sealed", &[])),
            _ => Ok(store),
        }
    }

    /// The same, sealed or not.
    ///
    /// # Errors
    /// As [`Context::open_store`].
    pub async fn open_store_as_it_is(&self) -> Result<Arc<dyn StateStore>, Failure> {
        let keys = self.identities()?;
        Ok(self.state_place()?.open(keys.as_ref()).await?)
    }

    /// The record of what is in the sandbox.
    pub fn sandbox_store_path(&self) -> PathBuf {
        self.data_dir.join("sandbox-state.db")
    }

    /// Colours for the talk stream.
    pub fn talk_style(&self) -> Style {
        Style {
            color: !self.no_color && std::io::stderr().is_terminal(),
        }
    }
}

fn resolve_lang(flag: Option<&str>) -> Lang {
    let from_env = |name: &str| std::env::var(name).ok();
    Lang::resolve(
        flag,
        ["GABAKURA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .map(from_env)
            .into_iter()
            .flatten(),
    )
}

/// The language of help texts and usage errors, before the arguments are understood.
pub fn lang_before_parsing(arguments: &[OsString]) -> Lang {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let spaced = texts
        .windows(2)
        .find(|pair| pair[0] == "--lang")
        .map(|pair| pair[1]);
    resolve_lang(joined.or(spaced))
}
