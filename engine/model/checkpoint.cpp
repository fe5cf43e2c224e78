#include "engine/model/checkpoint.h"

#include "engine/files/printable.h"
#include "engine/model/checkpoint_files.h"
#include "engine/model/safetensors.h"
#include "engine/model/safetensors_dtype.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"
#include "engine/text/hash.h"

#include <cmath>
#include <filesystem>
#include <map>
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
    std::string directory;
    ModelConfig config;
    std::vector<SafetensorsFile> files;
    std::map<std::string, std::size_t> places;  // tensor name -> index in `files`
    UnusedTensors unused;

    const SafetensorsFile& file_of(const std::string& name) const;
    void check_tied_head() const;
};

const SafetensorsFile& Checkpoint::Parts::file_of(const std::string& name) const
{
    const auto found = places.find(name);
    if (found == places.end())
        throw Error("The model '" + directory + "' lacks the tensor " + printable(name) + ".");
    return files[found->second];
}

/// Some files hold a tied head a second time. Where it differs, either the file or the configuration is wrong.
void Checkpoint::Parts::check_tied_head() const
{
    if (!config.tied_embeddings || !places.contains(head_name))
        return;
    if (!file_of(head_name).same_bytes(head_name, file_of(embedding_name), embedding_name))
        throw Error(
            "The model '" + directory + "' holds a " + std::string(head_name) + " that differs from " + embedding_name +
            ", but its config.json says tie_word_embeddings = true; one of the two is wrong, so it is not read.");
}

Checkpoint Checkpoint::open(const std::string& directory)
{
    const std::filesystem::path root(directory);
    std::error_code ignored;
    if (!std::filesystem::is_directory(root, ignored))
        throw Error("The model directory '" + directory + "' does not exist.");
    const std::string config_path = (root / "config.json").string();
    if (!std::filesystem::exists(config_path, ignored))
        throw Error("The directory '" + directory + "' holds no model: it has no config.json.");

    auto parts = std::make_shared<Parts>();
    parts->directory = directory;
    parts->config = read_config_file(config_path);
    for (const std::string& path : weight_files(directory)) {
        parts->files.push_back(SafetensorsFile::open(path));
        for (const auto& [name, entry] : parts->files.back().entries())
            if (!parts->places.emplace(name, parts->files.size() - 1).second)
                throw Error("The tensor " + printable(name) + " stands in more than one file of '" + directory + "'.");
    }
    check_index(directory, parts->files);
    Checkpoint result;
    result.parts_ = parts;
    parts->unused = sort_unused(result.names(), parts->config, directory);
    parts->check_tied_head();
    return result;
}

const std::string& Checkpoint::directory() const
{
    return parts_->directory;
}

const ModelConfig& Checkpoint::config() const
{
    return parts_->config;
}

std::vector<std::string> Checkpoint::names() const
{
    std::vector<std::string> names;
    for (const auto& [name, place] : parts_->places)
        names.push_back(name);
    return names;
}

bool Checkpoint::has(const std::string& name) const
{
    return parts_->places.contains(name);
}

torch::Tensor Checkpoint::tensor(const std::string& name) const
{
    return parts_->file_of(name).tensor(name);
}

torch::Tensor Checkpoint::tensor(const std::string& name, at::IntArrayRef expected_shape) const
{
    check(name, expected_shape);
    return tensor(name);
}

void Checkpoint::check(const std::string& name, at::IntArrayRef expected_shape) const
{
    const SafetensorsFile::Entry& entry = parts_->file_of(name).entries().at(name);
    if (at::IntArrayRef(entry.shape) != expected_shape)
        throw Error("In the model '" + parts_->directory + "' the tensor " + printable(name) + " has the shape " +
                    written(entry.shape) + ", but the configuration asks for " + written(expected_shape) + ".");
    if (!c10::isFloatingType(entry.dtype))
        throw Error("In the model '" + parts_->directory + "' the tensor " + printable(name) + " is of type " +
                    safetensors_name(entry.dtype) +
                    ", but weights must be F64, F32, BF16 or F16; quantised ones are not read.");
}

void Checkpoint::check_unchanged() const
{
    for (const SafetensorsFile& file : parts_->files)
        if (file.has_changed())
            throw Error("The file " + printable_path(file.path()) +
                        " was changed while the run read, so that it can't be computed again; what was logged is of "
                        "the file as it was. Let the run begin anew.");
}

const UnusedTensors& Checkpoint::unused() const
{
    return parts_->unused;
}

std::vector<std::string> Checkpoint::remarks() const
{
    return remarks_on(parts_->unused);
}

std::int64_t Checkpoint::parameter_count() const
{
    std::set<std::string> unused(parts_->unused.told.begin(), parts_->unused.told.end());
    unused.insert(parts_->unused.harmless.begin(), parts_->unused.harmless.end());
    if (parts_->config.tied_embeddings)
        unused.insert(head_name);
    std::int64_t count = 0;
    for (const auto& [name, place] : parts_->places)
        if (!unused.contains(name))
            count += c10::multiply_integers(parts_->files[place].entries().at(name).shape);
    return count;
}

std::string Checkpoint::hash() const
{
    return read_all([](const std::string&, const torch::Tensor&) {});
}

std::string Checkpoint::read_all(const TakeTensor& take) const
{
    ContentHash hash;
    hash.update(parts_->config.json);
    for (const auto& [name, place] : parts_->places) {
        torch::Tensor bytes = tensor(name);
        // Zero bytes part the fields: no two models can run together to the same text.
        hash.update(std::string(1, '\0') + name + '\0' + safetensors_name(bytes.scalar_type()) +
                    written(bytes.sizes()) + '\0');
        hash.update(std::string_view(static_cast<const char*>(bytes.const_data_ptr()), bytes.nbytes()));
        take(name, std::move(bytes));
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
