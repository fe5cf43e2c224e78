#include "views/plot/perplexity_series.h"

#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double smooth_chunks = 8;  // length of the smoothing

MeanKind kind_of(PerplexityMode mode)
{
    switch (mode) {
    case PerplexityMode::windowed:
        return MeanKind::windowed;
    case PerplexityMode::per_chunk:
        return MeanKind::per_chunk;
    case PerplexityMode::so_far:
    case PerplexityMode::difference:
        break;
    }
    return MeanKind::so_far;
}

MeanUnit unit_of(const PerplexityChoice& choice)
{
    if (choice.errors)
        return MeanUnit::error;
    return choice.mode == PerplexityMode::difference ? MeanUnit::percent : MeanUnit::perplexity;
}

bool counts(TokenSplit split, const ChunkLosses& losses, std::size_t at)
{
    if (split == TokenSplit::all)
        return true;
    const bool induced = at < losses.induction.size() && losses.induction[at] > 0;
    return induced == (split == TokenSplit::induced);
}

}  // namespace

struct PerplexitySeries::Arm {
    Arm(const PerplexityChoice& choice, bool has_band)
        : line(kind_of(choice.mode), unit_of(choice), choice.window),
          smooth(line.per_chunk() ? smooth_chunks : smooth_chunks * static_cast<double>(choice.chunk)), banded(has_band)
    {
        if (kind_of(choice.mode) == MeanKind::so_far && choice.smooth)
            chunks.emplace(MeanKind::per_chunk, unit_of(choice));
    }

    struct ChunkSum {
        double sum, count;
        double x;  // the last token of the chunk
    };

    MeanCurve line;
    std::optional<MeanCurve> chunks;  // the raw line under a curve that is a running mean already
    SmoothCurve smooth;
    bool banded;
    std::deque<ChunkSum> waiting;
    BlockBootstrap bootstrap;
    std::shared_ptr<MinMaxPyramid> low = std::make_shared<MinMaxPyramid>(), high = std::make_shared<MinMaxPyramid>();
};

PerplexitySeries::PerplexitySeries(const PerplexityChoice& choice) : choice_(choice) {}

PerplexitySeries::PerplexitySeries(PerplexitySeries&&) noexcept = default;

PerplexitySeries& PerplexitySeries::operator=(PerplexitySeries&&) noexcept = default;

PerplexitySeries::~PerplexitySeries() = default;

void PerplexitySeries::add_chunk(const ChunkLosses& losses)
{
    const std::array arms{losses.frozen, losses.twin, losses.adapted, losses.guarded};
    const std::size_t size = std::max({losses.frozen.size(), losses.twin.size(), losses.adapted.size()});
    const bool difference = choice_.mode == PerplexityMode::difference;
    for (std::size_t arm = 0; arm < (difference ? 2 : arms.size()); ++arm) {
        if (arms[arm].empty() || (difference && losses.adapted.empty()))
            continue;
        values_.assign(size, nan);
        for (std::size_t at = 0; at < size; ++at) {
            if (!counts(choice_.split, losses, at))
                continue;
            const double value = difference ? double{losses.adapted[at]} - arms[arm][at] : double{arms[arm][at]};
            values_[at] = std::isfinite(value) ? value : nan;
        }
        add_to_arm(arm, values_);
    }
    tokens_ += static_cast<std::int64_t>(size);
    ++chunks_;
}

void PerplexitySeries::add_to_arm(std::size_t arm, std::span<const double> values)
{
    const bool adapted = arm == 2;
    const bool banded =
        choice_.mode == PerplexityMode::difference || (choice_.mode == PerplexityMode::so_far && adapted);
    if (!arms_[arm])
        arms_[arm] = std::make_unique<Arm>(choice_, banded);
    Arm& to = *arms_[arm];
    to.line.add_chunk(values);
    if (to.chunks)
        to.chunks->add_chunk(values);
    else if (choice_.smooth)
        to.smooth.follow(*to.line.points(), unit_of(choice_));
    if (!to.banded)
        return;
    Arm::ChunkSum chunk{0, 0, static_cast<double>(tokens_ + static_cast<std::int64_t>(values.size()) - 1)};
    for (const double value : values)
        if (!std::isnan(value)) {
            chunk.sum += value;
            ++chunk.count;
        }
    to.waiting.push_back(chunk);
}

bool PerplexitySeries::has_work() const
{
    for (const auto& arm : arms_)
        if (arm && !arm->waiting.empty())
            return true;
    return false;
}

void PerplexitySeries::work()
{
    for (const auto& arm : arms_) {
        if (!arm || arm->waiting.empty())
            continue;
        const Arm::ChunkSum chunk = arm->waiting.front();
        arm->waiting.pop_front();
        arm->bootstrap.add(chunk.sum, chunk.count);
        const BlockBootstrap::Interval band = arm->bootstrap.interval();
        arm->low->append(chunk.x, in_unit(unit_of(choice_), band.low));
        arm->high->append(chunk.x, in_unit(unit_of(choice_), band.high));
    }
}

PerplexityCurve PerplexitySeries::curve(std::size_t at) const
{
    const Arm* arm = arms_[at].get();
    if (!arm)
        return {};
    PerplexityCurve curve;
    const SeriesPoints line{arm->line.points(), arm->line.per_chunk()};
    curve.line = line;
    if (arm->chunks) {
        curve.raw = {arm->chunks->points(), true};
    } else if (choice_.smooth) {
        curve.raw = line;
        curve.line.points = arm->smooth.points();
    }
    if (arm->banded) {
        curve.low = {arm->low, true};
        curve.high = {arm->high, true};
    }
    return curve;
}

}  // namespace ttt
