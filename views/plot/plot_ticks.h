// Where an axis has its ticks and what they say.
#pragma once

#include <QString>

#include <vector>

namespace ttt {

struct Tick {
    double at;
    QString label;
};

/// Steps of 1, 2 or 5 times a power of ten, at most about `most` ticks in [from, to].
double nice_step(double from, double to, int most);
/// "14,256", "−2.5", from 100,000 on "150k" and "1.2M".
std::vector<Tick> linear_ticks(double from, double to, int most);
/// Powers of two, with the k of token counts: "256", "1k" = 1,024, "16k" = 16,384. Within two octaves linear_ticks().
std::vector<Tick> log_ticks(double from, double to, int most);

/// With thousands separators and a true minus sign.
QString number_label(double value, int decimals);

}  // namespace ttt
