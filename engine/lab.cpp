#include "engine/lab.h"

#include "engine/lab_parts.h"
#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/probes/write_trace.h"
#include "engine/records/error.h"

#include <torch/utils.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// What a run left of the checkpoint's own reading, for methods whose learning the lab can't take apart.
RunConfig frozen_reading(const RunConfig& config)
{
    RunConfig frozen;
    frozen.model = config.model;
    frozen.document = config.document;
    frozen.chunk = config.chunk;
    frozen.window = config.window;
    frozen.device = config.device;
    frozen.dtype = config.dtype;
    return frozen;
}

/// Both arms where something is fast; the twin and the document are not asked.
RunConfig looked_into(RunConfig config, std::size_t tokens)
{
    if (config.method != RunConfig().method)
        config = frozen_reading(config);
    config.arms = config.fast_layers.empty() ? Arms::frozen : Arms::paired;
    config.twin.clear();
    config.tokens = static_cast<std::int64_t>(tokens);
    return config;
}

void check_ids(const std::vector<std::int32_t>& ids, const ModelConfig& model, const std::string& path)
{
    if (ids.empty())
        throw Error("There is no text to look into.");
    const auto [low, high] = std::minmax_element(ids.begin(), ids.end());
    if (*low < 0 || *high >= model.vocab_size)
        throw Error("The text holds the token " + std::to_string(*low < 0 ? *low : *high) + ", which the model '" +
                    path + "' does not have: it is not the model of this run any more.");
}

}  // namespace

Lab::Parts::Parts(RunConfig config, std::vector<std::int32_t> text)
    : model(open_model(looked_into(std::move(config), text.size()))),
      weights(with_window(load_run_weights(model), model.config)), tokens(std::move(text))
{
    check_ids(tokens, model.checkpoint.config(), model.config.model);
    ids = torch::tensor(at::ArrayRef<std::int32_t>(tokens), torch::kInt)
              .to(torch::TensorOptions(device_of(model.config)).dtype(torch::kLong));
}

void Lab::Parts::start()
{
    if (!is_fast())
        throw Error(
            "This run has nothing that learns: no layer was fast, so nothing was written that could be traced.");
    if (model.checkpoint.config().four_norms)
        throw Error("The model norms what its MLPs answer before it is added up, so what one token wrote has no logits "
                    "of its own that could be traced.");
    if (model.config.control != Control::none)
        throw Error("The writes of this run were replaced by random numbers (control \"" + model.config.control.text() +
                    "\"), so no token taught anything that could be traced.");
    reader.emplace(fresh_reader());
    if (device_of(model.config).is_cpu())
        check_log_fits(WriteLog::bytes_for(reader->fast(), ids.size(0)),
                       free_memory(Device::cpu).value_or(std::numeric_limits<std::int64_t>::max()));
    log.emplace(reader->fast(), ids.size(0));
}

bool Lab::Parts::read_chunk()
{
    if (!log)
        start();
    const std::int64_t begin = log->items();
    const std::int64_t end = std::min(begin + log->chunk(), ids.size(0));
    if (begin == end)
        return false;
    reader->read(ids.slice(0, begin, end), log->observers());
    return true;
}

const WriteLog& Lab::Parts::what_was_read() const
{
    if (!log)
        throw Error("Nothing was read yet.");
    return *log;
}

Lab::Lab(RunConfig config, std::vector<std::int32_t> ids)
try {
    const torch::NoGradGuard no_grad;
    parts_ = std::make_unique<Parts>(std::move(config), std::move(ids));
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

Lab::~Lab() = default;
Lab::Lab(Lab&&) noexcept = default;
Lab& Lab::operator=(Lab&&) noexcept = default;

std::string Lab::model_hash() const
{
    return parts_->weights.hash;
}

bool Lab::step()
{
    const torch::NoGradGuard no_grad;
    if (!parts_->failure.empty())
        throw Error(parts_->failure);
    try {
        return parts_->read_chunk();
    } catch (const std::exception& error) {
        parts_->failure = failure_sentence(error);
        throw Error(parts_->failure);
    }
}

std::int64_t Lab::items_read() const
{
    return parts_->log ? parts_->log->items() : 0;
}

LogitTrace Lab::trace_logit(std::int64_t item, std::int32_t token) const
try {
    const WriteLog& log = parts_->what_was_read();
    const bool own = token < 0 && item >= 0 && item < log.items();
    return ttt::trace_logit(log, parts_->weights, item, own ? parts_->tokens[static_cast<std::size_t>(item)] : token);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

ChunkTrace Lab::trace_chunk(std::int64_t chunk) const
try {
    return ttt::trace_chunk(parts_->what_was_read(), parts_->weights, chunk, parts_->tokens);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

PatternTrace Lab::trace_patterns(std::span<const std::int64_t> items, std::stop_token cancel) const
try {
    return ttt::trace_patterns(parts_->what_was_read(), parts_->weights, items, parts_->tokens, cancel);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
