#include "engine/vision/methods/turned_views.h"

#include "engine/vision/methods/view_padding.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

struct Code {
    std::int64_t first, row_step, column_step;
};

/// A view without a turn reads its rows downwards and its columns to the right, or, mirrored, to the left; each quarter
/// of a turn begins in the corner that comes to the top left, and what were columns become rows.
Code code_of(const TurnedView& view, std::int64_t side, std::int64_t pitch)
{
    Code code{view.top * pitch + view.left + (view.is_mirrored ? side - 1 : 0), pitch, view.is_mirrored ? -1 : 1};
    for (std::int64_t quarter = 0; quarter < view.quarters; ++quarter)
        code = {code.first + (side - 1) * code.column_step, -code.column_step, code.row_step};
    return code;
}

}  // namespace

std::vector<TurnedView> draw_turned_views(std::int64_t count, std::int64_t side, Draws& draws)
{
    const int places = static_cast<int>(2 * view_padding(side) + 1);
    std::vector<TurnedView> views(static_cast<std::size_t>(count));
    for (TurnedView& view : views) {
        view.top = draws.whole(0, places);
        view.left = draws.whole(0, places);
        view.is_mirrored = draws.uniform() < 0.5;
        view.quarters = draws.whole(0, 4);
    }
    return views;
}

Tensor turned_view_codes(const std::vector<TurnedView>& views, std::int64_t side)
{
    std::vector<std::int64_t> numbers;
    for (const TurnedView& view : views) {
        const Code code = code_of(view, side, side + 2 * view_padding(side));
        numbers.insert(numbers.end(), {code.first, code.row_step, code.column_step, view.quarters});
    }
    return torch::tensor(numbers).view({-1, 4});
}

Tensor cut_views(const Tensor& image, const Tensor& codes)
{
    const std::int64_t channels = image.size(1), side = image.size(2), padding = view_padding(side);
    const Tensor padded = torch::constant_pad_nd(image, {padding, padding, padding, padding}).view({channels, -1});
    const Tensor along = torch::arange(side, codes.options());
    const Tensor rows = codes.select(1, 0).view({-1, 1, 1}) + codes.select(1, 1).view({-1, 1, 1}) * along.view({-1, 1});
    const Tensor places = rows + codes.select(1, 2).view({-1, 1, 1}) * along;
    return padded.index_select(1, places.view(-1)).view({channels, -1, side, side}).transpose(0, 1).contiguous();
}

}  // namespace ttt
