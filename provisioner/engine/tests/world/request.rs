//! What is asked of the cloud.

use gabakura_model::outcome::{Made, ProviderError};
use gabakura_model::plan::Move;
use gabakura_model::port::{CreateOrder, DeleteOrder, UpdateOrder};
use gabakura_model::resource::Kind;

use super::weather::{Lag, Mood};

/// A changing request.
#[derive(Clone, Debug)]
pub enum Request {
    Create(CreateOrder),
    Finish(CreateOrder, String),
    Update(UpdateOrder),
    Delete(DeleteOrder),
}

impl Request {
    pub fn make(&self) -> Move {
        match self {
            Self::Create(_) | Self::Finish(..) => Move::Create,
            Self::Update(_) => Move::Update,
            Self::Delete(_) => Move::Delete,
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

pub type Reply = Result<Made, ProviderError>;
