//! The embedded Google Cloud: opens its state, answers calls, saves.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use tonic::body::Body;

use crate::call::{Call, Response};
use crate::dispatch::{self, Subject};
use crate::error::GoogleError;
use crate::faults::{CallRecord, Faults};
use crate::grpc;
use crate::refusal::{Form, Refusal};
use crate::state_dir::StateDir;
use crate::world::World;

/// How long changes may wait to be written together, as the AWS side has it.
const SAVE_DELAY: Duration = Duration::from_millis(300);

/// The embedded Google Cloud over one state directory.
pub struct Google {
    dir: StateDir,
    world: Mutex<World>,
    faults: RwLock<Faults>,
    /// One save at a time, so that an older snapshot never replaces a newer one.
    saving: Mutex<()>,
    save_scheduled: AtomicBool,
    own: Weak<Google>,
}

/// What a call came to.
struct Outcome {
    form: Form,
    result: Result<Response, Refusal>,
    /// Whether the response is to be lost.
    lost: bool,
}

impl Google {
    /// Opens the state in `dir`, creating it if there is none. Nobody else may have it open.
    ///
    /// # Errors
    /// When a state file is truncated, foreign or of another version, or the directory cannot be
    /// read.
    pub fn open(dir: &Path) -> Result<Arc<Self>, GoogleError> {
        let state_dir = StateDir::open(dir)?;
        let world = World::of(state_dir.read()?);
        Ok(Arc::new_cyclic(|own| Self {
            dir: state_dir,
            world: Mutex::new(world),
            faults: RwLock::default(),
            saving: Mutex::default(),
            save_scheduled: AtomicBool::new(false),
            own: own.clone(),
        }))
    }

    /// Replaces the faults in force.
    pub fn set_faults(&self, faults: Faults) {
        self.world().polls = faults.polls();
        *self.faults.write().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// Writes every project that changed since it was last written.
    ///
    /// # Errors
    /// When a file cannot be written; what was not written stays marked and is tried again.
    pub fn save(&self) -> Result<(), GoogleError> {
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = self.world().take_changed();
        let mut failed = None;
        for scope in changed {
            if let Err(error) = self.dir.write(&scope) {
                self.world().mark(&scope.name);
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Answers one request; `None` when the response is to be lost.
    pub(crate) async fn handle(&self, request: Request<Bytes>) -> Option<http::Response<Body>> {
        let faults = self
            .faults
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if !faults.latency().is_zero() {
            tokio::time::sleep(faults.latency()).await;
        }
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().to_owned();
        let operation = format!("{} {path}", parts.method);
        let Some(wire) = grpc::Wire::of(&parts.headers) else {
            let query = parts.uri.query().unwrap_or("");
            let call = Call::read(parts.method.clone(), &path, query, &body);
            let outcome = self.outcome(&faults, operation, call);
            return (!outcome.lost).then(|| outcome.json(parts.method == Method::HEAD));
        };
        let mut lost = false;
        let request = Request::from_parts(parts, Full::new(body));
        let response = wire.serve(request, |message| {
            let outcome = self.outcome(&faults, operation.clone(), wire.read(&path, message));
            lost = outcome.lost;
            outcome
                .result
                .and_then(|response| wire.write(&path, response))
        });
        let response = response.await;
        (!lost).then_some(response)
    }

    /// Answers a call, or refuses it as the faults say, and logs it.
    fn outcome(&self, faults: &Faults, operation: String, call: Result<Call, Refusal>) -> Outcome {
        let refused = faults.refusal().map(Refusal::fault);
        let mutates = call.as_ref().is_ok_and(Call::mutates);
        let (subject, form, result) = match (refused, call) {
            (None, Ok(call)) => self.answer(&call),
            (None, Err(refused)) => (Subject::default(), Form::Both, Err(refused)),
            (Some(refused), call) => {
                let subject = call.map(|call| dispatch::subject(&self.world(), &call));
                (subject.unwrap_or_default(), Form::Both, Err(refused))
            }
        };
        let lost = mutates && result.is_ok() && faults.loses();
        let outcome = Outcome { form, result, lost };
        faults.record(&CallRecord {
            project: subject.project,
            service: subject.service,
            operation,
            status: if lost { 0 } else { outcome.status() },
        });
        outcome
    }

    fn answer(&self, call: &Call) -> (Subject, Form, Result<Response, Refusal>) {
        let answer = dispatch::answer(&mut self.world(), call);
        // Even a read may change something: a project is created, an operation gets done.
        self.schedule_save();
        answer
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn schedule_save(&self) {
        let (Some(google), Ok(runtime)) =
            (self.own.upgrade(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        if self.save_scheduled.swap(true, Ordering::AcqRel) {
            return;
        }
        runtime.spawn(async move {
            tokio::time::sleep(SAVE_DELAY).await;
            google.save_scheduled.store(false, Ordering::Release);
            // What fails here stays marked; the next save, at the latest the one that ends the
            // serving, tries again and reports.
            let _ = tokio::task::spawn_blocking(move || google.save()).await;
        });
    }
}

impl Outcome {
    fn status(&self) -> u16 {
        match &self.result {
            Ok(response) => response.status,
            Err(refusal) => refusal.http,
        }
    }

    fn json(self, headless: bool) -> http::Response<Body> {
        let status = self.status();
        let body = match self.result {
            Ok(response) => response.body,
            Err(refusal) => Some(refusal.body(self.form)),
        };
        let text = body.filter(|_| !headless).map(|body| body.to_string());
        let text = Full::<Bytes>::from(text.unwrap_or_default());
        let mut response = http::Response::new(Body::new(text));
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let json = HeaderValue::from_static("application/json; charset=UTF-8");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

impl fmt::Debug for Google {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Google")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}
