//! The one door: open the state, answer calls, save.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use gabakura_sandbox_google::Google;

use crate::account_number;
use crate::address::address;
use crate::bank::Bank;
use crate::call::{Call, Reply};
use crate::ec2::Letter;
use crate::error::SandboxError;
use crate::faults::{CallRecord, Faults};
use crate::ids;
use crate::mends;
use crate::names::BucketNames;
use crate::refusal::Refusal;
use crate::running::Running;
use crate::shelf::{AccountFile, Shelf};

/// How long changes may wait to be written together. Short enough that a killed process loses
/// about what a person would not have noticed yet, long enough that an apply of a thousand steps
/// does not write a thousand files.
const SAVE_DELAY: Duration = Duration::from_millis(300);

/// The embedded cloud over one state directory.
pub struct Sandbox {
    shelf: Shelf,
    google: Arc<Google>,
    accounts: Mutex<BTreeMap<String, Arc<Account>>>,
    buckets: BucketNames,
    faults: RwLock<Faults>,
    /// One save at a time, so that an older snapshot never replaces a newer one.
    saving: tokio::sync::Mutex<()>,
    save_scheduled: AtomicBool,
    own: Weak<Sandbox>,
}

struct Account {
    bank: tokio::sync::Mutex<Slot>,
    dirty: AtomicBool,
}

/// Accounts come to life on their first call, so a directory of many opens quickly.
enum Slot {
    Stored(Box<AccountFile>),
    Live(Box<Bank>),
}

impl Sandbox {
    /// Opens the state in `dir`, creating it if there is none.
    ///
    /// # Errors
    /// When a server already runs over `dir`, another process holds it open, or a state file is
    /// truncated, foreign or of another version.
    pub fn open(dir: &Path) -> Result<Arc<Self>, SandboxError> {
        let shelf = hold(dir)?;
        let google = Google::open(&shelf.google())?;
        account_number::install();
        let buckets = BucketNames::default();
        let mut accounts = BTreeMap::new();
        for file in shelf.read()? {
            mends::register_buckets(&file, &buckets);
            accounts.insert(file.account.clone(), Arc::new(Account::stored(file)));
        }
        Ok(Arc::new_cyclic(|own| Self {
            shelf,
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
        hold(dir)?.clear()
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
        let mut call = match address(request) {
            Ok(call) => call,
            Err(refused) => return Some(refused),
        };
        call.session_max = faults
            .session()
            .and_then(|session| i64::try_from(session.as_secs()).ok());
        let record = CallRecord {
            account: call.account.clone(),
            region: call.region.clone(),
            service: call.service.name(),
            operation: call.operation(),
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
            let file = match &*account.bank.lock().await {
                Slot::Live(bank) => bank.snapshot().await,
                Slot::Stored(_) => continue,
            };
            if let Err(error) = self.shelf.write(&file) {
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
        self.shelf.dir()
    }

    /// Asks in a task of its own: a call once taken in is completed even if the client hangs up.
    async fn finish(&self, call: Call) -> Reply {
        let service = call.service;
        let Some(sandbox) = self.own.upgrade() else {
            return Refusal::new(503, "ServiceUnavailable", "shutting down").reply(service);
        };
        let asked = tokio::spawn(async move { sandbox.ask(&call).await }).await;
        asked.unwrap_or_else(|_| {
            Refusal::new(500, "InternalFailure", "the sandbox failed to answer").reply(service)
        })
    }

    async fn ask(&self, call: &Call) -> Reply {
        let account = self.account(&call.account);
        let mut slot = account.bank.lock().await;
        let bank = self.live(&mut slot).await;
        let reply = mends::answer(call, bank).await;
        let letters = bank.letters(&call.region);
        drop(slot);
        for letter in letters {
            self.deliver(letter).await;
        }
        if call.mutates() && reply.status().is_success() {
            account.dirty.store(true, Ordering::Release);
            self.schedule_save();
        }
        reply
    }

    /// Tells another account or region what concerns it.
    async fn deliver(&self, letter: Letter) {
        let account = self.account(&letter.account);
        let mut slot = account.bank.lock().await;
        let bank = self.live(&mut slot).await;
        if let Some(ec2) = bank.ec2.get_mut(&letter.region) {
            ec2.deliver(letter);
            account.dirty.store(true, Ordering::Release);
        }
    }

    async fn live<'a>(&self, slot: &'a mut Slot) -> &'a mut Bank {
        if let Slot::Stored(file) = slot {
            let objects = self.shelf.objects(&file.account);
            let bank = Bank::restore((**file).clone(), &objects, self.buckets.clone()).await;
            *slot = Slot::Live(Box::new(bank));
        }
        match slot {
            Slot::Live(bank) => bank,
            Slot::Stored(_) => unreachable!("a stored account was just brought to life"),
        }
    }

    fn account(&self, number: &str) -> Arc<Account> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Arc::new(Account::stored(AccountFile::new(number)));
        Arc::clone(accounts.entry(number.to_owned()).or_insert_with(fresh))
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
        let bank = tokio::sync::Mutex::new(Slot::Stored(Box::new(file)));
        Self {
            bank,
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

fn hold(dir: &Path) -> Result<Shelf, SandboxError> {
    if let Some(running) = Running::find(dir) {
        return Err(SandboxError::ServerRunning { port: running.port });
    }
    Shelf::hold(dir)
}
