// One image corrupted.
#pragma once

#include "engine/vision/images/image_set.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ttt {

/// What a stretch of a stream does to its images.
struct Shift {
    std::string corruption;  // a key of corruption_table.h; empty: clean
    int severity = 0;        // 1 … 5; clean: 0

    bool operator==(const Shift&) const = default;
};

/// "fog:5", "clean".
std::string shift_text(const Shift& shift);

/// Throws Error when there is no such corruption or severity, or it does nothing to images of this shape.
void check_shift(const Shift& shift, const ImageShape& shape);

/// f32 [H, W, C], before it is cut to bytes. `index`: of the image in its set, `seed`: of the stream; the same numbers
/// whenever and wherever it is computed. `shift` is checked.
std::vector<float> corrupted_floats(std::span<const std::uint8_t> image, const ImageShape& shape, const Shift& shift,
                                    std::uint64_t seed, std::int64_t index);

/// u8 [H, W, C] into `to`.
void corrupt(std::span<const std::uint8_t> image, const ImageShape& shape, const Shift& shift, std::uint64_t seed,
             std::int64_t index, std::span<std::uint8_t> to);

}  // namespace ttt
