// What config.json of a Hugging Face directory says about a model. Plain values, no torch.
#pragma once

#include "engine/records/run_words.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// What transformers takes for granted in each stands in engine/model/family.h.
enum class Family { llama, mistral, qwen2, qwen3, smollm3, gemma3_text };

template <>
inline constexpr std::array spellings<Family>{
    Spelling{Family::llama, "llama"},     Spelling{Family::mistral, "mistral"},
    Spelling{Family::qwen2, "qwen2"},     Spelling{Family::qwen3, "qwen3"},
    Spelling{Family::smollm3, "smollm3"}, Spelling{Family::gemma3_text, "gemma3_text"}};

/// Of the gate of an MLP.
enum class Activation { silu, gelu_tanh };

template <>
inline constexpr std::array spellings<Activation>{Spelling{Activation::silu, "silu"},
                                                  Spelling{Activation::gelu_tanh, "gelu_pytorch_tanh"}};

/// Of the numbers in the files of a checkpoint.
enum class StoredDtype { float32, bfloat16, float16 };

template <>
inline constexpr std::array spellings<StoredDtype>{Spelling{StoredDtype::float32, "float32"},
                                                   Spelling{StoredDtype::bfloat16, "bfloat16"},
                                                   Spelling{StoredDtype::float16, "float16"}};

enum class RopeType { plain, linear, llama3, yarn };

template <>
inline constexpr std::array spellings<RopeType>{Spelling{RopeType::plain, "default"},
                                                Spelling{RopeType::linear, "linear"},
                                                Spelling{RopeType::llama3, "llama3"}, Spelling{RopeType::yarn, "yarn"}};

/// How the rotary angles are stretched beyond the trained length. Fields that `type` does not use keep their defaults.
struct RopeScaling {
    RopeType type = RopeType::plain;
    double factor = 1;
    double low_freq_factor = 1;              // llama3
    double high_freq_factor = 4;             // llama3
    std::int64_t original_max_position = 0;  // llama3, yarn: tokens of the first training; 0 only for the other types
    double beta_fast = 32;                   // yarn
    double beta_slow = 1;                    // yarn
    std::optional<double> attention_factor, mscale, mscale_all_dim;  // yarn
    bool truncate = true;                                            // yarn

    bool operator==(const RopeScaling&) const = default;
};

/// In-Place TTT (arXiv 2604.06169). The official keys are ttt_mode, ttt_layers, ttt_lr, ttt_chunk, ttt_proj,
/// ttt_target; the others are ours and off by default.
struct TttConfig {
    bool mode = false;                                  // ttt_mode: false means that no layer is fast
    std::vector<std::int64_t> layers;                   // ttt_layers: 0-based, ascending, each below layer_count
    std::vector<double> lr;                             // ttt_lr or ttt_lr_per_layer: one, or one per entry of `layers`
    std::int64_t chunk = 0;                             // ttt_chunk: C, tokens; 0 only when mode is false
    bool proj = true;                                   // ttt_proj: false means V = conv(S)
    TargetSource target = TargetSource::hidden_states;  // ttt_target
    bool decay = false;                                 // ttt_decay: mlp.ttt_decay holds a, gamma = sigmoid(a)
    double relative_cap = 0;                            // ttt_relative_cap: ||drift|| <= cap ||W0||; 0: off
    double clip = 0;                                    // ttt_clip: tau of the paper; 0: off
    bool centre_keys = false;                           // ttt_centre_keys
    std::string twin;                                   // ttt_twin: directory, relative to the one of config.json

    bool operator==(const TttConfig&) const = default;
};

/// One decoder.
struct ModelConfig {
    Family family = Family::qwen3;       // model_type
    std::int64_t vocab_size = 0;         // V
    std::int64_t hidden_size = 0;        // d
    std::int64_t intermediate_size = 0;  // f
    std::int64_t layer_count = 0;        // L
    std::int64_t head_count = 0;         // H, a multiple of kv_head_count
    std::int64_t kv_head_count = 0;
    std::int64_t head_dim = 0;  // even
    double rms_norm_eps = 1e-6;
    double rope_theta = 10000;
    RopeScaling rope;
    bool tied_embeddings = false;            // no lm_head.weight: the embedding is the head
    bool qk_norm = false;                    // self_attn.q_norm.weight and k_norm.weight [head_dim]
    bool attention_bias = false;             // q, k and v have a bias
    bool output_bias = false;                // o has a bias
    bool mlp_bias = false;                   // gate, up and down have a bias
    bool four_norms = false;                 // what mixer and MLP answer is normed, too
    bool norms_from_one = false;             // files hold w - 1 where the norm multiplies by w
    bool scaled_embedding = false;           // by sqrt(d), rounded to the type of the weights
    double attention_width = 0;              // scores are q k^T / sqrt of this; 0: of head_dim
    double local_rope_theta = 0;             // of local_layers, without stretching; 0: there are none
    std::vector<std::int64_t> local_layers;  // ascending: those that config.json gives a window
    std::vector<std::int64_t> unrotated;     // layers without rotary embedding, ascending
    Activation activation = Activation::silu;
    std::int64_t max_positions = 0;     // informative: longer input is allowed
    std::vector<std::int64_t> windows;  // [L] tokens that a query sees, itself included; 0: full attention
    StoredDtype dtype = StoredDtype::float32;
    double initializer_range = 0.02;  // standard deviation of fresh weights
    std::int64_t packed_bytes = 0;    // of all weights in memory where most stay packed (GGUF); 0: none do
    TttConfig ttt;
    std::vector<std::string> notes;  // sentences about what was dropped while reading; not written
    std::string json;                // text of the file, so that unknown fields survive writing

    bool operator==(const ModelConfig&) const = default;
};

/// Reads and checks the text of config.json; throws ttt::Error that names `file_name` and the value.
ModelConfig parse_model_config(const std::string& json_text, const std::string& file_name);

/// The same of a file. Throws ttt::Error also when it can't be read.
ModelConfig read_config_file(const std::string& path);

/// Text of a config.json: the fields of `config` over those of config.json's text. parse_model_config reads it back.
std::string to_json(const ModelConfig& config);

}  // namespace ttt
