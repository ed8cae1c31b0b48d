//! Reading environments and rendering templates, faults first.

#[path = "render/environments.rs"]
mod environments;
#[path = "render/fixture.rs"]
mod fixture;
#[path = "render/google.rs"]
mod google;
#[path = "render/network.rs"]
mod network;
#[path = "render/parameter_docs.rs"]
mod parameter_docs;
#[path = "render/parameters.rs"]
mod parameters;
#[path = "render/shipped.rs"]
mod shipped;
#[path = "render/tables.rs"]
mod tables;
#[path = "render/templates.rs"]
mod templates;
