//! Policies: checks written in Rego, judged on what is planned and on what is observed.
//!
//! One check is a file for each cloud it judges
//! (`policies/aws/network/network_no_public_ip.rego`) with its tests beside it. It names what it examined
//! (`subject`), what does not hold (`fail`) and what it could not decide (`unknown`); a subject in neither set passes. [`PolicySet`] compiles the
//! files once and judges any number of tenancies with them, in parallel if the caller likes.
//!
//! **Invariant:** no check passes for lack of data. A check is shown resources of the kinds
//! it declares and no others, so a gap in one of them always reaches it; a check that hits
//! an error or its limit is unknown.
//!
//! **Invariant:** same input, same findings. No builtin asks for the time, the network or the
//! environment (those features of regorus are left out), and policies that ask for chance or
//! print are refused. The one clock is regorus's own, behind the limit that ends a runaway.

mod findings;
mod input;
mod load;
mod metadata;
mod program;
mod self_test;
mod source;

pub use findings::denied;
pub use input::{
    Phase, PolicyGap, PolicyInput, PolicyNetwork, PolicyResource, PolicyTenancy, observed_input,
    plan_input,
};
pub use load::PolicySet;
pub use self_test::{TestOutcome, run_tests};
pub use source::PolicySource;
