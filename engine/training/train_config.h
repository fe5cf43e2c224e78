// What `ttt train config.json` says. Plain values, no torch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// One training. Paths are relative to the folder of the file that names them.
struct TrainConfig {
    std::string output;                   // directory of the trained model and of the state to resume from
    std::vector<std::string> corpus;      // .txt or .xz; documents are separated by <|endoftext|>
    std::vector<std::string> validation;  // one document per file
    std::string tokenizer;                // tokenizer.json; empty: train one on the corpus
    std::int64_t vocab_size = 8192;       // of a trained tokenizer
    std::string init;                     // Hugging Face directory to continue from; empty: random weights
    std::string model_json;               // config.json fields, over those of `init` when both are given
    std::string trainable = "all";        // all | ttt: only conv, proj and decay
    std::string projection = "identity";  // diagonal of fresh projections: identity | random (official)
    std::string normalize_embedding =
        "no";                    // no | input: RMS norm after the embedding | both: and of a tied head's rows.
                                 // Folded into the tables when saved; a tied head with `input` is saved untied
    std::int64_t rows = 8;       // B, per step
    std::int64_t length = 8192;  // T, tokens a row; a multiple of C
    std::int64_t steps = 1000;
    double lr = 2e-3;           // peak of AdamW's rate
    double final_lr = 0.05;     // of the peak, at the end of the cosine
    std::int64_t warmup = 100;  // steps
    double beta1 = 0.9;
    double beta2 = 0.95;
    double weight_decay = 0.1;      // on matrices
    double clip = 1.0;              // global gradient norm; 0: off
    double repeat_fraction = 0;     // of the rows: random spans that return
    std::int64_t repeat_min = 320;  // tokens a span
    std::int64_t repeat_max = 2048;
    std::uint64_t seed = 0;
    std::string device = "cpu";         // cpu | cuda
    std::string compute = "f32";        // f32 | bf16: of matrix products; weights and moments stay f32
    std::int64_t log_every = 20;        // steps
    std::int64_t validate_every = 500;  // steps; 0: never
    std::int64_t validation_length = 16384;
    std::int64_t save_every = 1000;   // steps; 0: only at the end
    double max_seconds = 0;           // stop, save and resume later; 0: no limit
    std::string save_dtype = "bf16";  // bf16 | f32: of the trained model
    std::int64_t max_shard_bytes = 15'000'000;
};

/// Reads the file; throws Error naming it, the key and the value. An unknown key is an error too.
TrainConfig read_train_config(const std::string& path);

}  // namespace ttt
