// Work of a GPU that is recorded once and then launched as a whole (a CUDA graph): for what is made of many small
// operations, where a host takes longer to launch them than the GPU to do them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace ttt {

/// What one launch does.
struct GraphPart {
    std::vector<std::function<void()>> works;  // of which none needs another's results: the GPU may do them at once
    bool warms_up = true;  // called once before it is recorded, so that what LibTorch prepares at first use is there
};

/// Lives and dies on the thread of the run. Tensors that a part makes stay where they are as long as somebody holds
/// them, and every replay writes into them again.
class DeviceGraph {
public:
    virtual ~DeviceGraph() = default;

    /// Calls the works of every part to record them, on streams of its own. They may not wait for the device. What
    /// LibTorch throws comes through, and nothing is recorded then.
    virtual void record(const std::vector<GraphPart>& parts) = 0;

    /// Launches a part on the current stream. In the order in which they were recorded.
    virtual void replay(std::size_t part) = 0;
};

/// nullptr: there is no GPU behind the plug-in.
std::unique_ptr<DeviceGraph> new_device_graph();

}  // namespace ttt
