#include "engine/vision/corruptions/plasma.h"

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

class Torus {
public:
    explicit Torus(int side) : side_(side), values_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {}

    double& at(int y, int x)
    {
        y = (y + side_) % side_, x = (x + side_) % side_;
        return values_[static_cast<std::size_t>(y) * static_cast<std::size_t>(side_) + static_cast<std::size_t>(x)];
    }

    /// Every `step`-th place from (y, x) on becomes the mean of its four corners at (±h, ±h), or of the four beside it.
    void fill(int y, int x, int step, bool corners, double wibble, Draws& draws)
    {
        const int half = step / 2;
        for (int row = y; row < side_; row += step)
            for (int column = x; column < side_; column += step) {
                const double sum = corners ? at(row - half, column - half) + at(row - half, column + half) +
                                                 at(row + half, column - half) + at(row + half, column + half)
                                           : at(row - half, column) + at(row + half, column) + at(row, column - half) +
                                                 at(row, column + half);
                at(row, column) = sum / 4 + wibble * draws.uniform(-wibble, wibble);
            }
    }

    std::vector<double> normalised()
    {
        const auto [low, high] = std::minmax_element(values_.begin(), values_.end());
        const double least = *low, range = *high - least;
        for (double& value : values_)
            value = (value - least) / range;
        return std::move(values_);
    }

private:
    int side_;
    std::vector<double> values_;
};

}  // namespace

std::vector<double> plasma(int side, double decay, Draws& draws)
{
    Torus torus(side);
    double wibble = 100;
    for (int step = side; step >= 2; step /= 2, wibble /= decay) {
        torus.fill(step / 2, step / 2, step, true, wibble, draws);
        torus.fill(0, step / 2, step, false, wibble, draws);
        torus.fill(step / 2, 0, step, false, wibble, draws);
    }
    return torus.normalised();
}

int power_of_two(int size)
{
    int side = 2;
    while (side < size)
        side *= 2;
    return side;
}

}  // namespace ttt
