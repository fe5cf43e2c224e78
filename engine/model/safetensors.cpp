#include "engine/model/safetensors.h"

#include "engine/model/mapped_file.h"
#include "engine/model/printable.h"
#include "engine/model/safetensors_header.h"
#include "engine/records/error.h"

#include <cstdint>
#include <utility>

namespace ttt {

struct SafetensorsFile::Parts {
    std::string path;
    std::shared_ptr<const MappedFile> file;
    SafetensorsHeader header;
};

SafetensorsFile SafetensorsFile::open(const std::string& path)
{
    auto parts = std::make_shared<Parts>();
    parts->path = path;
    parts->file = MappedFile::open(path);
    parts->header = parse_safetensors_header(parts->file->text(), path);
    SafetensorsFile result;
    result.parts_ = std::move(parts);
    return result;
}

const std::string& SafetensorsFile::path() const
{
    return parts_->path;
}

const std::map<std::string, SafetensorsFile::Entry>& SafetensorsFile::entries() const
{
    return parts_->header.entries;
}

const std::map<std::string, std::string>& SafetensorsFile::metadata() const
{
    return parts_->header.metadata;
}

torch::Tensor SafetensorsFile::tensor(const std::string& name) const
{
    const auto found = entries().find(name);
    if (found == entries().end())
        throw Error("The file '" + path() + "' has no tensor " + printable(name) + ".");
    const Entry& entry = found->second;
    if (entry.bytes == 0)
        return torch::empty(entry.shape, entry.dtype);

    // from_blob takes a void*, but the pages are mapped read-only: a write would fault, not change the file.
    void* const bytes = const_cast<std::byte*>(parts_->file->data() + entry.offset);
    const auto keep = [file = parts_->file](void*) {};
    const bool aligned = reinterpret_cast<std::uintptr_t>(bytes) % c10::elementSize(entry.dtype) == 0;
    if (aligned)
        return torch::from_blob(bytes, entry.shape, keep, entry.dtype);
    // Old writers did not pad their header: such tensors are copied, as bytes.
    const torch::Tensor copy = torch::from_blob(bytes, {entry.bytes}, keep, torch::kUInt8).clone();
    return copy.view(entry.dtype).view(entry.shape);
}

}  // namespace ttt
