//! Generated text: the Rust client, DMMF and generator messages.
