#include "engine/run_header.h"

#include "engine/machine/device.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <random>

namespace ttt {

std::string new_run_id()
{
    std::random_device source;
    std::array<unsigned, 4> bits{};
    for (unsigned& word : bits)
        word = source();
    bits[1] = (bits[1] & 0xffff0fffU) | 0x00004000U;  // version 4
    bits[2] = (bits[2] & 0x3fffffffU) | 0x80000000U;  // variant 1
    std::array<char, 37> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-%04x-%04x-%04x%08x", bits[0], bits[1] >> 16, bits[1] & 0xffffU,
                  bits[2] >> 16, bits[2] & 0xffffU, bits[3]);
    return text.data();
}

RunHeader start_header(const RunConfig& resolved)
{
    using namespace std::chrono;
    RunHeader header;
    header.run_id = new_run_id();
    header.config = resolved;
    header.engine_version = TTT_VERSION;
    header.device_name = device_description(resolved.device.value());
    header.started_unix_ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    return header;
}

}  // namespace ttt
