//! What tests share: case folders, private PostgreSQL servers, the oracle.
