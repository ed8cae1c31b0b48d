//! The IAM policy of the project.

use crate::hierarchy::SERVICE;
use crate::iam_policy::iam_policy;

iam_policy!(
    /// The IAM policy of the project, by its name.
    ProjectPolicy, SERVICE, projects
);
