//! Writing a state out, row by row.

use futures::TryStreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::lines::{
    End, FORMAT_NAME, FORMAT_VERSION, FORMAT_VERSION_PLAIN, Header, Line, LinesOut, Transferred,
};
use crate::chain::json;
use crate::error::{Error, io_failed};
use crate::tables::Tables;

/// Writes everything out. The caller's transaction is a view of one moment.
pub(crate) async fn export(
    tables: &mut dyn Tables,
    to: LinesOut<'_>,
) -> Result<Transferred, Error> {
    let mut out = Out {
        to,
        hasher: Sha256::new(),
    };
    let mut sum = Transferred {
        locks: tables.locks().await?.len() as u64,
        ..Transferred::default()
    };
    let sealings = tables.sealings().await?;
    out.line(&Header {
        format: FORMAT_NAME.to_owned(),
        format_version: match sealings.is_empty() {
            true => FORMAT_VERSION_PLAIN,
            false => FORMAT_VERSION,
        },
        sealings,
    })
    .await?;
    let mut tenancies = tables.tenancies().await?;
    tenancies.sort_by(|a, b| a.tenancy.cmp(&b.tenancy));
    for tenancy in tenancies {
        let key = tenancy.tenancy.clone();
        out.line(&Line::Tenancy(tenancy)).await?;
        sum.tenancies += 1;
        let mut rows = tables.journal(&key);
        while let Some(row) = rows.try_next().await? {
            out.line(&Line::Journal(row)).await?;
            sum.entries += 1;
        }
        drop(rows);
        let mut rows = tables.resources(&key);
        while let Some(row) = rows.try_next().await? {
            out.line(&Line::Resource(row)).await?;
            sum.resources += 1;
        }
    }
    let end = End {
        tenancies: sum.tenancies,
        entries: sum.entries,
        resources: sum.resources,
        sha256: format!("{:x}", out.hasher.clone().finalize()),
    };
    out.line(&Line::End(end)).await?;
    out.to.flush().await.map_err(io_failed("exported"))?;
    Ok(sum)
}

struct Out<'a> {
    to: LinesOut<'a>,
    hasher: Sha256,
}

impl Out<'_> {
    async fn line<T: Serialize>(&mut self, line: &T) -> Result<(), Error> {
        let mut text = json(line)?;
        text.push('\n');
        self.hasher.update(&text);
        let written = self.to.write_all(text.as_bytes()).await;
        Ok(written.map_err(io_failed("exported"))?)
    }
}
