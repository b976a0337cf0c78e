//! The steps of a run over many machines, a batch at a time: for `samestory.spark`.
//!
//! Articles are numbered in the order of their ids; numbers and hashes are Spark's longs.
//! What a step does is the library's; here columns become its arguments and back.

mod candidates;
mod columns;
mod events;
mod groups;
mod intake;
mod packs;
mod reuse;
mod scores;
mod standing;
mod stories;

use pyo3::prelude::*;

/// Adds the steps to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(intake::engine_read, module)?)?;
    module.add_function(wrap_pyfunction!(intake::engine_lines, module)?)?;
    module.add_function(wrap_pyfunction!(intake::engine_is_furniture, module)?)?;
    module.add_function(wrap_pyfunction!(reuse::engine_sketch, module)?)?;
    module.add_function(wrap_pyfunction!(reuse::engine_pairs, module)?)?;
    module.add_function(wrap_pyfunction!(reuse::engine_verify, module)?)?;
    module.add_function(wrap_pyfunction!(standing::engine_carried, module)?)?;
    module.add_function(wrap_pyfunction!(standing::engine_own, module)?)?;
    module.add_function(wrap_pyfunction!(groups::engine_groups, module)?)?;
    module.add_function(wrap_pyfunction!(events::engine_count, module)?)?;
    module.add_function(wrap_pyfunction!(events::engine_sum, module)?)?;
    module.add_function(wrap_pyfunction!(events::engine_profiles, module)?)?;
    module.add_function(wrap_pyfunction!(events::engine_parts, module)?)?;
    module.add_function(wrap_pyfunction!(events::engine_crowds, module)?)?;
    module.add_function(wrap_pyfunction!(candidates::engine_candidates, module)?)?;
    module.add_function(wrap_pyfunction!(packs::engine_pack, module)?)?;
    module.add_function(wrap_pyfunction!(packs::engine_send, module)?)?;
    module.add_function(wrap_pyfunction!(scores::engine_cosines, module)?)?;
    module.add_function(wrap_pyfunction!(scores::engine_scores, module)?)?;
    module.add_function(wrap_pyfunction!(candidates::engine_threshold, module)?)?;
    module.add_function(wrap_pyfunction!(stories::engine_join, module)?)?;
    module.add_function(wrap_pyfunction!(stories::engine_tell, module)?)?;
    module.add_function(wrap_pyfunction!(stories::engine_table, module)?)?;
    module.add("ENGINE_ENOUGH", samestory::candidates::fingerprints::ENOUGH)?;
    module.add("ENGINE_STAR_ABOVE", samestory::candidates::DEFAULT_STAR_ABOVE)?;
    module.add("ENGINE_STANDING_TEXTS", samestory::candidates::standing::TEXTS)?;
    module.add("ENGINE_WIRE_OUTLETS", samestory::text::outlet_lines::WIRE_OUTLETS)
}
