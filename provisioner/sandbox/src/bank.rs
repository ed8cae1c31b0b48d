//! One account: its service instances, and what the sandbox itself keeps for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use winterbaume_cloudwatchlogs::CloudWatchLogsService;
use winterbaume_core::{FsVfs, MockRequest, MockService, StatefulService};
use winterbaume_iam::views::ManagedPolicyView;
use winterbaume_iam::{IamService, IamStateView};
use winterbaume_kms::KmsService;
use winterbaume_s3::S3Service;
use winterbaume_s3control::S3ControlService;

use crate::account_number::{STAND_IN, swap};
use crate::call::{Call, Reply, Service};
use crate::cloudtrail::Trails;
use crate::ec2::{Ec2, Letter};
use crate::mends::latin;
use crate::names::BucketNames;
use crate::refusal::Refusal;
use crate::shelf::{AccountFile, Regions};

/// Where the services live that AWS runs once per account, not once per region.
const HOME_REGION: &str = "us-east-1";

/// Small records beside a service's own state: kind, then `region/id`, then value.
pub(crate) type Side = BTreeMap<String, BTreeMap<String, Value>>;

/// One account.
pub(crate) struct Bank {
    pub(crate) account: String,
    pub(crate) cloudtrail: Regions<Trails>,
    pub(crate) ec2: Regions<Ec2>,
    pub(crate) buckets: BucketNames,
    side: Side,
    iam: IamService,
    kms: KmsService,
    logs: CloudWatchLogsService,
    s3: S3Service,
    s3control: S3ControlService,
    /// Which (service, region) pairs hold state of a service crate.
    touched: BTreeSet<(Service, String)>,
}

impl Bank {
    /// Brings an account to life from what was stored of it.
    pub(crate) async fn restore(file: AccountFile, objects: &Path, buckets: BucketNames) -> Self {
        let s3 = match FsVfs::new(objects) {
            Ok(files) => S3Service::with_vfs(Arc::new(files)),
            Err(_) => S3Service::new(),
        };
        let mut bank = Self {
            account: file.account,
            cloudtrail: file.cloudtrail,
            ec2: file.ec2,
            buckets,
            side: file.side,
            iam: IamService::new(),
            kms: KmsService::new(),
            logs: CloudWatchLogsService::new(),
            s3,
            s3control: S3ControlService::new(),
            touched: BTreeSet::new(),
        };
        // Restoring cannot fail: the views were read by the crates' own types.
        if let Some(view) = relabelled(&file.iam, &bank.account).flatten() {
            let _ = bank.iam.restore(STAND_IN, HOME_REGION, view).await;
            bank.touch(Service::Iam, HOME_REGION);
        }
        if let Some(view) = relabelled(&file.s3control, &bank.account).flatten() {
            let _ = bank.s3control.restore(STAND_IN, HOME_REGION, view).await;
            bank.touch(Service::S3Control, HOME_REGION);
        }
        for (region, view) in relabelled(&file.kms, &bank.account).unwrap_or_default() {
            let _ = bank.kms.restore(STAND_IN, &region, view).await;
            bank.touch(Service::Kms, &region);
        }
        for (region, view) in relabelled(&file.logs, &bank.account).unwrap_or_default() {
            let _ = bank.logs.restore(STAND_IN, &region, view).await;
            bank.touch(Service::Logs, &region);
        }
        for (region, view) in relabelled(&file.s3, &bank.account).unwrap_or_default() {
            let _ = bank.s3.restore(STAND_IN, &region, view).await;
            bank.touch(Service::S3, &region);
        }
        bank
    }

    /// Everything the account holds, as it is stored.
    pub(crate) async fn snapshot(&self) -> AccountFile {
        let mut file = AccountFile::new(&self.account);
        file.cloudtrail = self.cloudtrail.clone();
        file.ec2 = self.ec2.clone();
        file.side = self.side.clone();
        for (service, region) in &self.touched {
            let key = region.clone();
            match service {
                Service::Iam => file.iam = Some(self.iam.snapshot(STAND_IN, region).await),
                Service::Kms => {
                    file.kms
                        .insert(key, self.kms.snapshot(STAND_IN, region).await);
                }
                Service::Logs => {
                    file.logs
                        .insert(key, self.logs.snapshot(STAND_IN, region).await);
                }
                Service::S3 => {
                    file.s3
                        .insert(key, self.s3.snapshot(STAND_IN, region).await);
                }
                Service::S3Control => {
                    file.s3control = Some(self.s3control.snapshot(STAND_IN, region).await);
                }
                _ => {}
            }
        }
        file
    }

    /// Asks the service crate behind `call`, with account numbers swapped both ways.
    pub(crate) async fn forward(&mut self, call: &Call) -> Reply {
        let region = home(call.service, &call.region).to_owned();
        let request = self.inbound(call, &region);
        let response = match call.service {
            Service::Iam => self.iam.handle(request).await,
            Service::Kms => self.kms.handle(request).await,
            Service::Logs => self.logs.handle(request).await,
            Service::S3 => self.s3.handle(request).await,
            Service::S3Control => self.s3control.handle(request).await,
            _ => {
                let refusal = Refusal::unknown_operation(&call.operation());
                return refusal.reply(call.service);
            }
        };
        self.touch(call.service, &region);
        let mut reply = Reply::new(response.body);
        *reply.status_mut() = http::StatusCode::from_u16(response.status).unwrap_or_default();
        *reply.headers_mut() = response.headers;
        if !carries_object(call) {
            let body = swap(reply.body(), STAND_IN, &self.account);
            *reply.body_mut() = if call.service == Service::Iam {
                latin::mend(body)
            } else {
                body
            };
        }
        reply
    }

