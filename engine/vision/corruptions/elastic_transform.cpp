// A small affine change, then a smooth field of shifts.
#include "engine/vision/corruptions/filters.h"
#include "engine/vision/corruptions/kinds.h"

#include <cmath>

namespace ttt {

namespace {

/// As shares of the side: the tables were made for 32 and (x 244) for 224 pixels.
struct Elastic {
    double shift;
    double sigma;
    double affine;
};

constexpr Elastic small[5] = {{0, 0, .08}, {.05, .2, .07}, {.08, .06, .06}, {.1, .04, .05}, {.1, .03, .03}};
constexpr Elastic large[5] = {{2, .7, .1}, {2, .08, .2}, {.05, .01, .02}, {.07, .01, .02}, {.12, .01, .02}};

struct Point {
    double x;
    double y;
};

float bilinear(const FloatImage& image, double y, double x, int c, Border border)
{
    const double top = std::floor(y), left = std::floor(x), down = y - top, over = x - left;
    const auto value = [&](int dy, int dx) {
        return image.at(inside(static_cast<int>(top) + dy, image.height, border),
                        inside(static_cast<int>(left) + dx, image.width, border), c);
    };
    return static_cast<float>((1 - down) * ((1 - over) * value(0, 0) + over * value(0, 1)) +
                              down * ((1 - over) * value(1, 0) + over * value(1, 1)));
}

/// The affine map that takes the three points `from` to `to`: (x, y) to (a x + b y + c, d x + e y + f).
struct Affine {
    double a, b, c, d, e, f;

    Affine(const Point (&from)[3], const Point (&to)[3])
    {
        const Point u{from[1].x - from[0].x, from[1].y - from[0].y}, v{from[2].x - from[0].x, from[2].y - from[0].y};
        const Point s{to[1].x - to[0].x, to[1].y - to[0].y}, t{to[2].x - to[0].x, to[2].y - to[0].y};
        const double area = u.x * v.y - v.x * u.y;
        a = (s.x * v.y - t.x * u.y) / area, b = (t.x * u.x - s.x * v.x) / area;
        d = (s.y * v.y - t.y * u.y) / area, e = (t.y * u.x - s.y * v.x) / area;
        c = to[0].x - a * from[0].x - b * from[0].y;
        f = to[0].y - d * from[0].x - e * from[0].y;
    }
};

/// Three corners of a square in the middle move by up to `most` pixels; all else with them.
FloatImage bent(const FloatImage& image, double most, Draws& draws)
{
    const double x = image.width / 2, y = image.height / 2, square = image.smaller_side() / 3;
    if (square == 0)
        return image;
    const Point corners[3] = {{x + square, y + square}, {x + square, y - square}, {x - square, y - square}};
    Point targets[3];
    for (int i = 0; i < 3; ++i) {
        targets[i].x = corners[i].x + draws.uniform(-most, most);
        targets[i].y = corners[i].y + draws.uniform(-most, most);
    }
    const Affine back(targets, corners);
    FloatImage changed(image.height, image.width, image.channels);
    for (int row = 0; row < image.height; ++row)
        for (int column = 0; column < image.width; ++column)
            for (int c = 0; c < image.channels; ++c)
                changed.at(row, column, c) = bilinear(image, back.d * column + back.e * row + back.f,
                                                      back.a * column + back.b * row + back.c, c, Border::mirror);
    return changed;
}

FloatImage shifts(const FloatImage& image, double sigma, Draws& draws)
{
    FloatImage field(image.height, image.width, 1);
    for (float& value : field.values)
        value = static_cast<float>(draws.uniform(-1, 1));
    return gaussian_blurred(field, sigma, Border::reflect, 3);
}

}  // namespace

FloatImage elastic_transform(const FloatImage& image, int severity, Draws& draws)
{
    const Elastic& elastic = row_for(small, large, image, severity);
    const double side = image.smaller_side() < large_side ? image.smaller_side() : image.smaller_side() * 244.0 / 224;
    const FloatImage affine = bent(image, elastic.affine * side, draws);
    const FloatImage over = shifts(image, elastic.sigma * side, draws),
                     down = shifts(image, elastic.sigma * side, draws);
    const double most = elastic.shift * side;
    FloatImage changed(image.height, image.width, image.channels);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c)
                changed.at(y, x, c) =
                    bilinear(affine, y + most * down.at(y, x), x + most * over.at(y, x), c, Border::reflect);
    return changed;
}

}  // namespace ttt
