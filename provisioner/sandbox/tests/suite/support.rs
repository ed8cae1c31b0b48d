//! A sandbox in a temporary directory, and clients of it.

use std::path::Path;
use std::sync::Arc;

use gabakura_sandbox::Sandbox;
use tempfile::TempDir;

pub const TOKYO: &str = "ap-northeast-1";
pub const OSAKA: &str = "ap-northeast-3";
pub const ALICE: &str = "111122223333";
pub const BOB: &str = "444455556666";

pub struct Cloud {
    pub sandbox: Arc<Sandbox>,
    dir: TempDir,
}

impl Cloud {
    pub fn new() -> Self {
        Self::over(|dir| Sandbox::open(dir).expect("an empty sandbox"))
    }

    /// The sandbox that `open` opens in a new directory.
    pub fn over(open: impl FnOnce(&Path) -> Arc<Sandbox>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let sandbox = open(dir.path());
        Self { sandbox, dir }
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Closes the sandbox and opens it again from disk.
    pub async fn reopened(self) -> Self {
        self.sandbox.save().await.expect("saved");
        let Self { sandbox, dir } = self;
        let weak = Arc::downgrade(&sandbox);
        drop(sandbox);
        // A save still scheduled holds on until its delay is over.
        for _ in 0..200 {
            if weak.strong_count() == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(weak.strong_count(), 0, "a client still holds the sandbox");
        let sandbox = Sandbox::open(dir.path()).expect("the same sandbox");
        Self { sandbox, dir }
    }
}

/// A client of `$sdk` for an account in a region.
macro_rules! client {
    ($sdk:ident, $cloud:expr, $account:expr, $region:expr) => {
        $sdk::Client::from_conf(
            $sdk::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new($region))
                .credentials_provider($sdk::config::Credentials::new(
                    $account, "secret", None, None, "test",
                ))
                .http_client($cloud.sandbox.http_client())
                .build(),
        )
    };
    ($sdk:ident, $cloud:expr) => {
        client!($sdk, $cloud, crate::support::ALICE, crate::support::TOKYO)
    };
}

/// The AWS error code of a failed call.
macro_rules! code {
    ($call:expr) => {{
        use aws_smithy_types::error::metadata::ProvideErrorMetadata;
        let error = $call.await.expect_err("a refusal");
        error.code().unwrap_or("no code").to_owned()
    }};
}

pub(crate) use {client, code};
