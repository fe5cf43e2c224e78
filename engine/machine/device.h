// Where tensors can live: the CPU, or a GPU behind the plug-in libttt_cuda.so. No torch in this header.
#pragma once

#include "engine/records/run_words.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ttt {

/// True when CUDA can be used. The first call loads the plug-in, where a driver finds a GPU; later calls only repeat
/// its answer. Ask before any other use of LibTorch (even torch::manual_seed): LibTorch looks for CUDA once and keeps
/// what it finds. When false, `why` gets one sentence. Any thread.
bool cuda_available(std::string* why = nullptr);

/// "CPU, 2 threads" or the name of the GPU. Throws ttt::Error for a device that can't be used.
std::string device_description(Device device);

/// The most memory that was in use at once since the process began or reset_peak_memory(), MiB: the process on the CPU,
/// its tensors on a GPU.
double peak_memory_mib(Device device);

/// Gives freed memory back and begins the peak anew, from what is in use now. False where the system refuses, or the
/// device can't be used.
bool reset_peak_memory(Device device);

/// What can still be had, bytes: MemAvailable of the system, or of the GPU; nullopt when nobody says.
std::optional<std::int64_t> free_memory(Device device);

}  // namespace ttt
