// Small pieces of work on one net that are done again and again, image after image: recorded once on a GPU (a CUDA
// graph each), called as they are elsewhere.
#pragma once

#include "engine/kernels/device_graph.h"

#include <torch/types.h>

#include <functional>
#include <memory>
#include <vector>

namespace ttt {

/// One thread. Works read and write tensors that stay where they are, and never wait for the device.
class RecordedWork {
public:
    explicit RecordedWork(std::vector<std::function<void()>> works) : works_(std::move(works)) {}

    /// Records, where there is a GPU; the works are called for that, and `state`, what they change, is then put back.
    /// Where recording fails the works go on being called. At the first call alone; true: the works were called, and
    /// what else they changed is the caller's to put back.
    bool prepare(const std::vector<torch::Tensor>& state);

    void run(std::size_t work);

private:
    std::vector<std::function<void()>> works_;
    std::unique_ptr<DeviceGraph> graph_;
    bool is_prepared_ = false;
};

}  // namespace ttt
