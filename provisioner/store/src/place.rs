//! Where a state is kept, as people write it: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use gabakura_model::port::StoreError;

use crate::postgres::PostgresStore;
use crate::postgres::url::{PlaceError, ServerUrl};
use crate::seal::Identities;
use crate::sqlite::SqliteStore;
use crate::state::StateStore;

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
    /// Those of `SqliteStore::open_with` and `PostgresStore::open_with`.
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
                let message = error.to_string().replace("`hunter` is not", "");
                assert!(!message.contains("hunter"), "{message}");
            } else {
                panic!("{text} was accepted");
            }
        }
    }
}
