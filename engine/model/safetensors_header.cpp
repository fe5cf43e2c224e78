#include "engine/model/safetensors_header.h"

#include "engine/files/json.h"
#include "engine/files/json_words.h"
#include "engine/files/lfs_pointer.h"
#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/model/safetensors_dtype.h"
#include "engine/records/error.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace ttt {
namespace {

using Json = nlohmann::json;
using Entry = SafetensorsFile::Entry;

constexpr std::uint64_t header_limit = 100'000'000;  // bytes; what the format's own reader allows
constexpr std::size_t length_bytes = 8;              // before the header
constexpr std::size_t most_dimensions = 16;

[[noreturn]] void fail(const std::string& path, const std::string& why)
{
    throw Error("The file '" + printable_path(path) + "' is not a valid safetensors file: " + why + ".");
}

std::uint64_t header_length(const RegularFile& file)
{
    const std::string& path = file.path();
    if (file.size() < length_bytes)
        fail(path, "it has " + std::to_string(file.size()) + " bytes, and the length of the header alone takes 8");
    std::string start(std::min<std::size_t>(lfs_pointer_start.size(), static_cast<std::size_t>(file.size())), '\0');
    file.read(0, start.data(), start.size());
    refuse_lfs_pointer(start, path);
    std::array<unsigned char, length_bytes> bytes{};
    file.read(0, bytes.data(), bytes.size());
    std::uint64_t length = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)  // little endian
        length = length << 8 | bytes[i];
    if (length > header_limit)
        fail(path, "its header claims " + std::to_string(length) + " bytes, more than any header has");
    if (length > file.size() - length_bytes)
        fail(path, "its header claims " + std::to_string(length) + " bytes, but only " +
                       std::to_string(file.size() - length_bytes) + " follow");
    return length;
}

std::int64_t whole_number(const Json& value, const std::string& path, const std::string& what)
{
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
        fail(path, what + " holds " + json_words(value) + ", which is no size");
    return value.get<std::int64_t>();
}

/// Bytes of a tensor. Dimensions of 0 are counted as 1 while looking for overflow, because strides are made of them.
std::int64_t byte_count(const Entry& entry, const std::string& path, const std::string& name)
{
    std::int64_t bytes = static_cast<std::int64_t>(c10::elementSize(entry.dtype));
    bool empty = false;
    for (const std::int64_t size : entry.shape) {
        empty = empty || size == 0;
        if (__builtin_mul_overflow(bytes, std::max<std::int64_t>(size, 1), &bytes))
            fail(path, "the shape of the tensor " + printable(name) + " has more elements than can be counted");
    }
    return empty ? 0 : bytes;
}

Entry parse_entry(const Json& value, const std::string& path, const std::string& name)
{
    const std::string tensor = "the tensor " + printable(name);
    const auto field = [&](const char* key) -> const Json& {
        if (!value.is_object() || !value.contains(key))
            fail(path, tensor + " has no '" + key + "'");
        return value.at(key);
    };
    const Json& dtype = field("dtype");
    const Json& shape = field("shape");
    const Json& offsets = field("data_offsets");

    const auto known = dtype.is_string() ? from_safetensors_name(dtype.get<std::string>()) : std::nullopt;
    if (!known)
        fail(path,
             tensor + " has the dtype " + json_words(dtype) +
                 ", which is not supported: weights must be F64, F32, BF16 or F16, and quantised ones are not read");
    if (!shape.is_array() || shape.size() > most_dimensions)
        fail(path, "the shape of " + tensor + " is not a list of at most 16 sizes");
    if (!offsets.is_array() || offsets.size() != 2)
        fail(path, "the data_offsets of " + tensor + " are not two numbers");

    Entry entry{*known, {}, 0, 0};
    for (const Json& size : shape)
        entry.shape.push_back(whole_number(size, path, "the shape of " + tensor));
    entry.offset = whole_number(offsets[0], path, "data_offsets of " + tensor);
    const std::int64_t end = whole_number(offsets[1], path, "data_offsets of " + tensor);
    if (end < entry.offset)
        fail(path, tensor + " ends before it begins");
    entry.bytes = end - entry.offset;
    if (const std::int64_t needed = byte_count(entry, path, name); needed != entry.bytes)
        fail(path, tensor + " has " + std::to_string(entry.bytes) + " bytes, but its shape and dtype need " +
                       std::to_string(needed));
    return entry;
}

/// Offsets count from the end of the header until here; afterwards from the start of the file.
void check_layout(std::map<std::string, Entry>& entries, std::int64_t data_begin, std::int64_t data_bytes,
                  const std::string& path)
{
    std::vector<std::pair<const std::string, Entry>*> order;
    for (auto& item : entries)
        order.push_back(&item);
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return std::pair(a->second.offset, a->second.bytes) < std::pair(b->second.offset, b->second.bytes);
    });
    std::int64_t expected = 0;
    for (auto* item : order) {
        auto& [name, entry] = *item;
        if (entry.bytes > data_bytes || entry.offset > data_bytes - entry.bytes)
            fail(path, "the tensor " + printable(name) + " reaches beyond the end of the file, which may be truncated");
        if (entry.offset < expected)
            fail(path, "the tensor " + printable(name) + " overlaps another tensor");
        if (entry.offset > expected)
            fail(path, "there is a gap before the tensor " + printable(name));
        expected = entry.offset + entry.bytes;
        entry.offset += data_begin;
    }
    if (expected != data_bytes)
        fail(path, std::to_string(data_bytes - expected) + " bytes at its end belong to no tensor");
}

}  // namespace

SafetensorsHeader read_safetensors_header(const RegularFile& file)
{
    std::string text(header_length(file), '\0');
    file.read(length_bytes, text.data(), text.size());
    const auto data_begin = static_cast<std::int64_t>(length_bytes + text.size());
    SafetensorsHeader header = parse_safetensors_header(text, file.path());
    check_layout(header.entries, data_begin, static_cast<std::int64_t>(file.size()) - data_begin, file.path());
    return header;
}

SafetensorsHeader parse_safetensors_header(std::string_view header_text, const std::string& path)
{
    const Json json = parse_json(header_text, "The header of the file '" + printable_path(path) + "'");
    if (!json.is_object())
        fail(path, "its header is not a JSON object");
    SafetensorsHeader header;
    for (const auto& [name, value] : json.items()) {
        if (name != "__metadata__") {
            header.entries.emplace(name, parse_entry(value, path, name));
            continue;
        }
        if (!value.is_object())
            fail(path, "its __metadata__ is not a JSON object");
        for (const auto& [key, text] : value.items()) {
            if (!text.is_string())
                fail(path, "its __metadata__ " + printable(key) + " is not a string");
            header.metadata.emplace(key, text.get<std::string>());
        }
    }
    return header;
}

}  // namespace ttt
