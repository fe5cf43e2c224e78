// Rotary angles of a GGUF file, as config.json describes them.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace ttt {

class GgufFile;

inline constexpr const char* rope_factors_name = "rope_freqs.weight";

struct GgufRope {
    double theta = 10000;
    nlohmann::ordered_json scaling;  // rope_scaling; null: none
};

/// `prefix`: "llama.". LLaMA-3 stores by what each angle is divided (rope_freqs.weight, [head_dim / 2]); what made
/// these numbers is found again. Throws ttt::Error that names the file when nothing that is known made them.
GgufRope gguf_rope(const GgufFile& file, const std::string& prefix, std::int64_t head_dim);

}  // namespace ttt
