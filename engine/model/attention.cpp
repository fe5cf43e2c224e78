#include "engine/model/attention.h"

#include <ATen/ops/_flash_attention_forward.h>
#include <ATen/ops/_scaled_dot_product_cudnn_attention.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include <algorithm>
#include <optional>

namespace ttt {
namespace {

using torch::Tensor;
using torch::indexing::None;
using torch::indexing::Slice;

// Below these, two calls of cuDNN and the merge cost more than they save.
constexpr std::int64_t least_own = 256;
constexpr std::int64_t least_prefix = 256;

constexpr std::int64_t least_windows =
    3;  // of a segment that is worth cutting into blocks; below, one mask is as quick

bool has_flash(const Tensor& q)
{
    const bool half = q.scalar_type() == torch::kBFloat16 || q.scalar_type() == torch::kHalf;
    return q.is_cuda() && half && q.size(-1) <= 256;
}

/// What cuDNN's attention can take: heads of at most 128, in multiples of 8, and more than one key.
bool has_cudnn(const Tensor& q, const Tensor& k)
{
    constexpr std::int64_t widest_head = 128;
    constexpr std::int64_t head_step = 8;
    return has_flash(q) && q.size(-1) <= widest_head && q.size(-1) % head_step == 0 && k.size(2) > 1;
}

/// Flash attention counts the window in neighbours to the left; -1 is no limit.
std::optional<c10::SymInt> left_of(std::int64_t window)
{
    return c10::SymInt(window > 0 ? window - 1 : -1);
}

Tensor repeat_heads(const Tensor& x, std::int64_t heads)
{
    if (x.size(1) == heads)
        return x;
    const std::int64_t times = heads / x.size(1);
    return x.unsqueeze(2).expand({x.size(0), x.size(1), times, x.size(2), x.size(3)}).flatten(1, 2);
}

/// Each block of `window` queries sees its own and the previous block of keys: [B, H, T, h] -> [B * blocks, H, w, h].
Tensor to_blocks(const Tensor& x, std::int64_t window)
{
    const std::int64_t blocks = x.size(2) / window;
    return x.view({x.size(0), x.size(1), blocks, window, x.size(3)}).transpose(1, 2).flatten(0, 1);
}

Tensor with_previous_block(const Tensor& x, std::int64_t window)
{
    const Tensor before = torch::constant_pad_nd(x.slice(2, 0, x.size(2) - window), {0, 0, window, 0});
    return torch::cat({to_blocks(before.contiguous(), window), to_blocks(x, window)}, 2);
}

/// bool [B * blocks, 1, w, 2w]: in the window and in the same document; padding before the row has number -1.
Tensor block_mask(const Tensor& document, std::int64_t window)
{
    const std::int64_t blocks = document.size(1) / window;
    const Tensor own = document.reshape({-1, blocks, window});
    const Tensor before = torch::constant_pad_nd(own.slice(1, 0, blocks - 1), {0, 0, 1, 0}, -1);
    const Tensor seen = torch::cat({before, own}, 2);
    const Tensor near = window_mask(window, 2 * window, window, document.device());
    return own.unsqueeze(3).eq(seen.unsqueeze(2)).logical_and(near).flatten(0, 1).unsqueeze(1);
}

/// Rows cut at document borders and laid end to end: the border is then the border of a sequence.
Tensor attend_flash_rows(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window, const Tensor& borders)
{
    const std::int64_t rows = q.size(0);
    const std::int64_t length = q.size(2);
    const auto flat = [](const Tensor& x) { return x.transpose(1, 2).flatten(0, 1).contiguous(); };
    const auto result =
        at::_flash_attention_forward_symint(flat(q), flat(k), flat(v), borders, borders, length, length, 0.0, true,
                                            false, std::nullopt, left_of(window), c10::SymInt(0));
    return std::get<0>(result).view({rows, length, q.size(1), q.size(3)}).transpose(1, 2);
}

Tensor pad_rows(const Tensor& x, std::int64_t count)
{
    return count == 0 ? x : torch::constant_pad_nd(x, {0, 0, 0, count});
}

PartialAttention attend_cudnn(const Tensor& q, const Tensor& k, const Tensor& v, bool is_causal, bool with_total)
{
    const auto result = at::_scaled_dot_product_cudnn_attention(q, k, v, std::nullopt, with_total, 0.0, is_causal);
    const Tensor& total = std::get<1>(result);
    return {std::get<0>(result), with_total ? total.reshape({q.size(0), q.size(1), q.size(2), 1}) : Tensor()};
}

/// Own keys causal, earlier ones without a mask: cuDNN would align a causal mask to the first of all keys. LibTorch
/// makes a cuDNN plan for every shape that it meets, and in a stream the earlier keys grow with every segment. So they
/// come in pieces of n, 2n, 4n .. keys, the largest first: few pieces and few shapes.
Tensor attend_in_parts(const Tensor& q, const Tensor& k, const Tensor& v)
{
    const std::int64_t n = q.size(2);
    const std::int64_t prefix = k.size(2) - n;
    PartialAttention sum = attend_cudnn(q, k.slice(2, prefix), v.slice(2, prefix), true, true);
    for (std::int64_t begin = 0, count = 0; begin < prefix; begin += count) {
        count = std::min(n, prefix - begin);
        while (2 * count <= prefix - begin)
            count *= 2;
        const std::int64_t end = begin + count;
        sum = merge_attention(sum, attend_cudnn(q, k.slice(2, begin, end), v.slice(2, begin, end), false, true));
    }
    return sum.output.to(q.scalar_type());
}

Tensor attend_flash(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window)
{
    const auto result = at::_flash_attention_forward_symint(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2),
                                                            std::nullopt, std::nullopt, q.size(2), k.size(2), 0.0, true,
                                                            false, std::nullopt, left_of(window), c10::SymInt(0));
    return std::get<0>(result).transpose(1, 2);
}

/// k, v [B, H, m, h] from here on: as many heads as q.
Tensor attend_masked(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window)
{
    return at::scaled_dot_product_attention(q, k, v, window_mask(q.size(2), k.size(2), window, q.device()));
}

/// Stretches of `size` positions every `step`, as views: [B, H, T, h] -> [blocks, B * H, size, h].
Tensor stretches(const Tensor& x, std::int64_t size, std::int64_t step)
{
    return x.flatten(0, 1).unfold(1, size, step).permute({1, 0, 3, 2});
}

/// n a multiple of the window, m = n + window. Each block of `window` queries sees its own and the previous block of
/// keys: as much work as n * 2 window pairs, not n * m.
Tensor attend_blocks(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window)
{
    const Tensor mixed = at::scaled_dot_product_attention(
        stretches(q, window, window), stretches(k, 2 * window, window), stretches(v, 2 * window, window),
        window_mask(window, 2 * window, window, q.device()));
    return mixed.transpose(0, 1).reshape(q.sizes());
}

/// The first queries, one to two windows of them, by the mask: what lies before them may be less than a block, and n no
/// multiple of the window. The rest in blocks.
Tensor attend_window(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window)
{
    const std::int64_t n = q.size(2);
    const std::int64_t m = k.size(2);
    const std::int64_t first = window + n % window;
    const std::int64_t split = m - n + first;  // where the keys of the rest begin
    const std::int64_t begin = std::max<std::int64_t>(0, m - n - window + 1);
    const Tensor head = attend_masked(q.slice(2, 0, first), k.slice(2, begin, split), v.slice(2, begin, split), window);
    const Tensor rest =
        attend_blocks(q.slice(2, first), k.slice(2, split - window), v.slice(2, split - window), window);
    return torch::cat({head, rest}, 2);
}

}  // namespace

