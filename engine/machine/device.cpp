#include "engine/machine/device.h"

#include "engine/machine/cuda_driver.h"
#include "engine/records/error.h"

#include <c10/core/CachingDeviceAllocator.h>
#include <torch/cuda.h>
#include <torch/types.h>

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <vector>

namespace ttt {
namespace {

namespace fs = std::filesystem;

constexpr const char* plugin_name = "libttt_cuda.so";
constexpr double mib = 1024.0 * 1024.0;

struct Cuda {
    std::string reason;  // empty: usable
    std::string device_name;
};

/// Empty when there is none. Beside the program, one folder up (tests), in ../lib (installed).
fs::path find_plugin()
{
    if (const char* named = std::getenv("TTT_CUDA_PLUGIN"))
        return named;
    const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
    for (const fs::path& place : {folder, folder.parent_path(), folder.parent_path() / "lib"})
        if (fs::exists(place / plugin_name))
            return place / plugin_name;
    return {};
}

/// One sentence when it fails. Its libraries register themselves with LibTorch while they load.
std::string load_plugin()
{
    const fs::path plugin = find_plugin();
    if (plugin.empty())
        return std::string("The CUDA plug-in ") + plugin_name + " is not beside the program.";
    if (!dlopen(plugin.c_str(), RTLD_NOW | RTLD_GLOBAL))
        return std::string("The CUDA plug-in could not be loaded: ") + dlerror() + ".";
    if (!torch::cuda::is_available())
        return "LibTorch finds no usable GPU, though the NVIDIA driver does; is the driver too old for CUDA 13?";
    return {};
}

Cuda open_cuda()
{
    CudaDriver driver = ask_cuda_driver();
    if (!driver.reason.empty())
        return {driver.reason, ""};
    return {load_plugin(), driver.device_name};
}

const Cuda& cuda()
{
    static const Cuda opened = open_cuda();
    return opened;
}

/// Throws when it is one that can't be used.
bool is_gpu(Device device)
{
    if (device == Device::cuda && !cuda().reason.empty())
        throw Error("CUDA can't be used: " + cuda().reason);
    return device == Device::cuda;
}

/// Of the line of a file of /proc that begins so; nullopt when there is none.
std::optional<std::int64_t> kernel_bytes(const char* path, std::string_view label)
{
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(label))
            return std::strtoll(line.c_str() + label.size(), nullptr, 10) * 1024;  // the kernel writes kB
    return std::nullopt;
}

double peak_of_process()
{
    return static_cast<double>(kernel_bytes("/proc/self/status", "VmHWM:").value_or(0)) / mib;
}

double peak_of_gpu()
{
    const auto stats = c10::getDeviceAllocator(c10::kCUDA)->getDeviceStats(0);
    const auto all_pools = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    return static_cast<double>(stats.allocated_bytes[all_pools].peak) / mib;
}

bool reset_peak_of_process()
{
    malloc_trim(0);  // what the last run freed is not what the next one needs
    std::ofstream refs("/proc/self/clear_refs");
    return static_cast<bool>(refs << "5" << std::flush);  // 5: the mark of resident memory (man 5 proc)
}

bool reset_peak_of_gpu()
{
    if (!cuda().reason.empty())
        return false;
    c10::DeviceAllocator* allocator = c10::getDeviceAllocator(c10::kCUDA);
    if (allocator->initialized())  // else nothing was ever in use
        allocator->resetPeakStats(0);
    return true;
}

/// What the driver has, and what the allocator holds without using it.
std::optional<std::int64_t> free_of_gpu()
{
    c10::DeviceAllocator* allocator = c10::getDeviceAllocator(c10::kCUDA);
    const auto all_pools = static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    try {
        const auto stats = allocator->getDeviceStats(0);
        const std::int64_t unused = stats.reserved_bytes[all_pools].current - stats.allocated_bytes[all_pools].current;
        return static_cast<std::int64_t>(allocator->getMemoryInfo(0).first) + unused;
    } catch (const c10::Error&) {
        return std::nullopt;  // an allocator that doesn't say
    }
}

std::optional<std::int64_t> free_of_system()
{
    return kernel_bytes("/proc/meminfo", "MemAvailable:");
}

}  // namespace

bool cuda_available(std::string* why)
{
    if (why)
        *why = cuda().reason;
    return cuda().reason.empty();
}

std::string device_description(Device device)
{
    if (is_gpu(device))
        return cuda().device_name;
    const int threads = torch::get_num_threads();
    return "CPU, " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
}

std::optional<std::int64_t> free_memory(Device device)
{
    return device == Device::cuda ? free_of_gpu() : free_of_system();
}

double peak_memory_mib(Device device)
{
    return is_gpu(device) ? peak_of_gpu() : peak_of_process();
}

bool reset_peak_memory(Device device)
{
    return device == Device::cuda ? reset_peak_of_gpu() : reset_peak_of_process();
}

}  // namespace ttt
