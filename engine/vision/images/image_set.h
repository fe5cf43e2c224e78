// Images of one size, as bytes: what every reader of a data set makes and every corruption, stream and net takes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ttt {

struct ImageShape {
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::int64_t channels = 0;  // 1: grey, 3: red, green, blue

    std::size_t bytes() const { return static_cast<std::size_t>(height * width * channels); }
    bool operator==(const ImageShape&) const = default;
};

/// A plain value; any thread.
struct ImageSet {
    ImageShape shape;
    std::vector<std::uint8_t> pixels;      // [N, H, W, C]
    std::vector<std::int32_t> labels;      // [N], from 0; empty: not known
    std::vector<std::string> class_names;  // empty: not known
    std::string source;                    // for people: "Fashion-MNIST test images"
    std::string hash;                      // of shape, pixels and labels (content_hash)

    std::int64_t count() const;
    /// u8 [H, W, C]
    std::span<const std::uint8_t> image(std::int64_t index) const;
    /// Names, or one more than the largest label; 0 without labels.
    std::int64_t classes() const;
};

constexpr std::size_t most_image_bytes = std::size_t{4} << 30;  // of one set, in memory

/// Throws Error when N images of the shape have more than most_image_bytes, or a side or channel count is none.
/// `name` begins the sentence.
void check_image_size(const std::string& name, std::uint64_t count, const ImageShape& shape);

/// Throws Error that names the first label outside of 0 … classes - 1.
void check_labels(const std::string& name, std::span<const std::int32_t> labels, std::int64_t classes);

/// Puts the hash into the set.
void name_by_content(ImageSet& set);

/// The first `count` images; all when there are no more.
void keep_first(ImageSet& set, std::int64_t count);

}  // namespace ttt
