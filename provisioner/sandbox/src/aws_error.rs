//! An error as AWS returns it; [`crate::protocol`] writes it the way the service does.

/// Status, code and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AwsError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// A header that goes with it.
    pub(crate) header: Option<(&'static str, String)>,
}

impl AwsError {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            header: None,
        }
    }

    /// A 400, which is what almost every error is.
    pub(crate) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.header = Some((name, value.into()));
        self
    }

    pub(crate) fn missing_parameter(name: &str) -> Self {
        let message = format!("The request must contain the parameter {name}");
        Self::bad("MissingParameter", message)
    }

    pub(crate) fn invalid_value(value: &str, name: &str, why: &str) -> Self {
        let message = format!("Value ({value}) for parameter {name} is invalid. {why}");
        Self::bad("InvalidParameterValue", message.trim_end())
    }
}
