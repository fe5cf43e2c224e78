// From a token's numbers to its colour: the modes, their scale and their words.
#pragma once

#include "views/run_model.h"
#include "views/theme.h"
#include "views/token/token_overlay.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace ttt {

enum class ColourMode : std::int32_t {
    adapted_frozen,  // NLL adapted - frozen, nats
    adapted,         // NLL, nats
    frozen,
    adapted_twin,     // NLL adapted - twin, nats
    rank,             // log10 of the adapted rank
    rank_difference,  // log10(rank adapted / rank frozen)
    reference,        // NLL of this run - NLL of the other run at the same item, nats
    taught_by,        // what each token taught the one that was asked, logits
    taught_here,      // what one chunk taught each later token, logits
};

struct ColourModeInfo {
    ColourMode mode;
    std::string_view key;  // in saved choices
    bool diverging;
    bool ranks;
    bool lab = false;  // an answer of the lab, scaled by its largest |value|
};

inline constexpr std::array colour_modes{
    ColourModeInfo{ColourMode::adapted_frozen, "adapted_frozen", true, false},
    ColourModeInfo{ColourMode::adapted, "adapted", false, false},
    ColourModeInfo{ColourMode::frozen, "frozen", false, false},
    ColourModeInfo{ColourMode::adapted_twin, "adapted_twin", true, false},
    ColourModeInfo{ColourMode::rank, "rank", false, true},
    ColourModeInfo{ColourMode::rank_difference, "rank_difference", true, true},
    ColourModeInfo{ColourMode::reference, "reference", true, false},
    ColourModeInfo{ColourMode::taught_by, "taught_by", true, false, true},
    ColourModeInfo{ColourMode::taught_here, "taught_here", true, false, true},
};

inline constexpr std::array saturations{1.0, 2.0, 4.0};  // nats; decades of rank
/// A scale that starts at 0 or at rank 1 ends at so many saturations: ±2 nats goes with 0 to 10 nats.
inline constexpr double nll_span = 5;
inline constexpr double rank_span = 2;

constexpr const ColourModeInfo& colour_mode(ColourMode mode)
{
    return colour_modes[static_cast<std::size_t>(mode)];
}

struct TokenColouring {
    ColourMode mode = ColourMode::adapted_frozen;
    double saturation = 2;
    const RunModel* reference = nullptr;
    std::shared_ptr<const TokenOverlay> taught_by = nullptr, taught_here = nullptr;

    /// Of a mode of the lab; null: none, or another mode.
    const TokenOverlay* overlay(ColourMode of) const
    {
        return of == ColourMode::taught_by     ? taught_by.get()
               : of == ColourMode::taught_here ? taught_here.get()
                                               : nullptr;
    }
    bool operator==(const TokenColouring&) const = default;
};

/// The numbers of a run in one mode, for one paint: holds spans, copies nothing.
class TokenValues {
public:
    TokenValues(const RunModel& run, const TokenColouring& colouring);

    double value(std::int64_t item) const;  // in the mode's unit, NaN: none
    QColor colour(const Theme& theme, std::int64_t item) const;

private:
    TokenColouring colouring_;
    std::span<const float> left_, right_;
    std::int64_t shown_;
};

/// x on the scale of the mode: [-1, 1] when it diverges, else [0, 1]. NaN stays NaN.
double scaled(const TokenColouring& colouring, double value);
QColor colour_at(const TokenColouring& colouring, const Theme& theme, double x);
/// Text on a coloured token: the theme's own, or its panel's colour where that could not be read.
QColor text_on(const Theme& theme, const QColor& background);
double contrast(const QColor& a, const QColor& b);  // WCAG 2: 1 to 21

/// Why the run cannot be shown in this mode, as a sentence; empty: it can. `overlay`: the answer of the lab for it.
QString missing(ColourMode mode, const RunModel& run, const RunModel* reference, const TokenOverlay* overlay = nullptr);
/// The wished mode, or the first that the run can give.
ColourMode available_mode(ColourMode wished, const RunModel& run, const RunModel* reference,
                          const TokenOverlay* overlay = nullptr);

QString mode_label(ColourMode mode);
QString mode_tooltip(ColourMode mode);
QString legend_text(const TokenColouring& colouring);  // "easier · same · harder, ±2 nats"
QString legend_end(const TokenColouring& colouring);   // "±2 nats": where there is little room
QString saturation_label(double saturation);           // "±2 nats"

}  // namespace ttt
