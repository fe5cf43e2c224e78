#include "engine/kernels/write_scan_cpu.h"

#include "engine/kernels/shared_loop.h"
#include "engine/kernels/write_range.h"

#include <algorithm>
#include <vector>

namespace ttt {
namespace {

using torch::Tensor;

// Ranges of a fixed size, so that the sums do not depend on the number of threads. Each goes through all writes while
// its 16 KiB of S stay in the cache.
constexpr std::int64_t range_size = 4096;  // numbers

/// The memory of one scan.
struct Scan {
    Scan(Tensor& s, const Tensor& d, const Tensor& a, double gamma, Tensor& r)
        : sum(s.mutable_data_ptr<float>()), deltas(d.const_data_ptr<float>()), factors(a.const_data_ptr<float>()),
          reads(static_cast<char*>(r.mutable_data_ptr())), read_bytes(r.element_size()), size(s.numel()),
          count(d.size(0)), decay(static_cast<float>(gamma))
    {
    }

    std::int64_t ranges() const { return (size + range_size - 1) / range_size; }

    /// Write k of the numbers from `begin` on.
    kernels::WriteRange range(std::int64_t k, std::int64_t begin) const
    {
        const std::int64_t place = k * size + begin;
        const float* before = k > 0 ? deltas + place - size : previous ? previous + begin : nullptr;
        return {.sum = sum + begin,
                .delta = deltas + place,
                .previous = before,
                .read = reads + place * read_bytes,
                .count = std::min(range_size, size - begin),
                .place = static_cast<std::uint32_t>(begin),
                .is_half = read_bytes == 2};
    }

    kernels::WriteFactors at(std::int64_t k) const
    {
        return {decay, factors[k], k > 0 ? factors[k - 1] : previous_factor};
    }

    float* sum;
    const float* deltas;
    const float* factors;
    char* reads;
    std::int64_t read_bytes;
    std::int64_t size;
    std::int64_t count;
    float decay;
    const float* previous = nullptr;
    float previous_factor = 1;
};

/// Range after range, so that the order is always the same.
WriteScan added_up(const std::vector<kernels::WriteParts>& parts, std::int64_t count)
{
    Tensor norms = torch::zeros({count, 5}, torch::kFloat64);
    Tensor prints = torch::zeros({count, 2}, torch::kInt64);
    for (std::size_t index = 0; index < parts.size(); ++index) {
        const kernels::WriteParts& part = parts[index];
        const auto k = static_cast<std::int64_t>(index) % count;
        double* norm = norms.mutable_data_ptr<double>() + 5 * k;
        norm[0] += part.delta;
        norm[1] += part.dot;
        norm[2] += part.sum;
        norm[3] += part.change;
        norm[4] += part.read_change;
        auto* print = static_cast<std::uint64_t*>(prints.mutable_data_ptr()) + 2 * k;
        print[0] += part.first;
        print[1] += part.second;
    }
    return {norms, prints};
}

}  // namespace

WriteScan scan_writes_on_cpu(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay,
                             const Tensor& previous, Tensor& reads, const Tensor& previous_factor)
{
    Scan scan(sum, deltas, factors, decay, reads);
    if (previous.defined())
        scan.previous = previous.const_data_ptr<float>();
    if (previous_factor.defined())
        scan.previous_factor = *previous_factor.const_data_ptr<float>();
    std::vector<kernels::WriteParts> parts(static_cast<std::size_t>(scan.ranges() * scan.count));
    share_out(scan.ranges(), 1, [&](std::int64_t range) {
        for (std::int64_t k = 0; k < scan.count; ++k)
            parts[static_cast<std::size_t>(range * scan.count + k)] =
                kernels::watched_write(scan.range(k, range * range_size), scan.at(k));
    });
    return added_up(parts, scan.count);
}

void scan_writes_quietly_on_cpu(Tensor& sum, const Tensor& deltas, const Tensor& factors, double decay, Tensor& reads)
{
    const Scan scan(sum, deltas, factors, decay, reads);
    share_out(scan.ranges(), 1, [&](std::int64_t range) {
        for (std::int64_t k = 0; k < scan.count; ++k)
            kernels::quiet_write(scan.range(k, range * range_size), scan.at(k));
    });
}

Tensor fingerprint_on_cpu(const Tensor& tensor)
{
    const auto* words = static_cast<const std::uint32_t*>(tensor.const_data_ptr());
    const auto count = static_cast<std::int64_t>(tensor.nbytes() / sizeof(std::uint32_t));
    const std::int64_t ranges = (count + range_size - 1) / range_size;
    std::vector<kernels::FingerprintParts> parts(static_cast<std::size_t>(ranges));
    share_out(ranges, 1, [&](std::int64_t range) {
        const std::int64_t begin = range * range_size;
        parts[static_cast<std::size_t>(range)] = kernels::fingerprint_range(
            words + begin, std::min(range_size, count - begin), static_cast<std::uint32_t>(begin));
    });
    kernels::FingerprintParts whole;
    for (const kernels::FingerprintParts& part : parts) {
        whole.first += part.first;
        whole.second += part.second;
    }
    return torch::tensor({static_cast<std::int64_t>(whole.first), static_cast<std::int64_t>(whole.second)});
}

}  // namespace ttt
