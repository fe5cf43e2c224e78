// `ttt theorem --table`: what single runs do to the logits.
#pragma once

#include <cstdint>
#include <string>

namespace ttt {

/// What the command line says.
struct TheoremTableOptions {
    std::string name;  // width | common-mode; empty: no table
    std::int64_t draws = 200;
};

/// Computes the table and prints it as text or as one JSON object.
void print_theorem_table(const TheoremTableOptions& options, std::uint64_t seed, bool json);

}  // namespace ttt
