//! The work of the commands: each returns one result, prints nothing and picks no exit code.
//!
//! Enter at [`session::Session`], which holds a project and the world it is about; the modules
//! beside it add what can be done with one.

pub mod adopt;
pub mod apply;
pub mod audit;
pub mod demo;
pub mod drift;
pub mod explain;
pub mod init;
pub mod observe;
pub mod plan;
pub mod project;
pub mod recover;
pub mod reporter;
pub mod rollout;
pub mod sandbox;
pub mod saved_plan;
pub mod seal;
pub mod session;
pub mod state;
pub mod transfer;
pub mod undo;
