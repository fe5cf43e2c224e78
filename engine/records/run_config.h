// All that is needed to run again. Plain values; what is empty is taken from the checkpoint.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// One run: one document through one model. The Runner resolves it: RunHeader::config holds no empty choice.
struct RunConfig {
    std::string method = "in-place";            // the only method so far (arXiv 2604.06169)
    std::string model;                          // Hugging Face directory
    std::string twin;                           // directory of the twin; empty: none
    std::string document;                       // text file
    std::int64_t tokens = 0;                    // read at most so many; 0: the whole document
    std::int64_t chunk = 0;                     // C, tokens; 0: as trained
    std::vector<std::int64_t> fast_layers;      // 0-based; empty: as trained
    std::vector<double> inner_lr;               // eta, one for all or one per fast layer; empty: as trained
    std::vector<double> decay;                  // gamma in (0, 1], one or one per fast layer; empty: as trained
    std::string target;                         // trained | lm-aligned | reconstruction | previous; empty: trained
    std::string target_source;                  // hidden_states | input_embed; empty: as trained
    std::optional<double> target_scale;         // alpha of the projection alpha*I beside hand-set taps; default 1
    std::optional<double> relative_cap;         // ||drift|| <= cap * ||W0||; 0: off; nullopt: as trained
    std::optional<double> clip;                 // tau: ||eta * delta|| <= tau; 0: off; nullopt: as trained
    std::optional<bool> centre_keys;            // subtract the chunk's mean key before writing
    std::optional<std::int64_t> window;         // attention window, tokens; 0: full; nullopt: as trained
    std::string arms = "paired";                // paired | adapted | frozen
    std::string device = "cpu";                 // cpu | cuda
    std::string dtype = "f32";                  // f32 | bf16: the slow weights; deltas are always f32
    std::int64_t perplexity_window = 1024;      // tokens, of the windowed perplexity
    bool probes = true;                         // the costlier probes: rank, collision, output and logit change
    std::string control = "none";               // none | random: every delta becomes random numbers of the same norm
    std::uint64_t seed = 0;                     // for controls that draw random numbers

    bool operator==(const RunConfig&) const = default;
};

/// Calls visit(key, member) for every field, in a fixed order: the one list of names for logs, options and forms.
template <class Config, class Visit>
void visit_fields(Config& config, Visit&& visit)
{
    visit("method", config.method);
    visit("model", config.model);
    visit("twin", config.twin);
    visit("document", config.document);
    visit("tokens", config.tokens);
    visit("chunk", config.chunk);
    visit("fast_layers", config.fast_layers);
    visit("inner_lr", config.inner_lr);
    visit("decay", config.decay);
    visit("target", config.target);
    visit("target_source", config.target_source);
    visit("target_scale", config.target_scale);
    visit("relative_cap", config.relative_cap);
    visit("clip", config.clip);
    visit("centre_keys", config.centre_keys);
    visit("window", config.window);
    visit("arms", config.arms);
    visit("device", config.device);
    visit("dtype", config.dtype);
    visit("perplexity_window", config.perplexity_window);
    visit("probes", config.probes);
    visit("control", config.control);
    visit("seed", config.seed);
}

} // namespace ttt
