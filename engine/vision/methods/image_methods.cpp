// The registry: one line makes a method.
#include "engine/records/error.h"
#include "engine/vision/methods/augmix_method.h"
#include "engine/vision/methods/contrastive_ttt.h"
#include "engine/vision/methods/cotta.h"
#include "engine/vision/methods/eata.h"
#include "engine/vision/methods/mae_ttt.h"
#include "engine/vision/methods/plain_prediction.h"
#include "engine/vision/methods/rdumb.h"
#include "engine/vision/methods/rotation_ttt.h"
#include "engine/vision/methods/sar.h"
#include "engine/vision/methods/tent.h"

#include <ATen/Context.h>

#include <array>
#include <string_view>

namespace ttt {

namespace {

struct Given {
    std::unique_ptr<ImageNet> net;
    const ImageMethodOptions& options;
    const torch::Tensor& clean;
};

using Maker = std::unique_ptr<ImageMethod> (*)(Given given);

template <class Method, auto... more>
std::unique_ptr<ImageMethod> make(Given given)
{
    return std::make_unique<Method>(std::move(given.net), given.options, more...);
}

std::unique_ptr<ImageMethod> make_eata(Given given)
{
    return std::make_unique<Eata>(std::move(given.net), given.options, given.clean);
}

struct Row {
    std::string_view key;
    Maker make;
};

constexpr std::array rows{
    Row{"source", &make<Source>},
    Row{"bn", &make<BatchNormOne>},
    Row{"bn-alpha", &make<BatchNormShare>},
    Row{"tent", &make<Tent>},
    Row{"eata", &make_eata},
    Row{"eta", &make<Eta>},
    Row{"sar", &make<Sar>},
    Row{"rdumb", &make<RDumb>},
    Row{"cotta", &make<Cotta>},
    Row{"ttaug", &make<AugMixMean>},
    Row{"memo", &make<Memo>},
    Row{"ttt", &make<RotationTtt, false>},
    Row{"ttt-online", &make<RotationTtt, true>},
    Row{"ttt-mae", &make<MaeTtt>},
    Row{"ttt-contrastive", &make<ContrastiveTtt>},
};

/// A GPU would round the factors of convolutions to ten bits, and sum gradients in whatever order comes: answers would
/// lie further from the processor's, and a run could not be verified.
void compute_exactly()
{
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setDeterministicCuDNN(true);
}

}  // namespace

std::unique_ptr<ImageMethod> make_image_method(const std::string& key, const ImageNet& net,
                                               const ImageMethodOptions& options, torch::Device device,
                                               const torch::Tensor& clean)
{
    compute_exactly();
    for (const Row& row : rows)
        if (row.key == key)
            return row.make({net.clone(device), options, clean});
    throw Error("There is no method " + key + " for images.");
}

}  // namespace ttt
