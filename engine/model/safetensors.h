// safetensors files: u64 header length, JSON header, tensor bytes. https://github.com/huggingface/safetensors
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// A file that stays open. Everything the header says is checked against the file before it is believed. Copies share
/// the open file. Any thread may read.
class SafetensorsFile {
public:
    struct Entry {
        torch::ScalarType dtype;
        std::vector<std::int64_t> shape;
        std::int64_t offset;  // bytes from the start of the file
        std::int64_t bytes;
    };

    /// Throws ttt::Error that names the file, and the tensor where there is one.
    static SafetensorsFile open(const std::string& path);

    const std::string& path() const;
    const std::map<std::string, Entry>& entries() const;  // by name
    const std::map<std::string, std::string>& metadata() const;

    /// Read into memory of its own: what another program does to the file afterwards changes nothing. Throws ttt::Error
    /// when absent, or when the file has become shorter.
    torch::Tensor tensor(const std::string& name) const;

    /// Whether a tensor has dtype, shape and bytes of another one, of this file or another. Holds little in memory.
    bool same_bytes(const std::string& name, const SafetensorsFile& other, const std::string& other_name) const;

    /// Whether another program has written into it since it was opened.
    bool has_changed() const;

private:
    const Entry& entry(const std::string& name) const;

    struct Parts;
    std::shared_ptr<const Parts> parts_;
};

/// Writes the tensors (any device, any strides), wide elements first and else in the order given, through a temporary
/// file that is renamed when it is complete. Throws ttt::Error on a duplicate name, a dtype the format lacks, or a
/// failing disk.
void write_safetensors(const std::string& path, const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

}  // namespace ttt
