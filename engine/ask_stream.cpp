#include "engine/ask_stream.h"

#include "engine/method_registry.h"
#include "engine/records/error.h"
#include "engine/records/methods.h"

#include <torch/utils.h>

#include <algorithm>

namespace ttt {
namespace {

using torch::Tensor;

constexpr std::int64_t segments_at_once = 4;  // of gradients: the last of a stretch is read twice

std::vector<Arm> arms_of(const RunConfig& config)
{
    const bool learns = learns_by_gradients(config) || !config.fast_layers.empty();
    std::vector<Arm> arms;
    if (config.arms != Arms::adapted || !learns)
        arms.push_back(Arm::frozen);
    if (config.arms != Arms::frozen && learns)
        arms.push_back(Arm::adapted);
    if (!config.twin.empty())
        arms.push_back(Arm::twin);
    return arms;
}

Tensor last_row(const Tensor& states)
{
    return states[-1].clone();  // not the whole stretch
}

}  // namespace

AskStream::AskStream(const RunCheckpoint& model, std::span<const RunStretch> before, std::int64_t tokens)
    : method_(make_method(model, before, tokens)), arms_(arms_of(model.config)), device_(device_of(model.config)),
      stretch_(model.config.chunk * (learns_by_gradients(model.config) ? segments_at_once : method_->chunks_at_once()))
{
    if (!model.config.twin.empty())
        twin_.emplace(start_reader(open_twin(model)));
}

void AskStream::read(const Tensor& ids, bool learns)
{
    const ArmStates states = method_->read_on(ids, learns);
    keep_last(states, twin_ ? twin_->read_on(ids, false).frozen : Tensor());
}

void AskStream::read_own(const std::vector<std::int32_t>& tokens, bool learns)
{
    const auto of_device = torch::TensorOptions(device_).dtype(torch::kLong);
    const Tensor ids = torch::tensor(at::ArrayRef<std::int32_t>(tokens), torch::kInt).to(of_device);
    const auto own = static_cast<std::int64_t>(tokens.size()) - (twin_ ? 1 : 0);  // of the method's arms
    const Tensor first = ids.slice(0, 0, own);
    const ArmStates states = method_->read_on(own == 2 ? first.unsqueeze(1) : first, learns);
    keep_last(states, twin_ ? twin_->read_on(ids.slice(0, own), false).frozen : Tensor());
}

void AskStream::keep_last(const ArmStates& states, const Tensor& twin)
{
    last_.clear();
    for (const Tensor& of_arm : {states.frozen, states.adapted, twin})
        if (of_arm.defined())
            last_.push_back(last_row(of_arm));
}

std::vector<Tensor> AskStream::logits() const
{
    if (last_.empty())
        throw Error("Nothing stands before token 0, so nothing can be expected there: write a prompt, or ask at a "
                    "later token.");
    std::vector<Tensor> logits;
    for (std::size_t index = 0; index < arms_.size(); ++index)
        logits.push_back(shares_head(index) ? Tensor() : transformer_of(arms_[index]).logits(last_[index]));
    if (shares_head(0)) {
        const Tensor both = method_->frozen().logits(torch::stack({last_[0], last_[1]}));
        logits[0] = both[0];
        logits[1] = both[1];
    }
    return logits;
}

/// Frozen and adapted, where no head learned: it is gone through once for both, since its bytes are what takes the
/// time.
bool AskStream::shares_head(std::size_t index) const
{
    return index < 2 && arms_.size() >= 2 && arms_[0] == Arm::frozen && arms_[1] == Arm::adapted &&
           method_->frozen().weights().head.is_same(method_->adapted().weights().head);
}

const Transformer& AskStream::transformer_of(Arm arm) const
{
    return arm == Arm::twin ? twin_->transformer() : arm == Arm::adapted ? method_->adapted() : method_->frozen();
}

std::int64_t AskStream::Mark::bytes() const
{
    return method->bytes() + (twin ? twin->bytes : 0);
}

AskStream::Mark AskStream::mark(std::int64_t at)
{
    return {at, method_->state(), twin_ ? std::make_shared<const ArmReader::State>(twin_->state()) : nullptr, last_};
}

void AskStream::restore(const Mark& mark)
{
    method_->restore(*mark.method);
    if (twin_)
        twin_->restore(*mark.twin);
    last_ = mark.last;
}

}  // namespace ttt
