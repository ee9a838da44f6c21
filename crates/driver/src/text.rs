//! Canonical values as text.
