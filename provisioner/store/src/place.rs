//! Where a state is kept, as people write it: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use gabakura_model::port::StoreError;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use crate::{Identities, PostgresStore, SqliteStore, StateStore};

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

/// Where a state is kept.
#[derive(Clone, Debug)]
pub enum StatePlace {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL database.
    Server(ServerUrl),
}

impl StatePlace {
    /// Opens the state that is there; makes an empty one where there is none. A sealed one can be
    /// read with one of `keys`.
    ///
    /// # Errors
    /// Those of [`SqliteStore::open_with`] and [`PostgresStore::open_with`].
    pub async fn open(&self, keys: Option<&Identities>) -> Result<Arc<dyn StateStore>, StoreError> {
        Ok(match self {
            Self::File(path) => Arc::new(SqliteStore::open_with(path, keys).await?),
            Self::Server(url) => Arc::new(PostgresStore::open_with(url, keys).await?),
        })
    }
}

impl FromStr for StatePlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, PlaceError> {
        match text.split_once(':') {
            Some(("sqlite", path)) => match path.strip_prefix("//").unwrap_or(path) {
                "" => Err(PlaceError("`sqlite:` needs a path".to_owned())),
                path => Ok(Self::File(path.into())),
            },
            Some(("postgres" | "postgresql", _)) => text.parse().map(Self::Server),
            // The text itself stays out: it may hold a password.
            _ => Err(PlaceError(
                "it begins with neither `sqlite:` nor `postgres://`".to_owned(),
            )),
        }
    }
}

/// The text is the address of no state. It is not repeated: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PlaceError(String);

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
    fn a_place_is_a_file_or_a_server() {
        for (text, expected) in [
            ("sqlite:state.db", "state.db"),
            ("sqlite:///var/lib/state.db", "/var/lib/state.db"),
        ] {
            match text.parse().unwrap() {
                StatePlace::File(path) => assert_eq!(path, PathBuf::from(expected)),
                other => panic!("{text}: {other:?}"),
            }
        }
        for text in ["state.db", "sqlite:", "mysql://host/db", ""] {
            assert!(text.parse::<StatePlace>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://taro:hunter2@db.example.jp/gabakura",
            "postgresql://taro@db.example.jp/gabakura?password=hunter2",
        ] {
            let place: StatePlace = text.parse().unwrap();
            assert_eq!(
                format!("{place:?}"),
                "Server(ServerUrl(postgres://taro@db.example.jp:5432/gabakura))"
            );
        }
        for text in [
            "postgress://taro:hunter2@db/x",
            "postgres://taro:hunter2@db:port/x",
            "postgres://taro:a?hunter2@db/x",
            "postgres://taro:hunter2@db/x?hunter=hunter2",
        ] {
            if let Err(error) = text.parse::<StatePlace>() {
                let told = error.to_string().replace("`hunter` is not", "");
                assert!(!told.contains("hunter"), "{told}");
            } else {
                panic!("{text} was accepted");
            }
        }
    }

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
        let told = slip.unwrap_err().to_string();
        assert_eq!(told, "`sslmod` is not a parameter of it");
    }
}
