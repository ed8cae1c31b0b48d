//! The state directory: one JSON file per project.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::GoogleError;
use crate::world::Scope;

/// Raised when the meaning of a state file changes.
const VERSION: u32 = 1;

/// Where the state is kept.
#[derive(Debug)]
pub(crate) struct StateDir {
    dir: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    #[serde(flatten)]
    scope: Scope,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl StateDir {
    /// Opens `dir`, which is created if there is none.
    pub(crate) fn open(dir: &Path) -> Result<Self, GoogleError> {
        fs::create_dir_all(dir).map_err(GoogleError::io("create", dir.display()))?;
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    /// Everything that was written.
    pub(crate) fn read(&self) -> Result<Vec<Scope>, GoogleError> {
        let failed = || GoogleError::io("read", self.dir.display());
        let mut scopes = Vec::new();
        for entry in fs::read_dir(&self.dir).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                scopes.push(read(&path)?);
            }
        }
        Ok(scopes)
    }

    /// Writes one scope so that a crash leaves the old file or the new one.
    pub(crate) fn write(&self, scope: &Scope) -> Result<(), GoogleError> {
        let path = self.dir.join(format!("{}.json", scope.name));
        let temporary = self.dir.join(format!("{}.json.new", scope.name));
        let file = File {
            version: VERSION,
            scope: scope.clone(),
        };
        let text = serde_json::to_vec(&file).map_err(|source| GoogleError::StateUnreadable {
            path: path.clone(),
            source,
        })?;
        fs::write(&temporary, text).map_err(GoogleError::io("write", temporary.display()))?;
        fs::rename(&temporary, &path).map_err(GoogleError::io("replace", path.display()))
    }
}

fn read(path: &Path) -> Result<Scope, GoogleError> {
    let text = fs::read(path).map_err(GoogleError::io("read", path.display()))?;
    let unreadable = |source| GoogleError::StateUnreadable {
        path: path.to_owned(),
        source,
    };
    let Version { version } = serde_json::from_slice(&text).map_err(unreadable)?;
    if version != VERSION {
        return Err(GoogleError::StateVersion {
            path: path.to_owned(),
            found: version,
            supported: VERSION,
        });
    }
    let File { scope, .. } = serde_json::from_slice(&text).map_err(unreadable)?;
    if path
        .file_stem()
        .is_none_or(|stem| stem != scope.name.as_str())
    {
        return Err(GoogleError::StateMisplaced {
            path: path.to_owned(),
            found: scope.name,
        });
    }
    Ok(scope)
}
