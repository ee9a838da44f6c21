//! The history of migrations: folder names, checksums, rows of `_prisma_migrations`, and what they mean together.
//!
//! All forms are Prisma's (source: its migration engine's behaviour), so that either tool goes on where the other stopped.

mod behind;
pub mod branches;
mod checksum;
mod confined;
mod diagnosis;
mod expected;
mod lock_file;
mod made;
mod moved;
mod name;
mod obstacles;
pub mod squash;
mod table;

pub use behind::{Behind, Lineage};
pub use checksum::{checksum, checksums, matches_checksum};
pub use confined::{is_confined, without_schema};
pub use diagnosis::{Diagnosis, Divergence, FolderEntry, ResetReason, diagnose, has_row, is_applied, is_pending};
pub use expected::expects_table;
pub use lock_file::{lock_file, lock_provider};
pub use made::{Made, made};
pub use moved::{behind_stamp, moved};
pub use name::{MAX_NAME_BYTES, folder_name, slug};
pub use obstacles::{Obstacle, obstacles};
pub use table::{Row, SELECT_ROWS_SQL, create_table_sql, row_from_text, table_exists_sql};