Tensor window_mask(std::int64_t n, std::int64_t m, std::int64_t window, torch::Device device)
{
    const auto options = torch::TensorOptions(device).dtype(torch::kLong);
    const Tensor distance = torch::arange(m - n, m, options).unsqueeze(1) - torch::arange(m, options).unsqueeze(0);
    Tensor visible = distance >= 0;
    return window > 0 ? visible.logical_and_(distance < window) : visible;
}

PartialAttention merge_attention(const PartialAttention& a, const PartialAttention& b)
{
    // exp(a.total - total) = sigmoid(a.total - b.total), without the rounding of total.
    const auto type = torch::promote_types(a.output.scalar_type(), torch::kFloat32);
    const Tensor weight = torch::sigmoid(b.total - a.total).to(type);
    return {torch::lerp(a.output.to(type), b.output.to(type), weight), torch::logaddexp(a.total, b.total)};
}

Tensor attend(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window)
{
    const std::int64_t n = q.size(2);
    const std::int64_t prefix = k.size(2) - n;
    // On Hopper cuDNN does full causal attention at twice the speed of flash attention.
    if (window == 0 && has_cudnn(q, k) && prefix == 0)
        return attend_cudnn(q, k, v, true, false).output;
    if (window == 0 && has_cudnn(q, k) && n >= least_own && prefix >= least_prefix)
        return attend_in_parts(q, k, v);
    if (has_flash(q))
        return attend_flash(q, k, v, window);
    const Tensor keys = repeat_heads(k, q.size(1));
    const Tensor values = repeat_heads(v, q.size(1));
    const bool in_blocks = window > 0 && n >= least_windows * window;
    return in_blocks ? attend_window(q, keys, values, window) : attend_masked(q, keys, values, window);
}

