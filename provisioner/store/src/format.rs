//! The format of the tables, the same in both databases.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// The newest format: the number of the last migration.
pub(crate) const FORMAT: i64 = 2;

/// The steps from nothing to [`FORMAT`]. The caller's transaction holds them together and its
/// lock keeps others out.
pub(crate) fn migrator() -> Migrator {
    let step = |number, name: &'static str, sql: &'static str| {
        let sql = sql.into_sql_str();
        Migration::new(number, name.into(), MigrationType::Simple, sql, false)
    };
    let first = include_str!("../migrations/0001_record_and_journal.sql");
    let second = include_str!("../migrations/0002_sealing.sql");
    let mut migrator = Migrator::with_migrations(vec![
        step(1, "record and journal", first),
        step(2, "sealing", second),
    ]);
    migrator.set_locking(false);
    migrator
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_the_number_of_the_last_migration() {
        let last = migrator().iter().map(|step| step.version).max();
        assert_eq!(last, Some(FORMAT));
    }
}
