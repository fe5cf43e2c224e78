// The bytes of a small GGUF file, right or wrong.
#pragma once

#include <cstdint>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ttt::test {

class GgufBytes {
public:
    /// Types of values, as the format numbers them.
    enum Type : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, list, u64, i64, f64 };
    static constexpr std::uint32_t f32_tensor = 0;

    std::uint32_t version = 3;
    std::uint64_t alignment = 32;

    template <class Number>
    static std::string number(Number value)
    {
        std::string bytes(sizeof value, '\0');
        std::memcpy(bytes.data(), &value, sizeof value);
        return bytes;
    }

    static std::string string(std::string_view value)
    {
        return number<std::uint64_t>(value.size()) + std::string(value);
    }

    static std::string strings(const std::vector<std::string>& values)
    {
        std::string bytes = number<std::uint32_t>(text) + number<std::uint64_t>(values.size());
        for (const std::string& value : values)
            bytes += string(value);
        return bytes;
    }

    template <class Number>
    static std::string numbers(Type type, const std::vector<Number>& values)
    {
        std::string bytes = number<std::uint32_t>(type) + number<std::uint64_t>(values.size());
        for (const Number value : values)
            bytes += number(value);
        return bytes;
    }

    GgufBytes& raw(std::string_view key, std::uint32_t type, const std::string& value)
    {
        metadata_ += string(key) + number(type) + value;
        ++values_;
        return *this;
    }

    GgufBytes& set(std::string_view key, std::string_view value) { return raw(key, text, string(value)); }
    GgufBytes& set(std::string_view key, const char* value) { return set(key, std::string_view(value)); }
    GgufBytes& set(std::string_view key, std::uint32_t value) { return raw(key, u32, number(value)); }
    GgufBytes& set(std::string_view key, float value) { return raw(key, f32, number(value)); }
    GgufBytes& set(std::string_view key, bool value) { return raw(key, boolean, std::string(1, value ? 1 : 0)); }
    GgufBytes& set(std::string_view key, const std::vector<std::string>& value)
    {
        return raw(key, list, strings(value));
    }

    /// `sizes`: the fastest first. Lies behind the tensor before it.
    GgufBytes& tensor(std::string_view name, const std::vector<std::uint64_t>& sizes, std::uint32_t type,
                      const std::string& bytes)
    {
        tensor_at(name, sizes, type, data_.size());
        data_ += bytes;
        data_.resize((data_.size() + alignment - 1) / alignment * alignment);
        return *this;
    }

    GgufBytes& tensor(std::string_view name, const std::vector<std::uint64_t>& sizes)
    {
        std::uint64_t count = 1;
        for (const std::uint64_t size : sizes)
            count *= size;
        return tensor(name, sizes, f32_tensor, std::string(count * sizeof(float), '\0'));
    }

    GgufBytes& tensor_at(std::string_view name, const std::vector<std::uint64_t>& sizes, std::uint32_t type,
                         std::uint64_t offset)
    {
        tensors_ += string(name) + number(static_cast<std::uint32_t>(sizes.size()));
        for (const std::uint64_t size : sizes)
            tensors_ += number(size);
        tensors_ += number(type) + number(offset);
        ++tensor_count_;
        return *this;
    }

    std::string bytes() const
    {
        std::string all = "GGUF" + number(version) + number(tensor_count_) + number(values_) + metadata_ + tensors_;
        all.resize((all.size() + alignment - 1) / alignment * alignment);
        return all + data_;
    }

private:
    std::uint64_t values_ = 0, tensor_count_ = 0;
    std::string metadata_, tensors_, data_;
};

/// Returns `path`, which holds the bytes now.
inline std::string written(const std::string& path, const std::string& bytes)
{
    std::ofstream out(path, std::ios::binary);
    if (!out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush())
        throw std::runtime_error("cannot write " + path);
    return path;
}

}  // namespace ttt::test
