// What every picture that a test takes must hold, whatever it shows.
#pragma once

#include "views/theme.h"

#include <QImage>

namespace ttt::test {

/// Something is drawn on the ground of this palette: neither a blank nor a picture in the colours of the other one.
inline bool is_drawn(const QImage& image, bool dark)
{
    const QRgb panel = theme(dark).panel.rgb(), window = theme(dark).window.rgb();
    constexpr double least_ground = 0.02, least_drawn = 0.003;  // of all pixels
    qint64 ground = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            ground += image.pixel(x, y) == panel || image.pixel(x, y) == window ? 1 : 0;
    const auto all = static_cast<double>(image.width()) * image.height();
    return static_cast<double>(ground) > least_ground * all && static_cast<double>(ground) < (1 - least_drawn) * all;
}

}  // namespace ttt::test
