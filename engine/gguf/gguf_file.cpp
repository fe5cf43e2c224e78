#include "engine/gguf/gguf_file.h"

#include "engine/files/regular_file.h"
#include "engine/gguf/gguf_header.h"
#include "engine/records/error.h"

#include <array>
#include <functional>
#include <numeric>
#include <string_view>

namespace ttt {

std::int64_t GgufTensor::rows() const
{
    return shape.empty() ? 1 : std::accumulate(shape.begin(), shape.end() - 1, std::int64_t{1}, std::multiplies<>());
}

std::size_t GgufTensor::row_bytes() const
{
    return bytes / static_cast<std::size_t>(rows());
}

struct GgufFile::Parts {
    RegularFile file;
    GgufHeader header;
};

GgufFile GgufFile::open(const std::string& path)
{
    RegularFile file(path);
    GgufHeader header = read_gguf_header(file);
    GgufFile result;
    result.parts_ = std::make_shared<const Parts>(Parts{std::move(file), std::move(header)});
    return result;
}

const std::string& GgufFile::path() const
{
    return parts_->file.path();
}

const nlohmann::json& GgufFile::metadata() const
{
    return parts_->header.metadata;
}

const std::map<std::string, GgufTensor>& GgufFile::tensors() const
{
    return parts_->header.tensors;
}

bool GgufFile::has_changed() const
{
    return parts_->file.has_changed();
}

void GgufFile::read(const GgufTensor& tensor, void* bytes) const
{
    parts_->file.read(tensor.offset, bytes, tensor.bytes);
}

bool is_gguf_file(const std::string& path)
try {
    std::array<char, gguf_magic.size()> start{};
    const RegularFile file(path);
    return file.read_some(0, start.data(), start.size()) == start.size() &&
           std::string_view(start.data(), start.size()) == gguf_magic;
} catch (const Error&) {
    return false;
}

}  // namespace ttt
