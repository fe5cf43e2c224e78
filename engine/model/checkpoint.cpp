#include "engine/model/checkpoint.h"

#include "engine/files/printable.h"
#include "engine/model/directory_tensors.h"
#include "engine/model/gguf_config.h"
#include "engine/model/gguf_tensors.h"
#include "engine/model/model_path.h"
#include "engine/model/safetensors_dtype.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"
#include "engine/text/hash.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <sstream>

namespace ttt {
namespace {

std::string written(at::IntArrayRef shape)
{
    std::ostringstream text;
    text << shape;
    return text.str();
}

}  // namespace

struct Checkpoint::Parts {
    std::string path;
    ModelConfig config;
    std::vector<SafetensorsFile> files;
    std::optional<GgufFile> gguf;  // instead of them
    StoredTensors tensors;
    UnusedTensors unused;
    std::vector<std::string> assumed;  // sentences

    const StoredTensor& tensor(const std::string& name) const;
};

const StoredTensor& Checkpoint::Parts::tensor(const std::string& name) const
{
    const auto found = tensors.find(name);
    if (found == tensors.end())
        throw Error("The model '" + path + "' lacks the tensor " + printable(name) + ".");
    return found->second;
}

Checkpoint Checkpoint::open(const std::string& path)
{
    auto parts = std::make_shared<Parts>();
    parts->path = path;
    if (is_model_file(path)) {
        parts->gguf = GgufFile::open(path);
        parts->config = read_gguf_config(*parts->gguf);
        parts->tensors = gguf_tensors(*parts->gguf, parts->config);
        parts->assumed = gguf_remarks(*parts->gguf);
    } else {
        parts->config = read_model_config(path);
        parts->files = open_weight_files(path);
        parts->tensors = directory_tensors(parts->files, path, parts->config);
    }
    Checkpoint result;
    result.parts_ = parts;
    parts->unused = sort_unused(result.names(), parts->config, path);
    return result;
}

const std::string& Checkpoint::path() const
{
    return parts_->path;
}

const ModelConfig& Checkpoint::config() const
{
    return parts_->config;
}

std::vector<std::string> Checkpoint::names() const
{
    std::vector<std::string> names;
    for (const auto& [name, stored] : parts_->tensors)
        names.push_back(name);
    return names;
}

bool Checkpoint::has(const std::string& name) const
{
    return parts_->tensors.contains(name);
}

torch::Tensor Checkpoint::tensor(const std::string& name) const
{
    const StoredTensor& stored = parts_->tensor(name);
    return stored.unpacked(stored.read());
}

torch::Tensor Checkpoint::tensor(const std::string& name, at::IntArrayRef expected_shape) const
{
    check(name, expected_shape);
    return tensor(name);
}

void Checkpoint::check(const std::string& name, at::IntArrayRef expected_shape) const
{
    const StoredTensor& stored = parts_->tensor(name);
    if (at::IntArrayRef(stored.shape) != expected_shape)
        throw Error("In the model '" + parts_->path + "' the tensor " + printable(name) + " has the shape " +
                    written(stored.shape) + ", but the configuration asks for " + written(expected_shape) + ".");
    if (!c10::isFloatingType(stored.dtype))
        throw Error("In the model '" + parts_->path + "' the tensor " + printable(name) + " is of type " +
                    safetensors_name(stored.dtype) +
                    ", but weights must be F64, F32, BF16 or F16; quantised ones are not read.");
}

void Checkpoint::check_unchanged() const
{
    const auto check = [](const auto& file) {
        if (file.has_changed())
            throw Error("The file " + printable_path(file.path()) +
                        " was changed while the run read, so that it can't be computed again; what was logged is of "
                        "the file as it was. Let the run begin anew.");
    };
    std::for_each(parts_->files.begin(), parts_->files.end(), check);
    if (parts_->gguf)
        check(*parts_->gguf);
}

const UnusedTensors& Checkpoint::unused() const
{
    return parts_->unused;
}

std::vector<std::string> Checkpoint::remarks() const
{
    std::vector<std::string> remarks = parts_->assumed;
    for (std::string& remark : remarks_on(parts_->unused))
        remarks.push_back(std::move(remark));
    return remarks;
}

std::int64_t Checkpoint::parameter_count() const
{
    std::set<std::string> unused(parts_->unused.told.begin(), parts_->unused.told.end());
    unused.insert(parts_->unused.harmless.begin(), parts_->unused.harmless.end());
    if (parts_->config.tied_embeddings)
        unused.insert(head_name);
    std::int64_t count = 0;
    for (const auto& [name, stored] : parts_->tensors)
        if (!unused.contains(name))
            count += c10::multiply_integers(stored.shape);
    return count;
}

std::map<std::string, std::int64_t> Checkpoint::formats() const
{
    std::map<std::string, std::int64_t> counts;
    for (const auto& [name, stored] : parts_->tensors)
        ++counts[stored.format];
    return counts;
}

std::string Checkpoint::hash() const
{
    return read_all([](const std::string&, const StoredTensor&, const torch::Tensor&) {});
}

std::string Checkpoint::read_all(const TakeTensor& take) const
{
    ContentHash hash;
    hash.update(parts_->config.json);
    for (const auto& [name, stored] : parts_->tensors) {
        torch::Tensor bytes = stored.read();
        // Zero bytes part the fields: no two models can run together to the same text.
        hash.update(std::string(1, '\0') + name + '\0' + stored.format + written(bytes.sizes()) + '\0');
        hash.update(std::string_view(static_cast<const char*>(bytes.const_data_ptr()), bytes.nbytes()));
        take(name, stored, std::move(bytes));
    }
    return hash.hex();
}

std::vector<double> trained_decay(const Checkpoint& checkpoint)
{
    std::vector<double> result;
    for (const TensorSpec& tensor : tensor_specs(checkpoint.config())) {
        if (tensor.role != TensorRole::ttt_decay)
            continue;
        const double logit = checkpoint.tensor(tensor.name, tensor.shape).to(torch::kFloat64).item<double>();
        result.push_back(1.0 / (1.0 + std::exp(-logit)));
    }
    return result;
}

}  // namespace ttt
