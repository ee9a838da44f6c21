//! Pure query planning: request to plan to SQL, values and results.
