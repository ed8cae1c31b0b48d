//! The sandbox: opens the state, answers calls, saves.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use gabakura_sandbox_google::Google;

use crate::account_number;
use crate::account_state::AccountState;
use crate::aws_error::AwsError;
use crate::bucket_registry::BucketRegistry;
use crate::dispatch;
use crate::ec2::PeeringChange;
use crate::error::SandboxError;
use crate::faults::{CallRecord, Faults};
use crate::ids;
use crate::protocol::Reply;
use crate::running::Running;
use crate::service::Call;
use crate::state_directory::{AccountFile, StateDirectory};

/// How long changes may wait to be written together. Short enough that a killed process loses
/// about what a person would not have noticed yet, long enough that an apply of a thousand steps
/// does not write a thousand files.
const SAVE_DELAY: Duration = Duration::from_millis(300);

/// The embedded cloud over one state directory.
pub struct Sandbox {
    directory: StateDirectory,
    google: Arc<Google>,
    accounts: Mutex<BTreeMap<String, Arc<Account>>>,
    buckets: BucketRegistry,
    faults: RwLock<Faults>,
    /// One save at a time, so that an older snapshot never replaces a newer one.
    saving: tokio::sync::Mutex<()>,
    save_scheduled: AtomicBool,
    own: Weak<Sandbox>,
}

struct Account {
    state: tokio::sync::Mutex<Loading>,
    dirty: AtomicBool,
}

/// Accounts are loaded on their first call, so a directory of many opens quickly.
enum Loading {
    Stored(Box<AccountFile>),
    Loaded(Box<AccountState>),
}

impl Sandbox {
    /// Opens the state in `dir`, creating it if there is none.
    ///
    /// # Errors
    /// When a server already runs over `dir`, another process holds it open, or a state file is
    /// truncated, foreign or of another version.
    pub fn open(dir: &Path) -> Result<Arc<Self>, SandboxError> {
        let directory = lock(dir)?;
        let google = Google::open(&directory.google())?;
        account_number::install();
        let buckets = BucketRegistry::default();
        let mut accounts = BTreeMap::new();
        for file in directory.read()? {
            buckets.register(&file);
            accounts.insert(file.account.clone(), Arc::new(Account::stored(file)));
        }
        Ok(Arc::new_cyclic(|own| Self {
            directory,
            google,
            accounts: Mutex::new(accounts),
            buckets,
            faults: RwLock::default(),
            saving: tokio::sync::Mutex::default(),
            save_scheduled: AtomicBool::new(false),
            own: own.clone(),
        }))
    }

    /// Removes everything the sandbox keeps in `dir`.
    ///
    /// # Errors
    /// When the state is in use, or a file cannot be removed.
    pub fn reset(dir: &Path) -> Result<(), SandboxError> {
        lock(dir)?.clear()
    }

