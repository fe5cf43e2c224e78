#include "engine/model/directory_tensors.h"

#include "engine/files/printable.h"
#include "engine/model/checkpoint_files.h"
#include "engine/model/safetensors_dtype.h"
#include "engine/model/tensor_spec.h"
#include "engine/records/error.h"

#include <map>

namespace ttt {
namespace {

/// Some files hold a tied head a second time. Where it differs, either the file or the configuration is wrong.
void check_tied_head(const std::map<std::string, SafetensorsFile>& files, const std::string& directory)
{
    const auto head = files.find(head_name), embedding = files.find(embedding_name);
    if (head == files.end() || embedding == files.end())
        return;
    if (!head->second.same_bytes(head_name, embedding->second, embedding_name))
        throw Error(
            "The model '" + directory + "' holds a " + std::string(head_name) + " that differs from " + embedding_name +
            ", but its config.json says tie_word_embeddings = true; one of the two is wrong, so it is not read.");
}

}  // namespace

std::vector<SafetensorsFile> open_weight_files(const std::string& directory)
{
    std::vector<SafetensorsFile> files;
    for (const std::string& path : weight_files(directory))
        files.push_back(SafetensorsFile::open(path));
    check_index(directory, files);
    return files;
}

StoredTensors directory_tensors(const std::vector<SafetensorsFile>& files, const std::string& directory,
                                const ModelConfig& config)
{
    std::map<std::string, SafetensorsFile> by_tensor;
    StoredTensors tensors;
    for (const SafetensorsFile& file : files)
        for (const auto& [name, entry] : file.entries()) {
            if (!by_tensor.emplace(name, file).second)
                throw Error("The tensor " + printable(name) + " stands in more than one file of '" + directory + "'.");
            tensors.emplace(name, StoredTensor{.format = safetensors_name(entry.dtype),
                                               .dtype = entry.dtype,
                                               .shape = entry.shape,
                                               .read = [file, name = name] { return file.tensor(name); }});
        }
    if (config.tied_embeddings)
        check_tied_head(by_tensor, directory);
    return tensors;
}

}  // namespace ttt
