// The parts of config.json that take more than a line to read. Used by parse_model_config only.
#pragma once

#include "engine/files/json_fields.h"
#include "engine/model/family.h"
#include "engine/model/model_config.h"

namespace ttt {

/// The field, or `fallback` where it is absent. Throws with the expectation ("must be ...") when it is none of E's
/// words.
template <class E>
E word_or(const JsonFields& fields, const std::string& key, E fallback, const std::string& expectation)
{
    const std::optional<E> word = find_word<E>(fields.text_or(key, std::string(spelled(fallback))));
    if (!word)
        fields.fail(key, expectation);
    return *word;
}

/// rope_theta, local_rope_theta and rope: rope_scaling (transformers 4) or rope_parameters (transformers 5). Needs
/// max_positions.
void read_rope(ModelConfig& config, const JsonFields& fields, const FamilyRules& family);

/// unrotated: no_rope_layers, in which 1 means that the layer rotates.
void read_unrotated(ModelConfig& config, const JsonFields& fields, const FamilyRules& family);

/// windows: layer_types with sliding_window; without layer_types, what the family does then. Also local_layers. Needs
/// local_rope_theta.
void read_windows(ModelConfig& config, const JsonFields& fields, const FamilyRules& family);

/// ttt and, for what was dropped, notes. Needs layer_count.
void read_ttt(ModelConfig& config, const JsonFields& fields);

}  // namespace ttt
