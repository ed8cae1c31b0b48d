//! From a call to the row it is about.

use crate::call::{Call, Response};
use crate::engine::{self, operation};
use crate::refusal::{Form, Refusal};
use crate::world::World;
use crate::{route, tables};

/// What a call is about, for the call log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) project: String,
    pub(crate) service: &'static str,
}

/// Answers a call.
pub(crate) fn answer(world: &mut World, call: &Call) -> (Subject, Form, Result<Response, Refusal>) {
    if let Some(done) = operation::look_up(world, call) {
        return (Subject::default(), Form::Status, Ok(Response::ok(done)));
    }
    let Some(place) = route::find(tables::ROWS, world, call) else {
        let refused = Refusal::unknown("Method not found.");
        return (Subject::default(), Form::Both, Err(refused));
    };
    let admitted = tables::admit(world, &place, call);
    let result = admitted.and_then(|()| engine::dispatch(world, &place, call));
    let subject = Subject {
        project: place.scope,
        service: place.row.service.name,
    };
    (subject, place.row.service.form, result)
}

/// What a call is about that is turned away.
pub(crate) fn subject(world: &World, call: &Call) -> Subject {
    let place = route::find(tables::ROWS, world, call);
    place.map_or_else(Subject::default, |place| Subject {
        project: place.scope,
        service: place.row.service.name,
    })
}
