// The stream: a header, one record per step, a summary. Plain values, std only; what crosses every border.
#pragma once

#include "engine/records/metrics.h"
#include "engine/records/run_config.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ttt {

/// A planted pattern in a composed document: what a finder or a lesson should meet there.
struct DocumentMark {
    std::int64_t begin = 0;  // bytes [begin, end) of the text
    std::int64_t end = 0;
    std::int64_t pattern = 0;     // which of the planted patterns, from 0
    std::int64_t occurrence = 0;  // 0: the first time
    bool noisy = false;           // its ending was replaced: a rule that copies is wrong here

    bool operator==(const DocumentMark&) const = default;
};

/// The text of a run, so that a replay needs neither the file nor the model.
struct DocumentRecord {
    std::string hash;                        // of `bytes`, "xxh3:" + 32 hex digits
    std::string name;                        // file name without folders
    std::string bytes;                       // the part that was read, as it is, any bytes
    std::vector<std::int32_t> token_ids;     // [T]
    std::vector<std::int64_t> byte_offsets;  // [T + 1]; token t is bytes [offset t, offset t + 1)
    std::vector<std::string> vocabulary;     // bytes of every token id, for the names of predicted tokens
    std::vector<DocumentMark> marks;         // in order of begin; empty: the document was not composed
};

struct RunHeader {
    std::string run_id;      // UUID
    RunConfig config;        // resolved: no empty choice left
    std::string model_hash;  // content of config.json and weights
    std::string twin_hash;   // empty: no twin
    std::string document_hash;
    std::int64_t token_count = 0;  // T of this run
    std::int64_t step_count = 0;   // ceil(T / C)
    std::int64_t layer_count = 0;
    std::int64_t parameter_count = 0;
    std::string engine_version;
    std::string device_name;  // "CPU, 2 threads", "NVIDIA H200"
    std::int64_t started_unix_ms = 0;
    std::vector<std::string> remarks;  // sentences that whoever reads the numbers must know: tensors that were not used
};

struct MetricValue {
    Metric metric;
    std::int32_t layer;  // -1: the whole step
    double value;

    bool operator==(const MetricValue&) const = default;
};

/// One column over the items of the step: values.size() == (end - begin) * width. NaN: no value (the first token).
struct ItemColumn {
    Column column;
    std::vector<float> values;
};

/// A repeated pair ... A B ... A -> B, met at item `position` (the second B).
struct PatternEvent {
    std::int64_t position;       // of the predicted B
    std::int64_t earlier;        // of the B that was seen before
    double logit_change;         // adapted minus frozen logit of B at the second A
    double logit_change_others;  // mean over the other tokens
    double logit_change_spread;  // standard deviation over the other tokens

    bool operator==(const PatternEvent&) const = default;
};

/// Everything measured in one chunk. Item t's NLL was computed before token t could be learned from.
struct StepRecord {
    std::int64_t index = 0;
    std::int64_t begin = 0;  // items [begin, end)
    std::int64_t end = 0;
    std::vector<MetricValue> metrics;
    std::vector<ItemColumn> columns;
    std::vector<PatternEvent> patterns;
    std::string fast_hash;  // of all fast weights after the step; empty: nothing is fast
};

/// diverged: what was adapted went astray (the message says at which chunk); read to the end where numbers stayed
/// finite.
enum class RunState : std::int32_t {
    running = 0,
    finished = 1,
    cancelled = 2,
    failed = 3,
    interrupted = 4,
    diverged = 5
};

/// Sums over all predicted tokens: perplexity = exp(nll / predicted).
struct RunSummary {
    RunState state = RunState::running;
    std::string message;  // a sentence; empty when there is nothing to say
    std::int64_t tokens = 0;
    std::int64_t steps = 0;
    std::int64_t updates = 0;    // chunks that wrote
    std::int64_t predicted = 0;  // tokens that have an NLL
    double seconds = 0;          // wall time of the steps
    double nll_frozen = 0;       // nats; 0 when the arm did not run
    double nll_adapted = 0;
    double nll_twin = 0;
};

/// exp(nll / predicted) of a summary's sum; NaN when the arm did not run.
inline double perplexity(double nll, std::int64_t predicted)
{
    const bool ran = nll != 0 && predicted > 0;
    return ran ? std::exp(nll / static_cast<double>(predicted)) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ttt
