#include "engine/vision/methods/recorded_work.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

bool RecordedWork::prepare(const std::vector<Tensor>& state)
{
    if (is_prepared_)
        return false;
    is_prepared_ = true;
    if (state.empty() || !state[0].is_cuda() || !(graph_ = new_device_graph()))
        return false;
    const torch::NoGradGuard no_grad;
    std::vector<Tensor> kept;
    for (const Tensor& tensor : state)
        kept.push_back(tensor.detach().clone());
    std::vector<GraphPart> parts;
    for (const auto& work : works_)
        parts.push_back({.works = {work}});
    try {
        graph_->record(parts);
    } catch (const c10::Error&) {  // out of memory, or an operation that can't be recorded
        graph_.reset();
    }
    for (std::size_t i = 0; i < state.size(); ++i)
        state[i].detach().copy_(kept[i]);
    return true;
}

void RecordedWork::run(std::size_t work)
{
    if (graph_)
        graph_->replay(work);
    else
        works_[work]();
}

}  // namespace ttt