RowDocuments RowDocuments::from(const Tensor& labels, torch::Device device)
{
    Tensor starts = torch::ones_like(labels, torch::kBool);
    starts.slice(1, 1).copy_(labels.slice(1, 1).ne(labels.slice(1, 0, -1)));
    const Tensor first = starts.flatten().nonzero().flatten();
    const Tensor borders = torch::cat({first, torch::full({1}, labels.numel(), first.options())}).to(torch::kInt);
    return {labels.to(device), borders.to(device)};
}

Tensor attend_rows(const Tensor& q, const Tensor& k, const Tensor& v, std::int64_t window,
                   const RowDocuments& documents)
{
    if (has_flash(q))
        return attend_flash_rows(q, k, v, window, documents.borders);
    const Tensor& document = documents.labels;
    const std::int64_t length = q.size(2);
    const Tensor keys = repeat_heads(k, q.size(1));
    const Tensor values = repeat_heads(v, q.size(1));
    if (window == 0 || window >= length) {
        const Tensor same = document.unsqueeze(2).eq(document.unsqueeze(1)).unsqueeze(1);
        return at::scaled_dot_product_attention(q, keys, values,
                                                same.logical_and(window_mask(length, length, window, q.device())));
    }
    const std::int64_t padding = (window - length % window) % window;
    const Tensor labels = torch::constant_pad_nd(document, {0, padding}, -2);
    const Tensor blocks = at::scaled_dot_product_attention(
        to_blocks(pad_rows(q, padding).contiguous(), window),
        with_previous_block(pad_rows(keys, padding).contiguous(), window),
        with_previous_block(pad_rows(values, padding).contiguous(), window), block_mask(labels, window));
    const std::int64_t per_row = (length + padding) / window;
    const Tensor rows = blocks.view({q.size(0), per_row, q.size(1), window, q.size(3)}).transpose(1, 2).flatten(2, 3);
    return rows.slice(2, 0, length);
}

KeyValueCache KeyValueCache::of(std::int64_t window, const Tensor& keys, const Tensor& values)
{
    KeyValueCache cache(window);
    const std::int64_t first = window > 0 ? std::max<std::int64_t>(0, keys.size(2) - (window - 1)) : 0;
    cache.keys_ = keys.detach().slice(2, first);
    cache.values_ = values.detach().slice(2, first);
    cache.length_ = keys.size(2) - first;
    return cache;
}

std::pair<Tensor, Tensor> KeyValueCache::joined(const Tensor& k, const Tensor& v) const
{
    if (length_ == 0)
        return {k, v};
    const std::int64_t first = window_ > 0 ? std::max<std::int64_t>(0, length_ - (window_ - 1)) : 0;
    return {torch::cat({keys_.slice(2, first, length_), k}, 2), torch::cat({values_.slice(2, first, length_), v}, 2)};
}

void KeyValueCache::visit(const std::function<void(Tensor&)>& visitor)
{
    for (Tensor* held : {&keys_, &values_})
        if (held->defined())
            visitor(*held);
}

void KeyValueCache::make_room(const Tensor& like, std::int64_t count)
{
    const std::int64_t keep = window_ > 0 ? std::min(length_, window_ - 1) : length_;
    const auto grown = [&](const Tensor& old) {
        Tensor fresh = torch::empty({like.size(0), like.size(1), 2 * (keep + count), like.size(3)}, like.options());
        if (keep > 0)
            fresh.slice(2, 0, keep).copy_(old.slice(2, length_ - keep, length_));
        return fresh;
    };
    keys_ = grown(keys_);
    values_ = grown(values_);
    length_ = keep;
}

std::pair<Tensor, Tensor> KeyValueCache::append(const Tensor& k, const Tensor& v)
{
    const std::int64_t count = k.size(2);
    if (length_ == 0 || length_ + count > keys_.size(2))
        make_room(k, count);
    keys_.slice(2, length_, length_ + count).copy_(k);
    values_.slice(2, length_, length_ + count).copy_(v);
    length_ += count;
    const std::int64_t visible = window_ > 0 ? std::min(length_, window_ - 1 + count) : length_;
    return {keys_.slice(2, length_ - visible, length_), values_.slice(2, length_ - visible, length_)};
}

}  // namespace ttt
