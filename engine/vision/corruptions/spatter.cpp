// Drops of water (severity 1 to 3) or mud (4 and 5) on the lens.
#include "engine/vision/corruptions/filters.h"
#include "engine/vision/corruptions/kinds.h"
#include "engine/vision/corruptions/liquid.h"

#include <algorithm>

namespace ttt {

namespace {

struct Spatter {
    double mean, deviation, sigma;  // of the layer of liquid
    double threshold;
    double strength;  // of water; σ of mud
    bool is_mud;
};

constexpr Spatter small[5] = {{.62, .1, .7, .7, .5, false},
                              {.65, .1, .8, .7, .5, false},
                              {.65, .3, 1, .69, .5, false},
                              {.65, .1, .7, .69, .6, true},
                              {.65, .1, .5, .68, .6, true}};
constexpr Spatter large[5] = {{.65, .3, 4, .69, .6, false},
                              {.65, .3, 3, .68, .6, false},
                              {.65, .3, 2, .68, .5, false},
                              {.65, .3, 1, .65, 1.5, true},
                              {.67, .4, 1, .65, 1.5, true}};

constexpr float water[3] = {175 / 255.0F, 238 / 255.0F, 238 / 255.0F};
constexpr float mud[3] = {63 / 255.0F, 42 / 255.0F, 20 / 255.0F};

float shade(const float (&colour)[3], int channels, int c)
{
    return channels == 3 ? colour[c] : .299F * colour[0] + .587F * colour[1] + .114F * colour[2];
}

FloatImage liquid_layer(const FloatImage& image, const Spatter& row, Draws& draws)
{
    FloatImage layer(image.height, image.width, 1);
    for (float& value : layer.values)
        value = static_cast<float>(row.mean + row.deviation * draws.normal());
    layer = gaussian_blurred(layer, row.sigma);
    for (float& value : layer.values)
        value = value < row.threshold ? 0 : value;
    return layer;
}

/// How much water lies where, 0 … strength; nothing where there is none at all.
FloatImage water_mask(const FloatImage& layer, double strength)
{
    ByteMap liquid{layer.height, layer.width, std::vector<std::uint8_t>(layer.values.size())};
    to_bytes(layer, liquid.bytes);
    const std::vector<float> lit = relief(liquid);
    FloatImage mask = layer;
    for (std::size_t i = 0; i < lit.size(); ++i)
        mask.values[i] = static_cast<float>(liquid.bytes[i]) * lit[i];
    const float largest = *std::max_element(mask.values.begin(), mask.values.end());
    for (float& value : mask.values)
        value = largest > 0 ? value / largest * static_cast<float>(strength) : 0;
    return mask;
}

FloatImage mud_mask(FloatImage layer, const Spatter& row)
{
    for (float& value : layer.values)
        value = value > row.threshold ? 1.0F : 0.0F;
    layer = gaussian_blurred(layer, row.strength);
    for (float& value : layer.values)
        value = value < .8F ? 0 : value;
    return layer;
}

}  // namespace

/// x + m water, or x (1 - m) + m mud.
FloatImage spatter(const FloatImage& image, int severity, Draws& draws)
{
    const Spatter& row = row_for(small, large, image, severity);
    const FloatImage layer = liquid_layer(image, row, draws);
    const FloatImage mask = row.is_mud ? mud_mask(layer, row) : water_mask(layer, row.strength);
    FloatImage spattered = image;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int c = 0; c < image.channels; ++c) {
                const float m = mask.at(y, x), value = image.at(y, x, c);
                spattered.at(y, x, c) = row.is_mud ? value * (1 - m) + m * shade(mud, image.channels, c)
                                                   : value + m * shade(water, image.channels, c);
            }
    return spattered;
}

}  // namespace ttt