    fn inbound(&self, call: &Call, region: &str) -> MockRequest {
        let host = call.service.name();
        let query = if call.query.is_empty() {
            String::new()
        } else {
            format!("?{}", call.query)
        };
        let uri = format!("https://{host}.{region}.amazonaws.com{}{query}", call.path);
        let mut headers = call.headers.clone();
        // The URI alone says where: two service crates would rather believe the signature.
        headers.remove(http::header::AUTHORIZATION);
        if headers.remove("x-amz-account-id").is_some() {
            headers.insert("x-amz-account-id", http::HeaderValue::from_static(STAND_IN));
        }
        let mut body = call.body.clone();
        let mut uri = uri;
        if !carries_object(call) {
            body = swap(&body, &self.account, STAND_IN);
            uri = uri.replace(&self.account, STAND_IN);
        }
        MockRequest {
            method: call.method.to_string(),
            uri,
            headers,
            body,
        }
    }

    /// The account's IAM state, with its own account number.
    pub(crate) async fn iam_view(&self) -> IamStateView {
        let view = self.iam.snapshot(STAND_IN, HOME_REGION).await;
        let text = serde_json::to_vec(&view).unwrap_or_default();
        let text = latin::mend(swap(&text.into(), STAND_IN, &self.account));
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Puts a policy among the account's, unless it is there.
    pub(crate) async fn stock_policy(&mut self, policy: ManagedPolicyView) {
        let mut view = self.iam.snapshot(STAND_IN, HOME_REGION).await;
        if view.policies.contains_key(&policy.arn) {
            return;
        }
        view.policies.insert(policy.arn.clone(), policy);
        // Restoring cannot fail: the view is the crate's own, with one more policy.
        let _ = self.iam.restore(STAND_IN, HOME_REGION, view).await;
        self.touch(Service::Iam, HOME_REGION);
    }

    /// Changes a customer's policy as the crate keeps it: its own account number, texts read byte
    /// by byte.
    pub(crate) async fn change_policy(
        &mut self,
        arn: &str,
        change: impl FnOnce(&mut ManagedPolicyView),
    ) {
        let mut view = self.iam.snapshot(STAND_IN, HOME_REGION).await;
        if let Some(policy) = view.policies.get_mut(&arn.replace(&self.account, STAND_IN)) {
            change(policy);
        }
        // Restoring cannot fail: the view is the crate's own, with one policy changed.
        let _ = self.iam.restore(STAND_IN, HOME_REGION, view).await;
        self.touch(Service::Iam, HOME_REGION);
    }

    /// A text as a service crate would keep it.
    pub(crate) fn as_kept(&self, text: &str) -> String {
        let text = text.replace(&self.account, STAND_IN);
        text.bytes().map(char::from).collect()
    }

    /// A side record.
    pub(crate) fn side(&self, kind: &str, region: &str, id: &str) -> Option<&Value> {
        self.side.get(kind)?.get(&format!("{region}/{id}"))
    }

    /// The side records of a kind in a region, in order of their ids.
    pub(crate) fn sides(&self, kind: &str, region: &str) -> Vec<Value> {
        let place = format!("{region}/");
        let records = self.side.get(kind).into_iter().flatten();
        let here = records.filter(|(id, _)| id.starts_with(&place));
        here.map(|(_, record)| record.clone()).collect()
    }

    /// Keeps a side record; `null` forgets it.
    pub(crate) fn set_side(&mut self, kind: &str, region: &str, id: &str, value: Value) {
        let records = self.side.entry(kind.to_owned()).or_default();
        if value.is_null() {
            records.remove(&format!("{region}/{id}"));
        } else {
            records.insert(format!("{region}/{id}"), value);
        }
    }

    /// What other accounts and regions are to be told of a change here.
    pub(crate) fn letters(&mut self, region: &str) -> Vec<Letter> {
        let ec2 = self.ec2.get_mut(region);
        ec2.map(Ec2::letters).unwrap_or_default()
    }

    fn touch(&mut self, service: Service, region: &str) {
        self.touched.insert((service, region.to_owned()));
    }
}

/// A stored view under the number its service instance believes in.
fn relabelled<T: Serialize + DeserializeOwned>(view: &T, account: &str) -> Option<T> {
    let text = serde_json::to_vec(view).ok()?;
    serde_json::from_slice(&swap(&Bytes::from(text), account, STAND_IN)).ok()
}

fn home(service: Service, region: &str) -> &str {
    match service {
        Service::Iam | Service::S3Control => HOME_REGION,
        _ => region,
    }
}

/// Whether the bodies of `call` are a user's bytes, not AWS's words.
fn carries_object(call: &Call) -> bool {
    let key = call
        .path
        .trim_start_matches('/')
        .split_once('/')
        .map_or("", |(_, key)| key);
    call.service == Service::S3 && !key.is_empty()
}
