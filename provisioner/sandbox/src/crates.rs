//! The crates that answer IAM, KMS, CloudWatch Logs, S3 and S3 Control.
//!
//! A crate knows one account per process, whose number is [`PLACEHOLDER`]. Each account therefore
//! has instances of its own; its number is replaced by the placeholder in requests and put back in
//! replies.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use winterbaume_cloudwatchlogs::CloudWatchLogsService;
use winterbaume_core::{FsVfs, MockRequest, MockService, StatefulService};
use winterbaume_iam::{IamService, IamStateView};
use winterbaume_kms::KmsService;
use winterbaume_s3::S3Service;
use winterbaume_s3control::S3ControlService;

use crate::account_number::{PLACEHOLDER, replace};
use crate::protocol::{Reply, empty};
use crate::state_directory::AccountFile;

/// Where the state is of services that AWS runs once per account, not once per region.
const HOME_REGION: &str = "us-east-1";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Crate {
    Iam,
    Kms,
    Logs,
    S3,
    S3Control,
}

impl Crate {
    /// The first label of the host it expects.
    fn host(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Kms => "kms",
            Self::Logs => "logs",
            Self::S3 => "s3",
            Self::S3Control => "s3-control",
        }
    }

    fn region(self, region: &str) -> &str {
        match self {
            Self::Iam | Self::S3Control => HOME_REGION,
            _ => region,
        }
    }
}

/// A request to a crate.
pub(crate) struct CrateRequest<'a> {
    pub(crate) region: &'a str,
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

impl CrateRequest<'_> {
    /// Whether the bodies are those of an object, in which nothing is replaced.
    fn is_for_object(&self, of: Crate) -> bool {
        let (_, key) = self
            .path
            .trim_start_matches('/')
            .split_once('/')
            .unwrap_or_default();
        of == Crate::S3 && !key.is_empty()
    }
}

/// One account's instances.
pub(crate) struct Crates {
    account: String,
    iam: IamService,
    kms: KmsService,
    logs: CloudWatchLogsService,
    s3: S3Service,
    s3control: S3ControlService,
    /// Which of them hold state, by region.
    used: BTreeSet<(Crate, String)>,
}

impl Crates {
    pub(crate) async fn restore(file: &AccountFile, objects: &Path) -> Self {
        let s3 = match FsVfs::new(objects) {
            Ok(files) => S3Service::with_vfs(Arc::new(files)),
            Err(_) => S3Service::new(),
        };
        let mut crates = Self {
            account: file.account.clone(),
            iam: IamService::new(),
            kms: KmsService::new(),
            logs: CloudWatchLogsService::new(),
            s3,
            s3control: S3ControlService::new(),
            used: BTreeSet::new(),
        };
        // Restoring cannot fail: the views were read by the crates' own types.
        macro_rules! restore {
            ($service:ident, $name:expr, $views:expr) => {
                for (region, view) in $views {
                    if let Some(view) = relabelled(view, &file.account) {
                        let _ = crates.$service.restore(PLACEHOLDER, region, view).await;
                        crates.used.insert(($name, region.to_owned()));
                    }
                }
            };
        }
        let at_home = |view| (HOME_REGION, view);
        restore!(iam, Crate::Iam, file.iam.iter().map(at_home));
        let at_home = |view| (HOME_REGION, view);
        restore!(
            s3control,
            Crate::S3Control,
            file.s3control.iter().map(at_home)
        );
        restore!(kms, Crate::Kms, &file.kms);
        restore!(logs, Crate::Logs, &file.logs);
        restore!(s3, Crate::S3, &file.s3);
        crates
    }

    pub(crate) async fn snapshot(&self, file: &mut AccountFile) {
        for (of, region) in &self.used {
            let key = region.clone();
            match of {
                Crate::Iam => file.iam = Some(self.iam.snapshot(PLACEHOLDER, region).await),
                Crate::Kms => {
                    let view = self.kms.snapshot(PLACEHOLDER, region).await;
                    file.kms.insert(key, view);
                }
                Crate::Logs => {
                    let view = self.logs.snapshot(PLACEHOLDER, region).await;
                    file.logs.insert(key, view);
                }
                Crate::S3 => {
                    let view = self.s3.snapshot(PLACEHOLDER, region).await;
                    file.s3.insert(key, view);
                }
                Crate::S3Control => {
                    let view = self.s3control.snapshot(PLACEHOLDER, region).await;
                    file.s3control = Some(view);
                }
            }
        }
    }

