#include "app/workbench/stream_check.h"

#include "engine/records/error.h"
#include "engine/records/settings/resolve.h"
#include "engine/vision/corruptions/corruption_table.h"
#include "engine/vision/streams/image_stream.h"

namespace ttt {

namespace {

/// What nobody chose is filled in.
ImageStream stream_of(const RunConfig& asked, const ImageShape& shape)
{
    const RunConfig config = resolved(asked, {});
    ImageStream stream;
    stream.shifts = parse_shifts(config.stream, shape);
    parse_order(config.order, stream);
    stream.batch = config.batch;
    stream.count = config.count;
    stream.seed = config.seed;
    return stream;
}

std::string problem_of(auto&& act)
{
    try {
        act();
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

}  // namespace

std::string stream_problem(std::string_view key, const RunConfig& config, const OpenedImageSet& images)
{
    if (kind_of(config) != RunKind::images || !images.plan_set)
        return {};
    const auto parse = [&] { parse_shifts(resolved(config, {}).stream, images.shape); };
    if (key == "stream")
        return problem_of(parse);
    if (key != "order" || !problem_of(parse).empty())
        return {};
    return problem_of([&] { plan_stream(stream_of(config, images.shape), *images.plan_set); });
}

std::optional<std::int64_t> stream_length(const RunConfig& config, const OpenedImageSet& images)
{
    if (kind_of(config) != RunKind::images || !images.plan_set)
        return std::nullopt;
    try {
        return plan_stream(stream_of(config, images.shape), *images.plan_set).items();
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::vector<std::string> shift_words()
{
    std::vector<std::string> words{"all:5", "extra:5", "clean"};
    for (const CorruptionInfo& info : corruptions())
        words.push_back(std::string(info.key) + ":5");
    return words;
}

}  // namespace ttt
