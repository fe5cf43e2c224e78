// The change of a logit split into the writes that made it (arXiv 2604.06169, section 3.3 and appendix A; what is exact
// and what is a prediction is said in engine/records/trace.h).
//
// Delta of chunk i, C tokens t, in one fast layer, and the drift that state n reads behind j = n / C finished chunks:
//   delta_i = clip_i eta sum_t v_t ~z_t^T             ~z_t = z_t, or z_t - mean of chunk i where keys are centred
//   S_n     = cap_j sum_{i < j} gamma^(j-1-i) delta_i
// What it adds to the residual stream, S_n z_n, goes through the final norm (gain g) and the unembedding e_w:
//   direct(n, w) = sum over layers of u . S_n z_n,    u = g * e_w / rms(h_n), elementwise; h_n adapted
//                = sum over layers, i and t in i of   cap_j gamma^(j-1-i) clip_i eta (~z_t . z_n) (u . v_t)
// The last line is linear attention's reading of the same sum: a term for each token that wrote. With h and h0 the
// final residual streams of adapted and frozen, logit = g * e_w . h / rms(h) gives exactly
//   logit - logit0 = direct + logit0 (rms(h0) / rms(h) - 1) + u . (h - h0 - sum over layers of S_n z_n)
//                           rescaled                          indirect
// rms(h) = sqrt(mean h^2 + eps). In f32 and f64 this holds to rounding; in bf16 the drift that is read is
// rounded, too.
#pragma once

#include "engine/model/weights.h"
#include "engine/probes/write_log.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Rows of a table that lies on any device. table [n, ..], indices [P] -> [P, ..].
torch::Tensor take_rows(const torch::Tensor& table, const std::vector<std::int64_t>& indices);

/// rms(h) of residual streams before the final norm. h [.., d] -> [.., 1].
torch::Tensor residual_rms(const torch::Tensor& h, double eps);

/// States that are asked for the logit of one token each.
struct TraceQuestions {
    std::vector<std::int64_t> states;  // [P]; a state predicts the item behind it
    torch::Tensor readout;             // u of each, f32 or wider [P, d]
};

/// `tokens` [P] as many as states, on the CPU.
TraceQuestions ask_states(const WriteLog& log, const ModelWeights& weights, std::vector<std::int64_t> states,
                          const std::vector<std::int64_t>& tokens);

/// Direct terms by token of chunks [begin, end), summed over fast layers: f32 or wider [P, end - begin, C]. 0 where a
/// chunk was not finished before the state.
torch::Tensor direct_terms(const WriteLog& log, const TraceQuestions& questions, std::int64_t begin, std::int64_t end);

}  // namespace ttt
