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
/// "14,256", "−2.5", from 100,000 on "150k" and "1.2M", beyond a billion and below a ten-thousandth "2e51".
std::vector<Tick> linear_ticks(double from, double to, int most);
/// For a logarithmic axis of any quantity: "1", "2", "5", "10" …, or powers of ten only; within a decade
/// linear_ticks().
std::vector<Tick> decade_ticks(double from, double to, int most);
/// Powers of two, with the k of token counts: "256", "1k" = 1,024, "16k" = 16,384. Within two octaves linear_ticks().
std::vector<Tick> log_ticks(double from, double to, int most);

}  // namespace ttt
