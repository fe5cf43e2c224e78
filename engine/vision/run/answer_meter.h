// What a batch of answers says, as records: per image and per batch, of one arm.
#pragma once

#include "engine/records/records.h"

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace ttt {

/// The answers to one batch, on the CPU.
struct BatchAnswers {
    torch::Tensor log_probabilities;  // f32 [B, classes]
    std::vector<float> entropy;       // [B], nats
    std::vector<float> predicted;     // [B], class
    std::vector<double> mass;         // [classes], sum of the probabilities
};

/// `logits`: f32 [B, classes], any device. Throws Error when one is not finite.
BatchAnswers answers_of(const torch::Tensor& logits);

/// Columns and metrics of frozen or adapted, and the sums of its columns so far.
class AnswerMeter {
public:
    explicit AnswerMeter(Arm arm) : arm_(arm) {}

    /// `labels`: [B], class; NaN: not known.
    void fill(const BatchAnswers& answers, const std::vector<float>& labels, StepRecord& step);

    void add_totals(std::vector<Total>& totals) const;

private:
    Arm arm_;
    Total wrong_{}, entropy_{};
};

}  // namespace ttt
