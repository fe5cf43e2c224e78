// How fast a document goes through a model, against the floor of its bare matrix products and attention. No torch in
// this header.
#pragma once

#include "engine/records/run_words.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ttt {

struct PrefillSetup {
    std::string shape = "qwen3-4b";  // qwen3-4b | shipped | tiny: random weights of that shape
    Device device = Device::cuda;
    Dtype dtype = Dtype::bf16;
    std::vector<std::int64_t> lengths{4096, 32768, 131072};
    int repeats = 5;  // timed, after one to warm up
};

/// Seconds of one way to read: median, smallest and largest of the repeats.
struct BenchTime {
    double median = 0;
    double least = 0;
    double most = 0;
};

/// One length. All read the same random tokens in one segment from an empty cache.
struct PrefillTimes {
    std::int64_t tokens = 0;
    BenchTime off;              // frozen, logits of the last token
    BenchTime on;               // TTT on, logits of the last token
    BenchTime on_nll;           // TTT on, NLL of every token
    BenchTime paired;           // frozen and adapted, logits of the last token of both
    BenchTime floor_products;   // the matrix products alone
    BenchTime floor_attention;  // attention alone: cuDNN on a GPU
    BenchTime floor_ttt;        // what TTT has to multiply besides: targets, writes and reads of the drift
};

/// Throws ttt::Error for a setup that can't be. `tell` gets each length as soon as it was measured.
std::vector<PrefillTimes> bench_prefill(const PrefillSetup& setup,
                                        const std::function<void(const PrefillTimes&)>& tell);

}  // namespace ttt
