//! Ways to name one record: ids and uniques, those over hidden fields included.

use nicol_model::{ModelId, UniqueCriterion};

use super::Surface;

/// An id or a unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniqueName<'m> {
    /// The key in `where`.
    pub name: &'m str,
    /// The name by which DMMF lists it; another one where a name was given to a key over a single field.
    pub listed_name: &'m str,
    /// Its place among all ids and uniques of the model.
    pub place: u16,
    pub is_primary_key: bool,
    /// Whether its value is an object of several fields.
    pub is_compound: bool,
}

impl<'m> Surface<'m> {
    /// The ids and uniques of a model: the id first, then those on fields, then the others in source order.
    pub fn unique_names(&self, model: ModelId) -> impl Iterator<Item = UniqueName<'m>> + use<'m> {
        let model = self.model.model(model);
        let count = model.uniques.len() + model.hidden_uniques.len();
        let mut shown = model.uniques.iter();
        (0..u16::try_from(count).unwrap_or(u16::MAX)).filter_map(move |place| {
            if let Some(hidden) = model.hidden_uniques.iter().find(|unique| unique.place == place) {
                return Some(UniqueName {
                    name: &hidden.name,
                    listed_name: &hidden.name,
                    place,
                    is_primary_key: hidden.is_primary_key,
                    is_compound: !hidden.fields.is_empty(),
                });
            }
            let unique = shown.next()?;
            Some(UniqueName {
                name: &unique.name,
                listed_name: unique.unused_name.as_deref().unwrap_or(&unique.name),
                place,
                is_primary_key: unique.is_primary_key,
                is_compound: unique.fields.len() > 1,
            })
        })
    }

    /// The criterion at a place among all, if its fields are all visible.
    pub(super) fn unique_at(&self, model: ModelId, place: u16) -> Option<&'m UniqueCriterion> {
        let model = self.model.model(model);
        let hidden = model.hidden_uniques.iter().filter(|unique| unique.place < place).count();
        model.uniques.get(usize::from(place).checked_sub(hidden)?)
    }

    /// The place among all of a criterion of [`nicol_model::Model::uniques`].
    #[must_use]
    pub fn unique_place(&self, model: ModelId, number: u16) -> u16 {
        let mut place = number;
        for hidden in &self.model.model(model).hidden_uniques {
            if hidden.place <= place {
                place += 1;
            }
        }
        place
    }
}
