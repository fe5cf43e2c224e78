#include "engine/kernels/fingerprint.h"

#include "engine/kernels/write_scan_cpu.h"

#include <torch/library.h>

#include <array>

namespace ttt {

using torch::Tensor;

namespace {

/// The mixers in LibTorch's operators: i64 numbers that stay below 2^32.
constexpr std::int64_t word_mask = 0xffffffff;

Tensor times(const Tensor& x, std::int64_t factor)
{
    // The product modulo 2^64 has the right low half, whatever its sign.
    return (x * factor).bitwise_and_(word_mask);
}

Tensor folded(const Tensor& x, std::int64_t shift)
{
    return x.bitwise_xor(x.bitwise_right_shift(shift));
}

/// x: bits of the numbers with their places mixed in (fingerprint_mix.h).
Tensor mixed(const Tensor& x, std::array<std::int64_t, 2> factors, std::int64_t middle)
{
    constexpr std::int64_t half = 16;
    return folded(times(folded(times(folded(x, half), factors[0]), middle), factors[1]), half).sum();
}

/// i64 [words], each below 2^32.
Tensor words_of(const Tensor& tensor)
{
    Tensor bytes = tensor.contiguous().flatten().view(torch::kByte);
    constexpr std::int64_t word = 4;
    const std::int64_t missing = (word - bytes.numel() % word) % word;
    if (missing > 0)
        bytes = torch::constant_pad_nd(bytes, {0, missing});
    else if (bytes.storage_offset() % word != 0)
        bytes = bytes.clone();
    return bytes.view(torch::kInt).to(torch::kLong).bitwise_and_(word_mask);
}

/// MurmurHash3's finalizer of 64 bits.
std::uint64_t scattered(std::uint64_t x)
{
    x = (x ^ (x >> 33)) * 0xff51afd7ed558ccdULL;
    x = (x ^ (x >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

TORCH_LIBRARY_FRAGMENT(ttt, library)
{
    library.def("fingerprint_of(Tensor tensor) -> Tensor");
}

TORCH_LIBRARY_IMPL(ttt, CompositeExplicitAutograd, library)
{
    library.impl("fingerprint_of", plain_fingerprint_of);
}

TORCH_LIBRARY_IMPL(ttt, CPU, library)
{
    library.impl("fingerprint_of", fingerprint_on_cpu);
}

}  // namespace

Tensor plain_fingerprint_of(const Tensor& tensor)
{
    const Tensor words = words_of(tensor);
    const Tensor places = torch::arange(words.numel(), words.options());
    const Tensor first = (words + times(places, 0x9e3779b1)).bitwise_and_(word_mask);
    const Tensor second = words.bitwise_xor((times(places, 0x85157af5) + 0x27d4eb2f).bitwise_and_(word_mask));
    return torch::stack({mixed(first, {0x85ebca6b, 0xc2b2ae35}, 13), mixed(second, {0x7feb352d, 0x846ca68b}, 15)});
}

Tensor fingerprint_of(const Tensor& tensor)
{
    constexpr std::size_t word = 4;
    const Tensor packed = tensor.contiguous();
    if (packed.nbytes() % word != 0 || reinterpret_cast<std::uintptr_t>(packed.const_data_ptr()) % word != 0)
        return plain_fingerprint_of(packed);
    static const auto op =
        c10::Dispatcher::singleton().findSchemaOrThrow("ttt::fingerprint_of", "").typed<Tensor(const Tensor&)>();
    return op.call(packed);
}

std::string fingerprint_text(std::span<const std::int64_t> numbers)
{
    if (numbers.empty())
        return {};
    std::array<std::uint64_t, 2> folds = {0x9e3779b97f4a7c15ULL, 0xd1b54a32d192ed03ULL};
    for (const std::int64_t number : numbers)
        for (std::uint64_t& fold : folds)
            fold = scattered(fold ^ scattered(static_cast<std::uint64_t>(number) + fold));
    std::string text = "sum128:";
    for (const std::uint64_t fold : folds)
        for (int shift = 60; shift >= 0; shift -= 4)
            text += "0123456789abcdef"[(fold >> shift) & 15];
    return text;
}

}  // namespace ttt
