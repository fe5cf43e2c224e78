#include "engine/vision/nets/image_batch.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

constexpr std::int64_t padding = 4;

}  // namespace

Tensor image_tensor(const ImageSet& set)
{
    auto* pixels = const_cast<std::uint8_t*>(set.pixels.data());  // read only: the copy below owns its memory
    return torch::from_blob(pixels, {set.count(), set.shape.height, set.shape.width, set.shape.channels}, torch::kUInt8)
        .permute({0, 3, 1, 2})
        .clone(at::MemoryFormat::Contiguous);
}

CropFlips draw_crop_flips(std::int64_t count, std::int64_t side, Draws& draws)
{
    std::vector<std::int64_t> rows, columns;
    for (std::int64_t i = 0; i < count; ++i) {
        const int top = draws.whole(0, 2 * padding + 1), left = draws.whole(0, 2 * padding + 1);
        const bool is_mirrored = draws.uniform() < 0.5;
        for (std::int64_t at = 0; at < side; ++at) {
            rows.push_back(top + at);
            columns.push_back(left + (is_mirrored ? side - 1 - at : at));
        }
    }
    return {torch::tensor(rows).view({count, side}), torch::tensor(columns).view({count, side})};
}

Tensor crop_flipped(const Tensor& images, const CropFlips& views)
{
    const std::int64_t count = images.size(0), channels = images.size(1), side = images.size(2);
    const Tensor padded = torch::constant_pad_nd(images, {padding, padding, padding, padding});
    const Tensor rows = views.rows.to(images.device()).view({count, 1, side, 1});
    const Tensor columns = views.columns.to(images.device()).view({count, 1, 1, side});
    return padded.gather(2, rows.expand({count, channels, side, side + 2 * padding}))
        .gather(3, columns.expand({count, channels, side, side}));
}

Tensor draw_uniform(std::int64_t rows, std::int64_t columns, Draws& draws)
{
    const Tensor numbers = torch::empty({rows, columns});
    auto* number = numbers.data_ptr<float>();
    for (std::int64_t i = 0; i < numbers.numel(); ++i)
        number[i] = static_cast<float>(draws.uniform());
    return numbers;
}

Tensor all_rotations(const Tensor& images)
{
    std::vector<Tensor> turned;
    for (std::int64_t quarter = 0; quarter < 4; ++quarter)
        turned.push_back(torch::rot90(images, quarter, {2, 3}));
    return torch::cat(turned);
}

Tensor rotation_labels(std::int64_t images, torch::Device device)
{
    return torch::arange(4, torch::TensorOptions().dtype(torch::kLong).device(device)).repeat_interleave(images);
}

}  // namespace ttt
