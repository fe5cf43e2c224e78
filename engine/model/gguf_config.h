// What the metadata of a GGUF file says about a model, in the words of a config.json of Hugging Face.
#pragma once

#include "engine/model/model_config.h"

#include <string>
#include <vector>

namespace ttt {

class GgufFile;

/// The text of a config.json. Throws ttt::Error that names the file and the architecture, key or value that is not
/// computed.
std::string gguf_config_json(const GgufFile& file);

/// parse_model_config of it, and what the weights take where they stay packed.
ModelConfig read_gguf_config(const GgufFile& file);

/// Sentences about what the file leaves open and was assumed.
std::vector<std::string> gguf_remarks(const GgufFile& file);

/// The architectures of general.architecture that are read.
struct GgufFamily {
    const char* architecture;  // "llama"
    const char* model_type;    // of config.json
    const char* head;          // "LlamaForCausalLM", "architectures" of config.json
    bool permuted;             // rows of q and k lie as llama.cpp rotates them: pairs beside each other
    bool norms_of_one;         // norms are stored as 1 + w
    bool tanh_gelu;            // gelu with tanh, else silu
};

/// Of a file; throws ttt::Error that names the architecture when it is not read.
const GgufFamily& gguf_family(const GgufFile& file);

}  // namespace ttt
