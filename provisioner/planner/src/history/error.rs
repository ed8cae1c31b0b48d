//! Why a past record cannot be rebuilt.

use gabakura_model::resource::Address;

/// Why the record from before a run cannot be rebuilt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PastError {
    /// The journal has no such run.
    #[error("there is no run `{0}`")]
    NoSuchRun(String),
    /// The journal does not hold what was recorded of a resource.
    #[error("what was recorded of `{0}` before is not in the journal")]
    Lost(Address),
    /// A field was unset before, which no declaration can express.
    #[error("`{field}` of `{address}` was unset before, which cannot be declared")]
    Unset {
        /// Whose.
        address: Address,
        /// The top-level field.
        field: String,
    },
    /// An entry of the journal does not match the digest it holds.
    #[error("the entry of `{0}` in the journal does not match its digest")]
    Altered(Address),
}
