//! `state recover` and `state settle`: operations in doubt are resolved by looking, or by a person
//! who knows.

use gabakura_engine::{Decision, Resolution, ResolveError, Resolved};
use gabakura_model::resource::Address;

use crate::error::Error;
use crate::usecase::session::Session;

/// What a manual decision about an operation in doubt came to.
#[derive(Debug)]
pub struct Decided {
    /// The resource that was decided about.
    pub address: Address,
    pub decision: Decision,
    /// What was recorded.
    pub settlement: Resolution,
}

impl Session<'_> {
    /// Resolves the operations that earlier runs left in doubt.
    pub async fn recover(&self) -> Result<Vec<Resolved>, Error> {
        let mut recovered = Vec::new();
        for tenancy in &self.project.tenancies {
            if self.world.store.open_intents(&tenancy.id).await?.is_empty() {
                continue;
            }
            let lease = self.lock(&tenancy.id).await?;
            let (world, progress) = (&self.world, self.reporter.progress());
            let result = gabakura_engine::recover(world, &tenancy.scope, &lease, &*progress).await;
            drop(progress);
            self.unlock(&lease).await;
            recovered.extend(result?);
        }
        Ok(recovered)
    }

    /// Resolves an operation in doubt as a person decided.
    ///
    /// # Errors
    /// A decision that the evidence refutes; those of the store; a tenancy that somebody else
    /// holds.
    pub async fn resolve(
        &self,
        address: Address,
        decision: Decision,
        reason: &str,
    ) -> Result<Decided, Error> {
        let Some(tenancy) = self.tenancy(&address.tenancy) else {
            return Err(refused(&address, ResolveError::NotInDoubt(address.clone())));
        };
        let lease = self.lock(&tenancy.id).await?;
        let (world, progress) = (&self.world, self.reporter.progress());
        let how = (&decision, reason);
        let result =
            gabakura_engine::resolve(world, &tenancy.scope, &lease, &address, how, &*progress)
                .await;
        drop(progress);
        self.unlock(&lease).await;
        Ok(Decided {
            settlement: result.map_err(|error| refused(&address, error))?,
            address,
            decision,
        })
    }
}

/// Refuses a reason that shows what looks like a secret: the journal keeps it for good.
///
/// # Errors
/// A reason with such a text in it.
pub fn refuse_secret(reason: &str) -> Result<(), Error> {
    match reason.lines().any(gabakura_planner::secret::may_show) {
        true => Err(Error::message("reason-secret", &[])),
        false => Ok(()),
    }
}

/// The error for a tenancy that is no longer declared: the record names no account, region or
/// role, so there is nowhere to look.
pub fn undeclared(tenancy: &str, error: Error) -> Error {
    match error {
        Error::Message(message) if message.code == "selector-matches-nothing" => {
            Error::message("settle-undeclared", &[("tenancy", tenancy)])
        }
        other => other,
    }
}

fn refused(address: &Address, error: ResolveError) -> Error {
    let address = address.to_string();
    let message = |code, args: &[(&'static str, &str)]| {
        Error::message(code, &[&[("address", &*address)][..], args].concat())
    };
    match error {
        ResolveError::NotInDoubt(_) => message("settle-not-open", &[]),
        ResolveError::OtherResource { id, expected } => {
            message("settle-other", &[("id", &id), ("expected", &expected)])
        }
        ResolveError::NotFound(id) => message("settle-no-such", &[("id", &id)]),
        ResolveError::StillExists(id) => message("settle-still-there", &[("id", &id)]),
        ResolveError::Foreign { id, owner } => {
            message("settle-taken", &[("id", &id), ("owner", &owner)])
        }
        ResolveError::Provider(error) => Error::Provider(error),
        ResolveError::Store(error) => Error::Store(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(error: &Error) -> &str {
        match error {
            Error::Message(message) => message.code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_tenancy_nobody_declares_has_a_message_of_its_own() {
        let error = |code| undeclared("131016/a/dev", Error::message(code, &[]));
        assert_eq!(
            code(&error("selector-matches-nothing")),
            "settle-undeclared"
        );
        assert_eq!(code(&error("needs-yes")), "needs-yes");
    }

    #[test]
    fn a_reason_holds_no_secret() {
        for reason in [
            "logged in with postgres://taro:hunter2@db/x",
            "asked\npassword = \"hunter2\"",
            "used AKIAIOSFODNN7EXAMPLE",
        ] {
            assert!(refuse_secret(reason).is_err(), "{reason}");
        }
        assert!(refuse_secret("確認: vpc-0123 is tagged g1-0, seen by 山田").is_ok());
    }
}
