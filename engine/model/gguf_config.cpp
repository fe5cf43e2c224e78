#include "engine/model/gguf_config.h"

#include "engine/files/json_fields.h"
#include "engine/gguf/gguf_file.h"
#include "engine/model/gguf_rope.h"
#include "engine/records/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace ttt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t most = 1 << 30;
constexpr std::int64_t most_layers = 4096;  // as parse_model_config has it, before lists of so many are made

constexpr std::array families{
    GgufFamily{"llama", "llama", "LlamaForCausalLM", true, false, false},
    GgufFamily{"qwen2", "qwen2", "Qwen2ForCausalLM", false, false, false},
    GgufFamily{"qwen3", "qwen3", "Qwen3ForCausalLM", false, false, false},
    GgufFamily{"smollm3", "smollm3", "SmolLM3ForCausalLM", true, false, false},
    GgufFamily{"gemma3", "gemma3_text", "Gemma3ForCausalLM", false, true, true},
};

/// Keys of one file, those of its architecture by their short names ("block_count").
class Facts {
public:
    explicit Facts(const GgufFile& file)
        : file_(file), fields_(file.metadata(), file.path()), family_(gguf_family(file)),
          prefix_(std::string(family_.architecture) + ".")
    {
    }

    std::string config();

private:
    std::string key(const char* name) const { return prefix_ + name; }
    std::int64_t size(const char* name, std::int64_t limit = most) const
    {
        return fields_.integer(key(name), 1, limit);
    }
    bool is(const char* architecture) const { return std::string(family_.architecture) == architecture; }
    bool has_tensor(const std::string& name) const { return file_.tensors().contains(name); }

    void refuse_other_functions() const;
    const GgufTensor& embedding() const;
    void add_sizes();
    void add_biases();
    void add_rope();
    void add_windows();
    void add_tokens();

    const GgufFile& file_;
    JsonFields fields_;
    const GgufFamily& family_;
    std::string prefix_;
    Json json_;
};

/// What models of these architectures may do besides, and is not computed.
void Facts::refuse_other_functions() const
{
    if (fields_.integer_or(key("expert_count"), 0, most, 0) > 0)
        fields_.fail(key("expert_count"), "must be 0: mixtures of experts are not computed");
    for (const char* scale : {"logit_scale", "residual_scale", "embedding_scale", "rope.scaling.attn_factor"})
        if (fields_.positive_or(key(scale), 1) != 1)
            fields_.fail(key(scale), "must be 1");
    for (const char* limit :
         {"attn_logit_softcapping", "final_logit_softcapping", "attention.clamp_kqv", "attention.max_alibi_bias"})
        if (fields_.not_negative_or(key(limit), 0) != 0)
            fields_.fail(key(limit), "must be 0");
    if (!fields_.boolean_or(key("attention.causal"), true))
        fields_.fail(key("attention.causal"), "must be true");
}

const GgufTensor& Facts::embedding() const
{
    const auto table = file_.tensors().find("token_embd.weight");
    if (table == file_.tensors().end() || table->second.shape.size() != 2)
        throw Error("The file '" + file_.path() + "' has no table of token embeddings (token_embd.weight).");
    return table->second;
}

void Facts::add_sizes()
{
    const std::int64_t width = size("embedding_length");
    const std::int64_t heads = size("attention.head_count");
    if (!fields_.has(key("attention.key_length")) && width % heads != 0)
        fields_.fail(key("attention.head_count"), "must divide " + key("embedding_length"));
    const std::int64_t head =
        fields_.integer_or(key("attention.key_length"), 1, most, std::max<std::int64_t>(1, width / heads));
    if (fields_.integer_or(key("attention.value_length"), 1, most, head) != head)
        fields_.fail(key("attention.value_length"), "must be " + std::to_string(head) + " as keys are");
    if (fields_.integer_or(key("rope.dimension_count"), 1, most, head) != head)
        fields_.fail(key("rope.dimension_count"), "must be " + std::to_string(head) + ", the width of a head");
    json_["model_type"] = family_.model_type;
    json_["architectures"] = {family_.head};
    json_["vocab_size"] = embedding().shape.front();
    json_["hidden_size"] = width;
    json_["intermediate_size"] = size("feed_forward_length");
    json_["num_hidden_layers"] = size("block_count", most_layers);
    json_["num_attention_heads"] = heads;
    json_["num_key_value_heads"] = fields_.integer_or(key("attention.head_count_kv"), 1, most, heads);
    json_["head_dim"] = head;
    json_["max_position_embeddings"] = size("context_length");
    json_["rms_norm_eps"] = fields_.positive(key("attention.layer_norm_rms_epsilon"));
    json_[family_.tanh_gelu ? "hidden_activation" : "hidden_act"] = family_.tanh_gelu ? "gelu_pytorch_tanh" : "silu";
    json_["tie_word_embeddings"] = !has_tensor("output.weight");
    const std::string_view format = embedding().type->name;
    json_["dtype"] = format == "F16" ? "float16" : format == "BF16" ? "bfloat16" : "float32";  // once unpacked
}

