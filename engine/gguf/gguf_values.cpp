#include "engine/gguf/gguf_values.h"

#include "engine/files/printable.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace ttt {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are read as they stand");

constexpr std::size_t head_limit = 100'000'000;  // bytes; the largest real vocabularies take a tenth
constexpr std::size_t value_limit = 4'000'000;   // as JSON has; each takes 16 bytes here
constexpr int depth_limit = 4;                   // of lists in each other; real files have one

enum : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64, type_count };

/// The fewest bytes that a value of each type takes.
constexpr std::array<std::size_t, type_count> least_bytes{1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

/// The decimal number that its writer meant: 1e-05, not 9.999999747378752e-06. It is the same f32.
double as_written(float number)
{
    if (!std::isfinite(number))
        return static_cast<double>(number);
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    double wide = 0;
    std::from_chars(text.data(), end, wide);
    return wide;
}

}  // namespace

void refuse_gguf(const std::string& path, const std::string& why)
{
    throw Error("The file '" + printable_path(path) + "' is not a valid GGUF file: " + why + ".");
}

GgufValues::GgufValues(const RegularFile& file) : file_(file) {}

const std::string& GgufValues::path() const
{
    return file_.path();
}

std::size_t GgufValues::left() const
{
    return file_.size() - std::min(file_.size(), place());
}

void GgufValues::take(void* bytes, std::size_t count)
{
    if (count > left())
        refuse_gguf(path(), "it ends in the middle of what it says about itself; it may be truncated");
    if (count > head_limit || place() > head_limit - count)
        refuse_gguf(path(), "more than " + std::to_string(head_limit) + " bytes stand before its tensors");
    char* to = static_cast<char*>(bytes);
    while (count > 0) {
        if (at_ == buffer_.size()) {
            constexpr std::size_t block = 1 << 16;
            begin_ += at_;
            at_ = 0;
            buffer_.resize(std::min(block, left()));
            file_.read(begin_, buffer_.data(), buffer_.size());
        }
        const std::size_t some = std::min(count, buffer_.size() - at_);
        std::memcpy(to, buffer_.data() + at_, some);
        to += some;
        at_ += some;
        count -= some;
    }
}

template <class Number>
Number GgufValues::number()
{
    std::array<char, sizeof(Number)> bytes{};
    take(bytes.data(), bytes.size());
    return std::bit_cast<Number>(bytes);
}

template std::uint32_t GgufValues::number<std::uint32_t>();
template std::uint64_t GgufValues::number<std::uint64_t>();

std::size_t GgufValues::count(std::size_t least, const char* what)
{
    const auto count = number<std::uint64_t>();
    if (count > left() / least)
        refuse_gguf(path(), "it claims " + std::to_string(count) + " " + what + ", more than fit into its " +
                                std::to_string(file_.size()) + " bytes");
    return static_cast<std::size_t>(count);
}

std::string GgufValues::text()
{
    const std::size_t length = count(1, "bytes of a text");
    if (length > head_limit)
        refuse_gguf(path(), "it holds a text of " + std::to_string(length) + " bytes");
    std::string text(length, '\0');
    take(text.data(), length);
    return text;
}

nlohmann::json GgufValues::value()
{
    return value_of(number<std::uint32_t>(), 0);
}

nlohmann::json GgufValues::list(int depth)
{
    if (depth == depth_limit)
        refuse_gguf(path(), "it nests more than " + std::to_string(depth_limit) + " lists");
    const auto type = number<std::uint32_t>();
    if (type >= type_count)
        refuse_gguf(path(), "it holds a list of values of the unknown type " + std::to_string(type));
    const std::size_t size = count(least_bytes[type], "values of a list");
    if (size > value_limit - values_)
        refuse_gguf(path(), "it holds more than " + std::to_string(value_limit) + " values");
    nlohmann::json::array_t values;
    values.reserve(size);
    for (std::size_t i = 0; i < size; ++i)
        values.push_back(value_of(type, depth + 1));
    return values;
}

nlohmann::json GgufValues::value_of(std::uint32_t type, int depth)
{
    if (++values_ > value_limit)
        refuse_gguf(path(), "it holds more than " + std::to_string(value_limit) + " values");
    switch (type) {
    case u8:
        return number<std::uint8_t>();
    case i8:
        return number<std::int8_t>();
    case u16:
        return number<std::uint16_t>();
    case i16:
        return number<std::int16_t>();
    case u32:
        return number<std::uint32_t>();
    case i32:
        return number<std::int32_t>();
    case f32:
        return as_written(number<float>());
    case boolean:
        return number<std::uint8_t>() != 0;
    case string:
        return text();
    case array:
        return list(depth);
    case u64:
        return number<std::uint64_t>();
    case i64:
        return number<std::int64_t>();
    case f64:
        return number<double>();
    default:
        refuse_gguf(path(), "it holds a value of the unknown type " + std::to_string(type));
    }
}

}  // namespace ttt
