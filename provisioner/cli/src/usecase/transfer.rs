//! `state export` and `state import`: backups, and moving between databases.

use std::path::Path;

use gabakura_model::port::StoreError;
use gabakura_store::Transferred;
use tokio::io::{AsyncBufRead, AsyncWriteExt, BufReader, BufWriter};

use crate::error::Error;
use crate::files;
use crate::settings::Settings;

/// The name of stdin and stdout.
const STREAM: &str = "-";

/// A state that was exported or imported.
pub enum Transfer {
    /// To a file.
    Exported(Transferred),
    /// To stdout, where no result may follow it.
    Streamed(Transferred),
    /// From a file or from stdin.
    Imported(Transferred),
}

impl Transfer {
    /// What was done, by its stable word, and how much.
    pub fn parts(&self) -> (&'static str, &Transferred) {
        match self {
            Self::Exported(done) | Self::Streamed(done) => ("exported", done),
            Self::Imported(done) => ("imported", done),
        }
    }
}

/// Writes the state to stdout, or to a file that appears whole or not at all.
pub async fn export(settings: &Settings, file: &Path) -> Result<Transfer, Error> {
    let store = settings.open_store().await?;
    let done = if file.as_os_str() == STREAM {
        Transfer::Streamed(store.export(&mut tokio::io::stdout()).await?)
    } else {
        let failed = |error: std::io::Error| files::cannot_write(file, &error);
        let new = tempfile::NamedTempFile::new_in(files::folder_of(file)).map_err(failed)?;
        let out = tokio::fs::File::from_std(new.reopen().map_err(failed)?);
        let mut out = BufWriter::new(out);
        let done = store.export(&mut out).await?;
        out.flush().await.map_err(failed)?;
        out.get_ref().sync_all().await.map_err(failed)?;
        new.persist(file).map_err(|error| failed(error.error))?;
        Transfer::Exported(done)
    };
    store.close().await;
    Ok(done)
}

/// Reads what `export` wrote, all of it or nothing.
///
/// # Errors
/// A file that is damaged or of something else; those of the store and of the file system.
pub async fn import(settings: &Settings, file: &Path) -> Result<Transfer, Error> {
    let name = file.display().to_string();
    let refused = |error: StoreError| match error {
        StoreError::NotOurs { path, problem } if path == name => {
            files::with_path("import-refused", file, &problem)
        }
        other => other.into(),
    };
    let mut from: Box<dyn AsyncBufRead + Unpin + Send + Sync> = if name == STREAM {
        Box::new(BufReader::new(tokio::io::stdin()))
    } else {
        let failed =
            |error: std::io::Error| files::with_path("cannot-read", file, &error.to_string());
        let opened = tokio::fs::File::open(file).await;
        Box::new(BufReader::new(opened.map_err(failed)?))
    };
    let store = settings.open_store_as_it_is().await?;
    let done = store.import(&name, &mut from).await.map_err(refused)?;
    store.close().await;
    Ok(Transfer::Imported(done))
}
