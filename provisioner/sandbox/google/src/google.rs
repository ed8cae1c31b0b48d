//! The one door: open the state, answer calls, save.

use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::call::{Answer, Call};
use crate::engine::{self, Whom};
use crate::error::GoogleError;
use crate::faults::{CallRecord, Faults};
use crate::grpc;
use crate::refusal::{Form, Refusal};
use crate::server::Body;
use crate::shelf::Shelf;
use crate::world::World;

/// How long changes may wait to be written together, as the AWS side has it.
const SAVE_DELAY: Duration = Duration::from_millis(300);

/// The embedded Google Cloud over one state directory.
pub struct Google {
    shelf: Shelf,
    world: Mutex<World>,
    faults: RwLock<Faults>,
    /// One save at a time, so that an older snapshot never replaces a newer one.
    saving: Mutex<()>,
    save_scheduled: AtomicBool,
    own: Weak<Google>,
}

/// What a call comes to.
pub(crate) struct Outcome {
    pub(crate) form: Form,
    pub(crate) result: Result<Answer, Refusal>,
}

impl Google {
    /// Opens the state in `dir`, creating it if there is none. Nobody else may have it open.
    ///
    /// # Errors
    /// When a state file is truncated, foreign or of another version, or the directory cannot be
    /// read.
    pub fn open(dir: &Path) -> Result<Arc<Self>, GoogleError> {
        let shelf = Shelf::open(dir)?;
        let world = World::of(shelf.read()?);
        Ok(Arc::new_cyclic(|own| Self {
            shelf,
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
        let _turn = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = self.world().take_changed();
        let mut failed = None;
        for scope in changed {
            if let Err(error) = self.shelf.write(&scope) {
                self.world().mark(&scope.name);
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Answers one request; `None` when the reply is to be lost.
    pub(crate) async fn handle(&self, request: Request<Bytes>) -> Option<Response<Body>> {
        let faults = self
            .faults
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if !faults.latency().is_zero() {
            tokio::time::sleep(faults.latency()).await;
        }
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        let operation = format!("{} {path}", parts.method);
        let refused = faults.refusal().map(Refusal::fault);
        let wire = grpc::Wire::of(&parts.headers);
        let call = match &wire {
            Some(wire) => wire.read(path, &body),
            None => Call::read(
                parts.method.clone(),
                path,
                parts.uri.query().unwrap_or(""),
                &body,
            ),
        };
        let (mutates, (whom, outcome)) = match (refused, call) {
            (Some(refused), call) => (
                false,
                (self.whom(call.as_ref().ok()), Outcome::refused(refused)),
            ),
            (None, Err(refused)) => (false, (Whom::default(), Outcome::refused(refused))),
            (None, Ok(call)) => (call.mutates(), self.answer(&call)),
        };
        let status = outcome.status();
        let lost = mutates && status < 300 && faults.loses();
        faults.record(&CallRecord {
            project: whom.project,
            service: whom.service,
            operation,
            status: if lost { 0 } else { status },
        });
        if lost {
            return None;
        }
        Some(match wire {
            Some(wire) => wire.write(path, outcome.result),
            None => outcome.json(parts.method == Method::HEAD),
        })
    }

    fn answer(&self, call: &Call) -> (Whom, Outcome) {
        let mut world = self.world();
        let (whom, form, result) = engine::answer(&mut world, call);
        drop(world);
        // Even a look may change something: a project comes into being, an operation gets done.
        self.schedule_save();
        (whom, Outcome { form, result })
    }

    /// Whom a call is for that is turned away.
    fn whom(&self, call: Option<&Call>) -> Whom {
        let world = self.world();
        call.and_then(|call| crate::route::Place::find(&world, call))
            .map(|place| Whom {
                project: place.scope,
                service: place.row.service.name,
            })
            .unwrap_or_default()
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
    fn refused(refusal: Refusal) -> Self {
        Self {
            form: Form::Both,
            result: Err(refusal),
        }
    }

    fn status(&self) -> u16 {
        match &self.result {
            Ok(answer) => answer.status,
            Err(refusal) => refusal.http,
        }
    }

    fn json(self, headless: bool) -> Response<Body> {
        let status = self.status();
        let body = match self.result {
            Ok(answer) => answer.body,
            Err(refusal) => Some(refusal.body(self.form)),
        };
        let text = body.map_or(Vec::new(), |body| body.to_string().into_bytes());
        let text = if headless { Vec::new() } else { text };
        let mut response = Response::new(Body::plain(text.into()));
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = http::HeaderValue::from_static("application/json; charset=UTF-8");
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, kind);
        response
    }
}

impl fmt::Debug for Google {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Google")
            .field("shelf", &self.shelf)
            .finish_non_exhaustive()
    }
}
