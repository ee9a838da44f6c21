//! Shadow databases of runs that were killed: who makes one says in its comment which session it is.

use nicol_driver::admin::Connection;

/// How the names of all begin.
pub(super) const NAME: &str = "prisma_migrate_shadow_db_";

/// What is said before the session.
const SAID: &str = "Shadow database of Nicol, made by the session ";

/// The session, as SQL: its process, and when it began.
const SESSION: &str = "a.pid || ' of ' || extract(epoch FROM a.backend_start)";

/// What says whose a new one is.
pub(super) fn signed(name: &str) -> String {
    format!(
        "DO $$ BEGIN EXECUTE (SELECT format('COMMENT ON DATABASE \"{name}\" IS %L', '{SAID}' || {SESSION}) \
         FROM pg_catalog.pg_stat_activity a WHERE a.pid = pg_catalog.pg_backend_pid()); END $$"
    )
}

/// Drops those whose session has ended and that nobody is connected to. What can't be dropped stays: it is in nobody's way.
pub(super) async fn drop_all(connection: &Connection) {
    // Of other roles' sessions nobody sees when they began.
    let sql = format!(
        "SELECT d.datname FROM pg_catalog.pg_database d \
         JOIN pg_catalog.pg_shdescription s ON s.objoid = d.oid AND s.classoid = 'pg_catalog.pg_database'::regclass \
         WHERE d.datname ~ '^{NAME}[0-9a-f]{{32}}$' AND s.description LIKE '{SAID}%' \
         AND pg_catalog.pg_has_role(d.datdba, 'USAGE') AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a \
         WHERE a.datid = d.oid OR s.description = '{SAID}' || {SESSION} \
         OR a.backend_start IS NULL AND s.description LIKE '{SAID}' || a.pid || ' of %')"
    );
    let Ok(found) = connection.query_text(&sql).await else { return };
    for name in found.rows.into_iter().flatten().flatten() {
        let _ = connection.execute_script(&format!("DROP DATABASE IF EXISTS \"{name}\"")).await;
    }
}
