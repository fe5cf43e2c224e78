// What NVIDIA's driver says about itself. It is opened at run time, so that a program runs without one.
#pragma once

#include <string>

namespace ttt {

/// The answer of libcuda.so.1. A reason is one sentence, empty when there is a GPU.
struct CudaDriver {
    std::string reason;
    std::string device_name;  // of the first visible GPU
};

/// Opens the driver (for the life of the process) and asks it. Loads no LibTorch library.
CudaDriver ask_cuda_driver();

}  // namespace ttt
