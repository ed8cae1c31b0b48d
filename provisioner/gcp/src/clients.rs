//! SDK clients for one project, in a reading and a changing form.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as PlainMutex, PoisonError, Weak};

use gabakura_adapter::{RateLimits, chain};
use gabakura_gcp_clients::Options;
use gabakura_model::port::{Permit, Throttle};
use gabakura_model::tenancy::Place;
use google_cloud_auth::credentials::Credentials;
use google_cloud_auth::errors::CredentialsError;
use google_cloud_gax_internal::http::ReqwestClient;
use http::{Extensions, HeaderMap};
use tokio::sync::{Mutex, OnceCell};

use crate::error::{Error, Result};

/// A way into Google: credentials, and the clients that were opened with them.
///
/// A client belongs to credentials, not to a project, so tenancies that share an identity share
/// its connections.
pub(crate) struct Way {
    options: Options,
    open: Open,
    http: Mutex<BTreeMap<&'static str, ReqwestClient>>,
}

impl Way {
    pub fn new(credentials: Credentials, endpoint: Option<String>, headers: HeaderMap) -> Self {
        let options = Options {
            credentials,
            endpoint,
            headers,
        };
        Self {
            options,
            open: Open::default(),
            http: Mutex::default(),
        }
    }
}

/// How fast calls are sent.
#[derive(Clone)]
pub(crate) struct Pace {
    pub throttle: Arc<dyn Throttle>,
    pub limits: RateLimits,
}

/// The services of one project.
///
/// SDK clients never repeat a request: reads are repeated by [`Clients::read`], where each attempt
/// waits for its turn, changes by nobody.
#[derive(Clone)]
pub(crate) struct Clients {
    place: Place,
    way: Arc<Way>,
    pace: Pace,
    /// What changes are sent under; clients without one only read.
    permit: Option<Permit>,
    turns: Turns,
    numbers: Numbers,
}

impl Clients {
    pub fn new(
        place: Place,
        way: Arc<Way>,
        pace: Pace,
        permit: Option<Permit>,
        turns: Turns,
        numbers: Numbers,
    ) -> Self {
        Self {
            place,
            way,
            pace,
            permit,
            turns,
            numbers,
        }
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The project's id.
    pub fn project(&self) -> &str {
        &self.place.account
    }

    /// The project's name: `projects/p`.
    pub fn project_name(&self) -> String {
        format!("projects/{}", self.place.account)
    }

    /// The project's number, if anybody asked for it yet.
    pub fn number(&self) -> Option<String> {
        self.numbers.of(self.project())
    }

    /// Keeps the project's number, which never changes.
    pub fn note_number(&self, number: &str) {
        self.numbers.note(self.project(), number);
    }

    /// Fetches a token where none is at hand, so that a call whose turn it is goes at once.
    pub async fn is_let_in(&self) -> Result<()> {
        let headers = self
            .way
            .options
            .credentials
            .headers(Extensions::new())
            .await;
        let no_credentials =
            |error: CredentialsError| Error::no_credentials(self.project(), chain(&error));
        headers.map(drop).map_err(no_credentials)
    }

    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    pub fn permit(&self) -> Option<&Permit> {
        self.permit.as_ref()
    }

    /// The HTTP client of a service that has no client of its own, by its endpoint's first label.
    pub async fn http(&self, service: &'static str) -> Result<ReqwestClient> {
        let mut open = self.way.http.lock().await;
        if let Some(client) = open.get(service) {
            return Ok(client.clone());
        }
        let client = gabakura_gcp_clients::http(&self.way.options, service).await;
        let client =
            client.map_err(|error| Error::no_credentials(self.project(), error.to_string()))?;
        open.insert(service, client.clone());
        Ok(client)
    }

    /// Whose turn it is to read and write back something of this project that is only one.
    pub fn turn_for(&self, what: &str) -> Arc<Mutex<()>> {
        self.turns.of(format!("{}/{what}", self.place.account))
    }
}

/// Numbers of projects, by id.
#[derive(Clone, Default)]
pub(crate) struct Numbers(Arc<PlainMutex<BTreeMap<String, String>>>);

impl Numbers {
    fn of(&self, project: &str) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(project).cloned()
    }

    fn note(&self, project: &str, number: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(project.to_owned(), number.to_owned());
    }
}

/// One lock for each thing that is read, changed and written back whole.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<PlainMutex<BTreeMap<String, Weak<Mutex<()>>>>>);

impl Turns {
    fn of(&self, what: String) -> Arc<Mutex<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = all.get(&what).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        all.insert(what, Arc::downgrade(&turn));
        turn
    }
}

macro_rules! opened {
    ($($name:ident: $client:path,)+) => {
        /// Clients that were needed so far.
        #[derive(Default)]
        struct Open {
            $($name: OnceCell<$client>,)+
        }

        impl Clients {
            $(pub async fn $name(&self) -> Result<$client> {
                let open = || gabakura_gcp_clients::$name(&self.way.options);
                let client = self.way.open.$name.get_or_try_init(open).await;
                client.cloned().map_err(|error| {
                    Error::no_credentials(self.project(), error.to_string())
                })
            })+
        }
    };
}

gabakura_gcp_clients::each_client!(opened);
