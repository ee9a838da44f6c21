//! Plans by shape, a bounded number of them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::executor::Prepared;

/// How many plans are kept, as many as Prisma's client keeps.
const CAPACITY: usize = 1000;

/// Plans by the whole shape of their requests.
#[derive(Debug)]
pub(crate) struct PlanCache {
    plans: RwLock<HashMap<Box<[u32]>, Entry, BuildHasherDefault<ShapeHasher>>>,
    capacity: usize,
}

#[derive(Debug)]
struct Entry {
    plan: Arc<Prepared>,
    /// Used since plans were last thrown away.
    used: AtomicBool,
}

impl Default for PlanCache {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl PlanCache {
    /// A cache of so many plans; one of none keeps nothing.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self { plans: RwLock::default(), capacity }
    }

    /// The plan of this shape.
    pub(crate) fn get(&self, shape: &[u32]) -> Option<Arc<Prepared>> {
        let plans = self.plans.read().unwrap_or_else(PoisonError::into_inner);
        let entry = plans.get(shape)?;
        if !entry.used.load(Ordering::Relaxed) {
            entry.used.store(true, Ordering::Relaxed);
        }
        Some(Arc::clone(&entry.plan))
    }

    /// Keeps a plan. If there are too many, those go that were not used since the last time, else any half of them.
    pub(crate) fn insert(&self, shape: &[u32], plan: Arc<Prepared>) {
        if self.capacity == 0 {
            return;
        }
        let mut plans = self.plans.write().unwrap_or_else(PoisonError::into_inner);
        if plans.len() >= self.capacity {
            plans.retain(|_, entry| std::mem::take(entry.used.get_mut()));
            if plans.len() > self.capacity / 2 {
                let mut keep = false;
                plans.retain(|_, _| {
                    keep = !keep;
                    keep
                });
            }
        }
        plans.insert(shape.into(), Entry { plan, used: AtomicBool::new(false) });
    }
}

/// Multiplies and rotates. Shapes are made by the application, and keys are compared in full: nobody can
/// attack it from outside.
#[derive(Debug, Default)]
struct ShapeHasher(u64);

impl Hasher for ShapeHasher {
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_ne_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_and_keeps_what_is_used() {
        let cache = PlanCache::with_capacity(10);
        let plan = Arc::new(Prepared::new(nicol_query::plan::Plan {
            needs_transaction: false,
            steps: Vec::new(),
            slots: 0,
            result: nicol_query::plan::ResultShape::Count,
            shortcut: None,
            attempt: None,
            nothing_if_zero: None,
        }));
        for shape in 0..100u32 {
            cache.insert(&[shape, 7], Arc::clone(&plan));
            assert!(cache.get(&[0, 7]).is_some(), "what is used stays ({shape})");
            assert!(cache.plans.read().unwrap().len() <= 10);
        }
        let none = PlanCache::with_capacity(0);
        none.insert(&[0, 7], Arc::clone(&plan));
        assert!(none.get(&[0, 7]).is_none());
        assert!(cache.get(&[0]).is_none());
        assert!(cache.get(&[3, 7]).is_none());
    }
}
