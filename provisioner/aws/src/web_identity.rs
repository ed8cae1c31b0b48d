//! Roles assumed with the OIDC token of a CI system, without any key of AWS.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, Result, future};

/// Largest token that is read, in bytes. AWS takes 20,000 characters (STS
/// `AssumeRoleWithWebIdentity`).
const TOKEN_BYTES_MAX: u64 = 20_000;

/// One role and the token that opens it.
///
/// The SDK's own provider of this sort reads role and file from the environment, one pair for a
/// process; a run over a fleet assumes a role for each tenancy.
pub(crate) struct WebIdentity {
    sts: aws_sdk_sts::Client,
    role: String,
    session: String,
    token: PathBuf,
}

impl WebIdentity {
    pub fn new(base: &SdkConfig, role: &str, session: &str, token: &Path) -> Self {
        Self {
            sts: aws_sdk_sts::Client::new(base),
            role: role.to_owned(),
            session: session.to_owned(),
            token: token.to_owned(),
        }
    }

    async fn credentials(&self) -> Result {
        let token = read(&self.token)?;
        let request = self.sts.assume_role_with_web_identity();
        let request = request
            .role_arn(&self.role)
            .role_session_name(&self.session)
            .web_identity_token(token);
        let reply = request.send().await;
        let reply = reply.map_err(CredentialsError::provider_error)?;
        let given = reply
            .credentials()
            .ok_or_else(|| CredentialsError::unhandled("STS gave no credentials"))?;
        let expiry = SystemTime::try_from(*given.expiration());
        let expiry = expiry.map_err(CredentialsError::unhandled)?;
        Ok(Credentials::new(
            given.access_key_id(),
            given.secret_access_key(),
            Some(given.session_token().to_owned()),
            Some(expiry),
            "gabakura-oidc",
        ))
    }
}

/// Reads the token; the file's content is never part of an error.
fn read(path: &Path) -> std::result::Result<String, CredentialsError> {
    let fail = |problem: String| {
        CredentialsError::invalid_configuration(format!("OIDC token {}: {problem}", path.display()))
    };
    let about = std::fs::metadata(path).map_err(|error| fail(error.to_string()))?;
    if about.len() > TOKEN_BYTES_MAX {
        return Err(fail(format!("longer than {TOKEN_BYTES_MAX} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    let token = text.trim();
    if token.split('.').filter(|part| !part.is_empty()).count() != 3 {
        return Err(fail("not a JSON Web Token".to_owned()));
    }
    Ok(token.to_owned())
}

impl fmt::Debug for WebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebIdentity")
            .field("role", &self.role)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }
}
