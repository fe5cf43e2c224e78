#include "engine/model/safetensors.h"

#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/model/safetensors_header.h"
#include "engine/records/error.h"

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

torch::Tensor SafetensorsFile::tensor(const std::string& name) const
{
    const auto found = entries().find(name);
    if (found == entries().end())
        throw Error("The file '" + path() + "' has no tensor " + printable(name) + ".");
    const Entry& entry = found->second;
    torch::Tensor result = torch::empty(entry.shape, entry.dtype);
    parts_->file.read(static_cast<std::size_t>(entry.offset), result.mutable_data_ptr(), result.nbytes());
    return result;
}

}  // namespace ttt