    /// Replaces the faults in force, on the Google side as well.
    pub fn inject(&self, faults: Faults) {
        self.google.set_faults(faults.of_google());
        *self.faults.write().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// Answers one request as AWS would; `None` when the reply is to be lost.
    ///
    /// The SigV4 credential scope says for which account, region and service; the signature
    /// itself is not checked.
    pub async fn handle(&self, request: http::Request<Bytes>) -> Option<http::Response<Bytes>> {
        let faults = self
            .faults
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if !faults.latency().is_zero() {
            tokio::time::sleep(faults.latency()).await;
        }
        let mut call = match dispatch::address(request) {
            Ok(call) => call,
            Err(error) => return Some(error),
        };
        call.session_max = faults
            .session()
            .and_then(|session| i64::try_from(session.as_secs()).ok());
        let record = CallRecord {
            account: call.account.clone(),
            region: call.region.clone(),
            service: call.service.name,
            operation: call.operation.clone(),
            status: 0,
        };
        let mutates = call.mutates();
        let mut reply = self.finish(call).await;
        if let Ok(id) = ids::request().parse() {
            reply.headers_mut().insert("x-amzn-requestid", id);
        }
        let lost = mutates && reply.status().is_success() && faults.loses();
        let status = if lost { 0 } else { reply.status().as_u16() };
        faults.record(&CallRecord { status, ..record });
        (!lost).then_some(reply)
    }

    /// Writes every account and project that changed since it was last written.
    ///
    /// # Errors
    /// When a file cannot be written; what was not written stays marked and is tried again.
    pub async fn save(&self) -> Result<(), SandboxError> {
        let _turn = self.saving.lock().await;
        let accounts = self.accounts();
        for account in accounts.values() {
            if !account.dirty.swap(false, Ordering::AcqRel) {
                continue;
            }
            let file = match &*account.state.lock().await {
                Loading::Loaded(state) => state.snapshot().await,
                Loading::Stored(_) => continue,
            };
            if let Err(error) = self.directory.write(&file) {
                account.dirty.store(true, Ordering::Release);
                return Err(error);
            }
        }
        Ok(self.google.save()?)
    }

    /// The Google side, which has faults of its own besides.
    pub fn google(&self) -> &Arc<Google> {
        &self.google
    }

    pub(crate) fn dir(&self) -> &Path {
        self.directory.dir()
    }

    /// Answers in a task of its own: a call once accepted is completed even if the client hangs up.
    async fn finish(&self, call: Call) -> Reply {
        let protocol = call.service.protocol;
        let Some(sandbox) = self.own.upgrade() else {
            let error = AwsError::new(503, "ServiceUnavailable", "shutting down");
            return protocol.error(&error);
        };
        let answered = tokio::spawn(async move { sandbox.answer(&call).await }).await;
        answered.unwrap_or_else(|_| {
            let message = "the sandbox failed to answer";
            protocol.error(&AwsError::new(500, "InternalFailure", message))
        })
    }

    async fn answer(&self, call: &Call) -> Reply {
        let account = self.account(&call.account);
        let mut state = account.state.lock().await;
        let loaded = self.load(&mut state).await;
        let reply = dispatch::answer(call, loaded).await;
        let changes = loaded.take_peering_changes(&call.region);
        drop(state);
        for change in changes {
            self.apply(change).await;
        }
        if call.mutates() && reply.status().is_success() {
            account.dirty.store(true, Ordering::Release);
            self.schedule_save();
        }
        reply
    }

    /// Applies a change to a peering in the account and region of its other side.
    async fn apply(&self, change: PeeringChange) {
        let account = self.account(&change.account);
        let mut state = account.state.lock().await;
        if self.load(&mut state).await.apply_peering_change(change) {
            account.dirty.store(true, Ordering::Release);
        }
    }

    async fn load<'a>(&self, state: &'a mut Loading) -> &'a mut AccountState {
        if let Loading::Stored(file) = state {
            let objects = self.directory.objects(&file.account);
            let buckets = self.buckets.clone();
            let loaded = AccountState::restore((**file).clone(), &objects, buckets).await;
            *state = Loading::Loaded(Box::new(loaded));
        }
        match state {
            Loading::Loaded(state) => state,
            Loading::Stored(_) => unreachable!("a stored account was just loaded"),
        }
    }

    fn account(&self, number: &str) -> Arc<Account> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Account::stored(AccountFile::new(number)));
        Arc::clone(accounts.entry(number.to_owned()).or_insert_with(new))
    }

    fn accounts(&self) -> BTreeMap<String, Arc<Account>> {
        self.accounts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn schedule_save(&self) {
        let Some(sandbox) = self.own.upgrade() else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if self.save_scheduled.swap(true, Ordering::AcqRel) {
            return;
        }
        runtime.spawn(async move {
            tokio::time::sleep(SAVE_DELAY).await;
            sandbox.save_scheduled.store(false, Ordering::Release);
            // What fails here stays marked; the next save, at the latest the one that ends the
            // command, tries again and reports.
            let _ = sandbox.save().await;
        });
    }
}

impl Account {
    fn stored(file: AccountFile) -> Self {
        Self {
            state: tokio::sync::Mutex::new(Loading::Stored(Box::new(file))),
            dirty: AtomicBool::new(false),
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("dir", &self.dir())
            .finish_non_exhaustive()
    }
}

fn lock(dir: &Path) -> Result<StateDirectory, SandboxError> {
    if let Some(running) = Running::find(dir) {
        return Err(SandboxError::ServerRunning { port: running.port });
    }
    StateDirectory::lock(dir)
}
