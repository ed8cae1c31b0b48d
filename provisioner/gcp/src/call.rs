//! The one way of every call: it waits for its turn, is counted, and is repeated only if it reads.

use std::future::Future;
use std::time::Duration;

use gabakura_adapter::traced;
use gabakura_model::outcome::ProviderError;
use gabakura_model::port::{Call, LockExpired, Permit};
use google_cloud_gax::error::Error;
use tokio::time::sleep;

use crate::clients::Clients;
use crate::fault::{Fault, Result};

/// Attempts of a reading call. Reads may be repeated.
const READ_ATTEMPTS_MAX: u32 = 6;
/// Wait before the second attempt, in milliseconds; it doubles from there, to 3.2 s in the end.
const READ_PAUSE_MS: u64 = 200;
/// Pages of one listing. Ten thousand pages are millions of things; a cloud that goes on beyond
/// that goes in a circle.
const PAGES_MAX: usize = 10_000;

/// What is called: a service, by its endpoint's first label, and an operation.
pub(crate) type Name = (&'static str, &'static str);

/// Reads a list of a service with protocol buffers behind it, to its last page.
macro_rules! listed {
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

pub(crate) use listed;

impl Clients {
    /// Reads. Repeated while Google is silent or busy.
    pub async fn read<T, F, Fut>(&self, name: Name, send: F) -> Result<T>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<T, Error>>,
    {
        let mut pause = Duration::from_millis(READ_PAUSE_MS);
        let mut attempt = 1;
        loop {
            let fault = match self.attempt(name, None, send()).await {
                Ok(reply) => return Ok(reply),
                Err(fault) => fault,
            };
            if attempt == READ_ATTEMPTS_MAX || !(fault.is_throttled() || fault.is_silence()) {
                return Err(fault);
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
        Fut: Future<Output = Result<P, Error>>,
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
        Err(Fault::malformed(service, operation, "its pages do not end"))
    }

    /// Changes something. Sent once: whether a lost request was carried out is for the journal.
    ///
    /// # Errors
    /// Clients that only read refuse, unsent.
    pub async fn change<T, Fut>(&self, name: Name, send: Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T, Error>>,
    {
        let Some(permit) = self.permit() else {
            let (service, operation) = name;
            let message = "it changes something, on a client that only reads";
            return Err(Fault::refused(service, operation, "read-only", message));
        };
        self.is_let_in().await?;
        self.attempt(name, Some(permit), send).await
    }

    async fn attempt<T, Fut>(&self, name: Name, permit: Option<&Permit>, send: Fut) -> Result<T>
    where
        Fut: Future<Output = Result<T, Error>>,
    {
        let (service, operation) = name;
        let call = Call {
            place: self.place().clone(),
            service: service.to_owned(),
            operation: operation.to_owned(),
        };
        let attempt = async {
            let turn = self.throttle().turn(&call, permit).await;
            turn.map_err(|LockExpired| Fault::from(ProviderError::too_late(service, operation)))?;
            let result = send.await;
            result.map_err(|error| {
                let number = self.number();
                let project = (self.project(), number.as_deref());
                let fault = Fault::of(project, service, operation, &error);
                // Of a refused change the engine tells the throttle itself.
                if fault.is_throttled() && permit.is_none() {
                    self.throttle().pushed_back(&call);
                }
                fault
            })
        };
        let outcome = |result: &Result<T>| {
            let code = result.as_ref().err().map_or("ok", Fault::code);
            code.to_owned()
        };
        traced(&call, permit.is_some(), attempt, outcome).await
    }
}
