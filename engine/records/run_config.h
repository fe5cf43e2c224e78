// All that is needed to run again. Plain values; what is empty is taken from the checkpoint. What each field is called,
// may be and belongs to stands in one row of the table in engine/records/settings/.
#pragma once

#include "engine/records/run_words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// One run: one document, or one stream of images, through one model. The Runner resolves it: RunHeader::config holds
/// no empty choice.
struct RunConfig {
    std::string method = "in-place";        // MethodInfo::key of one of known_methods, see methods.h
    std::string model;                      // Hugging Face directory
    std::string twin;                       // directory of the twin; empty: none
    std::string document;                   // text file
    std::string name;                       // what lists and legends call the run; empty: by what was chosen for it
    std::int64_t tokens = 0;                // read at most so many; 0: the whole document
    std::int64_t chunk = 0;                 // C, tokens; 0: as trained
    std::vector<std::int64_t> fast_layers;  // 0-based; empty: as trained
    std::vector<double> inner_lr;           // eta, one for all or one per fast layer; empty: as trained
    std::vector<double> decay;              // gamma in (0, 1], one or one per fast layer; empty: as trained
    Choice<Target> target;                  // empty: trained
    Choice<TargetSource> target_source;     // empty: as trained
    std::optional<double> target_scale;     // alpha of the projection alpha*I beside hand-set taps; default 1
    std::optional<double> relative_cap;     // ||drift|| <= cap * ||W0||; 0: off; nullopt: as trained
    std::optional<double> clip;             // tau: ||eta * delta|| <= tau; 0: off; nullopt: as trained
    std::optional<bool> centre_keys;        // subtract the chunk's mean key before writing
    std::optional<std::int64_t> window;     // attention window, tokens; 0: full; nullopt: as trained
    Choice<Arms> arms = Arms::paired;
    Choice<Device> device = Device::cpu;
    Choice<Dtype> dtype = Dtype::f32;           // of the slow weights; deltas are always f32
    std::int64_t perplexity_window = 1024;      // tokens, of the windowed perplexity
    Choice<Guard> guard = Guard::mark;          // what happens where adapted gets worse than frozen
    std::optional<double> guard_margin = 0.05;  // nats per token; with 16 chunks: see README
    std::int64_t guard_chunks = 16;             // that are judged together
    bool probes = true;                         // the costlier probes: rank, collision, output and logit change
    Choice<Control> control = Control::none;    // random: every delta becomes random numbers of the same norm
    std::uint64_t seed = 0;                     // for whatever draws random numbers: controls, the start of LoRA
    std::optional<bool> start_token;  // the tokenizer's start token stands first; nullopt: where the tokenizer has one
    std::string encoding;             // of the document, one of known_encodings; empty: as its first bytes say

    // Of the methods that learn by gradients; empty where the method has none. A chunk is then a segment, and
    // fast_layers names the layers that learn (empty: all), unless the method has fast weights besides.
    std::int64_t segment = 0;            // tokens that are scored, then learned from; 0: the method's own
    std::optional<double> lr;            // learning rate of a gradient step; nullopt: the method's own
    Choice<Optimizer> optimizer;         // empty: the method's own
    std::string parameters;              // dynamic evaluation: a LearnedPart; LoRA: of q, v, down, head, by commas
    std::optional<double> prior_decay;   // lambda of rms: how strongly weights return to what was trained
    std::optional<double> epsilon;       // of rms and adam
    std::string statistics;              // text file whose gradients rms measures; empty: the document's first tokens
    std::int64_t statistics_tokens = 0;  // how many of them; 0: the method's own
    std::optional<std::int64_t> rank;    // of LoRA
    std::optional<double> alpha;         // of LoRA: its product counts alpha / rank
    std::int64_t steps = 0;              // gradient steps per segment or batch; 0: the method's own

    // Of runs over images; what a method has not is empty. lr, optimizer, steps and alpha are above.
    std::string images{};                       // a name (fashion-mnist), a folder or a file
    std::string labels{};                       // file; empty: those of the images, if they have any
    std::string stream{};                       // "gaussian_noise:5,fog:5"
    std::string order{};                        // "reset-each", "dirichlet:0.1"; empty: reset-each
    std::int64_t batch = 0;                     // images of one step; 0: 200
    std::int64_t count = 0;                     // images of each shift; 0: all
    std::int64_t probe_images = 0;              // clean ones that are asked after each shift; 0: none
    std::int64_t views = 0;                     // augmented copies of an image; 0: the method's own
    std::int64_t fisher_images = 0;             // clean ones that eata measures; 0: the method's own
    std::int64_t reset_every = 0;               // updates; 0: the method's own
    Choice<Scored> scored{};                    // empty: the method's own
    std::optional<double> momentum{};           // of SGD
    std::optional<double> entropy_margin{};     // E0 / ln C
    std::optional<double> redundancy_margin{};  // d, a cosine
    std::optional<double> fisher_weight{};      // beta
    std::optional<double> sharpness{};          // rho
    std::optional<double> reset_below{};        // e_m, nats
    std::optional<double> restore{};            // p, the share of weights that returns
    std::optional<double> teacher_decay{};      // of the teacher's running mean
    std::optional<double> confidence_below{};   // p_th
    std::optional<double> source_prior{};       // N: stored statistics count N / (N + 1)
    std::optional<bool> as_published{};         // with the faults of the authors' program

    /// Keys of the settings that somebody chose, once the others are filled in; nullopt before, and of a run of a
    /// version that did not remember.
    std::optional<std::vector<std::string>> chosen;

    bool operator==(const RunConfig&) const = default;
};

}  // namespace ttt
