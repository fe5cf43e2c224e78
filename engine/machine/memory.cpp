#include "engine/machine/memory.h"

#include "engine/machine/device.h"
#include "engine/records/error.h"

#include <array>
#include <cstdio>
#include <filesystem>

namespace ttt {
namespace {

namespace fs = std::filesystem;

constexpr double gib = 1024.0 * 1024.0 * 1024.0;

fs::path existing(fs::path folder)
{
    std::error_code ignored;
    folder = fs::absolute(folder, ignored);
    while (!fs::exists(folder, ignored) && folder.has_relative_path())
        folder = folder.parent_path();
    return folder;
}

}  // namespace

std::string in_gib(double bytes)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f GiB", bytes < gib ? 3 : 1, bytes / gib);
    return text.data();
}

void check_room(const std::string& what, double needed, Device device, const std::string& advice)
{
    const auto free = free_memory(device);
    if (!free || needed <= static_cast<double>(*free))
        return;
    throw Error(what + " needs " + in_gib(needed) + " of memory, and " + in_gib(static_cast<double>(*free)) +
                " are free; " + advice + ".");
}

void check_disk_room(const std::string& what, double needed, const std::string& folder)
{
    std::error_code error;
    const auto space = fs::space(existing(folder), error);
    if (error || needed <= static_cast<double>(space.available))
        return;
    throw Error(what + " needs " + in_gib(needed) + " on the disk of " + folder + ", and " +
                in_gib(static_cast<double>(space.available)) + " are free.");
}

}  // namespace ttt
