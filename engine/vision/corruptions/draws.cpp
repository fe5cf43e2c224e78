#include "engine/vision/corruptions/draws.h"

#include <cmath>
#include <numbers>

namespace ttt {

namespace {

/// FNV-1a: a name, not a place in a table, so that a new corruption changes no other's numbers.
std::uint64_t hash_of(std::string_view name)
{
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return hash;
}

}  // namespace

std::uint64_t mixed(std::uint64_t bits)
{
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
}

Draws::Draws(std::uint64_t seed, std::int64_t image, std::string_view corruption, int severity)
    : key_(mixed(seed + draw_step))
{
    for (const std::uint64_t part :
         {static_cast<std::uint64_t>(image), hash_of(corruption), static_cast<std::uint64_t>(severity)})
        key_ = mixed(key_ ^ mixed(part + draw_step));
}

double Draws::uniform()
{
    return static_cast<double>(mixed(key_ + ++count_ * draw_step) >> 11) * 0x1p-53;
}

DrawPlace Draws::skip(std::uint64_t numbers)
{
    const DrawPlace place{key_, count_};
    count_ += numbers;
    return place;
}

double Draws::normal()
{
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

int Draws::whole(int low, int high)
{
    return low + static_cast<int>(uniform() * (high - low));
}

std::int64_t Draws::poisson(double mean)
{
    const double wanted = uniform();
    double term = std::exp(-mean), sum = term;
    std::int64_t count = 0;
    while (sum < wanted && count < 10'000) {
        term *= mean / static_cast<double>(++count);
        sum += term;
    }
    return count;
}

}  // namespace ttt
