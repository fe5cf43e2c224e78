// Where Theorem 1 stops being a good guide, in tables: what the other tokens of one run do to the logits. No torch in
// this header.
//
// A text of 256 tokens holds the pair k*, v* once; the others are random. Keys are random unit vectors of width f, one
// for each token, embeddings random unit vectors, both drawn again for every text; eta = 1 and the whole text is read:
//
//   delta l[w] = sum_t (e_w . v_t)(z_t . z_n),   v_t the embedding of the next token; |e_v*|^2 |z_k*|^2 = 1 is the
//   signal
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// The shape of the texts behind the tables.
struct TheoremTableShape {
    static constexpr std::int64_t tokens = 256;
    static constexpr std::int64_t vocabulary = 48;  // V
    static constexpr std::int64_t width = 256;      // d of the embeddings
    static constexpr std::int64_t inner = 1024;     // f, where it is not varied
    static constexpr std::int64_t most_draws = 100000;
};

/// Cross-talk against the width of the keys.
struct CrossTalkRow {
    std::int64_t inner = 0;  // f
    double others = 0;       // root mean square of the other logits' change, in signals
    double target = 0;       // mean change of v*'s logit, in signals
    std::int64_t first = 0;  // of the draws: v* rises most
};

/// A direction that all keys share: z <- (u + mu m) / |u + mu m|.
struct CommonModeRow {
    double mu = 0;
    double cosine = 0;  // mean over texts of the mean cosine between the keys of different tokens
    double others = 0;  // as above
    double target = 0;
    std::int64_t first = 0;
    double centred_others =
        0;  // the mean key of the text subtracted from the keys that write and from the one that reads
    double centred_target = 0;
    std::int64_t centred_first = 0;
};

/// f = 64, 256, 1024, 4096. Throws ttt::Error unless 1 <= draws <= most_draws. Any thread.
std::vector<CrossTalkRow> cross_talk_table(std::int64_t draws, std::uint64_t seed);

/// mu = 0, 0.25, 0.5, 1 at f = 1024. Throws as above.
std::vector<CommonModeRow> common_mode_table(std::int64_t draws, std::uint64_t seed);

}  // namespace ttt
