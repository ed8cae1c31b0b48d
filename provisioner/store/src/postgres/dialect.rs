//! The statements on PostgreSQL, and what PostgreSQL does its own way.

use gabakura_model::Timestamp;
use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::error::corrupt;
use crate::tables::{Dialect, tables};

tables!(PgConnection, PgRow, hold = " FOR UPDATE");

#[async_trait]
impl Dialect for PgConnection {
    /// The server's clock: callers sit on many machines, and theirs may differ by more than a
    /// lease. Not `now()`, which is when the transaction began: it may have waited since.
    async fn lease_time(&mut self, _callers: Timestamp) -> Result<Timestamp, Error> {
        let micros: i64 =
            query_scalar("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)")
                .fetch_one(self)
                .await
                .map_err(failed("read"))?;
        Timestamp::from_microsecond(micros)
            .map_err(|error| corrupt(format!("the server's clock: {error}")))
    }

    /// Every writer begins by writing to or holding a row of `tenancy`.
    async fn hold_all(&mut self) -> Result<(), Error> {
        query("LOCK TABLE tenancy IN EXCLUSIVE MODE")
            .execute(self)
            .await
            .map_err(failed("sealed"))?;
        Ok(())
    }

    /// Data checksums are the server's to verify, page by page as it reads.
    async fn damage(&mut self) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}
