// A small random model directory with a byte tokenizer: one token per byte, id 256 is "<|endoftext|>".
#pragma once

#include "engine/model/checkpoint.h"
#include "engine/model/init.h"
#include "engine/text/bpe_trainer.h"

#include <QTemporaryDir>

#include <fstream>
#include <string>
#include <string_view>

namespace ttt::test {

inline constexpr std::int64_t tiny_chunk = 16;

inline ModelConfig tiny_config(bool fast)
{
    const std::string ttt = R"(, "ttt_mode": true, "ttt_layers": [1, 3], "ttt_lr": 0.05, "ttt_chunk": 16,
        "ttt_target": "input_embed", "ttt_decay": true)";
    return parse_model_config(R"({"model_type": "qwen3", "vocab_size": 260, "hidden_size": 32, "intermediate_size": 48,
        "num_hidden_layers": 5, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16,
        "rms_norm_eps": 1e-6, "rope_theta": 10000, "tie_word_embeddings": false, "hidden_act": "silu",
        "max_position_embeddings": 512, "use_sliding_window": true, "sliding_window": 12, "max_window_layers": 0,
        "initializer_range": 0.3, "torch_dtype": "float32")" +
                                  (fast ? ttt : std::string()) + "}",
                              "config.json");
}

/// Calls change(name, tensor) on every fresh tensor before it is written.
template <class Change>
void write_model(const std::string& directory, const ModelConfig& config, std::uint64_t seed, const Change& change)
{
    NamedTensors tensors = init_weights(config, seed, ProjectionInit::identity);
    for (auto& [name, tensor] : tensors)
        change(name, tensor);
    save_checkpoint(directory, config, tensors);
    const std::string_view no_pair_twice = "a";
    std::ofstream(directory + "/tokenizer.json")
        << train_bpe(std::span(&no_pair_twice, 1), {.vocab_size = 257, .special_tokens = {"<|endoftext|>"}});
}

/// Kernels that learn something: the next token's embedding and a little of the others.
inline void write_fast_model(const std::string& directory)
{
    write_model(directory, tiny_config(true), 5, [](const std::string& name, torch::Tensor& tensor) {
        if (name.ends_with("ttt_conv.weight")) {
            tensor.fill_(0.1);
            tensor.select(2, 3).fill_(1.0);
        }
    });
}

inline void write_text(const std::string& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

/// `count` letters and spaces without a pattern.
inline std::string babble(std::size_t count)
{
    std::string text;
    std::uint32_t state = 12345;
    for (std::size_t index = 0; index < count; ++index) {
        state = state * 1664525U + 1013904223U;
        text += "abcdefghijklmnopqrstuvwxyz  ETAOIN"[(state >> 16) % 34];
    }
    return text;
}

/// The directory of a test program: model/, twin/ and documents, gone at the end.
class TinyFiles {
public:
    TinyFiles()
    {
        write_fast_model(path("model"));
        write_model(path("plain"), tiny_config(false), 6, [](const std::string&, torch::Tensor&) {});
        write_text(path("text.txt"), babble(150));
    }

    std::string path(const std::string& name) const
    {
        return directory_.filePath(QString::fromStdString(name)).toStdString();
    }

private:
    QTemporaryDir directory_;
};

}  // namespace ttt::test
