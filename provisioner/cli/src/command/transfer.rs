//! `state export` and `state import`: backups, and moving between databases.

use std::path::Path;

use gabakura_model::port::StoreError;
use gabakura_store::Transferred;
use serde_json::json;
use tokio::io::{AsyncBufRead, AsyncWriteExt, BufReader, BufWriter};

use crate::Exit;
use crate::failure::Failure;
use crate::settings::Context;

/// The name that stands for stdin and stdout.
const STREAM: &str = "-";

/// Writes the state out: to stdout, or to a file that appears whole or not at all.
pub async fn export(context: &Context, file: &Path) -> Result<Exit, Failure> {
    let store = context.open_store().await?;
    let done = if file.as_os_str() == STREAM {
        store.export(&mut tokio::io::stdout()).await?
    } else {
        let failed = |error: std::io::Error| {
            let (path, problem) = (file.display().to_string(), error.to_string());
            Failure::say("cannot-write", &[("path", &path), ("problem", &problem)])
        };
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let new = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let out = tokio::fs::File::from_std(new.reopen().map_err(failed)?);
        let mut out = BufWriter::new(out);
        let done = store.export(&mut out).await?;
        out.flush().await.map_err(failed)?;
        out.get_ref().sync_all().await.map_err(failed)?;
        new.persist(file).map_err(|error| failed(error.error))?;
        done
    };
    store.close().await;
    if done.locks > 0 {
        let text = context.words.count("export-locks", done.locks as usize);
        context.output.talk(&text);
    }
    tell(context, "exported", file, &done);
    Ok(Exit::Done)
}

/// Takes in what `export` wrote, all of it or nothing.
pub async fn import(context: &Context, file: &Path) -> Result<Exit, Failure> {
    let name = file.display().to_string();
    let refused = |error: StoreError| match error {
        StoreError::NotOurs { path, problem } if path == name => {
            Failure::say("import-refused", &[("path", &path), ("problem", &problem)])
        }
        other => other.into(),
    };
    let mut from: Box<dyn AsyncBufRead + Unpin + Send + Sync> = if name == STREAM {
        Box::new(BufReader::new(tokio::io::stdin()))
    } else {
        let opened = tokio::fs::File::open(file).await.map_err(|error| {
            let problem = error.to_string();
            Failure::say("cannot-read", &[("path", &name), ("problem", &problem)])
        });
        Box::new(BufReader::new(opened?))
    };
    let store = context.open_store_as_it_is().await?;
    let done = store.import(&name, &mut from).await.map_err(refused)?;
    store.close().await;
    tell(context, "imported", file, &done);
    Ok(Exit::Done)
}

/// Tells what was done; not on stdout where the state itself went there.
fn tell(context: &Context, message: &'static str, file: &Path, done: &Transferred) {
    let to_stdout = message == "exported" && file.as_os_str() == STREAM;
    if context.json && !to_stdout {
        context
            .output
            .json(&json!({ "format_version": "1.0", message: done }));
    } else if !context.quiet {
        let numbers = [done.tenancies, done.entries, done.resources].map(|n| n.to_string());
        let args = [
            ("tenancies", &*numbers[0]),
            ("entries", &numbers[1]),
            ("resources", &numbers[2]),
        ];
        let text = match message {
            "exported" => context.words.say("exported", &args),
            _ => context.words.say("imported", &args),
        };
        context.output.talk(&text);
    }
}
