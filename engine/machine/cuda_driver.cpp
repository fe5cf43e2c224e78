#include "engine/machine/cuda_driver.h"

#include <array>
#include <dlfcn.h>

namespace ttt {
namespace {

// The driver's C interface, as documented in the "CUDA Driver API" manual; 0 is CUDA_SUCCESS.
using Init = int (*)(unsigned flags);
using GetCount = int (*)(int* count);
using GetName = int (*)(char* name, int length, int device);

template <class Function>
Function find(void* library, const char* name)
{
    return reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

CudaDriver ask_cuda_driver()
{
    void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return {"This machine has no NVIDIA driver (libcuda.so.1 was not found).", ""};
    const auto init = find<Init>(library, "cuInit");
    const auto get_count = find<GetCount>(library, "cuDeviceGetCount");
    const auto get_name = find<GetName>(library, "cuDeviceGetName");
    if (!init || !get_count || !get_name)
        return {"The NVIDIA driver (libcuda.so.1) lacks the functions that every driver has.", ""};
    if (const int error = init(0); error != 0)
        return {"The NVIDIA driver could not be started (cuInit gave error " + std::to_string(error) + ").", ""};
    int count = 0;
    if (get_count(&count) != 0 || count == 0)
        return {"The NVIDIA driver finds no GPU.", ""};
    std::array<char, 256> name{};
    get_name(name.data(), static_cast<int>(name.size()) - 1, 0);
    return {"", name.data()};
}

}  // namespace ttt
