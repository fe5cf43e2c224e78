// Input: a safetensors file. Its header is refused in a sentence, or every tensor lies within the file.
#include "engine/files/regular_file.h"
#include "engine/model/safetensors_header.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/json_mutation.h"
#include "tests/fuzz/memory_file.h"

#include <algorithm>
#include <cstring>

using namespace ttt;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

constexpr std::size_t length_bytes = 8;

/// A double: extents beside a zero may be as large as they like.
double bytes_of(const SafetensorsFile::Entry& entry)
{
    if (std::ranges::find(entry.shape, 0) != entry.shape.end())
        return 0;
    auto bytes = static_cast<double>(c10::elementSize(entry.dtype));
    for (const std::int64_t extent : entry.shape)
        bytes *= static_cast<double>(extent);
    return bytes;
}

}  // namespace

/// Changes the JSON and keeps the length before it right, mostly.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    std::uint64_t length = 0;
    if (size >= length_bytes)
        std::memcpy(&length, data, length_bytes);
    if (size < length_bytes || length > size - length_bytes || seed % 8 == 0)
        return LLVMFuzzerMutate(data, size, most);
    const std::string tail(reinterpret_cast<char*>(data) + length_bytes + length, size - length_bytes - length);
    const std::size_t room = most - length_bytes - std::min(tail.size(), most - length_bytes);
    length = fuzz::mutate_json(data + length_bytes, length, room, seed);
    std::memcpy(data, &length, length_bytes);
    std::memcpy(data + length_bytes + length, tail.data(), tail.size());
    return length_bytes + length + tail.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
    fuzz::guarded([&] {
        const SafetensorsHeader header = read_safetensors_header(RegularFile(file.path()));
        for (const auto& [name, entry] : header.entries) {
            fuzz::require(entry.offset >= 8 && entry.bytes >= 0, "data stand behind the header");
            fuzz::require(static_cast<std::size_t>(entry.offset + entry.bytes) <= size, "data stand in the file");
            fuzz::require(bytes_of(entry) == static_cast<double>(entry.bytes), "the shape takes these bytes");
        }
    });
    return 0;
}
