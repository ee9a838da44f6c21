//! Workflows on a live database: migrate, push, pull, seed, health.
