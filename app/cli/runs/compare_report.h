// What `ttt compare` prints: perplexities by position, then one line per method; or one JSON object.
#pragma once

#include "app/compare_methods.h"

#include <iosfwd>
#include <string>

namespace ttt {

struct CompareReport {
    std::string session;  // the file that keeps the runs
    std::string model;
    std::string document;
    std::int64_t tokens = 0;
    std::string device;
    Comparison comparison;
};

void print_comparison(std::ostream& out, const CompareReport& report);
void print_comparison_json(std::ostream& out, const CompareReport& report);

}  // namespace ttt
