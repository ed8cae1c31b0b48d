//! The address of a PostgreSQL database.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Parameters a server's address may carry. Any other is a slip of the pen, and one of those in
/// `sslmode` would go unnoticed.
const PARAMETERS: [&str; 10] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "host",
    "port",
    "user",
    "password",
    "dbname",
    "application_name",
];

/// The text is the address of no state. It is not repeated: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlaceError(pub(crate) String);

/// The address of a PostgreSQL database. Shown without its password.
#[derive(Clone)]
pub struct ServerUrl {
    pub(crate) options: Box<PgConnectOptions>,
}

impl FromStr for ServerUrl {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let query = text.split_once('?').map_or("", |(_, query)| query);
        let keys = || query.split('&').filter_map(|pair| pair.split('=').next());
        if let Some(key) = keys().find(|key| !key.is_empty() && !PARAMETERS.contains(key)) {
            // A password with an unescaped `?` in it would end up here.
            let known = key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            return Err(PlaceError(match known {
                true => format!("`{key}` is not a parameter of it"),
                false => "it has an unknown parameter".to_owned(),
            }));
        }
        let options: PgConnectOptions = text.parse().map_err(|error: sqlx::Error| {
            PlaceError(match error {
                sqlx::Error::Configuration(problem) => problem.to_string(),
                _ => "it is not the address of a server".to_owned(),
            })
        })?;
        let chosen = keys().any(|key| key == "sslmode") || std::env::var_os("PGSSLMODE").is_some();
        let options = if chosen || is_local(&options) {
            options
        } else {
            options.ssl_mode(PgSslMode::VerifyFull)
        };
        Ok(Self {
            options: options.into(),
        })
    }
}

/// Whether the connection stays on this machine, where nobody sits in between. Everywhere else
/// the server must prove who it is, unless `sslmode` says otherwise.
fn is_local(options: &PgConnectOptions) -> bool {
    options.get_socket().is_some()
        || options.get_host().starts_with('/')
        || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&options.get_host())
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = &self.options;
        let user = options.get_username();
        let database = options.get_database().unwrap_or(user);
        write!(f, "postgres://{user}@")?;
        match options.get_socket() {
            Some(socket) => write!(f, "localhost/{database}?host={}", socket.display()),
            None => write!(
                f,
                "{}:{}/{database}",
                options.get_host(),
                options.get_port()
            ),
        }
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_must_prove_who_it_is() {
        let mode = |text: &str| text.parse::<ServerUrl>().unwrap().options.get_ssl_mode();
        let verified = |text: &str| matches!(mode(text), PgSslMode::VerifyFull);
        assert!(verified("postgres://taro@db.example.jp/x"));
        assert!(!verified("postgres://taro@localhost/x"));
        assert!(!verified(
            "postgres://taro@localhost/x?host=/var/run/postgresql"
        ));
        assert!(!verified("postgres://taro@db.example.jp/x?sslmode=require"));
    }

    #[test]
    fn a_slip_in_a_parameter_is_refused() {
        let slip = "postgres://taro@db/x?sslmod=verify-full".parse::<ServerUrl>();
        let message = slip.unwrap_err().to_string();
        assert_eq!(message, "`sslmod` is not a parameter of it");
    }
}
