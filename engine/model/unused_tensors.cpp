#include "engine/model/unused_tensors.h"

#include "engine/files/printable.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

namespace ttt {
namespace {

constexpr std::string_view layers_prefix = "model.layers.";

bool holds(std::string_view name, std::string_view part)
{
    return name.find(part) != std::string_view::npos;
}

/// The layer of "model.layers.N.rest".
std::optional<std::int64_t> layer_of(std::string_view name)
{
    if (!name.starts_with(layers_prefix))
        return std::nullopt;
    name.remove_prefix(layers_prefix.size());
    std::int64_t layer = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), layer);
    return error == std::errc() && end != name.data() + name.size() && *end == '.' ? std::optional(layer)
                                                                                   : std::nullopt;
}

/// What fp8, int8, nf4, GPTQ, AWQ, HQQ and compressed-tensors put beside their codes, or in place of a weight.
bool is_of_quantisation(std::string_view name)
{
    constexpr std::array begins{"weight_", "input_", "output_scale", "act",          "k_scale",  "v_scale", "q_scale",
                                "scale",   "zero",   "qweight",      "qz",           "g_idx",    "absmax",  "nested_",
                                "quant",   "SCB",    "CB",           "bitsandbytes", "codebook", "trellis"};
    const std::string_view last = name.substr(name.rfind('.') + 1);  // npos + 1 is 0
    return std::any_of(begins.begin(), begins.end(), [&](const char* begin) { return last.starts_with(begin); });
}

bool is_rotary_table(std::string_view name)
{
    return holds(name, "rotary_emb.");
}

bool is_named_ttt(std::string_view name)
{
    return holds(name, ".mlp.ttt_");
}

/// Everything under these names takes part in what the model computes, whatever it is.
bool is_of_the_model(std::string_view name)
{
    return name.starts_with("model.") || name.starts_with("lm_head.");
}

std::vector<std::string> not_asked_for(const std::vector<std::string>& names, const ModelConfig& config)
{
    std::set<std::string> used{head_name};
    for (const TensorSpec& tensor : tensor_specs(config))
        used.insert(tensor.name);
    std::vector<std::string> others;
    std::copy_if(names.begin(), names.end(), std::back_inserter(others),
                 [&](const std::string& name) { return !used.contains(name); });
    return others;
}

/// Takes those that `belongs` says true of out of `names`.
template <class Predicate>
std::vector<std::string> taken_out(std::vector<std::string>& names, const Predicate& belongs)
{
    const auto first =
        std::stable_partition(names.begin(), names.end(), [&](const auto& name) { return !belongs(name); });
    std::vector<std::string> taken(first, names.end());
    names.erase(first, names.end());
    return taken;
}

}  // namespace

std::string listed(const std::vector<std::string>& names)
{
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
        text += (i == 0 ? "" : ", ") + printable(names[i]);
    return names.size() <= shown ? text : text + " and " + std::to_string(names.size() - shown) + " more";
}

UnusedTensors sort_unused(const std::vector<std::string>& names, const ModelConfig& config,
                          const std::string& directory)
{
    std::vector<std::string> rest = not_asked_for(names, config);
    UnusedTensors unused;
    unused.harmless = taken_out(rest, is_rotary_table);
    unused.told = taken_out(rest, is_named_ttt);
    const auto refuse = [&](const auto& belongs, const std::string& why) {
        if (const auto found = taken_out(rest, belongs); !found.empty())
            throw Error("The model '" + directory + "' holds " + listed(found) + ", " + why +
                        "; its numbers would be wrong without them, so it is not read.");
    };
    refuse(is_of_quantisation, "which turn the codes of a quantised checkpoint into weights, and only weights in F64, "
                               "F32, BF16 or F16 are computed with");
    refuse([&](const std::string& name) { return layer_of(name).value_or(0) >= config.layer_count; },
           "layers beyond the num_hidden_layers = " + std::to_string(config.layer_count) + " of its config.json");
    refuse([](const std::string& name) { return is_of_the_model(name) && name.ends_with(".bias"); },
           "biases that its config.json does not ask for (attention_bias, mlp_bias)");
    refuse([](const std::string& name) { return layer_of(name) && (holds(name, "q_norm") || holds(name, "k_norm")); },
           "norms of queries and keys, which the model_type '" + std::string(spelled(config.family)) +
               "' of its config.json does not have");
    refuse(is_of_the_model,
           "which the model_type '" + std::string(spelled(config.family)) + "' of its config.json does not have");
    unused.told.insert(unused.told.end(), rest.begin(), rest.end());
    return unused;
}

std::vector<std::string> remarks_on(const UnusedTensors& unused)
{
    std::vector<std::string> rest = unused.told, remarks;
    const auto of_ttt = taken_out(rest, is_named_ttt);
    if (!of_ttt.empty())
        remarks.push_back("The checkpoint holds TTT parameters that its config.json does not ask for and that were not "
                          "used: " +
                          listed(of_ttt) + ".");
    if (!rest.empty())
        remarks.push_back("The checkpoint holds tensors that were not used: " + listed(rest) + ".");
    return remarks;
}

}  // namespace ttt
