//! The state directory: one JSON file per account, written whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use winterbaume_cloudwatchlogs::LogsStateView;
use winterbaume_iam::IamStateView;
use winterbaume_kms::KmsStateView;
use winterbaume_s3::S3StateView;
use winterbaume_s3control::S3ControlStateView;

use crate::account_number::{PLACEHOLDER, is_account, replace};
use crate::ec2::Ec2;
use crate::error::SandboxError;

/// Raised whenever a file written by the previous program can no longer be read.
const FORMAT_VERSION: u32 = 1;

/// Where the Google side keeps its projects.
const GOOGLE: &str = "google";

/// By region.
pub(crate) type Regions<T> = BTreeMap<String, T>;

/// JSON records: kind, then `region/id`, then record.
pub(crate) type Records = BTreeMap<String, BTreeMap<String, Value>>;

/// Everything one account holds.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct AccountFile {
    format_version: u32,
    pub(crate) account: String,
    /// Trails by name, where files of before kept them; they are records now.
    #[serde(default, skip_serializing)]
    cloudtrail: Regions<BTreeMap<String, Value>>,
    #[serde(default)]
    pub(crate) ec2: Regions<Ec2>,
    pub(crate) iam: Option<IamStateView>,
    #[serde(default)]
    pub(crate) kms: Regions<KmsStateView>,
    #[serde(default)]
    pub(crate) logs: Regions<LogsStateView>,
    #[serde(default)]
    pub(crate) s3: Regions<S3StateView>,
    pub(crate) s3control: Option<S3ControlStateView>,
    #[serde(default)]
    #[serde(rename = "side")]
    pub(crate) records: Records,
}

impl AccountFile {
    pub(crate) fn new(account: &str) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            account: account.to_owned(),
            ..Self::default()
        }
    }

    fn move_trails(&mut self) {
        for (region, trails) in std::mem::take(&mut self.cloudtrail) {
            let records = self
                .records
                .entry("cloudtrail.trail".to_owned())
                .or_default();
            let trails = trails.into_iter();
            records.extend(trails.map(|(name, trail)| (format!("{region}/{name}"), trail)));
        }
    }
}

#[derive(Deserialize)]
struct Header {
    format_version: u32,
    account: String,
}

/// The state directory, held exclusively by this process.
#[derive(Debug)]
pub(crate) struct StateDirectory {
    dir: PathBuf,
    _lock: File,
}

impl StateDirectory {
    /// Locks `dir`, creating it if need be.
    pub(crate) fn lock(dir: &Path) -> Result<Self, SandboxError> {
        let accounts = dir.join("accounts");
        fs::create_dir_all(&accounts).map_err(SandboxError::io("create", accounts.display()))?;
        let path = dir.join("lock");
        let lock = File::options().create(true).append(true).open(&path);
        let lock = lock.map_err(SandboxError::io("open", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                dir: dir.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(SandboxError::InUse {
                dir: dir.to_owned(),
            }),
            Err(TryLockError::Error(source)) => {
                Err(SandboxError::io("lock", path.display())(source))
            }
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where the Google side keeps its projects.
    pub(crate) fn google(&self) -> PathBuf {
        self.dir.join(GOOGLE)
    }

    /// Where an account's S3 object bodies lie.
    pub(crate) fn objects(&self, account: &str) -> PathBuf {
        self.dir.join("objects").join(account)
    }

    /// Reads every account's file.
    pub(crate) fn read(&self) -> Result<Vec<AccountFile>, SandboxError> {
        let dir = self.dir.join("accounts");
        let entries = fs::read_dir(&dir).map_err(SandboxError::io("list", dir.display()))?;
        let mut files = Vec::new();
        for entry in entries {
            let path = entry
                .map_err(SandboxError::io("list", dir.display()))?
                .path();
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if is_account(name) && path.extension().is_some_and(|kind| kind == "json") {
                files.push(read(&path, name)?);
            }
        }
        Ok(files)
    }

    /// Replaces an account's file.
    ///
    /// # Guarantees
    /// A reader, and whoever opens the directory after a crash, sees the old or the new file.
    pub(crate) fn write(&self, file: &AccountFile) -> Result<(), SandboxError> {
        let accounts = self.dir.join("accounts");
        let path = accounts.join(format!("{}.json", file.account));
        let unreadable = |source| SandboxError::StateUnreadable {
            path: path.clone(),
            source,
        };
        let text = serde_json::to_vec(file).map_err(unreadable)?;
        let text = replace(&text.into(), PLACEHOLDER, &file.account);
        let temporary = accounts.join(format!("{}.json.new", file.account));
        fs::write(&temporary, text).map_err(SandboxError::io("write", temporary.display()))?;
        fs::rename(&temporary, &path).map_err(SandboxError::io("replace", path.display()))
    }

    /// Removes all state from `dir`, keeping the directory and its lock file.
    pub(crate) fn clear(&self) -> Result<(), SandboxError> {
        for name in ["accounts", "objects", GOOGLE] {
            let path = self.dir.join(name);
            if path.exists() {
                fs::remove_dir_all(&path).map_err(SandboxError::io("remove", path.display()))?;
            }
        }
        Ok(())
    }
}

fn read(path: &Path, account: &str) -> Result<AccountFile, SandboxError> {
    let text = fs::read(path).map_err(SandboxError::io("read", path.display()))?;
    let unreadable = |source| SandboxError::StateUnreadable {
        path: path.to_owned(),
        source,
    };
    let header: Header = serde_json::from_slice(&text).map_err(unreadable)?;
    if header.format_version != FORMAT_VERSION {
        return Err(SandboxError::StateVersion {
            path: path.to_owned(),
            found: header.format_version,
            supported: FORMAT_VERSION,
        });
    }
    if header.account != account {
        let path = path.to_owned();
        return Err(SandboxError::StateMisplaced {
            path,
            found: header.account,
        });
    }
    let mut file: AccountFile = serde_json::from_slice(&text).map_err(unreadable)?;
    file.move_trails();
    Ok(file)
}
