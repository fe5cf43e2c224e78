#include "engine/vision/nets/net_files.h"

#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/text/hash.h"

#include <torch/utils.h>

#include <filesystem>
#include <set>

namespace ttt {

namespace {

using torch::Tensor;

std::string weights_path(const std::string& folder)
{
    return folder + "/model.safetensors";
}

[[noreturn]] void refuse(const SafetensorsFile& file, const std::string& why)
{
    throw Error("The file " + printable_path(file.path()) + " does not fit its config.json: " + why + ".");
}

std::string text_of(at::IntArrayRef shape)
{
    std::string text = "[";
    for (const std::int64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

Tensor read_tensor(const SafetensorsFile& file, const ImageTensorSpec& spec)
{
    const auto entry = file.entries().find(spec.name);
    if (entry == file.entries().end())
        refuse(file, "the tensor " + spec.name + " is missing");
    if (entry->second.shape != spec.shape)
        refuse(file, spec.name + " is " + text_of(entry->second.shape) + ", not " + text_of(spec.shape));
    if (!c10::isFloatingType(entry->second.dtype))
        refuse(file, spec.name + " holds whole numbers");
    const Tensor tensor = file.tensor(spec.name).to(torch::kFloat32);
    if (!torch::isfinite(tensor).all().item<bool>())
        refuse(file, spec.name + " holds numbers that are none");
    if (spec.name.ends_with("running_var") && tensor.min().item<float>() < 0)
        refuse(file, spec.name + " holds a negative variance");
    return tensor;
}

void add_to(ContentHash& hash, const ImageTensorSpec& spec, const Tensor& tensor)
{
    hash.update(spec.name + text_of(spec.shape));
    hash.update(std::string_view(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()));
}

}  // namespace

std::string load_net_tensors(const std::string& folder, const std::string& config_text, const WalkImageTensors& walk)
{
    const SafetensorsFile file = SafetensorsFile::open(weights_path(folder));
    std::set<std::string> used;
    ContentHash hash;
    hash.update(config_text);
    walk([&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensor = read_tensor(file, spec);
        add_to(hash, spec, tensor);
        used.insert(spec.name);
    });
    for (const auto& [name, entry] : file.entries())
        if (!used.contains(name) && !name.ends_with(".num_batches_tracked"))  // PyTorch's count, which no norm reads
            refuse(file, "it asks for no tensor " + printable(name));
    return hash.hex();
}

void make_folder(const std::string& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw Error("The folder " + printable_path(folder) + " could not be made: " + error.message() + ".");
}

void save_net(const std::string& folder, const std::string& config_text, const WalkImageTensors& walk)
{
    make_folder(folder);
    std::vector<std::pair<std::string, Tensor>> tensors;
    walk([&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensors.emplace_back(spec.name, tensor.detach().to(torch::kCPU));
    });
    write_safetensors(weights_path(folder), tensors);
    AtomicFile config(folder + "/config.json");
    config.write(config_text);
    config.commit();
}

}  // namespace ttt
