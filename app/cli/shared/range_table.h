// Perplexities of the arms side by side, with what the updates changed in percent and the 95 % interval of that. Where
// there are too few tokens for an interval nothing is claimed.
#pragma once

#include "app/cli/shared/table.h"
#include "engine/evaluation/ranges.h"

#include <iosfwd>
#include <string>

namespace ttt {

class RangeTable {
public:
    explicit RangeTable(const std::string& heading = "positions", bool has_guarded = false);

    void add(const std::string& label, const RangePerplexity& range);
    void add(const RangePerplexity& range);  // named by its positions

    friend std::ostream& operator<<(std::ostream& out, const RangeTable& table);

private:
    Table table_;
    bool has_guarded_;
};

}  // namespace ttt
