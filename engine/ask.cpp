#include "engine/ask.h"

#include "engine/ask_parts.h"
#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/run_branch.h"
#include "engine/run_document.h"
#include "engine/unchanged.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {
namespace {

RunConfig asked_of(RunConfig config, std::int64_t tokens)
{
    config.probes = false;
    config.tokens = tokens;
    return config;
}

std::vector<RunStretch> asked_of(std::vector<RunStretch> before)
{
    for (RunStretch& stretch : before)
        stretch.config.probes = false;
    return before;
}

}  // namespace

Ask::Ask(const RunConfig& config, std::vector<std::int32_t> ids, const RunOrigin& origin)
try {
    const torch::NoGradGuard no_grad;
    if (ids.empty())
        throw Error("There is no text to ask about.");
    RunCheckpoint model = open_model(asked_of(config, static_cast<std::int64_t>(ids.size())));
    const std::int64_t vocabulary = model.checkpoint.config().vocab_size;
    if (!std::ranges::all_of(ids, [=](std::int32_t id) { return id >= 0 && id < vocabulary; }))
        throw Error("The text holds tokens that the model '" + model.config.model +
                    "' does not have: it is not the model of this run any more.");
    const std::vector<RunStretch> before = asked_of(origin.before);
    check_stretches(before, model.config);
    parts_ = std::make_unique<Parts>(std::move(model), std::move(ids), before);
    if (!origin.model_hash.empty())
        check_unchanged("model", config.model, origin.model_hash, model_hash(), "asked");
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

Ask::Ask(const RunConfig& asked, std::stop_token cancel)
try {
    const torch::NoGradGuard no_grad;
    RunCheckpoint model = open_model(asked_of(asked, asked.tokens));
    if (model.config.document.empty())
        throw Error("No document was chosen.");
    RunDocument document = read_document(model.config, model.tokenizer, std::move(cancel));
    check_tokens(document.record, model.tokenizer, model.checkpoint.config());
    std::vector<std::string> remarks = model.checkpoint.remarks();
    remarks.insert(remarks.end(), document.remarks.begin(), document.remarks.end());
    parts_ = std::make_unique<Parts>(std::move(model), std::move(document.record.token_ids), std::vector<RunStretch>());
    parts_->remarks = std::move(remarks);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

Ask::~Ask() = default;
Ask::Ask(Ask&&) noexcept = default;
Ask& Ask::operator=(Ask&&) noexcept = default;

const std::string& Ask::model_hash() const
{
    return parts_->stream.model_hash();
}

std::int64_t Ask::tokens() const
{
    return parts_->ids.size(0);
}

const std::vector<std::string>& Ask::remarks() const
{
    return parts_->remarks;
}

std::vector<Arm> Ask::arms() const
{
    return parts_->stream.arms();
}

void Ask::stand(const AskPlace& place, const std::stop_token& cancel, const AskProgress& progress)
try {
    const torch::NoGradGuard no_grad;
    Parts& parts = *parts_;
    parts.check(place);
    if (parts.here && parts.place == place)
        return;
    parts.start_from(place);
    parts.here.reset();
    parts.stream.leave_out(place.without);
    parts.advance(place.at, !place.without, cancel, progress);
    parts.stream.leave_out({});
    parts.here = parts.stream.mark(place.at);
    parts.place = place;
} catch (const std::exception&) {
    parts_->stream.leave_out({});
    rethrow_in_a_sentence();
}

std::vector<ArmAnswer> Ask::read(const std::string& prompt)
try {
    const torch::NoGradGuard no_grad;
    Parts& parts = *parts_;
    if (!parts.here)
        stand({});
    const std::vector<std::int32_t> tokens = parts.prompt_tokens(prompt);
    parts.stream.restore(*parts.here);
    if (!tokens.empty())
        parts.stream.read(parts.ids_of(tokens), parts.place.learns);
    return parts.answers();
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

bool Ask::read_ahead(const std::stop_token& cancel)
try {
    const torch::NoGradGuard no_grad;
    Parts& parts = *parts_;
    const std::int64_t last = parts.marks.rbegin()->first;
    if (last + parts.every > parts.ids.size(0))
        return false;
    parts.start_from({.at = last, .learns = false, .without = {}});
    parts.advance(last + parts.every, true, cancel, {});
    return true;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

AskKept Ask::kept() const
{
    AskKept kept{.every = parts_->every};
    for (const auto& [at, mark] : parts_->marks) {
        ++kept.states;
        kept.bytes += mark.bytes();
        kept.read = at;
    }
    return kept;
}

}  // namespace ttt
