//! Connections, pools, transactions and prepared statements, one module per database.
