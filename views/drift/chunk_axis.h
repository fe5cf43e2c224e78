// Where a chunk lies across a view: from chunks to pixels and back, zoomed and panned.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// Chunks [first, last), fractions allowed, across `width` pixels from `left` on.
struct ChunkAxis {
    double first = 0;
    double last = 1;
    double left = 0;
    double width = 1;

    double to_px(double chunk) const { return left + (chunk - first) / (last - first) * width; }
    double to_chunk(double px) const { return first + (px - left) / width * (last - first); }
    double px_per_chunk() const { return width / (last - first); }
};

/// What is seen of a run's chunks: a part of [0, total].
struct ChunkRange {
    double first = 0;
    double last = 1;

    bool operator==(const ChunkRange&) const = default;
};

/// `factor` below 1 comes nearer; the chunk at `anchor` keeps its pixel. Never beyond the run, never too near.
ChunkRange zoomed(ChunkRange range, double factor, double anchor, double total);
ChunkRange panned(ChunkRange range, double chunks, double total);
/// The least pan after which [chunk, chunk + 1) is seen.
ChunkRange brought_into_view(ChunkRange range, double chunk, double total);

/// Multiples of a power of two in [first, last], at most `most`.
std::vector<std::int64_t> chunk_ticks(ChunkRange range, int most);

/// How many chunks share one column of a pixel at least.
std::int64_t chunks_per_column(ChunkRange range, double device_pixels);

}  // namespace ttt
