// Theorem 1 of In-Place TTT (arXiv 2604.06169, section 3.3 and appendix A), shown on numbers. No torch in this header.
//
// A text holds the key k* at t*, the token v* after it, and k* once more at the query n. What earlier chunks wrote
// changes the logit of a token w at n by
//
//   delta l[w] = eta sum_t (e_w . v_t)(z_t . z_n),     in expectation eta c_align (e_w . v_t*)     (theorem: A1, A2)
//
// The setting is a gated MLP on one-hot inputs, unit embeddings with the same dot product rho between any two, and the
// update rule of the engine. Two runs, one with Wu and one with Wu (2 h h^T - I), h the input of k*, differ in the sign
// of every key but that of k*: their mean is the expectation, without an error of sampling.
#pragma once

#include "engine/records/theorem.h"

#include <string>

namespace ttt {

/// One sentence on a value that can't be; empty when all can.
std::string fault_of(const TheoremSetup& setup);

/// Throws ttt::Error for a setup with a fault. Any thread.
TheoremResult demonstrate_theorem(const TheoremSetup& setup);

/// Writes what the demonstration starts from as safetensors, in f64 whatever the dtype: gate [f, d], up [f, d],
/// inputs [V, d], embedding [V, d], common [f] (m) and tokens i64 [n]; the setup is in the metadata. Throws ttt::Error.
void dump_theorem(const TheoremSetup& setup, const std::string& path);

}  // namespace ttt