/// Metadata does not say which there are.
void Facts::add_biases()
{
    json_["attention_bias"] = !is("qwen2") && has_tensor("blk.0.attn_q.bias");
    json_["mlp_bias"] = has_tensor("blk.0.ffn_up.bias");
}

void Facts::add_rope()
{
    const GgufRope rope = gguf_rope(file_, prefix_, json_["head_dim"]);
    json_["rope_theta"] = rope.theta;
    json_["rope_scaling"] = rope.scaling;
}

void Facts::add_windows()
{
    const std::int64_t layers = json_["num_hidden_layers"];
    if (is("smollm3")) {
        Json rotates = Json::array();  // llama.cpp writes no key: every fourth layer does not
        for (std::int64_t layer = 0; layer < layers; ++layer)
            rotates.push_back((layer + 1) % 4 == 0 ? 0 : 1);
        json_["no_rope_layers"] = rotates;
    }
    if (!is("gemma3"))
        return;
    Json types = Json::array();  // the same: every sixth layer sees everything
    for (std::int64_t layer = 0; layer < layers; ++layer)
        types.push_back((layer + 1) % 6 == 0 ? "full_attention" : "sliding_attention");
    json_["layer_types"] = types;
    json_["sliding_window"] = size("attention.sliding_window");
    json_["rope_local_base_freq"] = fields_.positive_or(key("rope.freq_base_swa"), 10000);
    constexpr std::int64_t layers_of_27b = 62;  // the one size that scales by its width per head
    json_["query_pre_attn_scalar"] = layers == layers_of_27b ? json_["hidden_size"].get<std::int64_t>() /
                                                                   json_["num_attention_heads"].get<std::int64_t>()
                                                             : json_["head_dim"].get<std::int64_t>();
}

void Facts::add_tokens()
{
    for (const auto& [name, ours] : {std::pair("bos", "bos"), std::pair("eos", "eos"), std::pair("padding", "pad")}) {
        const std::string key = "tokenizer.ggml." + std::string(name) + "_token_id";
        if (fields_.has(key))
            json_[std::string(ours) + "_token_id"] = fields_.integer(key, 0, most);
    }
}

std::string Facts::config()
{
    refuse_other_functions();
    add_sizes();
    add_biases();
    add_rope();
    add_windows();
    add_tokens();
    return json_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The matrices of layers; the embedding is read by rows, and by probes.
bool stays_packed(const std::string& name, const GgufTensor& tensor)
{
    return name.starts_with("blk.") && tensor.shape.size() == 2;
}

}  // namespace

const GgufFamily& gguf_family(const GgufFile& file)
{
    const std::string key = "general.architecture";
    const JsonFields fields(file.metadata(), file.path());
    const std::string name = fields.text(key);
    for (const GgufFamily& family : families)
        if (name == family.architecture)
            return family;
    std::string known;
    for (const GgufFamily& family : families)
        known += (known.empty() ? "" : ", ") + std::string(family.architecture);
    fields.fail(key, "must be one of those that this program computes (" + known + ")");
}

std::string gguf_config_json(const GgufFile& file)
{
    return Facts(file).config();
}

/// Unpacking takes time in every segment: small models are unpacked once.
ModelConfig read_gguf_config(const GgufFile& file)
{
    constexpr double packed_from = 2e9;  // bytes of f32
    ModelConfig config = parse_model_config(gguf_config_json(file), file.path());
    double all = 0, kept = 0;
    for (const auto& [name, tensor] : file.tensors()) {
        const double wide = 4.0 * static_cast<double>(tensor.rows()) * static_cast<double>(tensor.shape.back());
        all += wide;
        kept += stays_packed(name, tensor) ? static_cast<double>(tensor.bytes) : wide;
    }
    if (all > packed_from)
        config.packed_bytes = static_cast<std::int64_t>(kept);
    return config;
}

std::vector<std::string> gguf_remarks(const GgufFile& file)
{
    const nlohmann::json& metadata = file.metadata();
    const auto model = metadata.find("tokenizer.ggml.model");
    if (model == metadata.end() || *model != "gpt2" || metadata.contains("tokenizer.ggml.pre"))
        return {};
    return {
        "The file does not say how its tokenizer cuts a text into words (tokenizer.ggml.pre); 'default' was taken, as "
        "llama.cpp does, and may be wrong."};
}

}  // namespace ttt
