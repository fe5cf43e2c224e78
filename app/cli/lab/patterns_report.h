// What `ttt patterns` prints: as text or as one JSON object.
#pragma once

#include "engine/records/records.h"
#include "engine/text/ngrams.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct PatternsReport {
    const std::string& document;  // path
    const std::string& model;     // directory
    const DocumentRecord& record;
    NgramSettings settings;
    std::size_t top;  // rows of the table
    InductionCounts inductions;
    std::vector<RepeatedNgram> ngrams;
};

void print_text(const PatternsReport& report);
void print_json(const PatternsReport& report);

/// One line of a terminal: control characters and bytes that are not UTF-8 as \n, \t, \xNN; after `most` characters
/// "…".
std::string one_line(std::string_view bytes, std::size_t most);

}  // namespace ttt
