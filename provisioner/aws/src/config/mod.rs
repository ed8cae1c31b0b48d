//! AWS Config: the record of what resources were like.

pub(crate) mod recorder;
