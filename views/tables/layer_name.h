// What a layer is called on the screen.
#pragma once

#include "engine/records/records.h"

#include <QString>

namespace ttt {

/// "L3". What belongs to no layer comes under the number behind the last one (RunHeader::layer_count): "head" where
/// LoRA learns there, "norm" where norms alone learn, else "embedding, head".
QString layer_name(const RunHeader& header, std::int32_t layer);

}  // namespace ttt
