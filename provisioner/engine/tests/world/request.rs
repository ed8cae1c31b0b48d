//! What is asked of the cloud.

use gabakura_model::outcome::{Created, ProviderError};
use gabakura_model::plan::StepAction;
use gabakura_model::port::{CreateRequest, DeleteRequest, UpdateRequest};
use gabakura_model::resource::Kind;

use super::weather::{Lag, Mood};

/// A changing request.
#[derive(Clone, Debug)]
pub enum Request {
    Create(CreateRequest),
    Finish(CreateRequest, String),
    Update(UpdateRequest),
    Delete(DeleteRequest),
}

impl Request {
    pub fn make(&self) -> StepAction {
        match self {
            Self::Create(_) | Self::Finish(..) => StepAction::Create,
            Self::Update(_) => StepAction::Update,
            Self::Delete(_) => StepAction::Delete,
        }
    }

    pub fn kind(&self) -> &Kind {
        match self {
            Self::Create(order) | Self::Finish(order, _) => &order.kind,
            Self::Update(order) => &order.kind,
            Self::Delete(order) => &order.kind,
        }
    }

    pub fn id(&self) -> &str {
        match self {
            Self::Create(_) => "",
            Self::Finish(_, id) => id,
            Self::Update(order) => &order.id,
            Self::Delete(order) => &order.id,
        }
    }
}

/// Who sends.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// Fencing number of its lock; `None` where locks are not looked at.
    pub fence: Option<i64>,
    /// Whether it repairs drift, and so may remove intruders.
    pub repairs: bool,
}

/// A request on its way.
pub struct Pending {
    pub request: Request,
    pub mood: Option<Mood>,
    pub lag: Lag,
    pub sender: Sender,
}

pub type Reply = Result<Created, ProviderError>;
