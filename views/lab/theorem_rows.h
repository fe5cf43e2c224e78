// The bars of one theorem result: who they are for, predicted and measured.
#pragma once

#include "engine/records/theorem.h"

#include <QString>

#include <vector>

namespace ttt {

/// Change of one token's logit, or of many: then measured is their mean, low and high the extremes.
struct TheoremRow {
    QString sign;  // "v*"
    QString name;  // "v*, after the key"
    double predicted = 0;
    double measured = 0, low = 0, high = 0;
    double single_low = 0, single_high = 0;
    bool is_written = false;  // the token whose embedding the key writes
    bool is_many = false;
};

/// v*, k*, the token before the key, the rival if there is one, all others.
std::vector<TheoremRow> theorem_rows(const TheoremResult& result);

/// "v*, after the key: predicted 43.80, measured 43.80, one run alone 41.72"
QString theorem_row_text(const TheoremRow& row);

/// eta c_align.
double theorem_signal(const TheoremResult& result);

/// "Predicted and measured agree to 2.2e−16 of η c_align." or by how much they differ.
QString theorem_agreement(const TheoremResult& result);

/// "error 2.2e−16"
QString theorem_agreement_in_short(const TheoremResult& result);

/// "Target: next token"
QString theorem_target_name(std::int64_t tap);

/// From where to where the bars of both reach, with 0 and the signal.
struct TheoremRange {
    double low = 0, high = 1;
};
TheoremRange theorem_range(const TheoremResult& result, const TheoremResult& beside, bool with_single);

}  // namespace ttt