    /// Passes a request on to a crate.
    pub(crate) async fn handle(&mut self, of: Crate, request: CrateRequest<'_>) -> Reply {
        let region = of.region(request.region);
        let inbound = self.inbound(of, region, &request);
        let response = match of {
            Crate::Iam => self.iam.handle(inbound).await,
            Crate::Kms => self.kms.handle(inbound).await,
            Crate::Logs => self.logs.handle(inbound).await,
            Crate::S3 => self.s3.handle(inbound).await,
            Crate::S3Control => self.s3control.handle(inbound).await,
        };
        self.used.insert((of, region.to_owned()));
        let mut reply = empty(response.status);
        *reply.headers_mut() = response.headers;
        *reply.body_mut() = match request.is_for_object(of) {
            true => response.body,
            false => self.outbound(of, &response.body),
        };
        reply
    }

    fn inbound(&self, of: Crate, region: &str, request: &CrateRequest<'_>) -> MockRequest {
        let query = match request.query {
            "" => String::new(),
            query => format!("?{query}"),
        };
        let mut uri = format!(
            "https://{}.{region}.amazonaws.com{}{query}",
            of.host(),
            request.path
        );
        let mut headers = request.headers.clone();
        // The URI alone says where: two crates would rather believe the signature.
        headers.remove(http::header::AUTHORIZATION);
        if headers.remove("x-amz-account-id").is_some() {
            let placeholder = http::HeaderValue::from_static(PLACEHOLDER);
            headers.insert("x-amz-account-id", placeholder);
        }
        let mut body = request.body.clone();
        if !request.is_for_object(of) {
            body = replace(&body, &self.account, PLACEHOLDER);
            uri = uri.replace(&self.account, PLACEHOLDER);
        }
        MockRequest {
            method: request.method.to_string(),
            uri,
            headers,
            body,
        }
    }

    fn outbound(&self, of: Crate, body: &Bytes) -> Bytes {
        let body = replace(body, PLACEHOLDER, &self.account);
        match of {
            Crate::Iam => utf8(body),
            _ => body,
        }
    }

    /// The account's IAM state, with its own account number.
    pub(crate) async fn iam_view(&self) -> IamStateView {
        let view = self.iam.snapshot(PLACEHOLDER, HOME_REGION).await;
        let text = serde_json::to_vec(&view).unwrap_or_default();
        let text = self.outbound(Crate::Iam, &text.into());
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Changes the IAM state as the crate keeps it: with the placeholder, and texts read byte by
    /// byte ([`Self::as_kept`]).
    pub(crate) async fn change_iam(&mut self, change: impl FnOnce(&mut IamStateView)) {
        let mut view = self.iam.snapshot(PLACEHOLDER, HOME_REGION).await;
        change(&mut view);
        // Restoring cannot fail: the view is the crate's own.
        let _ = self.iam.restore(PLACEHOLDER, HOME_REGION, view).await;
        self.used.insert((Crate::Iam, HOME_REGION.to_owned()));
    }

    /// A text as IAM's crate keeps it.
    pub(crate) fn as_kept(&self, text: &str) -> String {
        let text = text.replace(&self.account, PLACEHOLDER);
        text.bytes().map(char::from).collect()
    }
}

/// A stored view with the placeholder for the account's number.
fn relabelled<T: Serialize + DeserializeOwned>(view: &T, account: &str) -> Option<T> {
    let text = serde_json::to_vec(view).ok()?;
    serde_json::from_slice(&replace(&text.into(), account, PLACEHOLDER)).ok()
}

/// Text that IAM's crate read byte by byte, as AWS reads it: as UTF-8. *Every* text beyond ASCII
/// went through that reading, so turning the characters back into bytes restores it.
fn utf8(bytes: Bytes) -> Bytes {
    if bytes.is_ascii() {
        return bytes;
    }
    let narrowed = std::str::from_utf8(&bytes).ok().and_then(|text| {
        let narrow = |character| u8::try_from(u32::from(character)).ok();
        text.chars().map(narrow).collect()
    });
    match narrowed {
        Some::<Vec<u8>>(narrow) if std::str::from_utf8(&narrow).is_ok() => narrow.into(),
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::utf8;

    #[test]
    fn bytes_read_as_characters_become_text_again() {
        let misread: String = "千代田 <a>".bytes().map(char::from).collect();
        assert_eq!(utf8(misread.into()), "千代田 <a>".as_bytes());
        assert_eq!(utf8("千代田".into()), "千代田".as_bytes());
        assert_eq!(utf8("plain".into()), "plain".as_bytes());
    }
}
