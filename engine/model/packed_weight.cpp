#include "engine/model/packed_weight.h"

#include <ATen/OpaqueTensorImpl.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

struct Packed {
    Tensor bytes;  // u8 [rows, bytes of a row]
    const GgufType* type;
};

using Handle = std::shared_ptr<const Packed>;
using PackedImpl = at::OpaqueTensorImpl<Handle>;

/// Torch has no operation for the key, so that none takes the handle for numbers.
constexpr auto no_operations = c10::DispatchKey::Vulkan;

const Packed& packed_of(const Tensor& weight)
{
    return *static_cast<PackedImpl*>(weight.unsafeGetTensorImpl())->opaque_handle();
}

/// Rows [begin, end), of the weight's dtype.
Tensor rows_of(const Tensor& weight, std::int64_t begin, std::int64_t end)
{
    const Packed& packed = packed_of(weight);
    const std::int64_t columns = weight.size(1), blocks = columns / packed.type->block;
    Tensor numbers = torch::empty({end - begin, columns}, torch::kFloat32);
    const unsigned char* from = packed.bytes.const_data_ptr<std::uint8_t>() + begin * packed.bytes.size(1);
    float* to = numbers.mutable_data_ptr<float>();
    at::parallel_for(0, end - begin, 1, [&](std::int64_t first, std::int64_t last) {
        packed.type->unpack(from + first * packed.bytes.size(1), (last - first) * blocks, to + first * columns);
    });
    return numbers.to(weight.scalar_type());
}

/// Calls use(rows, begin, end) for all rows, some at a time: a few MB, which stay near the processor.
template <class Use>
void in_parts(const Tensor& weight, const Use& use)
{
    constexpr std::int64_t numbers_at_once = 1 << 20;
    const std::int64_t step = std::max<std::int64_t>(1, numbers_at_once / weight.size(1));
    for (std::int64_t begin = 0; begin < weight.size(0); begin += step) {
        const std::int64_t end = std::min(begin + step, weight.size(0));
        use(rows_of(weight, begin, end), begin, end);
    }
}

Tensor product(const Tensor& x, const Tensor& weight)
{
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = weight.size(0);
    Tensor result = torch::empty(shape, x.options().requires_grad(false));
    in_parts(weight, [&](const Tensor& rows, std::int64_t begin, std::int64_t end) {
        result.slice(-1, begin, end).copy_(torch::linear(x, rows));
    });
    return result;
}

/// d loss / d x = d loss / d y W
struct Projection : torch::autograd::Function<Projection> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& x, const Tensor& weight)
    {
        context->saved_data["weight"] = weight;
        return product(x, weight);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients)
    {
        const Tensor weight = context->saved_data["weight"].toTensor();
        const Tensor& gradient = gradients.front();
        std::vector<std::int64_t> shape = gradient.sizes().vec();
        shape.back() = weight.size(1);
        Tensor result = torch::zeros(shape, gradient.options());
        in_parts(weight, [&](const Tensor& rows, std::int64_t begin, std::int64_t end) {
            result += torch::matmul(gradient.slice(-1, begin, end), rows);
        });
        return {result, Tensor()};
    }
};

}  // namespace

Tensor packed_weight(Tensor packed, const GgufType& type, std::int64_t columns, torch::ScalarType dtype)
{
    const std::int64_t rows = packed.size(0);
    return at::detail::make_tensor<PackedImpl>(
        c10::DispatchKeySet(no_operations), c10::scalarTypeToTypeMeta(dtype), torch::Device(torch::kCPU),
        std::make_shared<const Packed>(Packed{std::move(packed), &type}), at::IntArrayRef({rows, columns}));
}

bool is_packed(const Tensor& weight)
{
    return weight.defined() && weight.key_set().has(no_operations);
}

Tensor plain(const Tensor& weight)
{
    return is_packed(weight) ? rows_of(weight, 0, weight.size(0)) : weight;
}

Tensor project(const Tensor& x, const Tensor& weight, const Tensor& bias)
{
    if (!is_packed(weight))
        return torch::linear(x, weight, bias);
    const Tensor result =
        torch::GradMode::is_enabled() && x.requires_grad() ? Projection::apply(x, weight) : product(x, weight);
    return bias.defined() ? result + bias : result;
}

}  // namespace ttt
