#include "engine/model/model_config_parts.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ttt {
namespace {

constexpr std::int64_t most_tokens = 1 << 30;

void read_rates(TttConfig& ttt, const JsonFields& fields)
{
    if (fields.has("ttt_lr_per_layer")) {
        ttt.lr = fields.numbers("ttt_lr_per_layer");
        if (ttt.lr.size() != ttt.layers.size())
            fields.fail("ttt_lr_per_layer", "must hold one number per entry of ttt_layers");
        if (std::any_of(ttt.lr.begin(), ttt.lr.end(), [](double rate) { return rate < 0; }))
            fields.fail("ttt_lr_per_layer", "must hold numbers of at least 0");
        return;
    }
    ttt.lr = {fields.not_negative_or("ttt_lr", 0.3)};
}

/// Ascending, without repetition, each below layer_count. The official code drops the others without a word: its own
/// recipe names layer 36 of 36.
void settle_layers(ModelConfig& config, const JsonFields& fields)
{
    const std::vector<std::int64_t> named = config.ttt.layers;
    const std::vector<double> rates = config.ttt.lr;
    std::vector<std::pair<std::int64_t, double>> kept;
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (named[i] < 0)
            fields.fail("ttt_layers", "must hold numbers of at least 0");
        if (named[i] < config.layer_count)
            kept.emplace_back(named[i], rates.size() == 1 ? rates[0] : rates[i]);
        else
            config.notes.push_back("Fast layer " + std::to_string(named[i]) +
                                   " was dropped: the model has layers 0 to " + std::to_string(config.layer_count - 1) +
                                   ".");
    }
    std::sort(kept.begin(), kept.end());
    config.ttt.layers.clear();
    if (rates.size() > 1)
        config.ttt.lr.clear();
    for (const auto& [layer, rate] : kept) {
        if (!config.ttt.layers.empty() && config.ttt.layers.back() == layer)
            fields.fail("ttt_layers", "must not name a layer twice");
        config.ttt.layers.push_back(layer);
        if (rates.size() > 1)
            config.ttt.lr.push_back(rate);
    }
}

/// Relative, so that a model and its twin can be moved together.
void check_twin(const std::string& twin, const JsonFields& fields)
{
    if (twin.starts_with('/') || twin.find('\0') != std::string::npos)
        fields.fail("ttt_twin", "must be a directory relative to the file");
}

}  // namespace

void read_ttt(ModelConfig& config, const JsonFields& fields)
{
    TttConfig& ttt = config.ttt;
    ttt.mode = fields.boolean_or("ttt_mode", false);
    ttt.twin = fields.text_or("ttt_twin", "");
    check_twin(ttt.twin, fields);
    if (!ttt.mode && !fields.has("ttt_layers"))
        return;
    if (fields.has("ttt_layers"))
        ttt.layers = fields.integers("ttt_layers");
    else
        ttt.layers = {0, 6, 12, 18, 24, 30};  // the official default, as the two below
    read_rates(ttt, fields);
    ttt.chunk = fields.integer_or("ttt_chunk", 1, most_tokens, 8192);
    settle_layers(config, fields);

    ttt.proj = fields.boolean_or("ttt_proj", true);
    ttt.target = word_or(fields, "ttt_target", TargetSource::hidden_states, "must be " + all_words<TargetSource>());
    ttt.decay = fields.boolean_or("ttt_decay", false);
    ttt.relative_cap = fields.not_negative_or("ttt_relative_cap", 0);
    ttt.clip = fields.not_negative_or("ttt_clip", 0);
    ttt.centre_keys = fields.boolean_or("ttt_centre_keys", false);
}

}  // namespace ttt
