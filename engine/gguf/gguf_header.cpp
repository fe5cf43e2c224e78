#include "engine/gguf/gguf_header.h"

#include "engine/files/json_words.h"
#include "engine/files/lfs_pointer.h"
#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/gguf/gguf_values.h"
#include "engine/records/error.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace ttt {
namespace {

constexpr std::size_t least_of_value = 13;   // bytes: length of the key, type, one byte
constexpr std::size_t least_of_tensor = 24;  // bytes: length of the name, sizes, type, offset
constexpr std::uint32_t most_dimensions = 4;

void check_start(GgufValues& values, const RegularFile& file)
{
    const std::string& path = file.path();
    std::string start(std::min(lfs_pointer_start.size(), file.size()), '\0');
    file.read(0, start.data(), start.size());
    refuse_lfs_pointer(start, path);
    if (!start.starts_with(gguf_magic))
        throw Error("The file '" + printable_path(path) +
                    "' is no model: a file must be GGUF, and any other model is the folder of its config.json.");
    values.number<std::uint32_t>();  // the magic
    const auto version = values.number<std::uint32_t>();
    if (version == 2 || version == 3)
        return;
    if (version > 0 && version % 0x10000 == 0)
        refuse_gguf(path, "its numbers are in the order of big-endian machines");
    refuse_gguf(path, "it is of version " + std::to_string(version) + ", and only 2 and 3 are read");
}

nlohmann::json read_metadata(GgufValues& values, std::size_t count)
{
    nlohmann::json metadata = nlohmann::json::object();
    for (std::size_t i = 0; i < count; ++i) {
        std::string key = values.text();
        if (metadata.contains(key))
            refuse_gguf(values.path(), "it holds the key " + printable(key) + " twice");
        metadata[std::move(key)] = values.value();
    }
    return metadata;
}

/// The sizes as torch has them. Their product fits into 63 bits.
std::vector<std::int64_t> read_shape(GgufValues& values, const std::string& tensor)
{
    const auto dimensions = values.number<std::uint32_t>();
    if (dimensions == 0 || dimensions > most_dimensions)
        refuse_gguf(values.path(), tensor + " has " + std::to_string(dimensions) + " dimensions, not 1 to 4");
    std::vector<std::int64_t> shape(dimensions);
    std::int64_t numbers = 1;
    for (auto size = shape.rbegin(); size != shape.rend(); ++size) {  // the fastest comes first
        const auto claimed = values.number<std::uint64_t>();
        if (claimed == 0 || claimed > std::numeric_limits<std::int64_t>::max() / 8 ||
            __builtin_mul_overflow(numbers, static_cast<std::int64_t>(claimed), &numbers))
            refuse_gguf(values.path(), tensor + " has a size of " + std::to_string(claimed));
        *size = static_cast<std::int64_t>(claimed);
    }
    return shape;
}

/// Offsets count from the end of the head until check_layout.
GgufTensor read_tensor(GgufValues& values, const std::string& name)
{
    const std::string& path = values.path();
    const std::string what = "the tensor " + printable(name);
    GgufTensor tensor{.type = nullptr, .shape = read_shape(values, what), .offset = 0, .bytes = 0};
    const auto type = values.number<std::uint32_t>();
    tensor.type = gguf_type(type);
    if (!tensor.type)
        throw Error("The file '" + printable_path(path) + "' holds " + what + " in the format " + gguf_type_name(type) +
                    ", which is not read; read are " + gguf_type_names() + ".");
    if (tensor.shape.back() % tensor.type->block != 0)
        refuse_gguf(path, what + " has rows of " + std::to_string(tensor.shape.back()) + " numbers, but " +
                              std::string(tensor.type->name) + " packs " + std::to_string(tensor.type->block) +
                              " together");
    std::int64_t bytes = 0;
    if (__builtin_mul_overflow(tensor.rows() * (tensor.shape.back() / tensor.type->block), tensor.type->bytes, &bytes))
        refuse_gguf(path, what + " has more bytes than can be counted");
    tensor.bytes = static_cast<std::size_t>(bytes);
    tensor.offset = static_cast<std::size_t>(values.number<std::uint64_t>());
    return tensor;
}

std::size_t alignment_of(const nlohmann::json& metadata, const std::string& path)
{
    constexpr std::uint64_t usual = 32, most = 1 << 20;
    const auto found = metadata.find("general.alignment");
    if (found == metadata.end())
        return usual;
    const bool fits = found->is_number_unsigned() && found->get<std::uint64_t>() <= most &&
                      std::has_single_bit(found->get<std::uint64_t>());
    if (!fits)
        refuse_gguf(path, "its general.alignment is " + json_words(*found) + ", not a power of two");
    return found->get<std::size_t>();
}

void check_layout(std::map<std::string, GgufTensor>& tensors, std::size_t data_begin, std::size_t alignment,
                  const RegularFile& file)
{
    const std::size_t data_bytes = file.size() - std::min(file.size(), data_begin);
    std::vector<std::pair<const std::string, GgufTensor>*> order;
    for (auto& item : tensors)
        order.push_back(&item);
    std::sort(order.begin(), order.end(),
              [](const auto* a, const auto* b) { return a->second.offset < b->second.offset; });
    std::size_t end = 0;
    for (auto* item : order) {
        GgufTensor& tensor = item->second;
        const auto refuse = [&](const char* why) {
            refuse_gguf(file.path(), "the tensor " + printable(item->first) + " " + why);
        };
        if (tensor.bytes > data_bytes || tensor.offset > data_bytes - tensor.bytes)
            refuse("reaches beyond the end of the file, which may be truncated");
        if (tensor.offset % alignment != 0)
            refuse("does not begin where its alignment lets it");
        if (tensor.offset < end)
            refuse("overlaps another tensor");
        end = tensor.offset + tensor.bytes;
        tensor.offset += data_begin;
    }
}

void refuse_part(const nlohmann::json& metadata, const std::string& path)
{
    const auto parts = metadata.find("split.count");
    if (parts != metadata.end() && parts->is_number_integer() && parts->get<double>() > 1)
        throw Error("The file '" + printable_path(path) + "' is one of " + parts->dump() +
                    " parts of a model; put them together first (llama-gguf-split --merge).");
}

}  // namespace

GgufHeader read_gguf_header(const RegularFile& file)
{
    GgufValues values(file);
    check_start(values, file);
    GgufHeader header;
    const std::size_t tensors = values.count(least_of_tensor, "tensors");
    header.metadata = read_metadata(values, values.count(least_of_value, "values"));
    refuse_part(header.metadata, file.path());
    for (std::size_t i = 0; i < tensors; ++i) {
        const std::string name = values.text();
        if (!header.tensors.emplace(name, read_tensor(values, name)).second)
            refuse_gguf(file.path(), "it holds the tensor " + printable(name) + " twice");
    }
    const std::size_t alignment = alignment_of(header.metadata, file.path());
    check_layout(header.tensors, (values.place() + alignment - 1) / alignment * alignment, alignment, file);
    return header;
}

}  // namespace ttt
