// Perplexities of the arms side by side, with what the updates changed in percent.
#pragma once

#include "app/cli/table.h"
#include "engine/evaluation/ranges.h"

#include <iosfwd>
#include <optional>
#include <string>

namespace ttt {

class RangeTable {
public:
    explicit RangeTable(const std::string& heading = "positions");

    /// NaN and nullopt: that arm did not run.
    void add(const std::string& label, std::optional<double> frozen, std::optional<double> twin,
             std::optional<double> adapted);

    void add(const RangePerplexity& range);

    friend std::ostream& operator<<(std::ostream& out, const RangeTable& table);

private:
    Table table_;
};

}  // namespace ttt
