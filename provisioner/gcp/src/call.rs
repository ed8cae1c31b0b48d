//! The one way of every call: it waits for its turn, is counted, and is repeated only if it reads.

use std::future::Future;
use std::time::Duration;

use gabakura_adapter::traced;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::{Call, LockExpired, Permit};
use google_cloud_gax::error::Error as SdkError;
use tokio::time::sleep;

use crate::clients::{Clients, Pace};
use crate::error::{Error, Result};

/// Attempts of a reading call. Reads may be repeated.
const READ_ATTEMPTS_MAX: u32 = 6;
/// Wait before the second attempt, in milliseconds; it doubles from there, to 3.2 s in the end.
const READ_PAUSE_MS: u64 = 200;
/// Pages of one listing. Ten thousand pages are millions of things; a cloud that goes on beyond
/// that goes in a circle.
const PAGES_MAX: usize = 10_000;

/// What is called: a service, by its endpoint's first label, and an operation.
pub(crate) type Name = (&'static str, &'static str);

/// Reads one resource.
macro_rules! read {
    ($google:expr, $name:expr, $call:expr) => {{
        let call = $call;
        $google.read($name, || call.clone().send()).await
    }};
}

/// Reads a list of a service that follows Google's API guidelines (AIP-158), to its last page.
macro_rules! list_all {
    ($google:expr, $name:expr, $call:expr, $items:ident) => {{
        let call = $call;
        let send = |token: Option<String>| {
            call.clone()
                .set_page_token(token.unwrap_or_default())
                .send()
        };
        $google
            .pages($name, send, |page| {
                Ok((page.$items, Some(page.next_page_token)))
            })
            .await
    }};
}

pub(crate) use {list_all, read};

impl Clients {
    /// Reads. Repeated while Google is silent or busy.
    pub async fn read<T, F, Fut>(&self, name: Name, send: F) -> Result<T>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, SdkError>>,
    {
        let mut pause = Duration::from_millis(READ_PAUSE_MS);
        let mut attempt = 1;
        loop {
            let error = match self.attempt(name, None, send()).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if attempt == READ_ATTEMPTS_MAX || !(error.is_throttled() || error.is_no_reply()) {
                return Err(error);
            }
            sleep(pause).await;
            pause *= 2;
            attempt += 1;
        }
    }

    /// Reads a list to its last page. `send` is given the page's token.
    pub async fn pages<T, P, F, Fut>(
        &self,
        name: Name,
        send: F,
        open: impl Fn(P) -> Result<(Vec<T>, Option<String>)>,
    ) -> Result<Vec<T>>
    where
        F: Fn(Option<String>) -> Fut,
        Fut: Future<Output = Result<P, SdkError>>,
    {
        let mut all = Vec::new();
        let mut token = None;
        for _ in 0..PAGES_MAX {
            let page = self.read(name, || send(token.clone())).await?;
            let (items, next) = open(page)?;
            all.extend(items);
            token = next.filter(|token| !token.is_empty());
            if token.is_none() {
                return Ok(all);
            }
        }
        let (service, operation) = name;
        Err(Error::malformed(service, operation, "its pages do not end"))
    }

    /// Changes something. Sent once: whether a lost request was carried out is for the journal.
    ///
    /// # Errors
    /// Clients that only read refuse, unsent.
    pub async fn change<T, Fut>(&self, name: Name, send: Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T, SdkError>>,
    {
        let Some(permit) = self.permit() else {
            let (service, operation) = name;
            let message = "it changes something, on a client that only reads";
            return Err(Error::refused(service, operation, "read-only", message));
        };
        self.is_let_in().await?;
        self.attempt(name, Some(permit), send).await
    }

    async fn attempt<T, Fut>(&self, name: Name, permit: Option<&Permit>, send: Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T, SdkError>>,
    {
        let (service, operation) = name;
        let call = Call {
            place: self.place().clone(),
            service: service.to_owned(),
            operation: operation.to_owned(),
        };
        let Pace { throttle, limits } = self.pace();
        let limit = limits.find(service, operation)?;
        let attempt = async {
            let turn = throttle.turn(&call, limit, permit).await;
            turn.map_err(|LockExpired| Error::from(ProviderError::too_late(service, operation)))?;
            let result = send.await;
            result.map_err(|sdk| {
                let number = self.number();
                let project = (self.project(), number.as_deref());
                let error = Error::of(project, service, operation, &sdk);
                // The engine itself reports a refused change to the throttle.
                if error.is_throttled() && permit.is_none() {
                    throttle.pushed_back(&call);
                }
                error
            })
        };
        let outcome = |result: &Result<T>| {
            let code = result.as_ref().err().map_or("ok", Error::code);
            code.to_owned()
        };
        traced(&call, permit.is_some(), attempt, outcome).await
    }
}
