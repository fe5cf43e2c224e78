// What `ttt train config.json` says. Plain values, no torch.
#pragma once

#include "engine/model/projection_init.h"
#include "engine/records/run_words.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ttt {

/// What a setting means for a training that goes on from its saved state (engine/training/resume.h):
/// fixed: it decides which rows were read or what is trained; another value would be another training, and is refused;
/// told: it may change on the way (the rate, the device), and the change is said;
/// free: it changes nothing that is trained.
enum class OnResume { fixed, told, free };

/// ttt: only conv, proj and decay.
enum class Trainable { all, ttt };

template <>
inline constexpr std::array spellings<Trainable>{Spelling{Trainable::all, "all"}, Spelling{Trainable::ttt, "ttt"}};

/// input: RMS norm after the embedding; both: and of a tied head's rows. Folded into the tables when saved; a tied head
/// with `input` is saved untied.
enum class NormalizeEmbedding { no, input, both };

template <>
inline constexpr std::array spellings<NormalizeEmbedding>{Spelling{NormalizeEmbedding::no, "no"},
                                                          Spelling{NormalizeEmbedding::input, "input"},
                                                          Spelling{NormalizeEmbedding::both, "both"}};

/// One training. Paths are relative to the folder of the file that names them.
struct TrainConfig {
    std::string output;                   // directory of the trained model and of the state to resume from
    std::vector<std::string> corpus;      // .txt or .xz; documents are separated by <|endoftext|>. Fixed: their content
    std::vector<std::string> validation;  // one document per file. Told: their content
    std::string tokenizer;                // tokenizer.json; empty: train one on the corpus. Fixed: its content
    std::int64_t vocab_size = 8192;       // of a trained tokenizer
    std::string init;                     // Hugging Face directory to continue from; empty: random weights
    std::string model_json;               // config.json fields, over those of `init` when both are given. Fixed: what
                                          // they say together
    Trainable trainable = Trainable::all;
    ProjectionInit projection = ProjectionInit::identity;
    NormalizeEmbedding normalize_embedding = NormalizeEmbedding::no;
    std::int64_t rows = 8;         // B, per step
    std::int64_t length = 8192;    // T, tokens a row; a multiple of C
    std::int64_t steps = 1000;     // told: the cosine moves
    double lr = 2e-3;              // peak of AdamW's rate
    double ttt_parameters_lr = 0;  // peak for conv, proj and decay, which often want more than the rest; 0: lr
    double final_lr = 0.05;        // of the peak, at the end of the cosine
    std::int64_t warmup = 100;     // steps
    double beta1 = 0.9;
    double beta2 = 0.95;
    double weight_decay = 0.1;      // on matrices
    double clip = 1.0;              // global gradient norm; 0: off
    double repeat_fraction = 0;     // of the rows: random spans that return
    std::int64_t repeat_min = 320;  // tokens a span
    std::int64_t repeat_max = 2048;
    std::uint64_t seed = 0;
    Device device = Device::cpu;
    Dtype compute = Dtype::f32;         // of matrix products; weights and moments stay f32
    std::int64_t log_every = 20;        // steps
    std::int64_t validate_every = 500;  // steps; 0: never
    std::int64_t validation_length = 16384;
    std::int64_t save_every = 1000;  // steps; 0: only at the end
    double max_seconds = 0;          // stop, save and resume later; 0: no limit
    Dtype save_dtype = Dtype::bf16;  // of the trained model
    std::int64_t max_shard_bytes = 15'000'000;
};

/// What a number may be.
struct SettingRange {
    double least = 0;
    double most = std::numeric_limits<double>::max();
};

/// Calls visit(key, member, OnResume, SettingRange) for every setting but "model", whose value is an object.
template <class Config, class Visitor>
void visit_settings(Config& config, const Visitor& visit)
{
    using enum OnResume;
    constexpr SettingRange any{}, count{1, 1e9}, from_0{0, 1e9}, share{0, 1}, below_1{0, 1 - 1e-12};
    visit("output", config.output, free, any);
    visit("corpus", config.corpus, free, any);
    visit("validation", config.validation, free, any);
    visit("tokenizer", config.tokenizer, free, any);
    visit("vocab_size", config.vocab_size, free, SettingRange{1, 1 << 24});
    visit("init", config.init, free, any);
    visit("trainable", config.trainable, fixed, any);
    visit("projection", config.projection, free, any);
    visit("normalize_embedding", config.normalize_embedding, fixed, any);
    visit("rows", config.rows, fixed, count);
    visit("length", config.length, fixed, SettingRange{2, 1e9});
    visit("steps", config.steps, told, count);
    visit("lr", config.lr, told, any);
    visit("ttt_parameters_lr", config.ttt_parameters_lr, told, any);
    visit("final_lr", config.final_lr, told, any);
    visit("warmup", config.warmup, told, from_0);
    visit("beta1", config.beta1, told, below_1);
    visit("beta2", config.beta2, told, below_1);
    visit("weight_decay", config.weight_decay, told, any);
    visit("clip", config.clip, told, any);
    visit("repeat_fraction", config.repeat_fraction, fixed, share);
    visit("repeat_min", config.repeat_min, fixed, count);
    visit("repeat_max", config.repeat_max, fixed, count);
    visit("seed", config.seed, fixed, any);
    visit("device", config.device, told, any);
    visit("compute", config.compute, told, any);
    visit("log_every", config.log_every, free, count);
    visit("validate_every", config.validate_every, free, from_0);
    visit("validation_length", config.validation_length, told, count);
    visit("save_every", config.save_every, free, from_0);
    visit("max_seconds", config.max_seconds, free, any);
    visit("save_dtype", config.save_dtype, free, any);
    visit("max_shard_bytes", config.max_shard_bytes, free, SettingRange{0, 1e15});
}

/// Reads the file; throws Error naming it, the key and the value. An unknown key is an error too.
TrainConfig read_train_config(const std::string& path);

}  // namespace ttt
