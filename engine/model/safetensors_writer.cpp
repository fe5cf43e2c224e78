#include "engine/model/safetensors_writer.h"

#include "engine/files/printable.h"
#include "engine/model/safetensors.h"
#include "engine/model/safetensors_dtype.h"
#include "engine/records/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <set>

namespace ttt {
namespace {

using NamedTensor = std::pair<std::string, torch::Tensor>;

void check(const std::vector<NamedTensor>& tensors, const std::string& path)
{
    std::set<std::string> seen;
    for (const auto& [name, tensor] : tensors) {
        const auto fail = [&, &name = name](const std::string& why) {
            throw Error("The tensor " + printable(name) + " cannot be written to '" + path + "': " + why + ".");
        };
        if (name.empty() || name == "__metadata__" || !seen.insert(name).second)
            fail("its name is empty, reserved or taken");
        if (!tensor.defined())
            fail("it has no value");
        if (safetensors_name(tensor.scalar_type()).empty())
            fail(std::string("the format has no type for ") + c10::toString(tensor.scalar_type()));
    }
}

std::string header_text(const std::vector<NamedTensor>& tensors, const std::map<std::string, std::string>& metadata)
{
    nlohmann::ordered_json header;
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        header[name]["dtype"] = safetensors_name(tensor.scalar_type());
        header[name]["shape"] = tensor.sizes().vec();
        header[name]["data_offsets"] = {offset, offset + tensor.nbytes()};
        offset += tensor.nbytes();
    }
    std::string text = header.is_null() ? "{}" : header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the data begin on 8 bytes
    return text;
}

std::string little_endian(std::uint64_t value)
{
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(value >> (8 * i) & 255);
    return bytes;
}

}  // namespace

AtomicFile prepare_safetensors(const std::string& path, std::vector<NamedTensor> tensors,
                               const std::map<std::string, std::string>& metadata)
{
    check(tensors, path);
    // Wide elements first: then every tensor lies on a multiple of its element size.
    std::stable_sort(tensors.begin(), tensors.end(), [](const NamedTensor& a, const NamedTensor& b) {
        return a.second.element_size() > b.second.element_size();
    });
    const std::string header = header_text(tensors, metadata);
    AtomicFile file(path);
    file.write(little_endian(header.size()));
    file.write(header);
    for (const auto& [name, tensor] : tensors) {
        const torch::Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
        file.write(plain.const_data_ptr(), plain.nbytes());
    }
    file.finish();
    return file;
}

void write_safetensors(const std::string& path, const std::vector<NamedTensor>& tensors,
                       const std::map<std::string, std::string>& metadata)
{
    prepare_safetensors(path, tensors, metadata).commit();
}

}  // namespace ttt
