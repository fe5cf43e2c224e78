// Stands in for libcuda.so.1. FAKE_CUDA: "no-start", "no-gpu", anything else one GPU.
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

std::string_view mode()
{
    const char* value = std::getenv("FAKE_CUDA");
    return value ? value : "";
}

}  // namespace

extern "C" {

int cuInit(unsigned)
{
    return mode() == "no-start" ? 999 : 0;
}

int cuDeviceGetCount(int* count)
{
    *count = mode() == "no-gpu" ? 0 : 1;
    return 0;
}

int cuDeviceGetName(char* name, int length, int)
{
    std::snprintf(name, static_cast<std::size_t>(length), "Fake GPU");
    return 0;
}
}
