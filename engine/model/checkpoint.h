// A model's files: the directory of a Hugging Face checkpoint, in and out, or a GGUF file, in.
#pragma once

#include "engine/model/model_config.h"
#include "engine/model/stored_tensor.h"
#include "engine/model/unused_tensors.h"

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Read-only view of a directory or file. Cheap to copy; every tensor is read into memory of its own. Any thread may
/// read.
class Checkpoint {
public:
    /// Reads config.json and the headers of model.safetensors, or of the shards that model.safetensors.index.json
    /// names; or the metadata of a GGUF file (engine/model/gguf_config.h), whose tensors then have the names that
    /// Hugging Face gives them. Throws ttt::Error that names the file or tensor, also for tensors that change what the
    /// model computes and that its configuration does not ask for (engine/model/unused_tensors.h), or a head that
    /// differs from a tied embedding.
    static Checkpoint open(const std::string& path);

    const std::string& path() const;
    const ModelConfig& config() const;
    std::vector<std::string> names() const;  // sorted
    bool has(const std::string& name) const;

    /// Tensors of the files that nothing is computed with, and one sentence per kind of those that must be told.
    const UnusedTensors& unused() const;
    std::vector<std::string> remarks() const;

    /// On the CPU, in the file's dtype; unpacked to f32 where the file packs them. Throws ttt::Error that names the
    /// tensor when it is absent, of another shape, or holds whole numbers.
    torch::Tensor tensor(const std::string& name, at::IntArrayRef expected_shape) const;
    torch::Tensor tensor(const std::string& name) const;                        // of any shape and dtype
    void check(const std::string& name, at::IntArrayRef expected_shape) const;  // the same without reading it

    std::int64_t parameter_count() const;  // elements of all tensors that are used

    /// How many tensors there are of each format ("BF16", "Q4_K").
    std::map<std::string, std::int64_t> formats() const;

    /// Reads every tensor once, by sorted name, and hands it out as its file stores it. Returns the hash of what was
    /// handed out: whatever happens to the files meanwhile, it names the numbers that one computes with.
    using TakeTensor = std::function<void(const std::string& name, const StoredTensor& how, torch::Tensor stored)>;
    std::string read_all(const TakeTensor& take) const;

    /// "xxh3:" and 32 hex digits over the bytes of config.json and, by sorted name, every tensor's name, format,
    /// shape and bytes as they are stored: however it is sharded, the same model has the same hash. Reads all weights.
    std::string hash() const;

    /// Throws ttt::Error when another program has written into a file of weights since it was opened; one that was
    /// replaced by renaming is as it was. What was read is in memory, but nobody could read it again. Takes no time.
    void check_unchanged() const;

private:
    struct Parts;
    std::shared_ptr<const Parts> parts_;
};

/// gamma = sigmoid(a) of each trained fast layer (mlp.ttt_decay holds a); empty: none was trained. Throws ttt::Error.
std::vector<double> trained_decay(const Checkpoint& checkpoint);

/// Writes config.json and model.safetensors (or shards with an index when the tensors exceed max_shard_bytes > 0) into
/// `directory`, made when absent. Each file appears complete or not at all; config.json comes last.
void save_checkpoint(const std::string& directory, const ModelConfig& config, const NamedTensors& tensors,
                     std::int64_t max_shard_bytes = 0);

}  // namespace ttt
