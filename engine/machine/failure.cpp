#include "engine/machine/failure.h"

#include "engine/machine/device.h"
#include "engine/machine/memory.h"
#include "engine/records/error.h"

#include <torch/types.h>

#include <cstdlib>
#include <initializer_list>
#include <new>
#include <stdexcept>
#include <string_view>

namespace ttt {
namespace {

bool says(std::string_view message, std::initializer_list<std::string_view> words)
{
    for (const std::string_view word : words)
        if (message.find(word) != std::string_view::npos)
            return true;
    return false;
}

bool is_gpu_used_up(const std::exception& error)
{
    return dynamic_cast<const c10::OutOfMemoryError*>(&error) ||
           says(error.what(), {"CUDA out of memory", "CUDA error: out of memory", "STATUS_ALLOC_FAILED"});
}

/// std::length_error: a vector of more elements than there are addresses.
bool is_memory_used_up(const std::exception& error)
{
    return dynamic_cast<const std::bad_alloc*>(&error) || dynamic_cast<const std::length_error*>(&error) ||
           says(error.what(), {"can't allocate memory", "not enough memory", "tried to allocate",
                               "Storage size calculation overflowed", "numel: integer multiplication overflow"});
}

/// "2.00 GiB" behind `words` in LibTorch's message; empty when it isn't there.
std::string amount_behind(const std::string& message, const std::string& words)
{
    const auto found = message.find(words);
    if (found == std::string::npos)
        return {};
    const auto begin = found + words.size();
    const auto end = message.find("iB", begin);
    return end == std::string::npos ? std::string() : message.substr(begin, end + 2 - begin);
}

std::string gpu_sentence(const std::string& message)
{
    const std::string needed = amount_behind(message, "Tried to allocate ");
    const std::string free = amount_behind(message, "of which ");
    return "The memory of the GPU is used up" +
           (needed.empty() || free.empty() ? "" : ": " + needed + " more were needed and " + free + " were free") +
           ". Close what else uses the GPU, choose bf16 or a smaller chunk, or compute on the CPU.";
}

std::string memory_sentence(const std::string& message)
{
    constexpr std::string_view words = "tried to allocate ";
    const auto found = message.find(words);
    const double needed = found == std::string::npos ? 0 : std::strtod(message.c_str() + found + words.size(), nullptr);
    const auto free = free_memory(Device::cpu);
    return "The memory of this machine is used up" +
           (needed > 0 && free
                ? ": " + in_gib(needed) + " more were needed and " + in_gib(static_cast<double>(*free)) + " were free"
                : std::string()) +
           ". Close what else runs, or use a smaller model, fewer tokens or smaller rows.";
}

std::string first_line(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

}  // namespace

std::string failure_sentence(const std::exception& error)
{
    if (dynamic_cast<const Error*>(&error))
        return error.what();
    if (is_gpu_used_up(error))
        return gpu_sentence(error.what());
    if (is_memory_used_up(error))
        return memory_sentence(error.what());
    if (const auto* torch = dynamic_cast<const c10::Error*>(&error))
        return "A defect of the program: " + first_line(torch->what_without_backtrace());
    return "A defect of the program: " + first_line(error.what());
}

void rethrow_in_a_sentence()
{
    try {
        throw;
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        throw Error(failure_sentence(error));
    }
}

}  // namespace ttt
