#include "engine/model/safetensors.h"

#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/model/safetensors_header.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ttt {

struct SafetensorsFile::Parts {
    RegularFile file;
    SafetensorsHeader header;
};

SafetensorsFile SafetensorsFile::open(const std::string& path)
{
    RegularFile file(path);
    SafetensorsHeader header = read_safetensors_header(file);
    SafetensorsFile result;
    result.parts_ = std::make_shared<const Parts>(Parts{std::move(file), std::move(header)});
    return result;
}

const std::string& SafetensorsFile::path() const
{
    return parts_->file.path();
}

const std::map<std::string, SafetensorsFile::Entry>& SafetensorsFile::entries() const
{
    return parts_->header.entries;
}

const std::map<std::string, std::string>& SafetensorsFile::metadata() const
{
    return parts_->header.metadata;
}

bool SafetensorsFile::has_changed() const
{
    return parts_->file.has_changed();
}

const SafetensorsFile::Entry& SafetensorsFile::entry(const std::string& name) const
{
    const auto found = entries().find(name);
    if (found == entries().end())
        throw Error("The file '" + path() + "' has no tensor " + printable(name) + ".");
    return found->second;
}

torch::Tensor SafetensorsFile::tensor(const std::string& name) const
{
    const Entry& place = entry(name);
    torch::Tensor result = torch::empty(place.shape, place.dtype);
    parts_->file.read(static_cast<std::size_t>(place.offset), result.mutable_data_ptr(), result.nbytes());
    return result;
}

bool SafetensorsFile::same_bytes(const std::string& name, const SafetensorsFile& other,
                                 const std::string& other_name) const
{
    const Entry& here = entry(name);
    const Entry& there = other.entry(other_name);
    if (here.dtype != there.dtype || here.shape != there.shape)
        return false;
    constexpr std::size_t block = 1 << 20;
    std::string ours(block, '\0'), theirs(block, '\0');
    const auto bytes = static_cast<std::size_t>(here.bytes);
    for (std::size_t at = 0; at < bytes; at += block) {
        const std::size_t count = std::min(block, bytes - at);
        parts_->file.read(static_cast<std::size_t>(here.offset) + at, ours.data(), count);
        other.parts_->file.read(static_cast<std::size_t>(there.offset) + at, theirs.data(), count);
        if (std::memcmp(ours.data(), theirs.data(), count) != 0)
            return false;
    }
    return true;
}

}  // namespace ttt
