//! The keys that may stand in places, remembered: computing them takes longer than all else that reading does.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::place::Place;
use crate::surface::Surface;

/// What was computed of the surface of one data model. It is for requests to that model alone; there are as many places as
/// the model makes.
#[derive(Debug, Default)]
pub struct Known(RwLock<HashMap<Place, Arc<[KnownKey]>>>);

/// A key that may stand in a place.
#[derive(Debug)]
pub(super) struct KnownKey {
    pub(super) name: Box<str>,
    pub(super) is_required: bool,
}

impl Known {
    /// The keys of a place.
    pub(super) fn keys(&self, place: Place, surface: &Surface<'_>) -> Arc<[KnownKey]> {
        if let Some(keys) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Arc::clone(keys);
        }
        let keys = place.keys(surface).into_iter();
        let keys: Arc<[KnownKey]> =
            keys.map(|key| KnownKey { name: key.name.into(), is_required: key.is_required }).collect();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&keys));
        keys
    }
}
