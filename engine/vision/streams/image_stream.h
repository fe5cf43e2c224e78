// A stream of images: which corruptions, how strong, in which order, in batches of what size.
#pragma once

#include "engine/vision/corruptions/corrupt.h"
#include "engine/vision/images/image_set.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

enum class StreamOrder {
    reset_each,  // shift by shift; what adapts begins anew with each
    continual,   // shift by shift, never reset
    gradual,     // each shift rises from severity 1 to its own and falls again
    mixed,       // images of all shifts in every batch
    sorted,      // class after class within a shift
    dirichlet,   // classes in clumps (the smaller the number, the purer)
    collected,   // what adapts begins anew with each shift, reads all its images so many times, and is scored then
    one_class,   // images of this class alone
    noise,       // so large a share of the images is noise, which belongs to no class
};

/// What a person chooses; enough to make the same stream again from the same set.
struct ImageStream {
    std::vector<Shift> shifts;
    StreamOrder order = StreamOrder::continual;
    double number = 0.1;  // of dirichlet: delta; of collected: epochs; of one_class: the class; of noise: the share
    std::int64_t batch = 200;
    std::int64_t count = 0;  // images of each shift: the first so many of the set; 0: all
    std::uint64_t seed = 1;  // of the order and of the corruptions
};

constexpr std::int64_t most_batch = 512;

struct StreamItem {
    std::int64_t image = 0;  // its place in the set; negative: noise, each with a number of its own
    std::int32_t shift = 0;  // its place in the plan's shifts

    bool operator==(const StreamItem&) const = default;
};

/// One batch; of one shift, but for StreamOrder::mixed.
struct StreamStep {
    std::vector<StreamItem> items;
    bool resets = false;      // what adapts begins anew before it
    std::int64_t epochs = 0;  // over all images of its shift, before it and without a score
};

struct StreamPlan {
    std::vector<Shift> shifts;  // gradual ones one by one
    std::vector<StreamStep> steps;

    std::int64_t items() const;
};

/// A pure function: the same plan for the same stream and set, on any machine. Throws Error that a person can act on.
StreamPlan plan_stream(const ImageStream& stream, const ImageSet& set);

/// u8 [H, W, C] of an image of the set, as a stream of this seed shows it under the shift; a negative one is noise.
void shown_image(const ImageSet& set, std::int64_t image, const Shift& shift, std::uint64_t seed,
                 std::span<std::uint8_t> to);

/// u8 [H, W, C] of an item, as the stream shows it.
void stream_image(const ImageStream& stream, const StreamPlan& plan, const ImageSet& set, const StreamItem& item,
                  std::span<std::uint8_t> to);

/// "gaussian_noise:5,fog:5,clean"; all:5 and extra:5 stand for the fifteen and the extra ones that do something to
/// images of this shape. Throws Error that names the word.
std::vector<Shift> parse_shifts(std::string_view text, const ImageShape& shape);

/// reset-each, continual, gradual, mixed, sorted, dirichlet:0.1, collected:3, one-class:2 or noise:0.2, into the
/// stream. Throws Error.
void parse_order(std::string_view text, ImageStream& stream);

/// The word that parse_order() reads.
std::string order_text(const ImageStream& stream);

}  // namespace ttt
