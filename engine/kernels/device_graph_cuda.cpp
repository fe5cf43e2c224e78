// Recorded work by LibTorch's CUDA graphs. Part of the plug-in; device_graph.cpp finds it by name.
#include "engine/kernels/device_graph.h"

#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>

#include <deque>

namespace ttt {
namespace {

class CudaGraph final : public DeviceGraph {
public:
    void record(const std::vector<GraphPart>& parts) override
    {
        const c10::cuda::CUDAStream before = c10::cuda::getCurrentCUDAStream();
        follow(stream_, before);
        {
            const c10::cuda::CUDAStreamGuard guard(stream_);
            for (const GraphPart& part : parts)
                if (part.warms_up)
                    call(part);
            stream_.synchronize();
            c10::cuda::CUDACachingAllocator::emptyCache();  // what is recorded has memory of its own
            for (const GraphPart& part : parts)
                record_one(part);
        }
        follow(before, stream_);
    }

    void replay(std::size_t part) override { graphs_.at(part).replay(); }

private:
    static void follow(const c10::cuda::CUDAStream& later, const c10::cuda::CUDAStream& earlier)
    {
        at::cuda::CUDAEvent event;
        event.record(earlier);
        event.block(later);
    }

    /// The last work on this stream, the others beside it.
    void call(const GraphPart& part)
    {
        while (beside_.size() + 1 < part.works.size())
            beside_.push_back(c10::cuda::getStreamFromPool());
        for (std::size_t index = 0; index + 1 < part.works.size(); ++index) {
            follow(beside_[index], stream_);
            const c10::cuda::CUDAStreamGuard guard(beside_[index]);
            part.works[index]();
        }
        part.works.back()();
        for (std::size_t index = 0; index + 1 < part.works.size(); ++index)
            follow(stream_, beside_[index]);
    }

    /// All parts share a pool: what one leaves free the next may use.
    void record_one(const GraphPart& part)
    {
        const at::cuda::MempoolId_t pool = graphs_.empty() ? at::cuda::MempoolId_t{0, 0} : graphs_.front().pool();
        at::cuda::CUDAGraph& graph = graphs_.emplace_back();
        graph.capture_begin(pool, cudaStreamCaptureModeRelaxed);  // gradients are computed on a thread of LibTorch's
        try {
            call(part);
        } catch (...) {
            graph.capture_end();
            graphs_.clear();
            throw;
        }
        graph.capture_end();
    }

    c10::cuda::CUDAStream stream_ = c10::cuda::getStreamFromPool();
    std::vector<c10::cuda::CUDAStream> beside_;
    std::deque<at::cuda::CUDAGraph> graphs_;
};

}  // namespace
}  // namespace ttt

extern "C" ttt::DeviceGraph* ttt_new_device_graph()
{
    return new ttt::CudaGraph;
}
