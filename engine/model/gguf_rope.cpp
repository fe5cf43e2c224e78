#include "engine/model/gguf_rope.h"

#include "engine/files/json_fields.h"
#include "engine/gguf/gguf_file.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace ttt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t most_tokens = 1 << 30;

// Of every LLaMA 3.1, 3.2 and 3.3.
constexpr double low_frequency = 1, high_frequency = 4, first_length = 8192;

std::vector<float> factors_of(const GgufFile& file, const GgufTensor& tensor)
{
    std::vector<unsigned char> packed(tensor.bytes);
    file.read(tensor, packed.data());
    std::vector<float> factors(static_cast<std::size_t>(tensor.rows() * tensor.shape.back()));
    tensor.type->unpack(packed.data(), static_cast<std::int64_t>(factors.size()) / tensor.type->block, factors.data());
    return factors;
}

/// What LLaMA 3.1's rule divides the angle of a wave by.
double llama3_factor(double wavelength, double factor)
{
    if (wavelength < first_length / high_frequency)
        return 1;
    if (wavelength > first_length / low_frequency)
        return factor;
    const double smooth = (first_length / wavelength - low_frequency) / (high_frequency - low_frequency);
    return 1 / ((1 - smooth) / factor + smooth);
}

Json llama3_scaling(const GgufFile& file, const GgufTensor& tensor, double theta, std::int64_t head_dim)
{
    constexpr double tolerance = 1e-4;
    const std::vector<float> factors = factors_of(file, tensor);
    const double factor = std::round(static_cast<double>(*std::max_element(factors.begin(), factors.end())));
    bool same = static_cast<std::int64_t>(factors.size()) == head_dim / 2 && factor >= 1;
    for (std::size_t i = 0; same && i < factors.size(); ++i) {
        const double turn = std::pow(theta, 2 * static_cast<double>(i) / static_cast<double>(head_dim));
        const double expected = llama3_factor(2 * std::numbers::pi * turn, factor);
        same = std::abs(static_cast<double>(factors[i]) - expected) <= tolerance * expected;
    }
    if (!same)
        throw Error("The file '" + file.path() + "' divides its rotary angles by numbers (" + rope_factors_name +
                    ") that are not those of LLaMA 3, and no others are computed.");
    return {{"rope_type", "llama3"},
            {"factor", factor},
            {"low_freq_factor", low_frequency},
            {"high_freq_factor", high_frequency},
            {"original_max_position_embeddings", static_cast<std::int64_t>(first_length)}};
}

/// The keys of scaling; old files have scale_linear alone.
Json scaling_of(const JsonFields& fields, const std::string& prefix)
{
    const std::string type_key = prefix + "rope.scaling.type", factor_key = prefix + "rope.scaling.factor";
    const double linear = fields.positive_or(prefix + "rope.scale_linear", 1);
    const std::string type = fields.text_or(type_key, linear == 1 ? "none" : "linear");
    if (type == "none")
        return nullptr;
    if (type == "linear")
        return {{"rope_type", type}, {"factor", fields.positive_or(factor_key, linear)}};
    if (type != "yarn")
        fields.fail(type_key, "must be none, linear or yarn");
    Json scaling{{"rope_type", type}, {"factor", fields.positive(factor_key)}};
    const std::string length = prefix + "rope.scaling.original_context_length";
    if (fields.has(length))
        scaling["original_max_position_embeddings"] = fields.integer(length, 1, most_tokens);
    for (const char* name : {"beta_fast", "beta_slow"})
        if (const std::string key = prefix + "rope.scaling.yarn_" + name; fields.has(key))
            scaling[name] = fields.positive(key);
    return scaling;
}

}  // namespace

GgufRope gguf_rope(const GgufFile& file, const std::string& prefix, std::int64_t head_dim)
{
    const JsonFields fields(file.metadata(), file.path());
    GgufRope rope{.theta = fields.positive_or(prefix + "rope.freq_base", 10000), .scaling = nullptr};
    rope.scaling = scaling_of(fields, prefix);
    const auto factors = file.tensors().find(rope_factors_name);
    if (factors == file.tensors().end())
        return rope;
    if (!rope.scaling.is_null())
        throw Error("The file '" + file.path() + "' stretches its rotary angles twice, by its metadata and by " +
                    rope_factors_name + ".");
    rope.scaling = llama3_scaling(file, factors->second, rope.theta, head_dim);
    return rope;
}

}  // namespace ttt
