// The trainer behind `ttt train`. No torch in this header.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace ttt {

/// Sent every log_every steps, and after each validation.
struct TrainProgress {
    std::int64_t step = 0;
    std::int64_t steps = 0;
    double loss = 0;  // mean NLL over the steps since the last report, nats
    double gradient_norm = 0;
    double lr = 0;
    double tokens_per_second = 0;
    double seconds_left = 0;
    std::optional<double> valid_frozen;   // mean NLL of the validation documents, second half of each, nats
    std::optional<double> valid_adapted;  // absent for a model without fast layers
    std::string message;                  // a sentence about a stage; the numbers are then empty
    bool is_warning = false;              // the message must be seen even by who wants no progress
};

using TrainReport = std::function<void(const TrainProgress&)>;

enum class TrainEnd { finished, stopped };

/// Trains as the configuration file says, or goes on where an earlier call stopped; settings that decide what is
/// trained must then be the same (OnResume in engine/training/train_config.h). Each report of numbers also becomes a
/// line of <output>/training/log.jsonl. Throws Error. Call it on the thread that may use all cores.
TrainEnd train(const std::string& config_path, const TrainReport& report, std::stop_token stop = {});

}  // namespace ttt
