// Colours of the views, light and dark, safe for colour-blind people. Words for each: design.md.
#pragma once

#include <QColor>
#include <QPalette>

namespace ttt {

/// Taken from the palette that a widget has: never cache it over a palette change.
struct Theme {
    bool dark = false;
    QColor window;       // behind panels
    QColor panel;        // inside panels
    QColor panel_title;  // title bars
    QColor border;
    QColor text;
    QColor muted;  // second-rank text
    QColor grid;
    QColor accent;   // the program: buttons, selection of rows, progress
    QColor adapted;  // the arms, everywhere the same
    QColor frozen;
    QColor twin;
    QColor guarded;
    QColor mark;  // the selected place, in all views
    QColor warning;
    QColor failure;
};

const Theme& theme(const QPalette& palette);

/// x in [-1, 1]: -1 easier (adapted wins, green), 0 the panel's own colour, +1 harder (orange). NaN: transparent.
QColor diverging(const Theme& theme, double x);
/// x in [0, 1]: from the panel's own colour to the darkest blue (light theme) or the lightest (dark). NaN: transparent.
QColor sequential(const Theme& theme, double x);

/// Of lines of one kind side by side, told apart by colour-blind people (after Okabe and Ito); the eighth repeats the
/// first: give every line its own dash pattern too.
QColor series_colour(const Theme& theme, int index);
const Theme& theme(bool dark);

/// The application's palette for the theme: Fusion style, system font untouched.
QPalette application_palette(bool dark);

}  // namespace ttt
